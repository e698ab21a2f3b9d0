"""The page between a draft and the public: what will be published, and when; alone or with its translations.

now ──────────────────────────────────▶ publish
a time in one city ── check ──▶ the same instant in both cities ── schedule ──▶ publish
"""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import clock, instant, languages
from embassy.models import Mission
from embassy.wall_time import TimeForm
from releases import workflow
from releases.admin import wording
from releases.admin.listing import newest_of
from releases.admin.times import CHECK, NOW, SCHEDULE
from releases.models import Edition, Release, State

FAR = timedelta(days=365)


class ApprovalForm(forms.Form):
    """What goes along, and why an officer approves a text of their own."""

    together = forms.MultipleChoiceField(
        label=lazy("Together with its translations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("They go public at the same minute: all of them, or none."),
    )
    override_reason = forms.CharField(
        label=lazy("Why no second officer approves it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "class": "vLargeTextField"}),
        help_text=lazy("The other editors are shown this until one of them has acknowledged it."),
    )
    fields: dict[str, Any]

    def __init__(self, *args: Any, edition: Edition, officer: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.edition, self.translations = edition, drafts_beside(edition)
        own = [row for row in (edition, *self.translations) if workflow.refusal_of_second_officer(row, officer)]
        self.own = {row.pk: workflow.refusal_of_second_officer(row, officer) for row in own}
        self.fields["together"].choices = [(str(row.pk), titled(row)) for row in self.translations]
        if not self.translations:
            del self.fields["together"]
        if not self.own:
            del self.fields["override_reason"]

    @property
    def chosen(self) -> list[Edition]:
        """The edition and the translations that were ticked, each as it stood on the page."""
        ticked = self.cleaned_data.get("together", [])
        editions = [self.edition, *(row for row in self.translations if str(row.pk) in ticked)]
        for row in editions:
            row.version = seen(self.data.get("version" if row == self.edition else f"version_{row.pk}", ""))
        return editions

    @property
    def second_officer(self) -> str:
        """Why another officer has to approve the text itself; "" if none has to."""
        return self.own.get(self.edition.pk, "")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        ticked = {self.edition.pk, *map(int, given.get("together", []))}
        refused = [reason for pk, reason in self.own.items() if pk in ticked]
        if refused and not given.get("override_reason", "").strip():
            self.add_error("override_reason", refused[0])
        return given


def drafts_beside(edition: Edition) -> list[Edition]:
    """The open drafts of the texts that are translations of the edition's."""
    key = edition.release.translation_key
    others = Edition.objects.filter(release__translation_key=key).exclude(release=edition.release_id)
    found = others.exclude(state=State.APPROVED).select_related("release").order_by("release__language")
    return list(found) if key else []


def titled(edition: Edition) -> str:
    return f"{languages.own_name(edition.release.language)}: {edition.title} ({edition.get_state_display()})"


def seen(version: str) -> int:
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def view(desk: Any, request: Any, release: Release) -> HttpResponse:
    edition, at = newest_of(release), instant.now()
    if not request.user.has_perm(workflow.ACTS["approve"].permission):
        raise PermissionDenied
    if edition.is_approved:
        messages.error(request, workflow.refusal(edition, "approve", request.user, at=at))
        return HttpResponseRedirect(change_url(release))
    step = request.POST.get("step") if request.method == "POST" else None
    sent = request.POST if step in (CHECK, SCHEDULE) else None
    form = TimeForm(sent, mission=request.mission, at=at, initial={"day": edition.dated})
    approval = ApprovalForm(
        request.POST if step in (NOW, CHECK, SCHEDULE) else None, edition=edition, officer=request.user
    )
    live_from = at if step == NOW else form.live_from if form.is_valid() else None
    if live_from and step in (NOW, SCHEDULE) and approval.is_valid():
        return publish(request, approval, live_from, at)
    return page(desk, request, form, approval, at)


def publish(request: Any, approval: ApprovalForm, live_from: datetime, at: datetime) -> HttpResponse:
    """Approve the editions as they stood on the page that the officer saw."""
    change = change_url(approval.edition.release)
    reason = approval.cleaned_data.get("override_reason", "")
    try:
        approved = workflow.approve_together(
            approval.chosen, by=request.user, live_from=live_from, at=at, override_reason=reason
        )
    except workflow.ActRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(change)
    for edition in approved:
        messages.success(request, outcome(request.mission, edition, at))
    return HttpResponseRedirect(change)


def outcome(mission: Mission, edition: Edition, at: datetime) -> str:
    if edition.has_been_public(at):
        return _("“%(title)s” is public.") % {"title": edition.title}
    assert edition.live_from is not None  # noqa: S101  (approved: the type checker cannot know)
    moment = wording.moment(mission, edition.live_from)
    return _("“%(title)s” goes public on %(moment)s.") % {"title": edition.title, "moment": moment.sentence}


def page(desk: Any, request: Any, form: TimeForm, approval: ApprovalForm, at: datetime) -> HttpResponse:
    edition = approval.edition
    is_checked = form.is_bound and form.is_valid() and approval.is_valid()
    live_from = form.live_from if is_checked else None
    context = {
        **desk.admin_site.each_context(request),
        **times(request.mission, live_from, at),
        "opts": desk.opts,
        "media": desk.media,
        "title": _("Publish"),
        "subtitle": edition.title,
        "edition": edition,
        "release": edition.release,
        "refusal": workflow.refusal(edition, "approve", request.user, at=at),
        "form": form,
        "approval": approval,
        "button": _("Publish at this time"),
        "is_far_from_its_date": is_far(edition.dated, request.mission, live_from or at),
    }
    return TemplateResponse(request, "admin/releases/release/publish.html", context)


def times(mission: Mission, live_from: datetime | None, at: datetime) -> dict[str, Any]:
    """The present and the chosen instant on both clocks, and the span between them."""
    return {
        "now": wording.moment(mission, at),
        "moment": wording.moment(mission, live_from) if live_from else None,
        "ahead": wording.ahead(live_from - at) if live_from else "",
    }


def is_far(dated: date, mission: Mission, live_from: datetime) -> bool:
    """Whether the official date lies more than a year from the day of publication: a slip of the keyboard, mostly."""
    return abs(dated - clock.day_in(mission.host_time_zone, live_from)) > FAR


def change_url(release: Release) -> str:
    return reverse("admin:releases_release_change", args=[release.pk])
