"""A body away from its page has no address that needs the page to be read from."""

import pytest

from embassy.lib.markup import absolute, render

PAGE = "https://press.example/messages/text/?as-of=2026-05-04"


@pytest.mark.parametrize(
    ("written", "away"),
    [
        ("/messages/other/", "https://press.example/messages/other/"),
        ("other/", "https://press.example/messages/text/other/"),
        ("../other/", "https://press.example/messages/other/"),
        ("?page=2", "https://press.example/messages/text/?page=2"),
        ("#p1", "https://press.example/messages/text/?as-of=2026-05-04#p1"),
        ("/a?b=1&amp;c=%22", "https://press.example/a?b=1&amp;c=%22"),
        ("https://other.example/x", "https://other.example/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("tel:+331", "tel:+331"),
        ("http://[x", "http://[x"),
        ("/x&quot;y", "https://press.example/x&quot;y"),
    ],
)
def test_a_link(written, away):
    assert absolute(f'<p><a href="{written}">a</a></p>', PAGE) == f'<p><a href="{away}">a</a></p>'


def test_a_picture_in_all_its_sizes():
    picture = (
        '<source srcset="/m/a.webp 480w, /m/b.webp 960w" sizes="100vw"><img src="/m/a.jpg" alt="src=&quot;/x&quot;">'
    )
    there = "https://press.example/m"

    assert absolute(picture, PAGE) == (
        f'<source srcset="{there}/a.webp 480w, {there}/b.webp 960w" sizes="100vw">'
        f'<img src="{there}/a.jpg" alt="src=&quot;/x&quot;">'
    )


def test_words_that_look_like_an_address_are_words():
    text = '<p title="a > b">say href="/x" and &lt;a href="/y"&gt;</p>'

    assert absolute(text, PAGE) == text


def test_a_link_within_the_text_leads_to_the_page_where_ids_have_no_prefix():
    stored = '<p>A<sup><a href="#fn-1">1</a></sup></p><p><a href="#fnref-1">1</a> Note.</p>'
    body = render(stored, numbered=True, prefix="text-")

    assert absolute(body, PAGE, prefix="text-") == (
        f'<p id="text-p1"><a class="pn" href="{PAGE}#p1"><span class="vh">Paragraph </span>1</a> '
        f'A<sup><a href="{PAGE}#fn-1" id="text-fnref-1" role="doc-noteref">1</a></sup></p>\n'
        f'<p id="text-fn-1" role="doc-footnote">'
        f'<a href="{PAGE}#fnref-1" role="doc-backlink" title="Back to the text">1</a> Note.</p>'
    )
