"""The mission, categories, offices and incidents of an archive beside those of the site.

They are labels, not history: a row is created, or updated where it differs. A key that the archive leaves out, and a
step or link that it does not know, stay as they are.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from counters.models import Incident, Step
from embassy.archive.kinds import PLAIN
from embassy.archive.layout import Record
from embassy.lib.localized import Localized, LocalizedField
from embassy.models import Mission
from releases.models import Category, Office, Release


@dataclass(slots=True)
class Change:
    """A row as it will be; `write` brings it there."""

    state: str
    """created, updated or unchanged"""
    write: Callable[[], None]


def forms(given: dict[str, str], default: str) -> Localized:
    """The forms of a text; one that was written as a plain string is in the site's default language."""
    return Localized({default if code == PLAIN else code: text for code, text in given.items()})


def mission(record: Record, default: str) -> Change:
    row = Mission.objects.first() or Mission()
    return Change(_settle(row, record, default), row.save)


def names(model: type[Category] | type[Office], records: list[Record], default: str) -> list[Change]:
    """One query."""
    rows: dict[str, Any] = {row.slug: row for row in model.objects.all()}
    changes = []
    for record in records:
        row = rows.get(record["slug"]) or model()
        changes.append(Change(_settle(row, record, default), row.save))
    return changes


def incidents(records: list[Record], default: str) -> list[Change]:
    """Three queries."""
    rows = {row.slug: row for row in Incident.objects.prefetch_related("steps", "releases")}
    return [_incident(rows.get(record["slug"]) or Incident(), record, default) for record in records]


def _incident(row: Incident, record: Record, default: str) -> Change:
    columns = {name: value for name, value in record.items() if name not in ("steps", "releases")}
    state = _settle(row, columns, default)
    steps = _missing_steps(row, record, default)
    links = _missing_links(row, record)

    def write() -> None:
        row.save()
        for step in steps:
            step.incident = row
            step.save()
        for link in links:
            code, _slash, slug = link.partition("/")
            row.releases.add(Release.objects.get(language=code, slug=slug))

    return Change("updated" if state == "unchanged" and (steps or links) else state, write)


def _missing_steps(row: Incident, record: Record, default: str) -> list[Step]:
    there = Counter((step.happened_on, *sorted(step.text.items())) for step in row.steps.all()) if row.pk else Counter()
    missing = []
    for step in record["steps"]:
        text = forms(step["text"], default)
        key = (step["on"], *sorted(text.items()))
        if there[key]:
            there[key] -= 1
        else:
            missing.append(Step(happened_on=step["on"], text=text))
    return missing


def _missing_links(row: Incident, record: Record) -> list[str]:
    linked = {f"{release.language}/{release.slug}" for release in row.releases.all()} if row.pk else set()
    return [link for link in dict.fromkeys(record.get("releases", [])) if link not in linked]


def _settle(row: Model, record: Record, default: str) -> str:
    """Put the record's values on the row; say what that makes of it."""
    state = "created" if row._state.adding else "unchanged"
    for name, value in record.items():
        if isinstance(row._meta.get_field(name), LocalizedField):
            value = forms(value, default)
        if getattr(row, name) != value:
            setattr(row, name, value)
            state = "updated" if state == "unchanged" else state
    return state
