"""What was searched for is marked in the title and in the passage that shows it best; nothing else is markup."""

import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embassy.lib.markup import marked
from releases.search.marking import PASSAGE_CHARS, hits, passage, spans
from releases.search.query import parse
from releases.search.words import folded, has_stems, pattern_for, stem_token


def shown(text, typed, code="en"):
    return str(marked(text, spans(text, hits(text, parse(typed), code))))


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("Talks on the survey vessel", "vessels survey", "Talks on the <mark>survey vessel</mark>"),
        ("Talks on the survey vessel", '"the survey"', "Talks on <mark>the survey</mark> vessel"),
        ("A survey of the survey ship", '"survey ship"', "A survey of the <mark>survey ship</mark>"),
        ("A talk, talks, talking", '"talks"', "A talk, <mark>talks</mark>, talking"),
        ("Negotiators negotiate", "negotiat*", "<mark>Negotiators negotiate</mark>"),
        ("Café d'Évian", "cafe evian", "<mark>Café</mark> d&#x27;<mark>Évian</mark>"),
        ("anti-terror law", "anti-terror", "<mark>anti-terror</mark> law"),
        ("crew and captain", "crew -captain", "<mark>crew</mark> and captain"),
        ("<b>crew</b> & co", "crew b", "&lt;<mark>b</mark>&gt;<mark>crew</mark>&lt;/<mark>b</mark>&gt; &amp; co"),
        ("nothing here", "crew", "nothing here"),
        ("", "crew", ""),
    ],
)
def test_marks(text, typed, expected):
    assert shown(text, typed) == expected


def test_a_text_is_marked_by_the_stems_of_its_own_language():
    assert shown("Посол ведёт переговоры", "переговорам", "ru") == "Посол ведёт <mark>переговоры</mark>"
    assert shown("Посол ведёт переговоры", "переговорам", "en") == "Посол ведёт переговоры"


def test_a_passage_shows_the_place_with_most_of_what_was_wanted():
    text = f"The crew {'slept ' * 90}while the crew of the vessel waited {'long ' * 90}and went."
    found = passage(text, parse("crew vessel"), "en")

    assert (found.text[:13], found.text[-6:]) == ("… slept slept", "long …")
    assert [found.text[start:end] for start, end in found.spans] == ["crew", "vessel"]
    assert len(found.text) <= PASSAGE_CHARS + 4


def test_a_short_text_is_shown_whole_and_one_without_a_match_not_at_all():
    assert passage("The  crew\nwaits.", parse("crew"), "en").text == "The crew waits."
    assert passage("The crew waits.", parse("vessel"), "en") is None


WORDS = st.lists(st.sampled_from(["a", "aa", "Aa", "à", "talk", "Talks", "talking", "_", "-", ".", "中"]))


@given(st.lists(st.sampled_from([" ", "", "_", "-"]), min_size=60), WORDS, st.sampled_from(["en", "zu"]))
def test_plain_words_are_found_where_they_are_found_one_by_one(between, parts, code):
    text = "".join(word + blank for word, blank in zip(parts, between, strict=False))
    typed = parse("a talks aa")
    forms = [(match, folded(match[0])) for match in pattern_for(text).finditer(text)]
    of = [(clause.tokens([code]), number) for number, clause in enumerate(typed.wanted)]

    assert hits(text, typed, code) == [
        (match.start(), match.end(), number)
        for match, form in forms
        for tokens, number in of
        if (stem_token(form, code) if has_stems(code) else form) in tokens
    ]


TEXT = st.text(st.sampled_from("ab <>&\"'é\u0301中ß-.\n") | st.characters(exclude_categories=["Cs"]), max_size=400)


@given(TEXT, TEXT)
@example("a" * 500 + " b", "b a*")
@example("<mark>", "mark")
def test_whatever_the_text_only_our_marks_are_markup(text, typed):
    """XSS-01 in search results"""
    html = shown(text, typed)
    assert unescape(re.sub("</?mark>", "", html)) == unescape(str(marked(text, [])))
    assert set(re.findall("<[^>]*>?", html)) <= {"<mark>", "</mark>"}
    found = passage(text, parse(typed), "en")
    if found:
        assert len(found.text) <= PASSAGE_CHARS + 4
        assert all(0 <= start < end <= len(found.text) for start, end in found.spans)
