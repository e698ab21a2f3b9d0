"""Preview links: issued to a reader without an account, opened by their token, revoked, dead once the text is public.

Only the edition that a link was issued for is ever shown by it, as it stands when it is opened.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from embassy.audit.models import Act
from embassy.audit.recording import key_used, record
from embassy.lib import tokens
from releases.models import Edition, PreviewLink, PreviewOpening


class PreviewRefused(Exception):
    """No link was issued; the message says why, for the officer."""


def issue(
    edition: Edition, *, recipient: str, expires_at: datetime, by: User, at: datetime, note: str = ""
) -> tuple[PreviewLink, str]:
    """A new link and its token, which is not kept and cannot be shown again. Raises PreviewRefused."""
    if edition.has_been_public(at):
        raise PreviewRefused(_("This edition is public: readers need no preview of it."))
    token = tokens.new()
    link = PreviewLink.objects.create(
        edition=edition,
        digest=tokens.digest(token),
        recipient=recipient,
        note=note,
        created_by=by,
        created_at=at,
        expires_at=expires_at,
    )
    told = {"link": link.pk, "edition": edition.number, "expires_at": expires_at.isoformat()}
    record(Act.PREVIEW_MADE, by=by, subject=edition, text=edition.release.slug, detail=told)
    return link, token


def revoke(link: PreviewLink, *, by: User, at: datetime) -> bool:
    """Whether it was this call that ended the link: one that is revoked already keeps its first entry."""
    is_ended = bool(PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at, revoked_by=by))
    if is_ended:
        edition = link.edition
        record(Act.PREVIEW_ENDED, by=by, subject=edition, text=edition.release.slug, detail={"link": link.pk})
    return is_ended


def find(token: str, at: datetime) -> PreviewLink | None:
    """The link that a reader may use at `at`, its edition loaded; None for every other token. One query."""
    links = PreviewLink.objects.usable(at).select_related("edition__release", "edition__office")
    link = links.filter(digest=tokens.digest(token)).first()
    return None if link is None or link.edition.was_superseded(at) else link


def note_opening(link: PreviewLink, at: datetime) -> None:
    """Once a minute at most, however often a page is loaded."""
    PreviewOpening.objects.bulk_create([PreviewOpening(link=link, opened_at=at)], ignore_conflicts=True)
    key_used("preview link", link.edition, link.pk)
