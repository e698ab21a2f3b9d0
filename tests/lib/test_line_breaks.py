from hypothesis import given
from hypothesis import strategies as st

from embassy.lib import line_breaks


def test_text_is_broken_at_blanks():
    assert list(line_breaks.broken("days have passed since the vessel was detained", 13)) == [
        "days have passed since",
        "the vessel was detained",
    ]


def test_a_word_longer_than_a_line_is_parted():
    assert list(line_breaks.broken("aaaaaaaaaa b", 2)) == ["aaa", "aaa", "aaa", "a b"]


def test_text_shrinks_before_it_is_cut():
    box = {"width": 100, "height": 40, "leading": 1.25}

    assert line_breaks.fitted("eight of eleven crew home", **box, sizes=(16, 8)) == line_breaks.Lines(
        ("eight of eleven", "crew home"), 12
    )
    cut = line_breaks.fitted("eight of eleven crew home and none of the others", **box, sizes=(16, 16))
    assert (cut.texts, cut.font_size) == (("eight of", "eleven…"), 16)


@given(st.text(), st.floats(min_value=1.2, max_value=60), st.integers(min_value=1, max_value=9))
def test_no_line_is_wider_than_its_box_and_no_word_is_lost(text, width, most):
    lines = list(line_breaks.broken(text, width))

    assert all(line_breaks.width_of(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert len(line_breaks.shortened(lines, most, width)) <= most
