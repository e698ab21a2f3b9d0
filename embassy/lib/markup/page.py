"""A stored body as it stands on a page: paragraph numbers, heading levels, tables that scroll, footnotes, days."""

import html as entities
import re
from collections.abc import Callable, Mapping

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from embassy.lib.markup.notes import is_note, with_notes
from embassy.lib.markup.sanitising import sanitise
from embassy.lib.markup.vocabulary import DAYS_SINCE, PICTURE

_BLOCK_TAG = re.compile(r"<(/?)(p|h[234]|table|caption|ul|ol|blockquote|figure)((?: [a-z-]+=\"[^\"]*\")*)>")
_PICTURE = re.compile(rf'<figure {PICTURE}="([0-9]+)"></figure>')
_DAYS = re.compile(rf'<span {DAYS_SINCE}="([^"]*)"((?: [a-z]+="[^"]*")*)>([^<]*)</span>')
_NAMED = re.compile(rf'<span {DAYS_SINCE}="([^"]*)"')
_CONTAINERS = frozenset({"ul", "ol", "blockquote", "figure", "table"})


def render(
    html: str,
    *,
    numbered: bool,
    heading_level: int = 2,
    prefix: str = "",
    anchored: bool = False,
    pictures: Mapping[int, SafeString] | None = None,
    number: Callable[[str, str], SafeString | None] | None = None,
) -> SafeString:
    """The body for a page; sanitised once more, so that rows of any age and origin are safe.

    `numbered` gives each top-level paragraph a number and an address (p1, p2 …), `anchored` the address alone, with a
    link to it at its end that shows no words; `heading_level` is that of the body's highest heading; `prefix` goes
    before every id, for pages that show several bodies. `pictures` are the figures of the edition by number; a place
    whose number has none is left out. `number` gives what to show for a matter and the words that the body holds for
    it; without one the words stand alone, and nothing names the matter.
    """
    safe_prefix = str(conditional_escape(prefix))
    page = _Page(numbered, heading_level, safe_prefix, anchored)
    shown = pictures or {}
    body = with_notes(_BLOCK_TAG.sub(page.tag, sanitise(html)), safe_prefix)
    body = _PICTURE.sub(lambda match: conditional_escape(shown.get(int(match[1]), "")), body)
    body = _NAMED.sub("<span", _DAYS.sub(lambda match: _counted(match, number), body))
    return mark_safe(body)  # noqa: S308 - sanitised above, the figures and numbers escaped or safe by themselves


def picture_numbers(html: str) -> set[int]:
    """The numbers of the pictures that a stored body has a place for."""
    return {int(match[1]) for match in _PICTURE.finditer(html)}


def matters_named(html: str) -> set[str]:
    """The slugs of the matters whose days a stored body counts."""
    return {match[1] for match in _NAMED.finditer(html)}


def numbers_named(html: str) -> list[tuple[str, str]]:
    """The matters whose days a stored body counts, each with the words that it has for it."""
    return [(match[1], entities.unescape(match[3])) for match in _DAYS.finditer(html)] if DAYS_SINCE in html else []


def _counted(match: re.Match[str], number: Callable[[str, str], SafeString | None] | None) -> str:
    slug, attributes, words = match[1], match[2], match[3]
    found = number(slug, entities.unescape(words)) if number else None
    shown = words if found is None else conditional_escape(found)
    return f"<span{attributes}>{shown}</span>" if attributes else shown


class _Page:
    def __init__(self, numbered: bool, heading_level: int, prefix: str, anchored: bool) -> None:
        self.numbered = numbered
        self.anchored = anchored
        self.anchor = ""
        self.heading_level = heading_level
        self.prefix = prefix
        self.depth = 0
        self.paragraphs = 0
        self.tables = 0
        self.caption_id = ""
        self.paragraph_word = escape(_("Paragraph"))
        self.table_word = escape(_("Table"))

    def tag(self, match: re.Match[str]) -> str:
        slash, tag, attributes = match[1], match[2], match[3]
        if tag[0] == "h":
            return f"<{slash}h{min(self.heading_level + int(tag[1]) - 2, 6)}{attributes}>"
        if tag in _CONTAINERS:
            self.depth += -1 if slash else 1
        if slash and tag == "p" and self.anchor:
            return self._anchored_end()
        if slash:
            return "</table></div>" if tag == "table" else match[0]
        if (
            tag == "p"
            and (self.numbered or self.anchored)
            and not self.depth
            and not is_note(match.string, match.start())
        ):
            return self._paragraph(attributes)
        if tag == "table":
            return self._table(match, attributes)
        if tag == "caption" and self.caption_id:
            caption_id, self.caption_id = self.caption_id, ""
            return f'<caption id="{caption_id}"{attributes}>'
        return match[0]

    def _paragraph(self, attributes: str) -> str:
        self.paragraphs += 1
        anchor = f"{self.prefix}p{self.paragraphs}"
        if not self.numbered:
            self.anchor = anchor
            return f'<p id="{anchor}"{attributes}>'
        word = f'<span class="vh">{self.paragraph_word} </span>'
        return f'<p id="{anchor}"{attributes}><a class="pn" href="#{anchor}">{word}{self.paragraphs}</a> '

    def _anchored_end(self) -> str:
        anchor, self.anchor = self.anchor, ""
        return f'<a class="pa" href="#{anchor}" aria-label="{self.paragraph_word} {self.paragraphs}"></a></p>'

    def _table(self, match: re.Match[str], attributes: str) -> str:
        self.tables += 1
        label = f'aria-label="{self.table_word}"'
        if match.string.startswith("<caption", match.end()):
            self.caption_id = f"{self.prefix}t{self.tables}"
            label = f'aria-labelledby="{self.caption_id}"'
        return f'<div class="scroll" role="region" {label} tabindex="0"><table class="table"{attributes}>'
