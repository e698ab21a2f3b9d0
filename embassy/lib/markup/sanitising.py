"""From any HTML or plain text to the one stored form.

source ── tamed (only large ones) ── nh3 ── arranged ── nh3 again, which must find nothing more to do
"""

import html as entities
import re

import nh3

from embassy.lib.markup import vocabulary
from embassy.lib.markup.arranging import arranged
from embassy.lib.markup.taming import tamed

# Up to so many tags no nesting can make the parser slow: its cost grows with the square of the depth.
TAGS_WITHOUT_TAMING = 500

_SOURCE = nh3.Cleaner(
    tags=set(vocabulary.SOURCE_TAGS),
    attributes={tag: set(names) for tag, names in vocabulary.SOURCE_ATTRIBUTES.items()},
    clean_content_tags=set(vocabulary.REMOVED),
    url_schemes=set(vocabulary.SCHEMES),
    link_rel=None,
)
_STORED = nh3.Cleaner(
    tags=set(vocabulary.TAGS),
    attributes={tag: set(names) for tag, names in vocabulary.ATTRIBUTES.items()},
    clean_content_tags=set(vocabulary.REMOVED),
    url_schemes=set(vocabulary.SCHEMES),
    link_rel=vocabulary.LINK_REL,
)
_TAG = re.compile("<[a-zA-Z/!?]")
_EMPTY_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


def sanitise(html: str) -> str:
    """The stored form of a body: allow-listed, well-formed, every text in a block. Repeating it changes nothing.

    Text without any tag is taken as typed: an empty line parts paragraphs, a single newline is a line break.
    """
    source = vocabulary.UNSEEN.sub("", html.replace("\r\n", "\n").replace("\r", "\n"))
    if not has_tags(source):
        source = _typed(source)
    if source.count("<") > TAGS_WITHOUT_TAMING:
        source = tamed(source)
    return _settled(arranged(_seen(_SOURCE.clean(source))))


def has_tags(text: str) -> bool:
    return _TAG.search(text, 0, text.rfind(">") + 1) is not None


def _typed(text: str) -> str:
    paragraphs = _EMPTY_LINES.split(text.replace("<", "&lt;").strip())
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs).replace("\n", "<br>")


def _seen(html: str) -> str:
    """Without the controls that came in as character references."""
    return vocabulary.UNSEEN.sub("", html)


def _settled(html: str) -> str:
    """What neither nh3 nor another arranging changes any more; where that is not reached, the text only."""
    for _attempt in range(4):
        again = arranged(_seen(_STORED.clean(html)))
        if again == html:
            return html
        html = again
    text = entities.unescape(re.sub("<[^>]*>", " ", html))
    return f"<p>{entities.escape(text, quote=False)}</p>"
