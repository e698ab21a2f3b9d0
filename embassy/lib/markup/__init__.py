"""Rich text: what an officer may write, and how it is cleaned, shown and quoted.

    from any source ── sanitise ──> stored ── render ──> page
    from an officer ── tidied ──┘         │      └── absolute ──> feeds
                                          └── plain_text, excerpt ──> mails, search, lists
                                                                    marked ──> what was searched for

`stored` has one form only: `sanitise` leaves it as it is. Nothing else in the project may call HTML safe.
"""

from embassy.lib.markup.absolute import absolute
from embassy.lib.markup.marking import Span, marked
from embassy.lib.markup.page import matters_named, numbers_named, picture_numbers, render
from embassy.lib.markup.sanitising import sanitise
from embassy.lib.markup.text import TextBlock, clean_line, clean_lines, excerpt, plain_text, shortened, text_blocks
from embassy.lib.markup.tidying import tidied

__all__ = [
    "Span",
    "TextBlock",
    "absolute",
    "clean_line",
    "clean_lines",
    "excerpt",
    "marked",
    "matters_named",
    "numbers_named",
    "picture_numbers",
    "plain_text",
    "render",
    "sanitise",
    "shortened",
    "text_blocks",
    "tidied",
]
