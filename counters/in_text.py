"""Tracked incidents whose days a text counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from counters import elapsed
from counters.models import Incident
from counters.templatetags.counters import phrases
from embassy.templatetags.page_words import grouped

MANY = 100
"""A number that takes the plural which stands well without any number."""


@dataclass(frozen=True, slots=True)
class Matter:
    incident: Incident

    def __str__(self) -> str:
        return str(self.incident.name)

    @property
    def slug(self) -> str:
        return self.incident.slug

    def is_shown(self, at: datetime) -> bool:
        return self.incident.is_shown(at)

    def in_text(self, at: datetime, words: str, *, is_running: bool) -> SafeString:
        """In the active language. Words that are not the phrase of any number are an officer's own, and stay."""
        days = self.incident.days(at)
        is_phrase = words in elapsed.phrases().values()
        shown = elapsed.phrase(days) if is_phrase else words
        if not is_running or self.incident.is_resolved(at):
            return format_html("{} {}", grouped(days), shown)
        changing = format_html("<span data-phrase>{}</span>", shown) if is_phrase else shown
        return format_html("<span data-counter>{} {}</span>", self.figure(days), changing)

    def figure(self, days: int) -> SafeString:
        """With what the script needs to count on, as in the banners."""
        since, zone = self.incident.occurred_on.isoformat(), self.incident.time_zone
        return format_html(
            '<span data-since="{}" data-zone="{}" data-days="{}" data-phrases="{}" data-thousand="{}">{}</span>',
            since, zone, days, phrases(), grouped(1000), grouped(days),
        )  # fmt: skip

    def wording(self) -> tuple[str, str]:
        return elapsed.phrase(MANY), str(self.incident.name)


def matters() -> Iterator[Matter]:
    """All tracked incidents, in their order. One query."""
    return map(Matter, Incident.objects.all())
