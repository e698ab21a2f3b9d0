"""The index follows every act inside its transaction; it can be checked and made right (EMB-01, 12)."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from releases import workflow
from releases.models import Edition, State
from releases.search import checking, index, tables
from tests.factories import PUBLISHED, make_draft, make_live, utc

pytestmark = pytest.mark.django_db
LATER = utc("2999-01-01T00:00Z")


def vocabulary():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word, written FROM {tables.VOCABULARY} ORDER BY word")
        return cursor.fetchall()


def held():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {tables.WORDS} ORDER BY rowid")
        return [values[0] for values in cursor.fetchall()]


@pytest.fixture
def scheduled(mission, officer):
    """A text in which only one word is its own."""
    make_live("Zebra", body="<p>Negotiations</p>")
    draft = make_draft("Zebra crossing", body="<p>Négociations étés</p>")
    Edition.objects.filter(pk=draft.pk).update(state=State.IN_REVIEW)
    return workflow.approve(Edition.objects.get(pk=draft.pk), by=officer, live_from=LATER, at=PUBLISHED)


def test_a_scheduled_text_is_found_from_its_minute_on(scheduled, found):
    assert found("zebra", at=LATER - timedelta(minutes=1)) == ["Zebra"]
    assert found("zebra", at=LATER) == ["Zebra crossing", "Zebra"]


def test_what_is_held_leaves_the_index_with_the_words_that_were_its_own(scheduled, officer):
    assert vocabulary() == [
        ("crossing", "crossing"),
        ("etes", "étés"),
        ("negociations", "négociations"),
        ("negotiations", "negotiations"),
        ("zebra", "zebra"),
    ]
    workflow.hold(scheduled, by=officer, reason="Wait.", at=PUBLISHED)
    assert scheduled.pk not in held()
    assert vocabulary() == [("negotiations", "negotiations"), ("zebra", "zebra")]


def test_what_is_rescheduled_is_found_from_its_new_minute_on(scheduled, officer, found):
    workflow.reschedule(scheduled, by=officer, live_from=LATER + timedelta(days=1), at=PUBLISHED)
    assert (found("crossing", at=LATER), found("crossing", at=LATER + timedelta(days=1))) == ([], ["Zebra crossing"])


def test_what_is_redacted_leaves_no_word_in_any_table(mission, officer, found):
    make_live("Zebra", body="<p>Other words</p>")
    edition = make_live("Zebra of kanarienvogel", body="<p>Kanarienvogel words</p>")
    workflow.redact(edition, by=officer, reason="A court order.", at=PUBLISHED + timedelta(days=1))

    assert found("kanarienvogel") == []
    assert (edition.pk in held(), [word for word, _written in vocabulary()]) == (False, ["other", "words", "zebra"])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {tables.WORDS}_data WHERE instr(block, 'kanarien') > 0")
            assert cursor.fetchone() == (0,)


def test_a_withdrawn_text_is_found_until_its_minute(mission, officer, writer, found):
    edition = make_live("Zebra")
    notice = workflow.begin(edition, "withdraw", by=writer, note="It was wrong.", at=PUBLISHED + timedelta(hours=1))
    workflow.approve(notice, by=officer, live_from=LATER, at=PUBLISHED + timedelta(hours=1))
    assert (found("zebra", at=LATER - timedelta(minutes=1)), found("zebra", at=LATER)) == (["Zebra"], [])


def damaged():
    """An index with a text missing, one that is another, and one that should not be there."""
    missing, other, stray = make_live("Missing words"), make_live("Other words"), make_draft("Stray")
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {tables.WORDS} WHERE rowid IN (%s, %s)", [missing.pk, other.pk])
    index.write([index.Row(other.pk, "en", "another\ntext"), index.Row(stray.pk, "en", "strange\nwords")])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {tables.VOCABULARY} WHERE word = 'missing'")
    return [missing.pk, other.pk]


def test_a_check_tells_what_is_wrong_and_a_rebuild_makes_it_right(db):
    sound = make_live("Sound")
    pks = damaged()
    assert checking.check() == checking.Outcome(seen=3, wrong=2, strays=1)
    assert checking.rebuild() == checking.Outcome(seen=3, wrong=2, strays=1)
    assert checking.check() == checking.rebuild() == checking.Outcome(seen=3)
    assert held() == [sound.pk, *pks]
    assert [word for word, _written in vocabulary()] == ["missing", "other", "sound", "text", "words"]


def test_a_rebuild_that_was_broken_off_goes_on_where_it_stopped(monkeypatch, db):
    damaged()
    monkeypatch.setattr(checking, "BATCH", 1)

    def stop(_count):
        raise KeyboardInterrupt

    monkeypatch.setattr("releases.management.commands.rebuild_search.tqdm.update", lambda bar, count: stop(count))
    with pytest.raises(CommandError, match="Interrupted") as interrupted:
        call_command("rebuild_search")
    assert interrupted.value.returncode == 130
    assert checking.check() == checking.Outcome(seen=2, wrong=1, strays=1)


def test_the_command_checks_and_rebuilds(capsys, db):
    damaged()
    with pytest.raises(CommandError, match=r"^2 texts; 2 were missing or wrong, 1 did not belong there\."):
        call_command("rebuild_search", check=True)
    call_command("rebuild_search")
    call_command("rebuild_search", check=True)
    assert capsys.readouterr().out.splitlines() == [
        "2 texts; 2 were missing or wrong, 1 did not belong there.",
        "2 texts; 0 were missing or wrong, 0 did not belong there.",
    ]


def test_an_index_that_is_not_there_is_made(db):
    edition = make_live("Text")
    tables.drop(connection)
    assert checking.check() == checking.Outcome(is_damaged=True)
    assert checking.rebuild() == checking.Outcome(seen=1, wrong=1, is_damaged=True)
    assert held() == [edition.pk]
