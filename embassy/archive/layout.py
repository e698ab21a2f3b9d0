"""The keys of each file of an archive, and the rules that bind several of them. docs/archive.md says it in words."""

from datetime import datetime
from typing import Any

from counters.models import Incident, Step
from embassy.archive import media_kinds, redactions
from embassy.archive.kinds import (
    Kind,
    Report,
    address,
    boolean,
    column,
    day,
    html,
    instant,
    language,
    leaf,
    listed,
    localized,
    one_of,
    order,
    record,
    reference,
    slug,
    zone,
)
from embassy.archive.media_kinds import MEDIA
from embassy.archive.problems import Path
from embassy.models import Mission
from releases.models import Category, Edition, Office, Purpose, Release
from releases.models import Kind as ReleaseKind
from releases.models.edition import PURPOSES_WITH_NOTE

Record = dict[str, Any]
"""An object of the archive, its values as the database takes them."""

MISSION_FILE = "mission.json"
CATEGORIES_FILE = "categories.json"
OFFICES_FILE = "offices.json"
INCIDENTS_FILE = "incidents.json"
RELEASES_FILE = "releases.jsonl"
FILES = (MISSION_FILE, CATEGORIES_FILE, OFFICES_FILE, INCIDENTS_FILE, RELEASES_FILE)

LABEL_MAX = 80
RELEASE_MAX = 200

MISSION = record(
    {
        "name": localized(Mission, "name"),
        "short_name": localized(Mission, "short_name"),
        "home_city": localized(Mission, "home_city"),
        "home_time_zone": leaf(zone),
        "host_city": localized(Mission, "host_city"),
        "host_time_zone": leaf(zone),
        "consular_phone": column(Mission, "consular_phone"),
        "consular_label": localized(Mission, "consular_label"),
        "press_email": column(Mission, "press_email"),
        "default_language": leaf(language),
        "languages": listed(leaf(language)),
    },
    {
        "place": localized(Mission, "place"),
        "office": localized(Mission, "office"),
        "consular_hours": localized(Mission, "consular_hours"),
        "address": localized(Mission, "address"),
        "press_contact": column(Mission, "press_contact"),
        "press_phone": column(Mission, "press_phone"),
        "press_hours": localized(Mission, "press_hours"),
        "licence": localized(Mission, "licence"),
        "colour_1": column(Mission, "colour_1"),
        "colour_2": column(Mission, "colour_2"),
        "reference_prefix": column(Mission, "reference_prefix"),
        "profiles": column(Mission, "profiles"),
    },
)
CATEGORY = record({"slug": slug(LABEL_MAX), "name": localized(Category, "name")}, {})
OFFICE = record({"slug": slug(LABEL_MAX), "name": localized(Office, "name")}, {})

STEP = record({"on": leaf(day), "text": localized(Step, "text")}, {})
INCIDENT = record(
    {"slug": slug(LABEL_MAX), "name": localized(Incident, "name"), "occurred_on": leaf(day), "steps": listed(STEP)},
    {
        "order": leaf(order),
        "time_zone": leaf(zone),
        "shown_from": leaf(instant),
        "shown_until": leaf(instant),
        "resolved_on": leaf(day),
        "description": localized(Incident, "description"),
        "releases": listed(leaf(address)),
    },
)

CONTENT: dict[str, Kind] = {
    "dated": leaf(day),
    "issued_by": slug(LABEL_MAX, blank=True),
    "place": column(Edition, "place"),
    "categories": listed(slug(LABEL_MAX)),
    "title": column(Edition, "title", blank=True),
    "summary": column(Edition, "summary"),
    "body": leaf(html),
    "paragraph_numbers": leaf(boolean),
}
"""What an edition says; a later one names only the keys that changed."""

LATER_PURPOSES = (Purpose.CORRECTION, Purpose.UPDATE, Purpose.WITHDRAWAL)
LATER = record(
    {"purpose": one_of(LATER_PURPOSES), "published_at": leaf(instant)},
    {"note": column(Edition, "note"), **CONTENT, **MEDIA, **redactions.KEYS},
)
NEEDED = ("dated", "categories", "title", "body")
RELEASE = record(
    {
        "slug": slug(RELEASE_MAX),
        "kind": one_of(ReleaseKind),
        "language": leaf(language),
        "published_at": leaf(instant),
        **{name: CONTENT[name] for name in NEEDED},
    },
    {
        **{name: kind for name, kind in CONTENT.items() if name not in NEEDED},
        **MEDIA,
        **redactions.KEYS,
        "translation_key": column(Release, "translation_key"),
        "featured_from": leaf(instant),
        "featured_until": leaf(instant),
        "source_url": column(Release, "source_url"),
        "reference": leaf(reference),
        "former_slugs": listed(slug(RELEASE_MAX)),
        "editions": listed(LATER),
    },
)


def utc(instant: datetime) -> str:
    """An instant as the archive writes it."""
    return instant.isoformat().replace("+00:00", "Z")


def check_release(release: Record, path: Path, report: Report) -> None:
    """The rules between the keys of a release whose keys are well each by itself."""
    before = release["published_at"]
    redactions.check(release, path, report)
    for place, edition in enumerate(release.get("editions", [])):
        where = (*path, "editions", place)
        if edition["published_at"] <= before:
            report(
                (*where, "published_at"),
                f"is not later than the edition before it ({utc(before)}); write a later instant",
            )
        redactions.check(edition, where, report)
        if edition["purpose"] in PURPOSES_WITH_NOTE and not edition.get("note"):
            report((*where, "note"), f"is missing; tell readers the reason of the {edition['purpose']}")
        before = edition["published_at"]
    former = release.get("former_slugs", [])
    for place, name in enumerate(former):
        if name == release["slug"] or name in former[:place]:
            report((*path, "former_slugs", place), f"“{name}” is named twice for this release; leave one out")
    media_kinds.check(release, path, report)
    begins, ends = release.get("featured_from"), release.get("featured_until")
    if ends and not begins:
        report((*path, "featured_until"), "stands without featured_from; add when it begins")
    if ends and begins and ends <= begins:
        report((*path, "featured_until"), "is not later than featured_from; write a later instant")


def check_incident(incident: Record, path: Path, report: Report) -> None:
    """The same for an incident."""
    occurred, resolved = incident["occurred_on"], incident.get("resolved_on")
    if resolved and resolved < occurred:
        report((*path, "resolved_on"), f"is before the incident itself ({occurred}); write that day or a later one")
    begins, ends = incident.get("shown_from"), incident.get("shown_until")
    if begins and ends and ends <= begins:
        report((*path, "shown_until"), "is not later than shown_from; write a later instant")
    for place, step in enumerate(incident["steps"]):
        if step["on"] < occurred:
            report(
                (*path, "steps", place, "on"),
                f"is before the incident itself ({occurred}); write that day or a later one",
            )
