"""A text and its translations on the desk: which are missing, which are behind their source, and what changed since."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from embassy.lib import instant, languages
from releases import workflow
from releases.admin import history, wording
from releases.admin.publish import change_url
from releases.models import Edition, Release
from releases.translations import Group, Row
from releases.workflow import ActRefused


def view(desk: Any, request: Any, release: Release) -> HttpResponse:
    group = Group(release, request.mission)
    if request.method == "POST":
        if not desk.may_edit(request):
            raise PermissionDenied
        return act(request, group)
    at = instant.now()
    source = group.source
    rows = [described(row, source, at) for row in group.rows]
    rights = {"may_begin": "releases.add_release", "may_write": "releases.change_release"}
    context = {
        "title": _("Translations"),
        "rows": rows,
        "source": source,
        **{name: request.user.has_perm(right) for name, right in rights.items()},
    }
    return history.shown(desk, request, release, "translations", context)


def described(row: Row, source: Edition | None, at: Any) -> dict[str, Any]:
    """A language as the page shows it; `changes_url` leads to what the source has changed since."""
    if row.edition is None:
        return {"row": row}
    return {
        "row": row,
        "url": change_url(row.edition.release),
        "pill": wording.stage_pill(row.edition, at),
        "changes_url": changes_url(row.edition, source) if row.is_behind and source else "",
    }


def changes_url(translation: Edition, source: Edition) -> str:
    """The comparison of the edition that was translated with the newest; "" where it is not known or the same."""
    origin = translation.translated_from
    if origin is None or origin.release_id != source.release_id or origin.pk == source.pk:
        return ""
    query = urlencode({"old": origin.number, "new": source.number})
    return f"{reverse('admin:releases_release_compare', args=[source.release_id])}?{query}"


def act(request: Any, group: Group) -> HttpResponse:
    """Begin the translation into a language, or say that one is in step. Anything else changes nothing."""
    language = request.POST.get("language", "")
    try:
        if request.POST.get("act") == "begin":
            return begin(request, group, language)
        if request.POST.get("act") == "in_step" and (source := group.source) and (row := group.newest.get(language)):
            workflow.bring_in_step(row, source, by=request.user, at=instant.now())
            messages.success(request, _("“%(title)s” is in step with its source.") % {"title": row.headline})
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:releases_release_translations", args=[group.release.pk]))


def begin(request: Any, group: Group, language: str) -> HttpResponse:
    if language not in languages.all_spoken():
        raise ActRefused(_("The mission does not speak this language."))
    source = group.source or group.newest[group.release.language]
    draft = workflow.begin_translation(source, language, by=request.user, at=instant.now())
    words = _("The translation is begun with the words of its source, which stand beside it. Write over them.")
    messages.success(request, words)
    return HttpResponseRedirect(change_url(draft.release))


def beside(release: Release | None, mission: Any) -> dict[str, Any]:
    """The source of a translation, to stand beside its form; nothing for a text that is no translation. Two queries."""
    if release is None or not release.translation_key:
        return {}
    group = Group(release, mission)
    source, own = group.source, group.newest.get(release.language)
    if source is None or own is None or source.release_id == release.pk:
        return {}
    return {"source": source, "source_changes_url": changes_url(own, source)}
