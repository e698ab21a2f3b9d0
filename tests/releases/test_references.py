"""Official reference numbers: one a release, gapless in the year, never changed once public."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from releases import references, workflow
from releases.models import Edition, Release, State
from tests.factories import follow, make_draft, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
AT = utc("2998-06-01T09:00Z")
"""Far ahead: the database guards by its own clock, and a scheduled text must be scheduled to it too."""
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _mission(db):
    make_mission(host_time_zone="Europe/Paris")


def shown(*editions, at=AT):
    """The references as a page shows them; every way of asking gives the same."""
    mission = make_mission()
    releases = [Release.objects.get(pk=edition.release_id) for edition in editions]
    found = [references.of(release, at) for release in releases]
    rows = references.with_coming(Edition.objects.filter(number=1).select_related("release"), mission)
    annotated = {edition.release_id: references.of_edition(edition, at, mission) for edition in rows}
    assert [annotated[edition.release_id] for edition in editions] == found
    return found


def written():
    """What is settled, by slug."""
    rows = Release.objects.exclude(reference_number=None).values_list("slug", "reference_year", "reference_number")
    return {slug: f"{year}/{number}" for slug, year, number in rows}


def approve(edition, by, live_from=AT, at=AT):
    Edition.objects.filter(pk=edition.pk).update(state=State.IN_REVIEW)
    return workflow.approve(Edition.objects.get(pk=edition.pk), by=by, live_from=live_from, at=at)


def test_texts_are_numbered_in_the_order_of_publication_not_of_writing():
    second = make_live(live_from=utc("2026-02-01T09:00Z"))
    first = make_live(live_from=utc("2026-01-01T09:00Z"))
    third = make_live(live_from=utc("2026-02-01T09:00Z"))
    other_year = make_live(live_from=utc("2025-02-01T09:00Z"))

    expected = ["2026/1", "2026/2", "2026/3", "2025/1"]
    assert shown(first, second, third, other_year) == expected
    references.settle(AT)
    assert shown(first, second, third, other_year) == expected
    assert [written()[edition.release.slug] for edition in (first, second, third, other_year)] == expected


def test_the_year_is_that_of_the_host_city():
    minutes = [utc("2025-12-31T22:58Z"), utc("2025-12-31T22:59Z"), utc("2025-12-31T23:00Z")]
    texts = [make_live(live_from=minute) for minute in minutes]

    assert shown(*texts) == ["2025/1", "2025/2", "2026/1"]
    references.settle(AT)
    assert shown(*texts) == ["2025/1", "2025/2", "2026/1"]


def test_the_missions_prefix_is_printed_before_it():
    edition = make_live()
    mission = make_mission(reference_prefix="No. ")

    assert references.of(edition.release, AT, mission) == references.of(edition.release, AT) == "No. 2026/1"


def test_a_text_that_is_not_public_has_none():
    draft, scheduled = make_draft(), make_live(live_from=AT + MINUTE)

    assert shown(draft, scheduled) == ["", ""]
    assert shown(scheduled, at=AT + MINUTE) == ["2998/1"]


def test_a_correction_keeps_the_number(officer):
    edition = make_live()
    make_live(live_from=utc("2026-05-05T09:00Z"))
    follow(edition)
    references.settle(AT)

    assert shown(edition) == ["2026/1"]


def test_an_act_settles_what_has_come_due_and_then_its_own(officer):
    scheduled = make_live(slug="scheduled", live_from=AT - MINUTE)
    later = make_live(slug="later", live_from=AT + MINUTE)
    assert shown(scheduled, later) == ["2998/1", ""]

    approve(make_draft(slug="own"), officer)
    assert written() == {"scheduled": "2998/1", "own": "2998/2"}
    assert shown(later, at=AT + MINUTE) == ["2998/3"]


def test_an_act_that_began_a_minute_ago_takes_no_number_that_a_reader_has_seen(officer):
    """The officer's request took its instant before the minute turned, and waited for its turn to write."""
    minute = utc("2020-05-04T09:00Z")
    seen = make_live(slug="seen", live_from=minute)
    assert shown(seen) == ["2020/1"]

    approve(make_draft(slug="earlier"), officer, live_from=minute - MINUTE, at=minute - MINUTE)
    assert shown(seen) == ["2020/1"]
    assert written() == {"seen": "2020/1", "earlier": "2020/2"}


def test_scheduled_held_and_discarded_texts_leave_no_gap(officer, writer):
    held = approve(make_draft(slug="held"), officer, live_from=AT + 9 * MINUTE)
    workflow.hold(held, by=officer, reason="Not today.", at=AT)
    moved = approve(make_draft(slug="moved"), officer, live_from=AT + 5 * MINUTE)
    workflow.reschedule(moved, by=officer, live_from=AT + 7 * MINUTE, at=AT)
    workflow.discard(make_draft(), by=officer, at=AT)
    approve(make_draft(slug="first"), officer)
    assert written() == {"first": "2998/1"}

    approve(make_draft(slug="third"), officer, live_from=AT + 8 * MINUTE, at=AT + 8 * MINUTE)
    assert written() == {"first": "2998/1", "moved": "2998/2", "third": "2998/3"}


def test_texts_approved_together_get_numbers_in_turn(officer):
    drafts = [make_draft(slug=slug, language=slug) for slug in ("en", "fr")]
    for draft in drafts:
        Edition.objects.filter(pk=draft.pk).update(state=State.IN_REVIEW)
        draft.refresh_from_db()
    workflow.approve_together(drafts, by=officer, live_from=AT, at=AT)

    assert written() == {"en": "2998/1", "fr": "2998/2"}


def test_a_settled_number_is_never_changed_by_the_database_itself():
    edition = make_live()
    references.settle(AT)

    for change in (
        {"reference_number": 2},
        {"reference_year": 2025},
        {"reference_year": None, "reference_number": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.filter(pk=edition.release_id).update(**change)
    references.settle(AT)
    assert shown(edition) == ["2026/1"]


@pytest.mark.parametrize(
    "wrong", [{"reference_year": 2026}, {"reference_number": 1}, {"reference_year": 2026, "reference_number": 0}]
)
def test_a_number_is_whole(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=make_live().release_id).update(**wrong)


def test_no_two_texts_have_one_number_and_no_draft_has_any():
    make_live(slug="first")
    references.settle(AT)
    for other in (make_live().release_id, make_draft().release_id):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.filter(pk=other).update(reference_year=2026, reference_number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=make_draft().release_id).update(reference_year=2026, reference_number=7)


def test_a_settled_number_costs_nothing_and_a_coming_one_a_query():
    release, mission = make_live().release, make_mission()
    with CaptureQueriesContext(connection) as coming:
        references.of(release, AT, mission)
    references.settle(AT)
    release.refresh_from_db()
    with CaptureQueriesContext(connection) as settled:
        references.of(release, AT, mission)

    assert (len(coming), len(settled)) == (1, 0)


def test_only_the_years_that_were_numbered_otherwise_are_told():
    make_live(slug="early", live_from=utc("2025-05-01T09:00Z"))
    make_live(slug="late", live_from=utc("2026-05-03T09:00Z"))
    references.settle(AT)
    mission = make_mission()
    assert references.out_of_order(AT, mission) == {}

    make_live(slug="found", live_from=utc("2026-05-01T09:00Z"))
    numbers = {pk: str(number) for pk, number in references.out_of_order(AT, mission).items()}
    slugs = dict(Release.objects.values_list("pk", "slug"))
    assert {slugs[pk]: number for pk, number in numbers.items()} == {"late": "2026/1", "found": "2026/2"}
