"""Two officers saved the same draft: the words of the second beside the words of the first, paragraph by paragraph."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.lib import difference, markup
from releases.admin import uses
from releases.admin.uses import MAX_DIGITS
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
    short = {**fields(form), **rows(form)}
    lines = [line(label, str(old), str(new)) for label, (old, new) in short.items() if str(old) != str(new)]
    blocks = difference.blocks_difference(theirs.body, given.get("body", ""))
    return [*lines, *(pair("", block.kind, block.parts) for block in blocks)]


def fields(form: Any) -> dict[str, tuple[Any, Any]]:
    """Every field but the text, as saved and as sent."""
    theirs, given = form.draft, form.cleaned_data
    release = {
        form.fields[name].label: (worded(form, name, form.initial.get(name)), worded(form, name, given.get(name)))
        for name in ("kind", "slug", "language", "translation_key")
        if name in form.fields
    }
    return {
        _("Title"): (theirs.title, given.get("title", "")),
        _("Summary"): (theirs.summary, given.get("summary", "")),
        _("Public note"): (theirs.note, given.get("note", theirs.note)),
        _("Official date"): (day(theirs.dated), day(given.get("dated"))),
        _("Place"): (theirs.place, given.get("place", "")),
        _("Issued by"): (theirs.office or "", given.get("office") or ""),
        _("Categories"): (names(saved_categories(theirs)), names(given.get("categories", []))),
        _("Numbered paragraphs"): (
            yes_or_no(theirs.has_paragraph_numbers),
            yes_or_no(given.get("has_paragraph_numbers")),
        ),
        **release,
    }


def worded(form: Any, name: str, value: Any) -> str:
    """A choice by the word that the officer chose."""
    choices = dict(getattr(form.fields[name].widget, "choices", ()))
    return str(choices.get(value, value or ""))


def rows(form: Any) -> dict[str, tuple[str, str]]:
    """Pictures and attachments, each number beside the same number."""
    labels = {"image_uses": _("Picture %(number)s"), "attachment_uses": _("Attachment %(number)s")}
    found = {}
    for prefix, label in labels.items():
        theirs = uses.by_number(uses.saved(form.draft, prefix), prefix)
        sent = uses.listed(form.data, prefix)
        mine = theirs if sent is None else uses.by_number(sent, prefix)
        for number in sorted({*theirs, *mine}, key=lambda text: text.rjust(MAX_DIGITS)):
            found[label % {"number": number}] = theirs.get(number, ""), mine.get(number, "")
    return found


def yes_or_no(value: Any) -> str:
    return str(_("yes") if value else _("no"))


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
