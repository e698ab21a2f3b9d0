"""Plain text on a page with the places marked that a reader looked for."""

from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Span = tuple[int, int]
"""Where a piece of a text begins and ends."""


def marked(text: str, spans: Iterable[Span]) -> SafeString:
    """`text` escaped, each span inside <mark>. Spans come in order and do not overlap."""
    return format_html_join("", "{}", ((part,) for part in _parts(text, spans)))


def _parts(text: str, spans: Iterable[Span]) -> Iterator[str]:
    place = 0
    for start, end in spans:
        yield text[place:start]
        yield format_html("<mark>{}</mark>", text[start:end])
        place = end
    yield text[place:]
