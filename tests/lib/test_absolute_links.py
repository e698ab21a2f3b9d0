"""A rendered body for readers elsewhere."""

import pytest

from embassy.lib.markup.absolute import with_absolute_links

BASE = "https://press.example/messages/text/"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<a href="/a/?b=1&amp;c=2">', '<a href="https://press.example/a/?b=1&amp;c=2">'),
        ('<a href="note.pdf">', '<a href="https://press.example/messages/text/note.pdf">'),
        ('<a class="pn" href="#p1">', '<a class="pn" href="#p1">'),
        ('<a href="mailto:a@b.example">', '<a href="mailto:a@b.example">'),
        ('<a href="tel:+33199004685">', '<a href="tel:+33199004685">'),
        ('<a href="https://e.example/?q=&quot;x&quot;">', '<a href="https://e.example/?q=&quot;x&quot;">'),
        ('<a href="http://[">', '<a href="http://[">'),
        ('<a href="">', '<a href="https://press.example/messages/text/">'),
        (
            '<img srcset="/a.jpg 1w, /b.jpg 2w" src="/a.jpg">',
            '<img srcset="https://press.example/a.jpg 1w, https://press.example/b.jpg 2w" src="https://press.example/a.jpg">',
        ),
        ('<p>href=/x src="/y"</p>', '<p>href=/x src="https://press.example/y"</p>'),
        ("<p>Write href=&quot;/x&quot;.</p>", "<p>Write href=&quot;/x&quot;.</p>"),
    ],
)
def test_addresses_are_in_full(written, expected):
    assert with_absolute_links(written, BASE) == expected
