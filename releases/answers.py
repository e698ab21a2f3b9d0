"""The question at the head of an answer: typed in fields of its own, stored in the body in one form.

    <blockquote><p><cite>The Lutetia Herald</cite></p>     the outlet, if it is named
    <p>When does the consulate reopen?</p></blockquote>     the question, if there is one
    <p>The answer …</p>

In the body, so that pages, feeds, mails, the archive and its digests carry it like any other words.
"""

import html
import re
from typing import NamedTuple

from embassy.lib import markup

_HEAD = re.compile(
    r"<blockquote>(?:<p><cite>([^<]*)</cite></p>\n?)?((?:<p>(?:[^<]|<br>)*</p>\n?)*)</blockquote>(?:\n|$)"
)
_PARAGRAPH = re.compile(r"<p>((?:[^<]|<br>)*)</p>")


class Answer(NamedTuple):
    outlet: str
    question: str
    """Plain text; an empty line parts paragraphs."""
    text: str
    """The rest of the body, as stored."""


def parsed(body: str) -> Answer:
    """The parts of a stored body. A quotation at its head that holds more than plain words stays in the text."""
    head = _HEAD.match(body)
    if not head:
        return Answer("", "", body)
    paragraphs = [html.unescape(words).replace("<br>", "\n") for words in _PARAGRAPH.findall(head[2])]
    question = "\n\n".join(paragraphs).replace("\xa0", " ")
    return Answer(html.unescape(head[1] or ""), question, body[head.end() :])


def composed(outlet: str, question: str, text: str) -> str:
    """The stored body of an answer; that of `text` alone where neither outlet nor question is given."""
    name = html.escape(markup.clean_line(outlet), quote=False)
    words = [
        "<br>".join(html.escape(markup.clean_line(line), quote=False) for line in paragraph.splitlines())
        for paragraph in re.split(r"\n\s*\n", question.replace("\r\n", "\n").strip())
        if paragraph.strip()
    ]
    cited = f"<p><cite>{name}</cite></p>" if name else ""
    head = f"<blockquote>{cited}{''.join(f'<p>{paragraph}</p>' for paragraph in words)}</blockquote>"
    return markup.sanitise(head + text) if cited or words else text
