"""What is pasted from Word and other programs, as it is kept (XSS-01, XSS-04, XSS-06)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embassy.lib import markup
from tests.lib.test_markup import HOSTILE, active_content

REL = 'rel="noopener noreferrer"'
NBSP = "&nbsp;"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        (f"<p>·{NBSP * 3} One</p><p>·{NBSP * 3} Two</p>", "<ul><li>One</li><li>Two</li></ul>"),
        (f"<p><span lang=en>•<span>{NBSP} </span></span><b>One</b></p>", "<ul><li><b>One</b></li></ul>"),
        (f"<p>o{NBSP * 3}One</p>", "<ul><li>One</li></ul>"),
        (f"<p>-{NBSP * 3}One</p>", "<ul><li>One</li></ul>"),
        ("<p>\u2013 Said.</p><p>\u2013 Said.</p>", "<p>\u2013 Said.</p>\n<p>\u2013 Said.</p>"),
        ("<p>o tempora</p>", "<p>o tempora</p>"),
        (f"<p>1.{NBSP} One</p><p>2.{NBSP} Two</p>", "<ol><li>One</li><li>Two</li></ol>"),
        ("<p>3) One</p><p>4) Two</p>", '<ol start="3"><li>One</li><li>Two</li></ol>'),
        ("<p>1. Alone</p><p>Text</p>", "<p>1. Alone</p>\n<p>Text</p>"),
        ("<p>12. One</p><p>15. Two</p>", "<p>12. One</p>\n<p>15. Two</p>"),
        (f"<p>·{NBSP} One</p><p>1. One</p><p>2. Two</p>", "<ul><li>One</li></ul>\n<ol><li>One</li><li>Two</li></ol>"),
        ("<ul><li><p>One</p></li><li><p>Two</p><ul><li><p>In</p></li></ul></li></ul>",
         "<ul><li>One</li><li>Two<ul><li>In</li></ul></li></ul>"),
        ('<table><tr><td colspan="1" rowspan="1"><p>A</p></td><td colspan="2"><p>B</p><p>C</p></td></tr></table>',
         '<table><tbody><tr><td>A</td><td colspan="2"><p>B</p><p>C</p></td></tr></tbody></table>'),
        ("Typed.\n\n1. As is", "<p>Typed.</p>\n<p>1. As is</p>"),
    ],
)  # fmt: skip
def test_what_is_pasted_is_kept_as_what_it_means(pasted, kept):
    assert markup.tidied(pasted) == kept


@pytest.mark.parametrize("address", ["", "file:///C:/Users/x/text.docx", "about:blank"])
def test_footnotes_of_word_become_real(address):
    pasted = (
        f'<p>One<a href="{address}#_ftn1" name="_ftnref1"><sup>[1]</sup></a> and<a href="{address}#_edn1">[i]</a></p>'
        f'<p><a href="{address}#_ftnref1">[1]</a> First.</p><p><a href="{address}#_ednref1">[i]</a> Second.</p>'
    )

    assert markup.tidied(pasted) == (
        f'<p>One<sup><a href="#fn-1" {REL}>1</a></sup> and<sup><a href="#fn-2" {REL}>2</a></sup></p>\n'
        f'<p><a href="#fnref-1" {REL}>1</a> First.</p>\n<p><a href="#fnref-2" {REL}>2</a> Second.</p>'
    )


def test_footnotes_on_a_page_lead_there_and_back_by_ids_of_our_own():
    stored = markup.tidied('<p>Text<a href="#_ftn1">[1]</a></p><p><a href="#_ftnref1">[1]</a> Note.</p>')

    assert markup.render(stored, numbered=True, prefix="old-") == (
        '<p id="old-p1"><a class="pn" href="#old-p1"><span class="vh">Paragraph </span>1</a> '
        'Text<sup><a href="#old-fn-1" id="old-fnref-1" role="doc-noteref">1</a></sup></p>\n'
        '<p id="old-fn-1" role="doc-footnote">'
        '<a href="#old-fnref-1" role="doc-backlink" title="Back to the text">1</a> Note.</p>'
    )


def test_half_a_footnote_is_left_as_it_is():
    stored = markup.tidied('<p>Text<a href="#_ftn1">[1]</a></p>')

    assert "role" not in markup.render(stored, numbered=False)


def test_a_number_used_twice_has_its_id_once():
    stored = markup.sanitise(
        '<p>A<sup><a href="#fn-1">1</a></sup> B<sup><a href="#fn-1">1</a></sup></p><p><a href="#fnref-1">1</a> N.</p>'
    )

    assert markup.render(stored, numbered=False).count('id="fnref-1"') == 1


@pytest.mark.parametrize("source", HOSTILE)
@pytest.mark.parametrize("before", ["", f"<p>·{NBSP * 3} ", '<p><a href="#_ftn1">', "<table><td><p>"])
def test_hostile_pastes_are_as_harmless_as_anything_else(before, source):
    kept = markup.tidied(before + source)

    assert active_content(kept) == []
    assert markup.tidied(kept) == kept == markup.sanitise(kept)


PIECES = st.sampled_from(
    ["<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>", "<td>", "<table>", "·&nbsp;&nbsp; ", "1. ", "2. ",
     "o&nbsp;&nbsp;", '<a href="#_ftn1">[1]</a>', '<a href="#_ftnref1">[1]</a>', "<sup>", "</sup>", "words",
     "<span lang=en>", "</span>", "<script>", "<b>", "</b>", "\n", "&lt;p&gt;", "<br>", "<blockquote>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_tidying_again_changes_nothing(source):
    kept = markup.tidied(source)

    assert markup.sanitise(kept) == kept
    assert markup.tidied(kept) == kept
