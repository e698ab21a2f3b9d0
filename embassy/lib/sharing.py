"""What other sites, messengers and search engines are told about a page, in its head.

Open Graph (ogp.me), which Twitter cards fall back on; schema.org documents; the canonical address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import to_locale

from embassy.lib.cards import SIZE

Document = Mapping[str, Any]
"""A schema.org document as JSON-LD."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A share card by its absolute address."""

    url: str
    alt: str

    @property
    def width(self) -> int:
        return SIZE[0]

    @property
    def height(self) -> int:
        return SIZE[1]


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page that says the same in another language, or in this one; `url` is absolute."""

    code: str
    url: str

    @property
    def locale(self) -> str:
        return to_locale(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """`url` is absolute and canonical. Instants are ISO 8601 with an offset; "" says nothing."""

    title: str
    url: str
    language: str
    site_name: str
    description: str
    picture: Picture
    kind: str = "website"
    published: str = ""
    modified: str = ""
    section: str = ""
    tags: Sequence[str] = ()
    alternates: Sequence[Alternate] = ()
    """All languages of the page, this one included; () where there is but one."""
    documents: Sequence[Document] = ()
    oembed_urls: Mapping[str, str] | None = None
    """The addresses of its oEmbed answers by content type."""

    @property
    def locale(self) -> str:
        return to_locale(self.language)

    @property
    def other_locales(self) -> list[str]:
        return [alternate.locale for alternate in self.alternates if alternate.code != self.language]
