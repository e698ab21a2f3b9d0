"""The text of an edition as readers get it: on its page, on the home page, in a preview, in feeds."""

from datetime import datetime

from django.utils.safestring import SafeString

from embassy.lib import markup, paper
from releases import figures
from releases.models import Edition


def html(edition: Edition, at: datetime, *, level: int = 2, prefix: str = "", anchored: bool = False) -> SafeString:
    """The body as of `at`, with its figures; its first headings are of `level`, its ids begin with `prefix`.

    `anchored` gives paragraphs without numbers an address, too: for the one page that is the text's own.

    Two queries where the body has a place for a picture and its media are not loaded, none elsewhere.
    """
    return markup.render(
        edition.body,
        numbered=edition.has_paragraph_numbers,
        heading_level=level,
        prefix=prefix,
        anchored=anchored,
        pictures=figures.placed(edition),
    )


def can_be_set(edition: Edition) -> bool:
    """Whether there can be a PDF of it: the extra is installed, and its fonts have every sign of the text."""
    return paper.can_set(f"{edition.title}\n{edition.summary}\n{edition.note}\n{edition.body}")
