"""What is public, live, listed, noted and featured at an instant, and in what order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases.models import Edition, Purpose, Release, State
from releases.models.edition import Stage
from tests.factories import follow, make_draft, make_feature, make_live, utc

pytestmark = pytest.mark.django_db
BEFORE, FROM, LAST, UNTIL = map(
    utc, ("2020-01-18T08:45Z", "2020-01-18T08:46Z", "2020-01-19T08:45Z", "2020-01-19T08:46Z")
)


def titles(editions):
    return [edition.title for edition in editions]


def hidden():
    """One of each kind that no reader may see in January 2020."""
    make_draft("draft")
    Edition.objects.filter(pk=make_draft("in review").pk).update(state=State.IN_REVIEW)
    make_live("scheduled", live_from=utc("2020-02-01T00:00Z"))


def test_an_edition_is_live_from_its_first_minute_to_the_one_before_its_successor():
    hidden()
    first = make_live("first", live_from=FROM)
    follow(first, title="second", live_from=UNTIL)

    assert [titles(Edition.objects.live(at)) for at in (BEFORE, FROM, LAST, UNTIL)] == [
        [],
        ["first"],
        ["first"],
        ["second"],
    ]
    assert [sorted(titles(Edition.objects.public(at))) for at in (BEFORE, FROM, LAST, UNTIL)] == [
        [],
        ["first"],
        ["first"],
        ["first", "second"],
    ]
    assert [sorted(map(str, Release.objects.public(at))) for at in (BEFORE, FROM)] == [[], [first.release.slug]]


def test_a_withdrawal_is_live_and_not_listed():
    first = make_live("first", live_from=FROM)
    follow(first, purpose=Purpose.WITHDRAWAL, title="withdrawn", live_from=UNTIL)

    assert titles(Edition.objects.live(UNTIL)) == ["withdrawn"]
    assert [titles(Edition.objects.listed(at)) for at in (LAST, UNTIL)] == [["first"], []]


def test_corrections_and_withdrawals_are_noted_the_latest_first():
    hidden()
    one = make_live("one", live_from=FROM)
    corrected = follow(one, title="one corrected", live_from=UNTIL)
    follow(corrected, purpose=Purpose.UPDATE, note="", title="one updated", live_from=utc("2020-01-20T00:00Z"))
    two = make_live("two", live_from=FROM)
    follow(two, purpose=Purpose.WITHDRAWAL, title="two withdrawn", live_from=utc("2020-01-21T00:00Z"))
    follow(make_live("three", live_from=FROM), title="to come", live_from=utc("2020-02-01T00:00Z"))

    assert [titles(Edition.objects.noted(utc(at))) for at in ("2020-01-19T08:45Z", "2020-01-19T08:46Z")] == [
        [],
        ["one corrected"],
    ]
    assert titles(Edition.objects.noted(utc("2020-01-31T00:00Z"))) == ["two withdrawn", "one corrected"]


def test_the_feed_has_the_newest_official_date_first_then_the_latest_first_published():
    at = utc("2020-03-01T00:00Z")
    make_live("old text, published last", dated=date(2020, 1, 1), live_from=utc("2020-02-20T00:00Z"))
    make_live("same day, later", dated=date(2020, 1, 18), live_from=utc("2020-01-18T12:00Z"))
    corrected = make_live("same day, earlier", dated=date(2020, 1, 18), live_from=utc("2020-01-18T09:00Z"))
    follow(corrected, live_from=utc("2020-02-25T00:00Z"))
    make_live("same minute, entered first", dated=date(2020, 1, 17), live_from=utc("2020-01-17T09:00Z"))
    make_live("same minute, entered last", dated=date(2020, 1, 17), live_from=utc("2020-01-17T09:00Z"))

    assert titles(Edition.objects.listed(at)) == [
        "same day, later",
        "same day, earlier",  # a correction moves nothing
        "same minute, entered last",
        "same minute, entered first",
        "old text, published last",
    ]


@given(rows=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), max_size=8))
def test_the_feed_is_in_one_order(rows):
    made = [make_live(dated=date(2020, 1, day), live_from=FROM + timedelta(hours=hour)) for day, hour in rows]
    listed = Edition.objects.listed(utc("2020-02-01T00:00Z")).filter(pk__in=[edition.pk for edition in made])

    assert [edition.pk for edition in listed] == [
        edition.pk
        for edition in sorted(made, key=lambda edition: (edition.dated, edition.live_from, edition.pk), reverse=True)
    ]


def test_the_feature_that_began_latest_is_shown_while_its_time_lasts():
    old, new = make_live("old", live_from=FROM), make_live("new", live_from=FROM)
    make_feature(old, FROM)
    make_feature(new, UNTIL, UNTIL + timedelta(days=1))
    later = UNTIL + timedelta(days=1)

    assert [titles(Edition.objects.featured(at)) for at in (BEFORE, FROM, LAST, UNTIL, later)] == [
        [],
        ["old"],
        ["old"],
        ["new", "old"],
        ["old"],
    ]


def test_a_feature_that_has_ended_leaves_the_order_to_the_current_one():
    first, second = make_live("first", live_from=FROM), make_live("second", live_from=FROM)
    make_feature(first, FROM - timedelta(days=9))
    make_feature(second, FROM - timedelta(days=10))
    make_feature(second, FROM - timedelta(days=2), FROM - timedelta(days=1))

    assert titles(Edition.objects.featured(FROM)) == ["first", "second"]


def test_what_is_hidden_or_withdrawn_is_not_featured():
    make_feature(make_draft("draft"), BEFORE)
    make_feature(make_live("scheduled", live_from=UNTIL), BEFORE)
    withdrawn = follow(make_live("first", live_from=BEFORE), purpose=Purpose.WITHDRAWAL, live_from=FROM)
    make_feature(withdrawn, BEFORE)

    assert titles(Edition.objects.featured(LAST)) == []
    assert titles(Edition.objects.featured(UNTIL)) == ["scheduled"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("peace", ["Peace Talks"]),
        ("TALKS begin", ["Peace Talks"]),  # in title and text, in any case
        ("straße", ["Die Straße"]),
        ("STRASSE", ["Die Straße"]),
        ("ПЕРЕГОВОРЫ", ["Переговоры"]),
        ("peace strasse", []),
        ("100%", ["Peace Talks"]),
        ("100_", []),
        ("strong", []),  # a tag is no word
        ("summit", ["Peace Talks"]),  # the summary
        ("'; DROP TABLE releases_edition; --", []),
    ],
)
def test_words_are_found_in_title_summary_and_text(words, found):
    make_live("Peace Talks", summary="At the summit", body="<p><strong>They begin</strong>, 100% sure.</p>", slug="a")
    make_live("Die Straße", slug="b")
    make_live("Переговоры", slug="c")

    assert titles(Edition.objects.containing(words)) == found


def test_a_month_and_a_language():
    make_live("January", dated=date(2020, 1, 31))
    make_live("février", dated=date(2020, 2, 29), language="fr")

    assert titles(Edition.objects.in_month(2020, 2)) == ["février"]
    assert titles(Edition.objects.in_month(2020, 1).in_language("en")) == ["January"]
    assert titles(Edition.objects.in_month(2021, 1)) == []


def test_an_item_says_that_it_was_corrected_from_that_minute_on():
    follow(make_live(live_from=FROM), live_from=UNTIL)
    make_live(live_from=FROM)

    corrected = [
        [edition.is_corrected for edition in Edition.objects.listed(at).with_release(at).order_by("release_id")]
        for at in (LAST, UNTIL)
    ]
    assert corrected == [[False, False], [True, False]]


def test_what_an_officer_calls_it():
    first = make_live(live_from=FROM)
    withdrawal = follow(first, purpose=Purpose.WITHDRAWAL, live_from=UNTIL)
    first.refresh_from_db()

    assert [first.stage(at) for at in (BEFORE, FROM, LAST, UNTIL)] == [
        Stage.SCHEDULED,
        Stage.LIVE,
        Stage.LIVE,
        Stage.SUPERSEDED,
    ]
    assert [withdrawal.stage(at) for at in (LAST, UNTIL)] == [Stage.SCHEDULED, Stage.WITHDRAWN]
    assert [Edition(state=state).stage(FROM) for state in (State.DRAFT, State.IN_REVIEW)] == [
        Stage.DRAFT,
        Stage.IN_REVIEW,
    ]


def test_saving_cleans_the_text_and_derives_the_rest():
    edition = make_draft(
        "  Peace\n talks ", summary="", body="<p onclick=x()>They <b>begin</b>.</p><script>alert(1)</script>"
    )

    assert (edition.title, edition.excerpt, edition.folded_text) == (
        "Peace talks",
        "They begin.",
        "peace talks\n\nthey begin.",
    )
    assert "script" not in edition.body
    assert "onclick" not in edition.body
