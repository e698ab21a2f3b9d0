"""The text of an edition as readers get it: on its page, on the home page, in a preview, in feeds."""

from datetime import datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from embassy.lib import live_numbers, markup, paper
from embassy.lib.keep import Keep
from releases import figures
from releases.models import Edition

Figures = dict[int, SafeString]
Numbers = dict[tuple[str, str], SafeString | None]
TEXTS: Keep[SafeString] = Keep(16 << 20)
"""Bodies as they stand on pages. To clean a long one again takes longer than all the rest of its page."""
SETTABLE: Keep[bool] = Keep(8 << 20)


def html(edition: Edition, at: datetime, *, level: int = 2, prefix: str = "", anchored: bool = False) -> SafeString:
    """The body as of `at`, with its figures and numbers; its first headings are of `level`, ids begin with `prefix`.

    `anchored` gives paragraphs without numbers an address, too: for the one page that is the text's own.

    Two queries where the body has a place for a picture and its media are not loaded; one in a request, whatever the
    number of texts, where it counts the days of a matter; none elsewhere.
    """
    form = (edition.has_paragraph_numbers, level, prefix, anchored)
    pictures, numbers = figures.placed(edition), numbers_in(edition, at)
    key = (edition.body, form, get_language(), *pictures.items(), *numbers.items())
    return TEXTS.value(key, lambda: rendered(edition.body, *form, pictures, numbers))


def rendered(
    body: str, numbered: bool, level: int, prefix: str, anchored: bool, pictures: Figures, numbers: Numbers
) -> SafeString:
    return markup.render(
        body,
        numbered=numbered,
        heading_level=level,
        prefix=prefix,
        anchored=anchored,
        pictures=pictures,
        number=lambda slug, words: numbers.get((slug, words)),
    )


def numbers_in(edition: Edition, at: datetime) -> Numbers:
    """What the body counts, by the matter and the words of the text."""
    return {named: number(edition, at, *named) for named in markup.numbers_named(edition.body)}


def number(edition: Edition, at: datetime, slug: str, words: str) -> SafeString | None:
    """The days of a matter, in the language of the text.

    A text that was superseded or withdrawn keeps the number of its last minute: what its last readers read.
    """
    until = edition.live_from if edition.is_withdrawal else edition.live_until
    is_running = until is None or at < until
    counted_to = at if until is None or is_running else until - timedelta(minutes=1)
    with override(edition.release.language):
        return live_numbers.number(slug, words, counted_to, is_running=is_running)


def can_be_set(edition: Edition) -> bool:
    """Whether there can be a PDF of it: the extra is installed, and its fonts have every sign of the text."""
    words = (edition.title, edition.summary, edition.note, edition.body)
    return SETTABLE.value(words, lambda: paper.can_set("\n".join(words)))
