"""Which file of the mirror holds what stands at an address of the site.

/                                index.html
/fr/messages/?page=3             fr/messages/page/3/index.html
/messages/?kind=speech&page=2    messages/kind/speech/page/2/index.html
/messages/feed.atom?archive=7    messages/feed-7.atom
/incidents/x.svg?size=billboard  incidents/x.billboard.svg
/messages/con.txt                messages/con_.txt
/messages/?q=fish, /admin/, …    none: needs the server
"""

import posixpath
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from django.conf import settings

from counters import sizes
from embassy import known_query
from embassy.lib import pages
from releases.feeds import documents as feeds

INDEX = "index.html"
NOT_FOUND, SEARCH, ABOUT = "/404.html", "search/", "mirror/"
OWN = "/mirror/as-of.css"
"""The one file that pages lead to and the site has nothing of."""
LISTED_BY = ("kind", "category", "issuer", "year")
"""The filters of which each value has static lists of its own; two together need the server."""
NEEDS_THE_SERVER = re.compile(
    r"/(?:admin|api|preview|calendar|health)/|/oembed\b|/(?:[a-z]{2,3}(?:-[a-z]+)?/)?(?:subscribe|verify)/"
)
LIST = re.compile(r"/(?:[a-z-]+/)?messages/")
FEED = re.compile(r"(/.*/feed)(\.(?:atom|rss|json))")
PICTURE = re.compile(r"(/(?:.*/)?incidents/[\w-]+)\.svg")
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
VALUE = re.compile(r"[\w-]{1,200}", re.ASCII)
DEVICE = re.compile(r"(?<=/)(con|prn|aux|nul|(?:com|lpt)[0-9])(?=[./])", re.IGNORECASE)
"""What no file and no folder may be called on Windows, whatever its ending: a stick is read there, too."""
SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
FROM_ROOT = re.compile(r"(/(?![/\\])(?:[\w/-]|\.\w)*(?:\?[\w/=&.~+-]+)?)(#[\w.-]+)?", re.ASCII)
"""A link to a path of the site, with nothing in it that has to be resolved."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a mirror is made of. `base_url` is where it will be served, without a slash at its end; "" for anywhere."""

    at: datetime
    base_url: str = ""
    is_standing: bool = False
    """Whether its clocks and counters stand still at `at`, as those of a page of the past do."""
    has_cards: bool = False
    has_pdf: bool = False

    def file_of(self, address: str) -> str | None:
        """The file for a path with its query; None for what only the server can answer."""
        return None if self.is_left_out(address) else file_of(address)

    def is_left_out(self, address: str) -> bool:
        folder, _slash, name = address.rpartition("/")
        is_card = name.startswith("card-") and name.endswith(".png")
        return (is_card and not self.has_cards) or (name.endswith(".pdf") and folder != "/media" and not self.has_pdf)

    def absolute(self, address: str) -> str:
        """The address for who reads from elsewhere: on `base_url` where the mirror has it, else the site's own."""
        found = self.file_of(address) if self.base_url else None
        if found is None:
            return settings.SITE_URL + address
        return f"{self.base_url}/{quote(found.removesuffix(INDEX))}"


@lru_cache(maxsize=20_000)
def file_of(address: str) -> str | None:
    """The file for an address of the site; None for what only the server can answer."""
    path, _mark, query = address.partition("?")
    path = unquote(path)
    if NEEDS_THE_SERVER.match(path) or not is_plain(path):
        return None
    name = named(path, parse_qsl(known_query.canonical(path, query) or ""))
    return DEVICE.sub(r"\1_", name).removeprefix("/") if name else None


def is_plain(path: str) -> bool:
    return path == "/" or (path.startswith("/") and not {"..", ".", ""} & set(path[1:].removesuffix("/").split("/")))


def named(path: str, pairs: list[tuple[str, str]]) -> str | None:
    """The file of an address whose query is canonical."""
    if path.endswith("/"):
        return folder_of(path, pairs)
    if not SUFFIX.fullmatch(posixpath.splitext(path)[1]):
        return folder_of(f"{path}/", pairs)
    if not pairs:
        return path
    return with_parameter(path, pairs)


def folder_of(path: str, pairs: list[tuple[str, str]]) -> str | None:
    """Of a page: one filter and the number of a page become folders."""
    numbers = [value for name, value in pairs if name == pages.PARAMETER]
    filters = [(name, value) for name, value in pairs if name != pages.PARAMETER]
    if len(filters) > 1 or len(numbers) > 1:
        return None
    for name, value in filters:
        if name not in LISTED_BY or not LIST.fullmatch(path) or not VALUE.fullmatch(value):
            return None
        path += f"{name}/{value}/"
    for number in numbers:
        if not NUMBER.fullmatch(number):
            return None
        path += f"page/{number}/" if number != "1" else ""
    return path + INDEX


def with_parameter(path: str, pairs: list[tuple[str, str]]) -> str | None:
    """Of a file with one parameter: a part of a feed, a feed of what one filter leaves, a size of a picture."""
    (name, value), *more = pairs
    feed, picture = FEED.fullmatch(path), PICTURE.fullmatch(path)
    if more or not VALUE.fullmatch(value):
        return None
    if feed and name == feeds.PARAMETER:
        return f"{feed[1]}-{value}{feed[2]}"
    if feed and name in LISTED_BY and "/messages/" in path:
        return f"{posixpath.dirname(path)}/{name}/{value}/{posixpath.basename(path)}"
    if picture and name == sizes.PARAMETER:
        return f"{picture[1]}.{value}.svg"
    return None


def inside(url: str, page: str) -> tuple[str, str] | None:
    """The address on this site, and the fragment, of a link on the page at `page`; None for what leads elsewhere."""
    if plain := FROM_ROOT.fullmatch(url):
        return plain[1], plain[2] or ""
    try:
        target, own = urlsplit(urljoin(settings.SITE_URL + page, url)), urlsplit(settings.SITE_URL)
    except ValueError:
        return None
    if (target.scheme, target.netloc) != (own.scheme, own.netloc):
        return None
    query = f"?{target.query}" if target.query else ""
    return (target.path or "/") + query, f"#{target.fragment}" if target.fragment else ""


def relative(target: str, page: str) -> str:
    """The link from one file to another."""
    start = posixpath.dirname(page)
    return quote(posixpath.relpath(target, start or "."))
