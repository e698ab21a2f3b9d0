"""Redaction: the words of a public edition are erased for legal reasons; that it was there stays."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from releases import media
from releases.lists import keeping
from releases.models import Autosave, Edition, Release
from releases.search import index
from releases.workflow.table import ActRefused, announce, changed_by_another, demand


def redact(edition: Edition, *, by: User, reason: str, at: datetime) -> Edition:
    """Erase the text of an edition. Its number, dates, digest and a tombstone stay; it cannot be undone.

    Gone are also the words that officers had typed in it and never saved. Other editions and drafts of the release
    may hold the same words: `still_worded` says which.
    """
    demand(edition, "redact", by, at=at, reason=reason)
    with transaction.atomic():
        erased = {"title": "", "summary": "", "body": "", "place": "", "excerpt": "", "folded_text": ""}
        if not Edition.objects.filter(pk=edition.pk, redacted_at=None).update(redacted_at=at, **erased):
            raise ActRefused(changed_by_another(edition))
        Autosave.objects.filter(edition=edition.pk).delete()
        media.withhold(edition, at)
        index.erase(edition.pk)
        keeping.follow([edition.release_id], at)
        announce(edition, "redact", by, reason=reason)
    edition.refresh_from_db()
    return edition


def still_worded(release: Release) -> list[Edition]:
    """The editions and the draft of a release that have their words, the latest first."""
    found = release.editions.filter(redacted_at=None).select_related("release").defer("body", "folded_text")
    return list(found.order_by("-number"))
