"""Footnotes of a stored body on a page: ids that lead there and back, and the roles by which they are announced.

A body holds no ids: they are written here, out of numbers, and only where both ends of a footnote are there.
"""

import re
from typing import Final

from django.utils.html import escape
from django.utils.translation import gettext as _

_LINK: Final = r'<a href="#fn{}-(\d{{1,3}})"[^>]*>((?:(?!</a>).)*)</a>'
MARK = re.compile(r"<sup>" + _LINK.format("") + r"</sup>")
TEXT = re.compile(r"<p((?: [^>]*)?)>(?:<sup>)?" + _LINK.format("ref") + r"(?:</sup>)?")


def is_note(html: str, position: int) -> bool:
    """Whether the paragraph that begins at `position` is the text of a footnote."""
    return TEXT.match(html, position) is not None


def with_notes(page: str, prefix: str) -> str:
    """The sanitised page with its footnotes linked; a number that is used twice leads to its first use."""
    both = {match[1] for match in MARK.finditer(page)} & {match[2] for match in TEXT.finditer(page)}
    if not both:
        return page
    marked, told = set(both), set(both)
    back = escape(_("Back to the text"))

    def mark(match: re.Match[str]) -> str:
        number, words = match[1], match[2]
        if number not in both:
            return match[0]
        own = f' id="{prefix}fnref-{number}"' if number in marked else ""
        marked.discard(number)
        return f'<sup><a href="#{prefix}fn-{number}"{own} role="doc-noteref">{words}</a></sup>'

    def text(match: re.Match[str]) -> str:
        attributes, number, words = match[1], match[2], match[3]
        if number not in told:
            return match[0]
        told.discard(number)
        link = f'<a href="#{prefix}fnref-{number}" role="doc-backlink" title="{back}">{words}</a>'
        return f'<p id="{prefix}fn-{number}" role="doc-footnote"{attributes}>{link}'

    return MARK.sub(mark, TEXT.sub(text, page))
