"""The lists follow each act in its transaction; what comes or goes by itself is worked in, and settled by the next."""

import itertools
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from releases import workflow
from releases.listing import latest
from releases.lists import checking, keeping
from releases.lists.counting import MAX_CHANGES, Wanted, counts
from releases.lists.entries import moment_of
from releases.lists.tables import LIST, PLACE, SETTLED, TALLY
from releases.models import Category, Edition, Kind, Office, Purpose
from tests.factories import follow, make_category, make_draft, make_live, make_mission, make_office, utc

pytestmark = pytest.mark.django_db
AT = utc("2998-06-01T09:00Z")
"""Far ahead: the database guards by its own clock, and a scheduled text must be scheduled to it too."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def standing():
    """Titles by place on the list of all English texts, as the tables hold them."""
    of_all = f"SELECT id FROM {LIST} WHERE language = 'en' AND kind = '' AND office_id = 0 AND category_id = 0"
    found = rows(
        f"SELECT edition_id FROM {PLACE} WHERE list_id IN ({of_all}) ORDER BY day DESC, published DESC, release_id DESC"
    )
    titles = dict(Edition.objects.values_list("pk", "title"))
    return [titles[number] for (number,) in found]


def tallied():
    """The counts of the tables: kind, office and category by their slugs, period, texts."""
    offices = {0: "", **dict(Office.objects.values_list("pk", "slug"))}
    categories = {0: "", **dict(Category.objects.values_list("pk", "slug"))}
    found = rows(
        f"SELECT l.language, l.kind, l.office_id, l.category_id, t.period, t.texts "
        f"FROM {TALLY} AS t JOIN {LIST} AS l ON l.id = t.list_id"
    )
    return {
        (language, kind, offices[office], categories[category], period): texts
        for language, kind, office, category, period, texts in found
    }


def total(at):
    return counts(Wanted(["en"]), at).total


def test_a_text_is_counted_on_each_list_on_which_it_stands():
    about = [make_category("trade"), make_category("peace")]
    make_live(dated=date(2026, 5, 4), kind=Kind.NEWS, office=make_office("envoy"), categories=about)

    lists = list(itertools.product(("", "news"), ("", "envoy"), ("", "trade", "peace")))
    by_day = {("en", kind, "", "", 20260504): 1 for kind in ("", "news")}
    assert tallied() == by_day | {("en", *name, period): 1 for name in lists for period in (2026, 202605)}


def test_what_goes_live_by_itself_is_on_the_lists_at_its_minute_and_settled_by_the_next_act(officer):
    make_mission()
    keeping.begin(AT, is_whole=True)
    make_live("Scheduled", live_from=AT + DAY)

    assert [total(AT + DAY - MINUTE), total(AT + DAY)] == [0, 1]
    assert [edition.title for edition in latest("en", AT + DAY, 10)] == ["Scheduled"]
    assert standing() == []
    workflow.approve(make_draft("Now"), by=officer, live_from=AT + 2 * DAY, at=AT + 2 * DAY)
    assert sorted(standing()) == ["Now", "Scheduled"]
    assert rows(f"SELECT at FROM {SETTLED}") == [(moment_of(AT + 2 * DAY),)]
    assert [total(AT + DAY - MINUTE), total(AT + DAY), total(AT + 2 * DAY)] == [0, 1, 2]


def test_the_settled_instant_never_goes_back(officer):
    """A clock that was set back, or another machine's that is behind, undoes nothing."""
    make_mission()
    keeping.begin(AT, is_whole=True)
    workflow.approve(make_draft("Behind"), by=officer, live_from=AT - DAY, at=AT - DAY)

    assert rows(f"SELECT at FROM {SETTLED}") == [(moment_of(AT),)]
    assert standing() == ["Behind"]
    assert [total(AT - DAY - MINUTE), total(AT - DAY)] == [0, 1]


def test_an_act_that_fails_leaves_the_lists_as_they_were(officer):
    make_mission()
    before = tallied(), rows(f"SELECT at FROM {SETTLED}")
    with transaction.atomic():
        workflow.approve(make_draft(), by=officer, live_from=AT, at=AT)
        transaction.set_rollback(True)

    assert (tallied(), rows(f"SELECT at FROM {SETTLED}")) == before


def test_a_correction_of_date_and_category_moves_a_text_and_a_withdrawal_takes_it_away():
    first = make_live("First", dated=date(2026, 5, 4), categories=[make_category("trade")])
    make_live("Other", dated=date(2026, 5, 1))
    corrected = follow(first, title="Corrected", dated=date(2025, 1, 2))
    assert standing() == ["Other", "Corrected"]
    assert {period for *_name, period in tallied()} == {2026, 202605, 20260501, 2025, 202501, 20250102}

    follow(corrected, purpose=Purpose.WITHDRAWAL)
    assert standing() == ["Other"]
    assert {period for *_name, period in tallied()} == {2026, 202605, 20260501}
    assert list(checking.check()) == []


def test_a_redacted_text_is_on_no_list(officer):
    edition = make_live()
    workflow.redact(edition, by=officer, reason="A court.", at=utc("2026-06-01T09:00Z"))

    assert (standing(), tallied(), list(checking.check())) == ([], {}, [])


def test_past_too_many_changes_the_plain_query_answers():
    keeping.begin(AT, is_whole=True)
    for number in range(MAX_CHANGES + 1):
        make_live(f"Text {number}", live_from=AT + number * MINUTE + MINUTE)

    assert counts(Wanted(["en"]), AT + MAX_CHANGES * MINUTE).total == MAX_CHANGES
    assert counts(Wanted(["en"]), AT + (MAX_CHANGES + 1) * MINUTE) is None
    assert [edition.title for edition in latest("en", AT + 9999 * MINUTE, 2)] == ["Text 100", "Text 99"]


def rows_of(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


DAMAGES = {
    "UPDATE releases_list_entry SET day = 20200101": "The lists know 1 texts otherwise than they are.",
    "DELETE FROM releases_list_entry": "The lists know 1 texts otherwise than they are.",
    "INSERT INTO releases_list_entry SELECT 999, release_id, language, kind, office_id, categories, "
    "day, published, begins, ends FROM releases_list_entry": "The lists know 1 texts otherwise than they are.",
    "DELETE FROM releases_list_place WHERE list_id = (SELECT MIN(list_id) FROM releases_list_place)": (
        "The lists lack 1 places and have 0 that do not belong there."
    ),
    "INSERT INTO releases_list_place SELECT list_id, day, published, 999, edition_id FROM releases_list_place": (
        "The lists lack 0 places and have 4 that do not belong there."
    ),
    "UPDATE releases_list_tally SET texts = 2 WHERE period = 2026": "The lists have 8 wrong counts.",
    "DELETE FROM releases_list_tally WHERE period = 20260504": "The lists have 2 wrong counts.",
    "DELETE FROM releases_chronicle WHERE about = 2": "The chronicle is wrong in 1 places.",
    "INSERT INTO releases_chronicle VALUES (2, 'en', 1, 999, 999)": "The chronicle is wrong in 1 places.",
    "UPDATE releases_chronicle_month SET texts = 2": "The chronicle has wrong counts.",
    "UPDATE releases_list_settled SET is_whole = false": (
        "The lists are not whole, so that large lists are slow: a rebuilding was broken off."
    ),
    "DELETE FROM releases_list_settled": (
        "The lists are not whole, so that large lists are slow: a rebuilding was broken off."
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_told_and_mended(damage, capsys):
    make_live(dated=date(2026, 5, 4), categories=[make_category()])
    was = tallied(), standing()
    rows_of(damage)

    told = f"{DAMAGES[damage]} Run manage.py rebuild_lists."
    assert list(checking.check()) == [told]
    with pytest.raises(CommandError) as refused:
        call_command("rebuild_lists", "--check")
    assert str(refused.value) == told
    call_command("rebuild_lists")
    assert capsys.readouterr().out == f"{told}\nThe lists have been made anew.\n"
    call_command("rebuild_lists", "--check")
    assert capsys.readouterr().out == "The lists are right.\n"
    assert (tallied(), standing()) == was


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


def stop_at(count):
    """A progress that breaks off after so many texts."""
    left = itertools.count(count - 1, -1)

    def progress(texts):
        if not next(left):
            raise Stopped

    return progress


def test_lists_that_are_not_whole_are_not_read_and_follow_the_acts(monkeypatch):
    later = utc("2027-01-01T00:00Z")
    make_live("First"), make_live("Second")
    monkeypatch.setattr(checking, "BATCH", 1)
    with pytest.raises(Stopped):
        checking.rebuild(stop_at(1))
    make_live("Third")
    assert (counts(Wanted(["en"]), later), sorted(standing())) == (None, ["First", "Third"])
    assert [edition.title for edition in latest("en", later, 9)] == ["Third", "Second", "First"]

    checking.rebuild()
    assert list(checking.check()) == []
    assert (total(later), standing()) == (3, ["Third", "Second", "First"])
