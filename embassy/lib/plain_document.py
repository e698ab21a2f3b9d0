"""A body as plain text that a newsroom can paste: a paragraph is a line, blank lines between, no hard wrapping.

Lines cut at 72 characters have to be joined by hand before they can be used; every editor wraps long ones by itself.

    heading        underlined with dashes          quotation    > before each line
    list           - or its number                 table        caption, then a row a line, cells between |
    footnote       [1] in the text, at the end     picture      [Picture: its alternative text]
    link           the words (the address)
"""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from embassy.lib.markup.tree import Element

_BLANKS = re.compile(r"[ \t\n\r\f]+")
Absolute = Callable[[str], str]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROMAN = [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]


def text(body: Element, absolute: Absolute) -> str:
    """The body as text; `absolute` makes a full address of a link's."""
    return "\n\n".join(_Writer(absolute).blocks(body))


class _Writer:
    def __init__(self, absolute: Absolute) -> None:
        self.absolute = absolute

    def blocks(self, parent: Element) -> Iterator[str]:
        """Each block inside as its lines. Text that stands between blocks is a paragraph of its own."""
        loose: list[Element | str] = []
        for child in parent.children:
            if isinstance(child, Element) and child.tag in _BLOCKS:
                yield from self._loose(loose)
                loose = []
                yield from filter(None, _BLOCKS[child.tag](self, child))
            else:
                loose.append(child)
        yield from self._loose(loose)

    def _loose(self, children: list[Element | str]) -> Iterator[str]:
        if words := self.words(Element("p", children=children)):
            yield words

    def words(self, element: Element) -> str:
        """The text of a paragraph or a cell; a line for each of those that the officer parted."""
        lines = "".join(self._inline(child) for child in element.children).split("\v")
        return "\n".join(line for line in (_BLANKS.sub(" ", line).strip() for line in lines) if line)

    def _inline(self, child: Element | str) -> str:
        if isinstance(child, str):
            return child
        inner = "".join(self._inline(part) for part in child.children)
        match child.tag:
            case "br":
                return "\v"
            case "a":
                return self._link(child, inner)
            case "sup" if inner.strip() and not inner.startswith("["):
                return f"^{inner}"
            case "q":
                return f"“{inner}”"
            case "img":
                return _("[Picture: %(words)s]") % {"words": child["alt"]} if child["alt"] else ""
        return inner

    def _link(self, link: Element, inner: str) -> str:
        if link["class"] == "pn":
            number = "".join(part for part in link.children if isinstance(part, str))
            return f"{number}. "
        if link["role"] in ("doc-noteref", "doc-backlink"):
            return f"[{inner.strip('[]().')}]" + (" " if link["role"] == "doc-backlink" else "")
        address = self.absolute(link["href"])
        shown = inner.strip()
        plain = address.removeprefix("mailto:").rstrip("/")
        is_told = shown.rstrip("/") in ("", plain)
        digits = re.sub(r"[^0-9+]", "", shown)
        if link["href"].startswith("#") or is_told or address == f"tel:{digits}":
            return inner
        return f"{inner} ({address})"

    def paragraph(self, element: Element) -> Iterator[str]:
        yield self.words(element)

    def heading(self, element: Element) -> Iterator[str]:
        words = self.words(element).replace("\n", " ")
        yield f"{words}\n{'-' * min(len(words), 72)}" if words else ""

    def container(self, element: Element) -> Iterator[str]:
        yield from self.blocks(element)

    def quotation(self, element: Element) -> Iterator[str]:
        lines = "\n\n".join(self.blocks(element)).split("\n")
        yield "\n".join(f"> {line}".rstrip() for line in lines)

    def listing(self, element: Element) -> Iterator[str]:
        items = [item for item in element if item.tag == "li"]
        marks = marks_of(element, items)
        yield "\n".join(_hung(mark, "\n".join(self.blocks(item))) for mark, item in zip(marks, items, strict=True))

    def rule(self, _element: Element) -> Iterator[str]:
        yield "* * *"

    def table(self, element: Element) -> Iterator[str]:
        caption = "".join(self.words(part) for part in element if part.tag == "caption")
        rows = [
            " | ".join(" ".join(self.blocks(cell)).replace("\n", " ") for cell in row if cell.tag in ("th", "td"))
            for row in element.all("tr")
        ]
        yield "\n".join(filter(None, [caption, *rows]))


def _hung(mark: str, lines: str) -> str:
    """Further lines of an item stand under its first."""
    return f"{mark} " + lines.replace("\n", "\n" + " " * (len(mark) + 1))


def marks_of(element: Element, items: list[Element]) -> list[str]:
    """What stands before each item of a list."""
    if element.tag == "ul":
        return ["-"] * len(items)
    step = -1 if "reversed" in element.attributes else 1
    number = int(element["start"] or (1 if step == 1 else len(items)))
    marks = []
    for item in items:
        number = int(item["value"] or number)
        marks.append(f"{counted(number, element['type'])}.")
        number += step
    return marks


def counted(number: int, style: str) -> str:
    """A number of an ordered list as its type writes it; a plain figure where that has no form."""
    if style.lower() == "a" and 1 <= number <= len(LETTERS):
        form = LETTERS[number - 1]
    elif style.lower() == "i" and 1 <= number < 40:
        form = _roman(number)
    else:
        return str(number)
    return form.upper() if style.isupper() else form


def _roman(number: int) -> str:
    form = ""
    for value, letters in ROMAN:
        form += letters * (number // value)
        number %= value
    return form


_BLOCKS: dict[str, Callable[[_Writer, Element], Iterator[str]]] = {
    "p": _Writer.paragraph,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Writer.heading),
    **dict.fromkeys(("div", "figure", "section"), _Writer.container),
    **dict.fromkeys(("figcaption", "picture", "caption"), _Writer.paragraph),
    "blockquote": _Writer.quotation,
    **dict.fromkeys(("ul", "ol"), _Writer.listing),
    "hr": _Writer.rule,
    "table": _Writer.table,
}
