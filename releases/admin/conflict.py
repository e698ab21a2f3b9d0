"""Two officers saved the same draft: the words of the second beside the words of the first, paragraph by paragraph."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.lib import difference, markup
from releases.models import Edition


@dataclass(frozen=True)
class Pair:
    """A paragraph or a field in both texts; empty on the side that has none."""

    kind: str
    label: str
    theirs: SafeString
    mine: SafeString


def pairs(form: Any) -> list[Pair]:
    """What differs between the saved draft and the form that was sent; the paragraphs that do not, too."""
    theirs, given = form.draft, form.cleaned_data
    short = {
        _("Title"): (theirs.title, given.get("title", "")),
        _("Summary"): (theirs.summary, given.get("summary", "")),
        _("Official date"): (day(theirs.dated), day(given.get("dated"))),
        _("Place"): (theirs.place, given.get("place", "")),
        _("Issued by"): (theirs.office or "", given.get("office") or ""),
        _("Categories"): (names(saved_categories(theirs)), names(given.get("categories", []))),
    }
    lines = [line(label, str(old), str(new)) for label, (old, new) in short.items() if str(old) != str(new)]
    blocks = difference.blocks_difference(theirs.body, given.get("body", ""))
    return [*lines, *(pair("", block.kind, block.parts) for block in blocks)]


def line(label: str, old: str, new: str) -> Pair:
    return pair(label, "changed", tuple(difference.line_difference(markup.clean_line(old), markup.clean_line(new))))


def pair(label: str, kind: str, parts: tuple[difference.Part, ...]) -> Pair:
    theirs, mine = ([part for part in parts if part.kind in (side, "same")] for side in ("removed", "added"))
    return Pair(kind, label, difference.render_parts(theirs), difference.render_parts(mine))


def day(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if value else ""


def saved_categories(edition: Edition) -> Any:
    return edition.categories.all()


def names(categories: Any) -> str:
    return ", ".join(sorted(str(category) for category in categories))
