"""From a page to the same page in another language of the mission; where there is none, to that language's messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext, override

from embassy.lib import fragments, languages
from embassy.lib.addresses import absolute, with_query
from embassy.lib.keep import Keep
from releases.filters import ReleaseFilter

SWITCHERS: Keep["Switcher"] = Keep(2 << 20)
IN_EVERY_LANGUAGE = frozenset(
    {"home", "releases:list", "releases:month", "releases:corrections", "counters:list", "counters:incident"}
)
WORDS = "q"
"""The one filter that means something else in another language."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A link of the switcher. `is_same` is false where the page is not in that language: the link leads to its list."""

    code: str
    name: str
    url: str
    is_current: bool
    is_same: bool

    @property
    def offer(self) -> str:
        """Said in that language to a reader whose browser prefers it."""
        with override(self.code):
            return f"{self.name}: {gettext('this page is also available in your language')}"


class Switcher(NamedTuple):
    """`links` are one for each language, the mission's default first; none where the mission speaks one."""

    links: tuple[Counterpart, ...]
    alternates: list[tuple[str, str]]


def of(request: HttpRequest) -> Switcher:
    """No query."""
    codes = languages.all_spoken()
    if len(codes) < 2:
        return Switcher((), [])
    if not fragments.may_keep(request):
        return made(request, codes)
    translated = getattr(request, "translated_paths", {})
    key = (*languages.of_page(), codes, request.path, *kept_filters(request), *translated.items())
    return SWITCHERS.value(key, lambda: made(request, codes))


def made(request: HttpRequest, codes: Iterable[str]) -> Switcher:
    links = tuple(counterpart(request, code) for code in codes)
    return Switcher(links, alternates(links))


def counterpart(request: HttpRequest, code: str) -> Counterpart:
    is_current = code == (get_language() or languages.default())
    path = request.path if is_current else same_page(request, code)
    url = with_query(path or messages_in(code), kept_filters(request), request)
    return Counterpart(code, languages.own_name(code), url, is_current, bool(path))


def same_page(request: HttpRequest, code: str) -> str:
    """Its path in the language; "" where it has none."""
    if code in (translated := getattr(request, "translated_paths", {})):
        return str(translated[code])
    match = request.resolver_match
    if match is None or match.view_name not in IN_EVERY_LANGUAGE:
        return ""
    with override(code):
        return reverse(match.view_name, args=match.args, kwargs=match.kwargs)


def messages_in(code: str) -> str:
    with override(code):
        return reverse("releases:list")


def kept_filters(request: HttpRequest) -> list[tuple[str, object]]:
    """The filters of the list that mean the same in every language."""
    if request.resolver_match is None or request.resolver_match.view_name != "releases:list":
        return []
    names = [name for name in ReleaseFilter.base_filters if name != WORDS]
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


def alternates(shown: Iterable[Counterpart]) -> list[tuple[str, str]]:
    """hreflang and absolute address of a page in each language it is in, and x-default: its default language's.

    Empty where it is in one language only.
    """
    found = [entry for entry in shown if entry.is_same]
    if len(found) < 2:
        return []
    default = [("x-default", entry.url) for entry in found if entry.code == languages.default()]
    return [(code, absolute(url)) for code, url in [*((entry.code, entry.url) for entry in found), *default]]
