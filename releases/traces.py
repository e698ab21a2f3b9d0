"""What work on texts leaves beside them, and how long it is kept."""

from datetime import datetime, timedelta

from django.db.models import Q

from releases.models import Autosave, Presence, PreviewLink

PRESENCES_KEPT_FOR = timedelta(days=1)
AUTOSAVES_KEPT_FOR = timedelta(days=90)
PREVIEWS_KEPT_FOR = timedelta(days=365)
"""After their end: until then the desk shows to whom a text was shown before its time, and when it was opened."""


def forget(at: datetime) -> dict[str, int]:
    """Who had drafts open, words that their writer did not come back for, preview links that ended long ago."""
    ended = Q(expires_at__lte=at - PREVIEWS_KEPT_FOR) | Q(revoked_at__lte=at - PREVIEWS_KEPT_FOR)
    rows = {
        "presences": Presence.objects.filter(seen_at__lte=at - PRESENCES_KEPT_FOR),
        "autosaves": Autosave.objects.filter(kept_at__lte=at - AUTOSAVES_KEPT_FOR),
        "previews": PreviewLink.objects.filter(ended),
    }
    return {name: found.delete()[1].get(found.model._meta.label, 0) for name, found in rows.items()}
