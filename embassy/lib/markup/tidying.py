"""What an officer typed or pasted, before it is kept: fake lists and footnotes made real, an editor's wrappings gone.

Word draws a bullet as a character and blanks at the head of a paragraph, and a footnote as a pair of links. Not for
imports: what was published elsewhere stays as it was.

    ·   First        ──▶  <ul><li>First</li></ul>
    text[1] … [1] …  ──▶  text<sup><a href="#fn-1">1</a></sup> … <p><a href="#fnref-1">1</a> …</p>
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from embassy.lib.markup.sanitising import has_tags, sanitise

_BLANK: Final = r"(?:\s|&nbsp;)"
_FORMATS: Final = r"((?:<(?:span|strong|b|em|i|u)(?: [^>]*)?>)*)"
_CLOSED: Final = r"(?:</(?:span|strong|b|em|i|u)>)*"
# A letter or a dash is a bullet only before the row of blanks that Word sets behind one.
_BULLET = re.compile(
    rf"{_FORMATS}{_BLANK}*(?:[·•▪●◦\uf0b7\uf0a7]{_CLOSED}{_BLANK}+|[o§Øü\u2013-]{_CLOSED}(?:\s?&nbsp;\s?){{2,}}{_BLANK}*)"
)
_NUMBER = re.compile(rf"{_FORMATS}{_BLANK}*(\d{{1,3}})[.)]{_CLOSED}{_BLANK}+")
_PARAGRAPH = re.compile(r"(<p(?: [^>]*)?>)((?:(?!</p>).)*)</p>(\n|$)", re.DOTALL)

_WORD_LINK = re.compile(r"href=([\"'])[a-z]+:[^\"'#]*(#_(?:ftn|edn)(?:ref)?\d{1,3})\1", re.IGNORECASE)
_NOTE_MARK = re.compile(r'(<sup>)?<a href="#_(ftn|edn)(\d{1,3})"[^>]*>(?:(?!</a>).)*</a>(?(1)</sup>)', re.DOTALL)
_NOTE_TEXT = re.compile(
    rf'(<p(?: [^>]*)?>)(?:<sup>)?<a href="#_(ftn|edn)ref(\d{{1,3}})"[^>]*>(?:(?!</a>).)*</a>(?:</sup>)?{_BLANK}*',
    re.DOTALL,
)
_LONE_PARAGRAPH = re.compile(
    r"(<(?:li|td|th)(?: [^>]*)?>)\s*<p>((?:(?!</?p\b).)*)</p>\s*(?=</(?:li|td|th)>|<[uo]l\b)", re.DOTALL
)
_SINGLE_SPAN = re.compile(r' (?:colspan|rowspan)="1"')


def tidied(html: str) -> str:
    """The stored form of a text from an officer's hands. Repeating it changes nothing. Plain text is taken as typed."""
    stored = sanitise(_WORD_LINK.sub(r'href="\2"', html) if has_tags(html) else html)
    stored = _SINGLE_SPAN.sub("", _LONE_PARAGRAPH.sub(r"\1\2", stored))
    return sanitise(with_lists(with_notes(stored)))


def with_notes(stored: str) -> str:
    """Word's footnotes and endnotes in one row of numbers."""
    feet = [int(number) for kind, number in re.findall(r'href="#_(ftn|edn)(\d{1,3})"', stored) if kind == "ftn"]
    first = {"ftn": 0, "edn": max(feet, default=0)}

    def mark(match: re.Match[str]) -> str:
        number = first[match[2]] + int(match[3])
        return f'<sup><a href="#fn-{number}">{number}</a></sup>'

    def text(match: re.Match[str]) -> str:
        number = first[match[2]] + int(match[3])
        return f'{match[1]}<a href="#fnref-{number}">{number}</a> '

    return _NOTE_MARK.sub(mark, _NOTE_TEXT.sub(text, stored))


class _Line(NamedTuple):
    """A paragraph between others: what it would be in a list ("" if nothing), its number and its words."""

    kind: str
    number: int
    words: str
    source: str


def with_lists(stored: str) -> str:
    """Runs of paragraphs that begin with a bullet, or of two and more that count on, as lists."""
    return re.sub(rf"(?:{_PARAGRAPH.pattern})+", lambda run: "".join(_listed(run[0])), stored, flags=re.DOTALL)


def _listed(paragraphs: str) -> Iterator[str]:
    lines = [_line(match) for match in _PARAGRAPH.finditer(paragraphs)]
    steps = {i: line.number - i if line.kind == "ol" else 0 for i, line in enumerate(lines)}
    for (kind, _step), group in groupby(range(len(lines)), key=lambda i: (lines[i].kind, steps[i])):
        run = [lines[i] for i in group]
        if not kind or (kind == "ol" and len(run) == 1):
            yield from (line.source for line in run)
        else:
            yield _list(kind, run)


def _line(match: re.Match[str]) -> _Line:
    bullet = _BULLET.match(match[2])
    number = _NUMBER.match(match[2])
    head = bullet or number
    if not head or not re.sub(rf"<[^>]*>|{_BLANK}", "", words := _after(head)):
        return _Line("", 0, "", match[0])
    return _Line("ul", 0, words, match[0]) if bullet else _Line("ol", int(head[2]), words, match[0])


def _after(head: re.Match[str]) -> str:
    """The words behind a bullet or number, in the formats that are still open there."""
    is_closed = "</" in head[0]
    return ("" if is_closed else head[1]) + head.string[head.end() :]


def _list(kind: str, run: list[_Line]) -> str:
    start = f' start="{run[0].number}"' if kind == "ol" and run[0].number != 1 else ""
    return f"<{kind}{start}>{''.join(f'<li>{line.words}</li>' for line in run)}</{kind}>\n"
