"""Sitemaps (sitemaps.org 0.9), with languages (hreflang) and news; plain values in, XML out.

Limits of the protocol: 50,000 addresses and 50 MB a file, 1,000 texts in a news sitemap.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO

from embassy.lib.xml import DECLARED_AS, LegalXMLGenerator

CONTENT_TYPE = "application/xml; charset=utf-8"
MAX_NEWS = 1000
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True)
class Page:
    """A public page; `translations` are pairs of a language code and an address, its own among them, or none."""

    url: str
    changed_at: datetime | None = None
    translations: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class News:
    url: str
    title: str
    language: str
    publication: str
    published_at: datetime


class _Writer:
    def __init__(self) -> None:
        self.out = StringIO()
        self.xml = LegalXMLGenerator(self.out, DECLARED_AS, short_empty_elements=True)
        self.xml.startDocument()

    @contextmanager
    def inside(self, name: str, attributes: dict[str, str] | None = None) -> Iterator[None]:
        self.xml.startElement(name, attributes or {})
        yield
        self.xml.endElement(name)
        self.out.write("\n")

    def page(self, page: Page) -> None:
        self.xml.addQuickElement("loc", page.url)
        if page.changed_at:
            self.xml.addQuickElement("lastmod", w3c(page.changed_at))
        for language, url in page.translations:
            self.xml.addQuickElement("xhtml:link", None, {"rel": "alternate", "hreflang": language, "href": url})

    @property
    def written(self) -> bytes:
        return self.out.getvalue().encode()


def index(sitemaps: Iterable[Page]) -> bytes:
    writer = _Writer()
    with writer.inside("sitemapindex", {"xmlns": SITEMAP}):
        for sitemap in sitemaps:
            with writer.inside("sitemap"):
                writer.page(sitemap)
    return writer.written


def pages(found: Iterable[Page]) -> bytes:
    writer = _Writer()
    with writer.inside("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML}):
        for page in found:
            with writer.inside("url"):
                writer.page(page)
    return writer.written


def news(texts: Iterable[News]) -> bytes:
    writer = _Writer()
    add = writer.xml.addQuickElement
    with writer.inside("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS}):
        for text in texts:
            with writer.inside("url"):
                add("loc", text.url)
                with writer.inside("news:news"):
                    with writer.inside("news:publication"):
                        add("news:name", text.publication)
                        add("news:language", text.language)
                    add("news:publication_date", w3c(text.published_at))
                    add("news:title", text.title)
    return writer.written


def w3c(instant: datetime) -> str:
    """A W3C datetime in UTC."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
