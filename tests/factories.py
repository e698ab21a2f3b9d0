"""Rows for tests, each with as little said as the test needs to say."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from counters.models import Incident, Step
from embassy.background.models import Worker
from embassy.lib import instant
from embassy.models import Mission
from releases import workflow
from releases.lists import keeping
from releases.models import (
    Attachment,
    AttachmentUse,
    Category,
    Edition,
    Feature,
    FormerSlug,
    Image,
    ImageUse,
    Kind,
    Office,
    Override,
    Purpose,
    Release,
)
from releases.search import index

_numbers = count(1)


def utc(text: str) -> datetime:
    """2018-12-17T20:59Z as an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


PUBLISHED = utc("2026-05-04T09:00Z")


def make_mission(**facts) -> Mission:
    defaults = {
        "name": "Embassy of Ruritania in Lutetia",
        "short_name": "Embassy of Ruritania",
        "home_city": "Strelsau",
        "home_time_zone": "Europe/Helsinki",
        "host_city": "Lutetia",
        "host_time_zone": "Europe/Paris",
        "consular_label": "Consular queries",
        "consular_phone": "+33 1 99 00 46 85",
        "press_email": "press@ruritania.example",
    }
    mission = Mission(**{**defaults, **facts})
    mission.save()
    return mission


def make_category(slug: str = "consular", name: str | dict = "Consular") -> Category:
    return Category.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def make_office(slug: str = "press-office", name: str | dict = "Press Office") -> Office:
    return Office.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def make_draft(
    title: str = "A text",
    *,
    slug: str = "",
    kind: str = Kind.STATEMENT,
    language: str = "en",
    translation_key: str = "",
    categories=(),
    **content,
) -> Edition:
    """The first edition of a new release, not approved."""
    release = Release.objects.create(
        slug=slug or f"text-{next(_numbers)}", kind=kind, language=language, translation_key=translation_key
    )
    content = {"body": "<p>Words of the text.</p>", "dated": date(2026, 5, 4), **content}
    edition = Edition.objects.create(release=release, title=title, **content)
    edition.categories.set(categories)
    return edition


def make_live(title: str = "A text", *, live_from: datetime = PUBLISHED, **content) -> Edition:
    """A release whose first edition went, or goes, live at `live_from`."""
    draft = make_draft(title, **content)
    draft.live_from = live_from
    workflow.record([[draft]])
    return Edition.objects.select_related("release").get(pk=draft.pk)


def latest_of(release: Release) -> Edition:
    return release.editions.order_by("-number")[0]


def next_draft(release: Release, purpose: str = Purpose.CORRECTION, *, by=None, note: str = "") -> Edition:
    """A draft that follows the latest edition of a release."""
    return workflow.next_edition(release, latest_of(release), Purpose(purpose), by=by, note=note)


def follow(
    edition: Edition,
    *,
    purpose: str = Purpose.CORRECTION,
    live_from: datetime | None = None,
    note: str = "A name was misspelt.",
    **changes,
) -> Edition:
    """The next edition of its release, published elsewhere a day later or at `live_from`."""
    live_from = live_from or edition.live_from + timedelta(days=1)
    draft = next_draft(edition.release, purpose)
    for name, value in {"note": note, **changes}.items():
        setattr(draft, name, value)
    draft.save()
    Edition.objects.filter(pk=edition.pk).update(live_until=live_from)
    draft.live_from = live_from
    workflow.record([[draft]])
    return Edition.objects.select_related("release").get(pk=draft.pk)


def make_feature(
    edition: Edition, featured_from: datetime = PUBLISHED, featured_until: datetime | None = None
) -> Feature:
    return Feature.objects.create(release=edition.release, featured_from=featured_from, featured_until=featured_until)


def make_incident(
    occurred_on: date = date(2026, 1, 1),
    *,
    zone: str = "Europe/Paris",
    name: str | dict = "the vessel was detained",
    steps=(),
    **facts,
) -> Incident:
    """`steps` are pairs of a date and a text."""
    facts.setdefault("slug", f"incident-{next(_numbers)}")
    incident = Incident.objects.create(occurred_on=occurred_on, time_zone=zone, name=name, **facts)
    for happened_on, text in steps:
        Step.objects.create(incident=incident, happened_on=happened_on, text=text)
    return incident


def make_worker() -> Worker:
    """A background worker that has just been heard of."""
    return Worker.objects.create(name=f"worker-{next(_numbers)}", place="here", seen_at=instant.now())


def delete_everything() -> None:
    """All rows of our own; the guards must be lifted."""
    index.clear()
    keeping.begin(PUBLISHED, is_whole=True)
    for model in (
        Feature,
        Incident,
        Override,
        FormerSlug,
        ImageUse,
        AttachmentUse,
        Image,
        Attachment,
        Edition,
        Release,
        Category,
        Office,
        Mission,
    ):
        model.objects.all().delete()
