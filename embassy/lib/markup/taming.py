"""Large sources before they are parsed: no deeper than a stored body may be, and closed in order.

An HTML parser pays for each tag with a walk over everything open, so 50,000 unclosed tags cost it half a minute.
This is for speed only: what comes out is sanitised like anything else.
"""

import re
from typing import Final

from embassy.lib.markup.vocabulary import FORMATS, REMOVED, SOURCE_ATTRIBUTES, SOURCE_TAGS

MAX_DEPTH: Final = 60
MAX_FORMATS: Final = 6

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)((?:=\s*+(?:"[^"]*"|'[^']*')|[^>])*+)>""")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# A parser closes these by itself; the others stay open until they are closed.
_SELF_ENDING = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "br", "hr"})


def tamed(html: str) -> str:
    """The same text and the tags that a body may have, in time proportional to its length."""
    tamer = _Tamer(html)
    position = 0
    while (start := html.find("<", position)) >= 0:
        tamer.out.append(html[position:start])
        position = tamer.markup(start)
    tamer.out.append(html[position:])
    return "".join(tamer.out)


class _Tamer:
    def __init__(self, html: str) -> None:
        self.html = html
        self.out: list[str] = []
        self.open: list[str] = []
        self.formats = 0

    def markup(self, start: int) -> int:
        """Deal with what begins at the "<" at `start`; the position after it. Unended markup reaches to the end."""
        html = self.html
        if html.startswith("<!--", start):
            return self._after("-->", start + 2)
        if html.startswith(("<!", "<?"), start):
            return self._after(">", start)
        match = _TAG.match(html, start)
        if match:
            return self._tag(match)
        if re.match("</?[a-zA-Z]", html[start : start + 3]):
            return len(html)
        self.out.append("&lt;")
        return start + 1

    def _after(self, ending: str, start: int) -> int:
        found = self.html.find(ending, start)
        return len(self.html) if found < 0 else found + len(ending)

    def _tag(self, match: re.Match[str]) -> int:
        slash, name, source = match[1], match[2].lower(), match[3]
        if name in REMOVED and not slash:
            return self._after_removed(name, source, match.end())
        if name in SOURCE_TAGS:
            if slash:
                self._end(name)
            else:
                self._begin(name, source)
        return match.end()

    def _after_removed(self, name: str, source: str, start: int) -> int:
        if name in {"svg", "math"} and source.endswith("/"):
            return start
        ending = re.compile(rf"</{name}", re.IGNORECASE).search(self.html, start)
        return self._after(">", ending.end()) if ending else len(self.html)

    def _begin(self, name: str, source: str) -> None:
        if name not in _SELF_ENDING:
            if len(self.open) >= MAX_DEPTH or (name in FORMATS and self.formats >= MAX_FORMATS):
                return
            self.open.append(name)
            self.formats += name in FORMATS
        self.out.append(f"<{name}{_attributes(name, source)}>")

    def _end(self, name: str) -> None:
        """Close down to `name`, if it is open at all: a parser would search for it at every turn."""
        if name in _SELF_ENDING:
            self.out.append(f"</{name}>")
            return
        while name in self.open:
            last = self.open.pop()
            self.formats -= last in FORMATS
            self.out.append(f"</{last}>")
            if last == name:
                return


def _attributes(name: str, source: str) -> str:
    allowed = SOURCE_ATTRIBUTES.get(name)
    if not allowed or not source:
        return ""
    found = ((m[1].lower(), m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(source))
    quoted = ((key, value.replace('"', "&quot;")) for key, value in found if key in allowed)
    return "".join(f' {key}="{value}"' for key, value in quoted)
