"""What a later edition changed in an earlier one, for the page of the superseded text."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.lib import difference
from releases.models import Edition


@dataclass(frozen=True)
class FieldChange:
    label: str
    html: SafeString


class Changes:
    """The difference between two editions of one release; their offices must be loaded."""

    def __init__(self, old: Edition, new: Edition) -> None:
        self.old = old
        self.new = new

    @cached_property
    def fields(self) -> list[FieldChange]:
        """The short fields that differ."""
        before, after = short_fields(self.old), short_fields(self.new)
        return [
            FieldChange(label, difference.render_parts(difference.line_difference(text, after[label])))
            for label, text in before.items()
            if text != after[label]
        ]

    @cached_property
    def blocks(self) -> list[difference.Block]:
        """The text, with what stayed the same folded away; empty where the text is the same."""
        if self.old.body == self.new.body:
            return []
        return difference.folded(difference.blocks_difference(self.old.body, self.new.body))


def short_fields(edition: Edition) -> dict[str, str]:
    values: dict[Any, object] = {
        _("Title"): edition.title,
        _("Summary"): edition.summary,
        _("Official date"): f"{edition.dated:%d.%m.%Y}",
        _("Place"): edition.place,
        _("Issued by"): edition.office or "",
    }
    return {label: str(value) for label, value in values.items()}
