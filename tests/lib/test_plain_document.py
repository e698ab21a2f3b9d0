"""Bodies as plain text that can be pasted."""

import pytest

from embassy.lib import markup, plain_document
from embassy.lib.markup.tree import tree


def text(html, **options):
    page = markup.render(html, **{"numbered": False, **options})
    return plain_document.text(tree(page), lambda address: "https://e.example" * address.startswith("/") + address)


def test_a_whole_body():
    html = (
        "<h2>Head &amp; shoulders</h2><p>One <strong>bold</strong>\n word.<br>A second line.</p>"
        "<blockquote><p>Said one.</p><p>Said two.</p></blockquote><hr><p></p>"
        "<ul><li>First<ol><li>Inner</li><li>Other</li></ol></li><li><p>Second</p></li></ul>"
        "<table><caption>Trade</caption><thead><tr><th>Goods</th><th>2022</th></tr></thead>"
        "<tbody><tr><td>Timber<br>and glass</td><td>212</td></tr></tbody></table>"
    )
    assert text(html) == (
        "Head & shoulders\n----------------\n\nOne bold word.\nA second line.\n\n> Said one.\n>\n> Said two.\n\n"
        "* * *\n\n- First\n  1. Inner\n  2. Other\n- Second\n\nTrade\nGoods | 2022\nTimber and glass | 212"
    )


def test_long_lines_are_left_to_the_reader():
    words = "word " * 200
    assert text(f"<p>{words}</p>") == words.strip()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://a.example/x">the note</a>', "the note (https://a.example/x)"),
        ('<a href="/messages/a/">the note</a>', "the note (https://e.example/messages/a/)"),
        ('<a href="https://a.example">https://a.example/</a>', "https://a.example/"),
        ('<a href="mailto:p@a.example">p@a.example</a>', "p@a.example"),
        ('<a href="tel:+331">+33 1</a>', "+33 1"),
        ('<a href="#p2">above</a>', "above"),
        ("5 m<sup>2</sup>, H<sub>2</sub>O", "5 m^2, H2O"),
        ("<q>so</q>", "“so”"),
        ("&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 }}", "<script>alert(1)</script> {{ 7 }}"),
    ],
)
def test_what_stands_in_a_paragraph(html, expected):
    assert text(f"<p>{html}</p>") == expected


def test_paragraph_numbers_and_footnotes_are_told():
    html = '<p>Text<sup><a href="#fn-1">1</a></sup> goes on.</p><p>More.</p><p><a href="#fnref-1">1</a> The note.</p>'
    assert text(html, numbered=True) == "1. Text[1] goes on.\n\n2. More.\n\n[1] The note."
    assert text(html, anchored=True) == "Text[1] goes on.\n\nMore.\n\n[1] The note."


@pytest.mark.parametrize(
    ("attributes", "marks"),
    [
        ("", "1. 2. 3."),
        (' start="4"', "4. 5. 6."),
        (' type="a"', "a. b. c."),
        (' type="I" start="8"', "VIII. IX. X."),
        (' start="3" reversed=""', "3. 2. 1."),
        (" reversed", "3. 2. 1."),
        (' type="a" start="26"', "z. 27. 28."),
        (' start="-1" type="i"', "-1. 0. i."),
    ],
)
def test_an_ordered_list_counts_as_it_says(attributes, marks):
    found = text(f"<ol{attributes}><li>x</li><li>x</li><li>x</li></ol>")
    assert " ".join(line.split()[0] for line in found.splitlines()) == marks


def test_an_item_may_say_its_own_number():
    assert text('<ol><li>a</li><li value="9">b</li><li>c</li></ol>') == "1. a\n9. b\n10. c"


@pytest.mark.parametrize("nest", ["blockquote", "b", "ul", "div"])
def test_what_is_nested_without_end_is_read_all_the_same(nest):
    inside = f"<{nest}><li>" if nest == "ul" else f"<{nest}>"
    outside = f"</li></{nest}>" if nest == "ul" else f"</{nest}>"
    found = text(f"<p>Before.</p>{inside * 1500}deep{outside * 1500}<p>After.</p>")
    assert [word for word in found.split() if word.strip(">-")] == ["Before.", "deep", "After."]


def test_a_tree_is_never_too_deep_to_be_walked():
    found = tree("<div>" * 3000 + "deep" + "</div>" * 3000 + "<p>After.</p>")
    assert plain_document.text(found, str) == "deep\n\nAfter."
