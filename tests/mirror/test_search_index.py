"""The words of a mirror, as its search looks them up."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embassy.mirror import search_index
from embassy.mirror.search_index import Postings, Text
from releases.models import Purpose
from tests.factories import follow, make_live, make_mission, utc
from tests.mirror.conftest import AT


def read(content):
    """The arguments of the one call that a file makes."""
    name, _mark, rest = content.partition("(")
    return name, json.loads(f"[{rest.removesuffix(');' + chr(10))}]")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("the embassy’s crêpes", ["the", "embassy", "s", "crepes"]),
        ("приём ёлки", ["прием", "елки"]),
        ("السَّفينة", ["السفينة"]),
        ("东京大学", ["东京", "京大", "大学", "学"]),
        ("在 2026 年", ["在", "2026", "年"]),
        ("abc东京def", ["abc", "东京", "京", "def"]),
        ("", []),
    ],
)
def test_words_are_folded_and_rows_of_characters_taken_in_pairs(text, tokens):
    assert list(search_index.tokens(text)) == tokens


def test_the_texts_of_a_word_are_a_line_of_steps():
    postings = Postings()
    for number, folded in enumerate(["peace\ntalks", "talks\npeace", "none\nnone", "x\n" + "peace talks"]):
        postings.add(number + 40 * (number == 3), Text(0, "", "", "", "", "", folded))

    assert postings.lines() == [("none", "!2"), ("peace", "!0 1 16"), ("talks", " 0!1 16"), ("x", "!17")]


@given(
    st.dictionaries(st.text("abcд东", min_size=1, max_size=12), st.text(" 1", min_size=1, max_size=30_000), max_size=40)
)
def test_every_word_is_in_one_file_that_its_beginning_leads_to(words):
    lines = sorted(words.items())
    files = dict(search_index.parted(lines))

    assert sorted(line for group in files.values() for line in group) == lines
    assert all(word.startswith(beginning) for beginning, group in files.items() for word, _line in group)
    assert len({search_index.spelt(beginning) for beginning in files}) == len(files)


@pytest.mark.django_db
def test_what_readers_may_see_is_in_the_index_and_what_was_taken_back_is_not(mirror):
    make_mission()
    make_live("Peace talks", slug="first", body="<p>Envoys met.</p>", live_from=utc("2026-05-01T09:00Z"))
    wrong = make_live("Wrong talks", slug="second", body="<p>Falsehoods.</p>", live_from=utc("2026-05-02T09:00Z"))
    follow(wrong, purpose=Purpose.WITHDRAWAL, note="Wrong.")
    make_live("Third", slug="third", body="<p>Envoys left.</p>", live_from=utc("2026-05-03T09:00Z"))
    mirror.build(at=AT)
    found = {name: read(mirror.text(name)) for name in mirror.files if name.startswith("mirror/words/en/")}
    words = {word: line for name, parts in found.values() if name == "mirrorWords" for word, line in parts[1].items()}

    assert words == {"peace": "!0", "talks": "!0", "envoys": " 0 2", "met": " 0", "third": "!2", "left": " 2"}
    assert found["mirror/words/en/t-0.js"] == (
        "mirrorTexts",
        [0, [
            ["messages/first/index.html", "Peace talks", "04.05.2026", "Statement", "Envoys met."],
            0,
            ["messages/third/index.html", "Third", "04.05.2026", "Statement", "Envoys left."],
        ]],
    )  # fmt: skip
    assert found["mirror/words/en/index.js"][1][0]["beginnings"] == ["e", "l", "m", "p", "t"]


@pytest.mark.django_db
def test_a_new_text_adds_to_the_words_and_moves_none(mirror):
    make_mission()
    make_live("Peace talks", slug="first", live_from=utc("2026-05-01T09:00Z"))
    mirror.build(at=utc("2026-05-02T09:00Z"))
    make_live("Peace", slug="second", body="<p>War.</p>", live_from=utc("2026-05-03T09:00Z"))
    built = mirror.build(at=AT)

    assert [name for name in built.changed if name.startswith("mirror/words/")] == [
        "mirror/words/en/t-0.js",
        "mirror/words/en/index.js",
        "mirror/words/en/w-70.js",
        "mirror/words/en/w-77.js",
    ] or sorted(name for name in built.changed if name.startswith("mirror/words/")) == [
        "mirror/words/en/t-0.js",
        "mirror/words/en/w-70.js",
        "mirror/words/en/w-77.js",
    ]
