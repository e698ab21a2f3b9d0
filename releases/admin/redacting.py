"""What else may hold the words that an administrator erases, and the way to erase each: so that none is forgotten."""

from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy.lib import languages
from releases import workflow
from releases.admin import wording
from releases.admin.listing import newest_of
from releases.models import Edition, Release
from releases.models.edition import Stage


class Worded(NamedTuple):
    """A text that has its words, what it is called, and what is to be done: a link, or a sentence where `url` is ""."""

    name: str
    pill: str
    url: str
    to_do: str


def worded(release: Release, by: Any, at: datetime) -> list[Worded]:
    """The editions of a release and its draft, the latest first, then those of its translations."""
    own = [of_edition(edition, by, at) for edition in workflow.still_worded(release)]
    return own + [of_translation(other) for other in translations(release) if workflow.still_worded(other)]


def of_edition(edition: Edition, by: Any, at: datetime) -> Worded:
    name = _("Edition %(number)s: %(title)s") % {"number": edition.number, "title": edition.headline}
    return Worded(name, wording.stage_pill(edition, at), *way(edition, by, at))


def way(edition: Edition, by: Any, at: datetime) -> tuple[str, str]:
    """Where it is erased, and the words of the link or of what has to come first."""
    if edition.stage(at) == Stage.SCHEDULED:
        return "", _("An editor has to hold it first; then it can be discarded.")
    if edition.is_approved:
        return f"{page(edition.release, 'redact')}?edition={edition.number}", _("Redact this edition")
    if refused := workflow.refusal(edition, "discard", by, at=at):
        return "", refused
    return page(edition.release, "discard"), _("Discard the draft")


def of_translation(release: Release) -> Worded:
    return Worded(languages.own_name(release.language), "", page(release, "redact"), _("Look at its editions"))


def translations(release: Release) -> list[Release]:
    if not release.translation_key:
        return []
    others = Release.objects.filter(translation_key=release.translation_key).exclude(pk=release.pk)
    return list(others.order_by("language"))


def is_begun(release: Release, by: Any) -> bool:
    """Whether something of the release is erased, and `by` may look at what is left."""
    may = by.has_perm(workflow.ACTS["redact"].permission)
    return may and release.editions.exclude(redacted_at=None).exists() and bool(workflow.still_worded(release))


def rest(desk: Any, request: Any, release: Release, at: datetime) -> HttpResponse:
    """The page of the redaction once no public edition has its words, but a draft still has."""
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": _("Redact"),
        "subtitle": newest_of(release).headline,
        "edition": newest_of(release),
        "release": release,
        "worded": worded(release, request.user, at),
    }
    return TemplateResponse(request, "admin/releases/release/worded.html", context)


def page(release: Release, act: str) -> str:
    return reverse(f"admin:releases_release_{act}", args=[release.pk])
