"""The words of an edition as they are stored, and what is derived from them."""

from typing import NamedTuple

from embassy.lib import markup

EXCERPT_MAX_CHARS = 300


class Words(NamedTuple):
    """What an officer writes of an edition."""

    title: str
    summary: str
    place: str
    note: str
    body: str


class Tidied(NamedTuple):
    """The same as it is stored, and what lists and search read."""

    title: str
    summary: str
    place: str
    note: str
    body: str
    excerpt: str
    folded_text: str


def tidied(words: Words) -> Tidied:
    """Sanitised. Needs no database, and takes most of the time of a save."""
    title, summary, place, note = map(markup.clean_line, words[:4])
    body = markup.sanitise(words.body)
    plain = markup.plain_text(body, is_stored=True)
    excerpt = markup.shortened(summary or plain, EXCERPT_MAX_CHARS)
    folded_text = f"{title}\n{summary}\n{plain}".casefold().strip()
    return Tidied(title, summary, place, note, body, excerpt, folded_text)
