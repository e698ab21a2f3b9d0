"""Releases on the desk: the form of the draft that is being worked on, and the pages of the acts."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import clock, instant
from releases import checklist, references
from releases.admin import (
    acts,
    autosave,
    conflict,
    discard,
    history,
    overrides,
    presence,
    previews,
    publish,
    reschedule,
    wording,
)
from releases.admin.columns import ReleaseColumns
from releases.admin.forms import ReleaseForm
from releases.admin.inlines import AttachmentUseInline, ImageUseInline
from releases.admin.listing import newest_of
from releases.models import Autosave, Release
from releases.models.edition import PURPOSES_WITH_NOTE
from releases.workflow import ACTS, ActRefused

SCRIPTS = ("autosave", "sign-in", "presence", "counter", "shown-with")
HIDDEN = ("version", "seen", "is_mine")


@admin.register(Release)
class ReleaseAdmin(ReleaseColumns):
    class Media:
        js = [Script(f"js/{name}.js", defer=True) for name in SCRIPTS]

    form = ReleaseForm
    change_form_template = "admin/releases/release/change_form.html"
    inlines = [ImageUseInline, AttachmentUseInline]
    fieldsets = [
        (
            lazy("Text"),
            {"fields": [*HIDDEN, "note", "title", "summary", "outlet", "question", "body", "has_paragraph_numbers"]},
        ),
        (lazy("Kind and date"), {"fields": [("kind", "dated"), ("office", "place"), "categories"]}),
        (lazy("Address and language"), {"fields": ["slug", ("language", "translation_key")]}),
    ]

    # The form

    def is_frozen(self, release: Release | None) -> bool:
        return release is not None and newest_of(release).is_approved

    def may_edit(self, request: Any) -> bool:
        """Whether the officer may work on releases at all."""
        return super().has_change_permission(request)

    def has_change_permission(self, request: Any, obj: Release | None = None) -> bool:
        return self.may_edit(request) and not self.is_frozen(obj)

    def has_delete_permission(self, request: Any, obj: Release | None = None) -> bool:
        """A draft is discarded, by its own act; nothing else ever goes."""
        return False

    def get_form(self, request: Any, obj: Release | None = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change, **options)
        refused = getattr(request, "act_refused", "")
        own = {"officer": request.user, "refused": refused, "restored": self.restored(request, obj)}
        return type("OfficersForm", (form,), own)

    def kept(self, request: Any, release: Release | None) -> Autosave | None:
        """What was kept for this officer, if the page is asked for with it."""
        if request.method != "GET" or "restore" not in request.GET:
            return None
        return autosave.kept_for(request.user, newest_of(release) if release else None)

    def restored(self, request: Any, release: Release | None) -> dict[str, Any]:
        kept = self.kept(request, release)
        return autosave.restored(kept) if kept else {}

    def get_formset_kwargs(self, request: Any, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Pictures and attachments come back with the words."""
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        kept = self.kept(request, obj)
        return {**options, "initial": autosave.restored_rows(kept, prefix)} if kept else options

    def get_fieldsets(self, request: Any, obj: Release | None = None) -> Any:
        """None where the text is only shown; the public note only where readers are told of a change."""
        if obj is not None and not self.has_change_permission(request, obj):
            return []
        sets = super().get_fieldsets(request, obj)
        if obj is not None and newest_of(obj).purpose in PURPOSES_WITH_NOTE:
            return sets
        return [
            (name, {**options, "fields": [field for field in options["fields"] if field != "note"]})
            for name, options in sets
        ]

    def get_readonly_fields(self, request: Any, obj: Release | None = None) -> list[str]:
        """What a release is known by stays once one of its editions is approved."""
        return ["slug", "kind", "language"] if obj and obj.first_published_at else []

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        mission = request.mission
        start = {"dated": clock.day_in(mission.host_time_zone, instant.now()), "language": mission.default_language}
        return {**start, **super().get_changeform_initial_data(request)}

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """An act that the database refused in the last moment comes back as an error of the form, the words kept."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ActRefused as refusal:
            request.act_refused = str(refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: Any, context: Any, *args: Any, **options: Any) -> HttpResponse:
        release = context["original"]
        context |= self.panel(request, release) if release else {"title": _("Write a release"), **self.ways_on(request)}
        if not context.get("is_frozen"):
            context |= self.beside(request, release, context["adminform"].form)
        return super().render_change_form(request, context, *args, **options)

    def beside(self, request: Any, release: Release | None, form: Any) -> dict[str, Any]:
        """What stands beside the form of a draft: kept words, other officers, a conflict, what is left to do."""
        around = {**autosave.offer(request, release, form), "autosave_url": autosave.autosave_url(release)}
        if release is None:
            return around
        edition = newest_of(release)
        return {
            **around,
            "presence_url": reverse("admin:releases_release_presence", args=[release.pk]),
            "others": presence.others(request, edition),
            "pairs": conflict.pairs(form) if form.is_conflict else None,
            "checks": checklist.checks(edition, request.mission, instant.now()),
        }

    def panel(self, request: Any, release: Release) -> dict[str, Any]:
        """What the publishing panel and a frozen text need."""
        at = instant.now()
        edition = newest_of(release)
        editions = release.editions.defer("body", "folded_text").order_by("-number")
        return {
            "title": _("Release") if edition.is_approved else _("Draft"),
            "subtitle": edition.headline,
            "edition": edition,
            "pill": wording.stage_pill(edition, at),
            "is_frozen": not self.has_change_permission(request, release),
            "is_approved": edition.is_approved,
            "buttons": acts.buttons(release, request.user, at),
            "is_public": edition.has_been_public(at),
            "moment": wording.moment(request.mission, edition.live_from) if edition.live_from else None,
            "reference": references.of(release, at, request.mission),
            "saved": wording.moment(request.mission, edition.saved_at) if edition.saved_at else None,
            "editions": [
                (row, wording.stage_pill(row, at), row.live_from and wording.moment(request.mission, row.live_from))
                for row in editions
            ],
            **self.ways_on(request),
            "may_preview": self.may_edit(request),
        }

    def ways_on(self, request: Any) -> dict[str, bool]:
        """Where the officer may take a text once it is saved."""
        rights = {"may_publish": "approve", "may_submit": "submit"}
        return {name: request.user.has_perm(ACTS[act].permission) for name, act in rights.items()}

    def save_model(self, request: Any, obj: Release, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        draft = form.save_draft(obj)
        autosave.forget(request.user, draft if change else None)

    def response_add(self, request: Any, obj: Release, post_url_continue: str | None = None) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: Any, obj: Release) -> HttpResponse:
        for name, page in (("_publish", "publish"), ("_submit", "submit")):
            if name in request.POST:
                return HttpResponseRedirect(reverse(f"admin:releases_release_{page}", args=[obj.pk]))
        words = _("“%(title)s” is saved. Nobody outside the press office sees it.") % {"title": newest_of(obj).title}
        messages.success(request, words)
        if "_continue" in request.POST or ("is_mine" in request.POST and "_save" not in request.POST):
            return HttpResponseRedirect(reverse("admin:releases_release_change", args=[obj.pk]))
        return HttpResponseRedirect(reverse("admin:releases_release_changelist"))

    def view_on_site(self, obj: Release) -> str | None:
        is_public = obj.first_published_at is not None and obj.first_published_at <= instant.now()
        return obj.get_absolute_url() if is_public else None

    # The acts

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, Any] = {
            "publish": publish.view,
            "discard": discard.view,
            "previews": self.previews_view,
            "compare": history.compare_view,
            "reschedule": self.reschedule_view,
            "autosave": self.autosave_view,
            "presence": self.presence_view,
            **{act: partial(acts.view, act=act) for act in acts.PAGES},
        }
        own = [
            path(f"<path:object_id>/{name}/", self.page_of(view), name=f"releases_release_{name}")
            for name, view in pages.items()
        ]
        acknowledge = path(
            "overrides/<int:number>/acknowledge/",
            self.admin_site.admin_view(overrides.acknowledge),
            name="releases_override_acknowledge",
        )
        new = path("autosave/", self.admin_site.admin_view(self.autosave_new), name="releases_release_autosave_new")
        return [acknowledge, new, *own, *super().get_urls()]

    def page_of(self, view: Any) -> Any:
        """A page of one release, for officers who may see releases; the page asks what more it takes."""

        def shown(request: Any, object_id: str) -> Any:
            if not self.has_view_permission(request):
                raise PermissionDenied
            release = self.get_object(request, unquote(object_id))
            if release is None:
                raise Http404
            return view(self, request, release)

        return self.admin_site.admin_view(shown)

    def history_view(self, request: Any, object_id: str, extra_context: Any = None) -> Any:
        return self.page_of(history.history_view)(request, object_id)

    def reschedule_view(self, _desk: Any, request: Any, release: Release) -> HttpResponse:
        at = instant.now()
        found = acts.subjects(release, "reschedule", request.user, at)
        if not found:
            return acts.refused(request, release, "reschedule", at)
        return reschedule.view(self, request, found[0])

    def previews_view(self, _desk: Any, request: Any, release: Release) -> HttpResponse:
        if not self.may_edit(request):
            raise PermissionDenied
        return previews.view(self, request, release)

    def autosave_view(self, _desk: Any, request: Any, release: Release) -> HttpResponse:
        if not self.may_edit(request):
            raise PermissionDenied
        return autosave.view(self, request, release)

    def autosave_new(self, request: Any) -> HttpResponse:
        return autosave.view(self, request, None)

    def presence_view(self, _desk: Any, request: Any, release: Release) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_edit(request):
            raise PermissionDenied
        return presence.view(request, release)
