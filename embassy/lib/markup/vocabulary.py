"""The one allow-list: the tags, attributes and link targets that a body may hold."""

import html
import re
from collections.abc import Callable

HEADINGS = frozenset({"h2", "h3", "h4"})
LISTS = frozenset({"ul", "ol"})
SECTIONS = frozenset({"thead", "tbody", "tfoot"})
CELLS = frozenset({"th", "td"})
TABLE_PARTS = SECTIONS | CELLS | {"tr", "caption"}
BLOCKS = HEADINGS | LISTS | TABLE_PARTS | {"p", "li", "blockquote", "hr", "table", "figure", "figcaption"}
FORMATS = frozenset({"strong", "b", "em", "i", "u", "s", "sub", "sup", "q", "cite", "abbr", "a", "span"})
TAGS = BLOCKS | FORMATS | {"br"}

# Tags that are not kept but part one paragraph from the next, and tags kept under another name.
BOUNDARIES = frozenset(
    {"address", "article", "aside", "center", "dd", "details", "div", "dl", "dt", "fieldset", "footer", "form"}
    | {"header", "hgroup", "legend", "main", "nav", "pre", "section", "summary"}
)
RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4"}
SOURCE_TAGS = TAGS | BOUNDARIES | RENAMED.keys()

# Removed together with everything inside.
REMOVED = frozenset(
    {"script", "style", "title", "head", "textarea", "select", "button", "iframe", "object", "noscript", "noembed"}
    | {"noframes", "template", "svg", "math"}
)
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
LINK_REL = "noopener noreferrer"

# A figure with this attribute is the place of a picture: it stands empty, and names the picture by its number.
PICTURE = "data-image"

# A span with this attribute names a matter; a page puts the number of its days before the words that it holds.
DAYS_SINCE = "data-days-since"

_WORDING = frozenset({"lang", "dir"})
ATTRIBUTES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("p", "blockquote", "h2", "h3", "h4", "q", "i", "em"), _WORDING),
    "span": _WORDING | {DAYS_SINCE},
    "figure": frozenset({PICTURE}),
    "a": frozenset({"href", "title", "hreflang", "lang"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "li": _WORDING | {"value"},
    "th": _WORDING | {"colspan", "rowspan", "scope"},
    "td": _WORDING | {"colspan", "rowspan"},
}
SOURCE_ATTRIBUTES = ATTRIBUTES | dict.fromkeys((*BOUNDARIES, *RENAMED), _WORDING)

# C0 and C1 controls but tab and newline, byte-order marks, bidi overrides and isolates, lone surrogates.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_IGNORED_IN_LINKS = re.compile("[\x00-\x20\x7f-\xa0\xad\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")
_SAFE_LINK = re.compile(r"(?:https?|mailto|tel):|(?![/\\]{2})[^:/?#]*(?:[/?#]|$)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8}){0,4}")
_COUNT = re.compile(r"[0-9]{1,4}")
_POSITION = re.compile(r"[1-9][0-9]?")
_SLUG = re.compile(r"[a-zA-Z0-9_-]{1,80}")
_SIGNED = re.compile(r"-?[0-9]{1,4}")


def link(href: str) -> str:
    """The target as it may be written, or "". Judged as a browser reads it, blanks and controls ignored."""
    target = re.sub("[\t\n]", "", href).strip()
    return target if _SAFE_LINK.match(_IGNORED_IN_LINKS.sub("", target)) else ""


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda value: value if pattern.fullmatch(value) else ""


def _one_of(*words: str) -> Callable[[str], str]:
    return lambda value: value if value in words else ""


_VALUES: dict[str, Callable[[str], str]] = {
    "href": link,
    "title": str.strip,
    "hreflang": _matching(_LANGUAGE),
    "lang": _matching(_LANGUAGE),
    "dir": _one_of("ltr", "rtl", "auto"),
    "start": _matching(_SIGNED),
    "value": _matching(_SIGNED),
    "type": _one_of("1", "a", "A", "i", "I"),
    "colspan": _matching(_COUNT),
    "rowspan": _matching(_COUNT),
    PICTURE: _matching(_POSITION),
    DAYS_SINCE: _matching(_SLUG),
    "scope": _one_of("row", "col", "rowgroup", "colgroup"),
}
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


def attributes(tag: str, source: str) -> str:
    """The attributes to write for `tag`, in one fixed order, out of serialised ones; each with a blank before it."""
    if not source:
        return ""
    allowed = ATTRIBUTES.get(tag, frozenset())
    kept = dict(_kept(name, value) for name, value in _ATTRIBUTE.findall(source) if name in allowed)
    return "".join(f' {name}="{value}"' for name, value in sorted(kept.items()) if value or name == "reversed")


def _kept(name: str, value: str) -> tuple[str, str]:
    """One attribute as nh3 would write it; "" where the value may not stand."""
    if name == "reversed":
        return name, ""
    text = html.escape(_VALUES[name](html.unescape(value)), quote=False)
    return name, text.replace('"', "&quot;").replace("\xa0", "&nbsp;")
