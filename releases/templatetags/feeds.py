"""The feeds that a page can be followed by, for its head and its visible links."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.urls import reverse

from embassy.lib.addresses import with_query
from embassy.lib.syndication import FORMATS
from releases.filters import ReleaseFilter

register = template.Library()
MESSAGES = {"atom": "releases:feed_atom", "rss": "releases:feed_rss", "json": "releases:feed_json"}
CORRECTIONS = {
    "atom": "releases:corrections_feed",
    "rss": "releases:corrections_feed_rss",
    "json": "releases:corrections_feed_json",
}


@dataclass(frozen=True, slots=True)
class FeedLink:
    name: str
    """Atom, RSS, JSON Feed: names, the same in every language."""
    mime: str
    url: str


@register.simple_tag(takes_context=True)
def message_feeds(context: template.Context, filterset: ReleaseFilter | None = None) -> list[FeedLink]:
    """Of all messages, or of those that pass the filters in force."""
    return list(links(context, MESSAGES, filterset.filter_pairs() if filterset else []))


@register.simple_tag(takes_context=True)
def correction_feeds(context: template.Context) -> list[FeedLink]:
    return list(links(context, CORRECTIONS, []))


def links(context: template.Context, views: dict[str, str], pairs: list[tuple[str, object]]) -> Iterable[FeedLink]:
    for file_format, view in views.items():
        writer = FORMATS[file_format]
        yield FeedLink(writer.NAME, writer.MIME, with_query(reverse(view), pairs, getattr(context, "request", None)))
