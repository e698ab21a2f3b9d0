"""Share cards as pictures: what they measure, whether their words fit, and that no box stands for a character."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from PIL import Image

from embassy.lib.cards.drawing import MARGIN, Palette, drawn
from embassy.lib.cards.serving import png
from embassy.lib.cards.typesetting import SANS, SERIF, Copy, Style, covers, drawable
from embassy.lib.oklch import to_linear
from tests.sharing.facts import BRAND, CARDS, LONG, figure_card, text_card

EMBLEM = Path(settings.BASE_DIR, "static/img/emblem.png").read_bytes()
LATIN = Style(SERIF, "en", "ltr")
WHITE = "#ffffff"


def sheet(card):
    return drawn(card, io.BytesIO(EMBLEM))


def overlap(one, other):
    return min(one[2], other[2]) - max(one[0], other[0]) > 0 and min(one[3], other[3]) - max(one[1], other[1]) > 0


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_is_a_picture_of_1200_by_630_that_holds_nothing_else(card):
    picture = Image.open(io.BytesIO(png(card)))

    assert (picture.format, picture.size, picture.mode, picture.info) == ("PNG", (1200, 630), "P", {})


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_the_same_facts_make_the_same_bytes(card):
    assert png(card) == png(replace(card))


def stays_inside(card):
    """Words keep to the margins, but for the overhang of a letter and the first stroke of a figure."""
    boxes = [box for box in sheet(card).boxes if box[0] != box[2]]
    return all(left >= MARGIN - 14 and right <= 1200 - MARGIN + 14 for left, _top, right, _bottom in boxes) and all(
        top >= 0 and bottom <= 630 for _left, top, _right, bottom in boxes
    )


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_the_words_of_a_card_stay_inside_its_margins(card):
    assert stays_inside(card)


@pytest.mark.parametrize("name", ["english", "long", "russian", "french", "figure", "four digits", "name"])
def test_no_words_lie_over_others(name):
    card = CARDS[name]
    boxes = sheet(card).boxes
    if name in ("figure", "four digits"):
        del boxes[1 : 1 + len(card.figure)]  # set tighter than the font has it

    assert [(one, other) for one in boxes for other in boxes if one < other and overlap(one, other)] == []


@bounded(max_examples=25)
@given(st.text(max_size=500), st.sampled_from(["en", "ar", "hi", "zh-hans"]))
def test_any_title_whatever_fits(title, language):
    words = " ".join(title.split())

    assert stays_inside(text_card(words, language))
    assert stays_inside(figure_card("12,345", words, language))


def test_right_to_left_cards_are_mirrored():
    (left, *_), (_, _, right, _) = sheet(CARDS["english"]).boxes[0], sheet(CARDS["arabic"]).boxes[0]

    assert (round(left) in range(190, 198), round(right) in range(1002, 1010)) == (True, True)


def test_a_long_title_is_set_smaller_and_a_longer_one_is_cut():
    short, long = Copy("Streets closed", LATIN, 1056), Copy(LONG.strip(), LATIN, 1056)
    sizes = (78, 58, 37)

    assert (short.fitted(240, sizes).size, short.fitted(240, sizes).lines) == (78, ("Streets closed",))
    cut = long.fitted(240, sizes)
    assert (cut.size, len(cut.lines), cut.lines[-1][-1]) == (37, 6, "…")
    assert max(LATIN.width(line, 37) for line in cut.lines) <= 1056


def test_lines_are_of_about_one_length():
    copy = Copy("One two three four five six seven eight nine ten", LATIN, 1056)

    assert copy.broken(60, 1056) == ["One two three four five six seven", "eight nine ten"]
    assert copy.fitted(300, (60,)).lines == ("One two three four five", "six seven eight nine ten")


def test_a_word_too_long_for_a_line_is_broken_between_its_characters():
    lines = Copy("ก" * 40, LATIN, 300).fitted(10_000, (40,)).lines

    assert ("".join(lines), max(LATIN.width(line, 40) for line in lines) <= 300) == ("ก" * 40, True)


@pytest.mark.parametrize(
    "words",
    ["Straße “Æ” — Łódź, Đà Nẵng, €", "Ёлка Қазақ Україна №", "Ἀθῆναι Πρεσβεία",
     "بيان ٤ گ چ پ ے", "הצהרה", "Հայ", "საქართველო",
     "क्षत्रिय श्री", "น้ำที่"],
)  # fmt: skip
def test_the_font_has_the_characters_of(words):
    assert covers(SERIF, words)


@pytest.mark.parametrize(
    ("words", "drawn_words"),
    [
        ("A text \N{PARTY POPPER} about it", "A text about it"),
        ("声明", ""),
        ("Statement 声明", ""),
        ("성명", ""),
        ("\U000f0000 private", "private"),
        ("", ""),
    ],
)
def test_what_the_font_lacks_is_left_out_and_a_text_that_lacks_letters_is_not_drawn(words, drawn_words):
    assert drawable(SERIF, words) == drawn_words


def test_a_title_in_a_script_without_a_font_gives_way_to_the_date():
    chinese = CARDS["chinese"]

    assert png(chinese) == png(replace(chinese, title="12.05.2026", kind="", date="12.05.2026"))


def test_the_serif_stands_in_where_the_sans_has_no_letters():
    assert (covers(SANS, "Пресс-служба"), covers(SANS, "بيان"), covers(SERIF, "بيان")) == (True, False, True)


def luminance(colour):
    red, green, blue = (to_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The contrast ratio of two colours (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


FLAGS = ["#0f4c56", "#c8102e", "#ffe000", "#000000", "#0033a0", "#00a550", "#6cb4ee", "#ffffff", "#ff00ff"]


@pytest.mark.parametrize("colour", FLAGS)
def test_words_are_legible_on_any_missions_colours(colour):
    palette = Palette.of(replace(BRAND, colour_1=colour, colour_2=colour))

    pairs = {
        "ink": (palette.ink, WHITE), "ink_2": (palette.ink_2, WHITE), "brand": (palette.brand, WHITE),
        "band": (WHITE, palette.band), "band_2": (WHITE, palette.band_2),
        "line": (palette.on_band_2, palette.band), "status": (palette.on_band_2, palette.band_2),
    }  # fmt: skip
    assert {name: contrast(*pair) for name, pair in pairs.items() if contrast(*pair) < 7} == {}
    assert contrast(palette.band_accent, palette.band_2) > 3


def test_the_digest_follows_every_fact():
    card = text_card()
    others = [
        replace(card, title="Another"), replace(card, date="13 May 2026"), replace(card, label="Corrected"),
        replace(card, language="fr"), replace(card, brand=replace(BRAND, colour_1="#000000")),
    ]  # fmt: skip

    assert len({card.digest, *(other.digest for other in others)}) == 6
    assert text_card().digest == card.digest
