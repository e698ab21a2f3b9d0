"""JSON Feed 1.1 (jsonfeed.org). A text that was taken back is an item of the same id that says so."""

import json
from typing import Any

from django.utils.feedgenerator import rfc3339_date
from django.utils.html import format_html

from embassy.lib.syndication.finished import finished
from embassy.lib.syndication.parts import Enclosure, Entry, Feed
from embassy.lib.xml import legal

CONTENT_TYPE = "application/feed+json; charset=utf-8"
NAME = "JSON Feed"
MIME = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def write(feed: Feed) -> bytes:
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": feed.subtitle,
        "next_url": feed.next_url,
        "authors": [{"name": feed.author, "url": feed.author_url}],
        "language": feed.language,
    }
    before = written({**stated(document), "items": []}).removesuffix("]}")
    items = (finished(NAME, entry, lambda entry: written(stated(item(entry)))) for entry in feed.entries)
    return f"{before}{', '.join(items)}]}}".encode()


def written(values: dict[str, Any]) -> str:
    return legal(json.dumps(values, ensure_ascii=False))


def stated(values: dict[str, Any]) -> dict[str, Any]:
    """What has a value: JSON Feed leaves out what it does not know."""
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html or format_html("<p>{}</p>", entry.summary),
        "summary": entry.summary,
        "image": entry.image,
        "date_published": rfc3339_date(entry.published_at),
        "date_modified": rfc3339_date(entry.updated_at),
        "authors": [{"name": entry.author}],
        "tags": [category.label for category in entry.categories],
        "attachments": [stated(attachment(file)) for file in entry.enclosures],
    }


def attachment(file: Enclosure) -> dict[str, Any]:
    return {"url": file.url, "mime_type": file.mime, "title": file.title, "size_in_bytes": file.bytes}
