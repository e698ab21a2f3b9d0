from hypothesis import given
from hypothesis import strategies as st

from embassy.lib.difference import Block, Part, blocks_difference, folded, line_difference, render_parts

SAME = Block("same", (Part("same", "x"),), "p")
ADDED = Block("added", (Part("added", "new"),), "p")


def test_a_line_word_by_word():
    assert line_difference("The red house stands", "The blue barn stands still") == (
        Part("same", "The "),
        Part("removed", "red house"),
        Part("added", "blue barn"),
        Part("same", " stands"),
        Part("added", " still"),
    )
    assert line_difference("same", "same") == (Part("same", "same"),)
    assert line_difference("", "") == ()


def test_scripts_without_spaces_are_compared_sign_by_sign():
    assert line_difference("大使馆", "大使官") == (Part("same", "大使"), Part("removed", "馆"), Part("added", "官"))


def test_blocks_of_every_kind():
    old = "<h2>Head</h2><p>One two three four</p><p>x</p><p>gone entirely</p><table><tr><td>a<td>b</table>"
    new = "<h2>Head</h2><ul><li>fresh item</li></ul><p>One two 3 four</p><p><b>x</b></p><table><tr><td>a<td>b</table>"

    assert blocks_difference(old, new) == [
        Block("same", (Part("same", "Head"),), "h2"),
        Block("added", (Part("added", "fresh item"),), "li"),
        Block(
            "changed",
            (Part("same", "One two "), Part("removed", "three"), Part("added", "3"), Part("same", " four")),
            "p",
        ),
        Block("formatting", (Part("same", "x"),), "p"),
        Block("removed", (Part("removed", "gone entirely"),), "p"),
        Block("same", (Part("same", "a b"),), "tr"),
    ]


def test_a_paragraph_that_became_a_heading_changed_its_form_only():
    assert blocks_difference("<p>Head</p>", "<h2>Head</h2>") == [Block("formatting", (Part("same", "Head"),), "h2")]


def test_paragraphs_with_little_in_common_are_not_versions_of_each_other():
    assert blocks_difference("<p>the ship is in port</p>", "<p>the minister will speak</p>") == [
        Block("removed", (Part("removed", "the ship is in port"),), "p"),
        Block("added", (Part("added", "the minister will speak"),), "p"),
    ]


def test_beyond_the_limit_texts_count_as_replaced():
    old, new = "<p>p b c d e q</p>", "<p>x b c d e y</p>"

    assert blocks_difference(old, new, max_steps=0) == [
        Block("changed", (Part("removed", "p b c d e q"), Part("added", "x b c d e y")), "p")
    ]
    assert blocks_difference(old, new, max_steps=100)[0].parts[2] == Part("same", " b c d e ")


def test_two_long_repetitive_texts_end_within_the_limit():
    old = "".join(f"<p>{'a b c ' * 40}{n}</p>" for n in range(400))
    new = "".join(f"<p>{'c a b ' * 40}{n}</p>" for n in range(400))
    blocks = blocks_difference(old, new)

    assert [block.kind for block in blocks] == ["removed"] * 400 + ["added"] * 400


WORDS = st.lists(st.sampled_from(["a", "b", "the", "Embassy", ",", "<i>"]), max_size=30).map(" ".join)


@given(WORDS, WORDS, st.sampled_from([0, 50, 100_000]))
def test_both_texts_can_be_read_out_of_the_parts(old, new, max_steps):
    parts = line_difference(old, new, max_steps=max_steps)

    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert "".join(part.text for part in parts if part.kind != "removed") == new


def test_long_unchanged_runs_are_folded_around_changes():
    blocks = [SAME] * 5 + [ADDED] + [SAME] * 3 + [ADDED] + [SAME] * 6 + [ADDED] + [SAME] * 4

    assert folded(blocks) == [
        Block("gap", count=4),
        SAME,
        ADDED,
        *[SAME] * 3,
        ADDED,
        SAME,
        Block("gap", count=4),
        SAME,
        ADDED,
        SAME,
        Block("gap", count=3),
    ]
    assert folded([SAME] * 4) == [Block("gap", count=4)]
    assert folded([]) == []


def test_parts_are_marked_said_and_escaped():
    parts = [Part("same", "<a> & "), Part("removed", "<b>"), Part("added", '"c"')]

    assert render_parts(parts) == (
        '&lt;a&gt; &amp; <del><span class="vh">removed: </span>&lt;b&gt;</del>'
        '<ins><span class="vh">added: </span>&quot;c&quot;</ins>'
    )
