"""Atom 1.0. A text that was taken back is a deleted-entry, so that readers drop what they have kept of it."""

from io import StringIO
from typing import Any

from django.utils.feedgenerator import Atom1Feed, rfc3339_date

from embassy.lib.syndication.finished import finished
from embassy.lib.syndication.parts import Entry, Feed
from embassy.lib.xml import DECLARED_AS, LegalXMLGenerator, part

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
NAME = "Atom"
MIME = "application/atom+xml"
NAMESPACES = {
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
    "xmlns:fh": "http://purl.org/syndication/history/1.0",
}


def write(feed: Feed) -> bytes:
    document = AtomDocument(
        feed.title,
        feed.home,
        feed.subtitle,
        language=feed.language,
        author_name=feed.author,
        author_link=feed.author_url,
        subtitle=feed.subtitle,
        feed_url=feed.url,
        feed_copyright=feed.rights or None,
        feed_guid=feed.id,
        source=feed,
    )
    out = StringIO()
    document.write(out, DECLARED_AS)
    return out.getvalue().encode()


class AtomDocument(Atom1Feed):
    def write(self, outfile: Any, encoding: str) -> None:
        handler = LegalXMLGenerator(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), **NAMESPACES}

    def latest_post_date(self) -> Any:
        """Given, not guessed: Django would ask the clock where there are no entries."""
        return self.feed["source"].updated_at

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        feed: Feed = self.feed["source"]
        for link in feed.links:
            handler.addQuickElement("link", None, {"rel": link.rel, "href": link.url, "type": MIME})
        if feed.is_archive:
            handler.addQuickElement("fh:archive")

    def write_items(self, handler: Any) -> None:
        for entry in self.feed["source"].entries:
            handler.written(finished(NAME, entry, written))


def written(entry: Entry) -> str:
    return part(lambda handler: (add_tombstone if entry.is_gone else add_entry)(handler, entry))


def add_entry(handler: LegalXMLGenerator, entry: Entry) -> None:
    handler.startElement("entry", {})
    handler.addQuickElement("title", entry.title)
    handler.addQuickElement("link", None, page_of(entry))
    handler.addQuickElement("id", entry.id)
    handler.addQuickElement("published", rfc3339_date(entry.published_at))
    handler.addQuickElement("updated", rfc3339_date(entry.updated_at))
    handler.startElement("author", {})
    handler.addQuickElement("name", entry.author)
    handler.endElement("author")
    for category in entry.categories:
        handler.addQuickElement("category", None, {"term": category.term, "label": category.label})
    for file in entry.enclosures:
        length = {} if file.bytes is None else {"length": str(file.bytes)}
        title = {"title": file.title} if file.title else {}
        attributes = {"rel": "enclosure", "href": file.url, "type": file.mime, **length, **title}
        handler.addQuickElement("link", None, attributes)
    if entry.summary:
        handler.addQuickElement("summary", entry.summary)
    handler.addQuickElement("content", entry.html, {"type": "html"})
    handler.endElement("entry")


def add_tombstone(handler: LegalXMLGenerator, entry: Entry) -> None:
    """RFC 6721."""
    handler.startElement("at:deleted-entry", {"ref": entry.id, "when": rfc3339_date(entry.updated_at)})
    handler.startElement("at:by", {})
    handler.addQuickElement("name", entry.author)
    handler.endElement("at:by")
    handler.addQuickElement("at:comment", entry.summary)
    handler.addQuickElement("link", None, page_of(entry))
    handler.endElement("at:deleted-entry")


def page_of(entry: Entry) -> dict[str, str]:
    return {"rel": "alternate", "type": "text/html", "href": entry.url}
