"""The pictures and attachments in the form of a draft, as one list of values.

What a form sends is the whole list. Which rows there were in the database does not matter to it: numbers may be
exchanged, and rows that another officer added or took away stand in nobody's way.

    sent, or kept ── listed ──▶ rows ── sent_again ──▶ the formset's own words, every row a new one
                                 └── compared with the saved rows: is there anything new?
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from embassy.lib import markup
from releases.models import Attachment, Edition, Image

Row = dict[str, str]
COLUMNS = {
    "image_uses": ("position", "image", "alt", "is_decorative", "caption"),
    "attachment_uses": ("position", "attachment", "label"),
}
FILES: dict[str, Any] = {"image": Image, "attachment": Attachment}
MAX_ROWS = 200
"""Twice as many as there are numbers: what lies beyond is no form of ours."""
MAX_DIGITS = 18


def is_name(name: str) -> bool:
    """Whether a field of this name belongs to a row. The row that scripts copy does not."""
    return name.startswith(tuple(f"{prefix}-" for prefix in COLUMNS)) and "__prefix__" not in name


def listed(sent: Mapping[str, Any], prefix: str) -> list[Row] | None:
    """The rows in the order in which they stand, those that were removed left out; None where none were sent."""
    total = sent.get(f"{prefix}-TOTAL_FORMS", "")
    if not is_number(total):
        return None
    rows = (
        {column: str(sent.get(f"{prefix}-{number}-{column}", "")) for column in COLUMNS[prefix]}
        for number in range(min(int(total), MAX_ROWS))
        if not sent.get(f"{prefix}-{number}-DELETE")
    )
    return [row | {name: row[name] if is_number(row[name]) else "" for name in FILES if name in row} for row in rows]


def is_number(text: Any) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS


def sent_again(sent: Any, prefix: str) -> Any:
    """The same words, as if every row were a new one."""
    rows = listed(sent, prefix)
    if rows is None:
        return sent
    again = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    return again | {
        f"{prefix}-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()
    }


def saved(edition: Edition, prefix: str) -> list[Row]:
    """The rows of the draft as it is saved, in the words of a form."""
    if not edition.pk:
        return []
    columns = [f"{name}_id" if name in FILES else name for name in COLUMNS[prefix]]
    found = getattr(edition, prefix).order_by("position").values_list(*columns)
    return [{name: worded(value) for name, value in zip(COLUMNS[prefix], values, strict=True)} for values in found]


def worded(value: Any) -> str:
    return ("on" if value else "") if isinstance(value, bool) else str(value)


def meant(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """What the rows say, their order and what a save would clean away set aside. Rows without anything say nothing."""
    said = [{name: value_of(name, value) for name, value in row.items()} for row in rows]
    return sorted(
        tuple(row.values()) for row in said if any(value for name, value in row.items() if name != "position")
    )


def value_of(name: str, value: str) -> str:
    if name == "is_decorative":
        return "" if value.lower() in ("", "false") else "on"
    number = value.strip()
    return str(int(number)) if is_number(number) else markup.clean_line(value)


def are_saved(sent: Mapping[str, Any], prefix: str, edition: Edition) -> bool:
    """Whether the rows that were sent say what the saved ones say; so they do where none were sent."""
    rows = listed(sent, prefix)
    return rows is None or meant(rows) == meant(saved(edition, prefix))


def has_new(sent: Mapping[str, Any], edition: Edition) -> bool:
    return not all(are_saved(sent, prefix, edition) for prefix in COLUMNS)


def by_number(rows: list[Row], prefix: str) -> dict[str, str]:
    """A line for each number, in words, for who compares two lists. One query."""
    model = next(model for name, model in FILES.items() if name in COLUMNS[prefix])
    file = model._meta.model_name
    titles = model.objects.in_bulk([int(row[file]) for row in rows if row[file]])
    lines: dict[str, str] = {}
    for row in rows:
        number = value_of("position", row["position"])
        title = str(titles.get(int(row[file]), "") if row[file] else "")
        lines[number] = "; ".join(filter(None, [lines.get(number, ""), line(title, row)]))
    return lines


def line(title: str, row: Row) -> str:
    """The ship. Alternative text: A ship at sea. Caption: Leaving port."""
    labels = {"alt": _("Alternative text"), "caption": _("Caption"), "label": _("Label")}
    words = [f"{labels[name]}: {row[name]}" for name in labels if row.get(name)]
    decorative = [_("decorative")] if value_of("is_decorative", row.get("is_decorative", "")) else []
    return ". ".join([title, *decorative, *words])
