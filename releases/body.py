"""The text of an edition as readers get it: on its page, on the home page, in a preview, in feeds."""

from datetime import datetime, timedelta
from functools import partial

from django.utils.safestring import SafeString
from django.utils.translation import override

from embassy.lib import live_numbers, markup, paper
from releases import figures
from releases.models import Edition


def html(edition: Edition, at: datetime, *, level: int = 2, prefix: str = "", anchored: bool = False) -> SafeString:
    """The body as of `at`, with its figures and numbers; its first headings are of `level`, ids begin with `prefix`.

    `anchored` gives paragraphs without numbers an address, too: for the one page that is the text's own.

    Two queries where the body has a place for a picture and its media are not loaded; one in a request, whatever the
    number of texts, where it counts the days of a matter; none elsewhere.
    """
    return markup.render(
        edition.body,
        numbered=edition.has_paragraph_numbers,
        heading_level=level,
        prefix=prefix,
        anchored=anchored,
        pictures=figures.placed(edition),
        number=partial(number, edition, at),
    )


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
    return paper.can_set(f"{edition.title}\n{edition.summary}\n{edition.note}\n{edition.body}")
