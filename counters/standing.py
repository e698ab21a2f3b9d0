"""The tracked incidents as all pages of a minute show them."""

from datetime import datetime
from typing import Any

from counters.counter import Counter
from counters.models import Incident
from embassy.lib.once_a_minute import once_a_minute
from embassy.lib.prepared import Prepared


@once_a_minute
def shown(at: datetime) -> list[Incident]:
    """With their steps, in their order; never to be changed."""
    return Incident.objects.shown(at)


def _links(release: int) -> Any:
    return Incident.releases.through.objects.filter(release=release).values_list("incident_id")


_about = Prepared(_links, release=int)


def about(release_id: int, at: datetime) -> list[Incident]:
    """The shown incidents that a release is about. One query, none where no incident is shown."""
    candidates = shown(at)
    found = {incident_id for (incident_id,) in _about.rows(release=release_id)} if candidates else set()
    return [incident for incident in candidates if incident.pk in found]


@once_a_minute
def counting(at: datetime, language: str) -> list[Counter]:
    """The banners at `at`, of those that are not resolved then, in the active language, which is `language`."""
    return [incident.as_of(at) for incident in shown(at) if not incident.is_resolved(at)]
