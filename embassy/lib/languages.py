"""The languages a site speaks: the default one has no prefix in addresses, the others /<code>/.

Which ones they are is data (the mission's), not a setting; the page middleware says so for the length of a request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import URLPattern, URLResolver, clear_url_caches
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import get_language, override


@dataclass(frozen=True, slots=True)
class Spoken:
    default: str
    codes: tuple[str, ...]
    active: str


spoken: ContextVar[Spoken | None] = ContextVar("spoken", default=None)
_addressed: list[str] = []
"""The default language for which Django has cached the addresses of URL names, prefixes included."""


@contextmanager
def speaking(default: str, codes: list[str], active: str) -> Iterator[None]:
    """Within this block the site speaks these languages, and `active` is the one of the page."""
    _forget_addresses_of_another(default)
    token = spoken.set(Spoken(default, tuple(codes), active))
    try:
        with override(active):
            yield
    finally:
        spoken.reset(token)


def _forget_addresses_of_another(default: str) -> None:
    if _addressed != [default]:
        _addressed[:] = [default]
        clear_url_caches()


def default() -> str:
    """The language whose pages have no prefix."""
    known = spoken.get()
    return known.default if known else settings.LANGUAGE_CODE


def of_page() -> tuple[str, str]:
    """The language of the page, and the default: what words and addresses depend on, without asking Django for it."""
    known = spoken.get()
    return (known.active, known.default) if known else (get_language() or "", settings.LANGUAGE_CODE)


def all_spoken() -> tuple[str, ...]:
    """Codes of the site's languages, the default one first."""
    known = spoken.get()
    return known.codes if known else (settings.LANGUAGE_CODE,)


def is_language(code: str) -> bool:
    return code in LANG_INFO and "name_local" in LANG_INFO[code]


def own_name(code: str) -> str:
    """A language's name in itself: Français. The code where it is unknown."""
    return str(LANG_INFO[code]["name_local"]).capitalize() if is_language(code) else code


def direction(code: str) -> str:
    """The HTML dir of a language's texts: "ltr" or "rtl"."""
    return "rtl" if LANG_INFO.get(code, {}).get("bidi") else "ltr"


class LanguagePrefix(LocalePrefixPattern):
    """The prefix of the active language: nothing for the site's default."""

    def __init__(self) -> None:
        super().__init__(prefix_default_language=False)

    @property
    def language_prefix(self) -> str:
        language = get_language() or default()
        return "" if language == default() else f"{language}/"


def prefixed(*urls: Any) -> list[URLPattern | URLResolver]:
    """URL patterns that exist once in each language of the site."""
    return [URLResolver(LanguagePrefix(), list(urls))]
