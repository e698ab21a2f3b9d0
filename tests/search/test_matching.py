"""The same texts in the same order on both databases."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from releases.filters import Facets, ReleaseFilter, listed
from releases.search import index
from tests.factories import follow, make_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def _texts(db):
    texts = [
        ("Survey vessel held", "<p>The crew of the ship negotiates.</p>", "en"),
        ("A vessel", "<p>It was on a survey; café talks of vessels, anti-terror and COVID-19.</p>", "en"),
        ("Talks begin", "<p>Negotiations on the survey vessel Aurelia began. 100% of it_all \\ 'quoted'.</p>", "en"),
        ("О переговорах", "<p>Посол провёл переговоры. Йод и ещё ёлка. Vessel.</p>", "ru"),
        ("Sur l’équipage", "<p>L’ambassade négocie les nations.</p>", "fr"),
    ]  # fmt: skip
    for day, (title, body, language) in enumerate(texts, 1):
        make_live(title, body=body, language=language, dated=date(2026, 5, 30 - day))


HELD, VESSEL, TALKS, RUSSIAN, FRENCH = ALL = [
    "Survey vessel held", "A vessel", "Talks begin", "О переговорах", "Sur l’équipage",
]  # fmt: skip


@pytest.mark.usefixtures("_texts")
@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("vessel", [HELD, VESSEL, TALKS, RUSSIAN]),
        ("VESSELS", [HELD, VESSEL, TALKS]),
        ("vessel survey", [HELD, VESSEL, TALKS]),
        ('"survey vessel"', [HELD, TALKS]),
        ('"vessels"', [VESSEL]),
        ('"vessel survey"', []),
        ('"held the"', []),
        ("negotiating", [HELD, TALKS]),
        ("negotiat*", [HELD, TALKS]),
        ('"the cr"*', [HELD]),
        ("en*", []),
        ("cafe", [VESSEL]),
        ("CAFÉ", [VESSEL]),
        ("survey -crew", [VESSEL, TALKS]),
        ('survey -"survey vessel"', [VESSEL]),
        ("survey -neg*", [VESSEL]),
        ("-survey", [RUSSIAN, FRENCH]),
        ("anti-terror", [VESSEL]),
        ("covid-19", [VESSEL]),
        ("переговорам", [RUSSIAN]),
        ("ЕЛКИ еще", [RUSSIAN]),
        ("йод", [RUSSIAN]),
        ("иод", []),
        ("ambassade", [FRENCH]),
        ("l'ambassade", [FRENCH]),
        ("equipages NEGOCIE", [FRENCH]),
        ("nation", [FRENCH]),
        ("100%", [TALKS]),
        ("%", []),
        ("it_all", [TALKS]),
        ("'quoted'", [TALKS]),
        ("", []),
    ],
)  # fmt: skip
def test_finds(found, typed, titles):
    assert found(typed) == titles


@pytest.mark.usefixtures("_texts")
def test_titles_come_first_the_whole_phrase_before_its_words_and_the_latest_of_equals(found):
    assert found("survey vessel", best_first=True) == [HELD, VESSEL, TALKS]
    assert found("talks", best_first=True) == [TALKS, VESSEL]
    make_live("Vessel and survey", body="<p>x</p>", dated=date(2026, 5, 31))
    make_live("Vessel, again", body="<p>Survey.</p>", dated=date(2026, 5, 31))
    assert found("survey vessel", best_first=True) == [
        HELD, "Vessel and survey", "Vessel, again", VESSEL, TALKS,
    ]  # fmt: skip


def test_a_phrase_is_found_beyond_the_positions_of_a_tsvector(found, db):
    make_live("Long", body=f"<p>{'the word ' * 20_000} the last phrase</p>")
    assert found('"the last phrase"') == ["Long"]
    assert found('"last the"') == []


def test_a_text_longer_than_the_index_takes_is_cut_not_refused(found, db):
    make_live("Book", body=f"<p>first {' '.join(f'w{number}' for number in range(90_000))} unreached</p>")
    assert (found("first w1"), found("unreached")) == (["Book"], [])


def test_what_was_superseded_is_found_only_in_its_time(found, db):
    first = make_live("One", body="<p>alpha</p>")
    second = follow(first, title="Two", body="<p>beta</p>")
    earlier, later = second.live_from - timedelta(minutes=1), second.live_from
    assert [found(word, at=moment) for word in ("alpha", "beta") for moment in (earlier, later)] == [
        ["One"], [], [], ["Two"],
    ]  # fmt: skip


SYNTAX = [
    '"', "'", "-", "*", "()", "a AND", "NOT a", "NEAR(a b, 2)", "title:a", "^a", "a:*", "a & | !b", "<->", "\\",
    "{a}:b",
    "$$a$$",
    "a\x00b", "\ud800", "\u202ea", '"a" "b', "+a", "a''b", "%_", "a" * 10_000, '"' * 200, "-" * 200, "* " * 100,
]  # fmt: skip


@pytest.mark.usefixtures("_texts")
@given(st.text(st.characters(exclude_categories=[]), max_size=80) | st.lists(st.sampled_from(SYNTAX)).map(" ".join))
@example(" ".join(SYNTAX))
def test_any_text_at_all_has_an_answer(found, mission, typed):
    """API-05"""
    assert set(found(typed)) <= set(ALL)
    assert set(found(typed, best_first=True)) == set(found(typed))


@pytest.mark.usefixtures("_texts")
@pytest.mark.parametrize("typed", SYNTAX)
def test_the_filters_take_any_syntax(mission, at, typed):
    """API-05"""
    query = QueryDict(mutable=True)
    query["q"] = typed
    filterset = ReleaseFilter(query, listed(at, "en"))
    assert Facets(filterset).total == filterset.ranked().count()


def test_the_index_holds_what_was_approved_and_nothing_else(db):
    from tests.factories import make_draft

    make_draft("A draft")
    live = make_live("Peace talks", body="<p>Talks.</p>")
    assert index.stored([live.pk, live.pk + 1]) == {
        live.pk: index.Entry(live.pk, " peace talks =en=peac =en=talk ", " talks ", " =en=talk ")
    }


@pytest.mark.parametrize(
    ("text", "typed", "is_found"),
    [
        ("สถานเอกอัครราชทูตเปิดทำการวันจันทร์", "เอกอัครราชทูต", True),
        ("สถานเอกอัครราชทูตเปิดทำการวันจันทร์", "วันศุกร์", False),
        ("大使館は月曜日に開館します。", "月曜日", True),
        ("大使館は月曜日に開館します。", "曜月", False),
        ("使馆星期一开放。", "星期一", True),
    ],
)
def test_a_script_without_blanks_is_searched_by_its_characters(found, text, typed, is_found):
    make_live("A text", body=f"<p>{text}</p>", language="th")

    assert found(typed) == (["A text"] if is_found else [])
