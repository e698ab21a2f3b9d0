"""RSS 2.0. It knows no tombstone: a text that was taken back is an item of the same guid that says so.

An item has one enclosure (RSS Best Practices Profile); further files are media:content.
"""

from io import StringIO
from typing import Any

from django.utils import feedgenerator
from django.utils.feedgenerator import Rss201rev2Feed, rfc3339_date
from django.utils.html import escape

from embassy.lib.syndication.finished import finished
from embassy.lib.syndication.parts import Enclosure, Entry, Feed
from embassy.lib.xml import DECLARED_AS, LegalXMLGenerator, part

CONTENT_TYPE = "application/rss+xml; charset=utf-8"
NAME = "RSS"
MIME = "application/rss+xml"
NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dcterms": "http://purl.org/dc/terms/",
    "xmlns:fh": "http://purl.org/syndication/history/1.0",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
UNKNOWN = "0"
"""The length of an enclosure must be there; the profile's word for one that is not known."""


def write(feed: Feed) -> bytes:
    document = RssDocument(
        feed.title,
        feed.home,
        feed.subtitle,
        language=feed.language,
        feed_url=feed.url,
        feed_copyright=feed.rights or None,
        source=feed,
    )
    out = StringIO()
    document.write(out, DECLARED_AS)
    return out.getvalue().encode()


def item(entry: Entry) -> dict[str, Any]:
    first = [
        feedgenerator.Enclosure(file.url, UNKNOWN if file.bytes is None else str(file.bytes), file.mime)
        for file in entry.enclosures[:1]
    ]
    return {
        "title": entry.title,
        "link": entry.url,
        "description": str(escape(entry.summary)),
        "author_name": entry.author,
        "pubdate": entry.published_at,
        "unique_id": entry.id,
        "unique_id_is_permalink": False,
        "categories": [category.label for category in entry.categories],
        "enclosures": first,
        "entry": entry,
    }


class RssDocument(Rss201rev2Feed):
    def write(self, outfile: Any, encoding: str) -> None:
        handler = LegalXMLGenerator(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        handler.startElement("rss", self.rss_attributes())
        handler.startElement("channel", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        self.endChannelElement(handler)
        handler.endElement("rss")

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), **NAMESPACES}

    def latest_post_date(self) -> Any:
        """Given, not guessed: Django would ask the clock where there are no items."""
        return self.feed["source"].updated_at

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        feed: Feed = self.feed["source"]
        for link in feed.links:
            handler.addQuickElement("atom:link", None, {"rel": link.rel, "href": link.url, "type": MIME})
        if feed.is_archive:
            handler.addQuickElement("fh:archive")

    def write_items(self, handler: Any) -> None:
        for entry in self.feed["source"].entries:
            handler.written(finished(NAME, entry, self.written))

    def written(self, entry: Entry) -> str:
        self.items = []
        self.add_item(**item(entry))
        return part(super().write_items)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        handler.addQuickElement("dcterms:modified", rfc3339_date(entry.updated_at))
        if entry.html:
            handler.addQuickElement("content:encoded", entry.html)
        for file in entry.enclosures[1:]:
            handler.addQuickElement("media:content", None, medium(file))


def medium(file: Enclosure) -> dict[str, str]:
    kind = "image" if file.mime.startswith("image/") else "document"
    size = {} if file.bytes is None else {"fileSize": str(file.bytes)}
    return {"url": file.url, "type": file.mime, "medium": kind, **size}
