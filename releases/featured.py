"""The text that stands in full on the home page."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from embassy.lib.prepared import Prepared
from releases.models import Edition, Feature


def _featured(at: datetime, language: str) -> Any:
    """From the few features of now to the text: SQLite would look at every text of the language."""
    texts = Edition.objects.listed(at).filter(release=OuterRef("release"), release__language=language)
    latest = Feature.objects.current(at).filter(Exists(texts)).order_by("-featured_from", "-release_id")
    return Edition.objects.listed(at).filter(release__in=latest.values("release")[:1]).with_release(at)


_prepared = Prepared(_featured, at=datetime, language=str)


def featured(at: datetime, language: str) -> Edition | None:
    """With its release and office loaded. One query."""
    return next(iter(_prepared.objects(at=at, language=language)), None)
