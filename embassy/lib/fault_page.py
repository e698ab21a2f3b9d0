"""The page of an error where nothing can be relied on: no database, no cache, no template, no manifest of static files.

It is one file with holes, read when the process starts: `page` fills it, for the faults of `answer` and for those that
have more to say (`embassy.unavailable`, `embassy.no_room`). The words of `answer` are in the reader's language as far
as that is known without asking anybody: the language of the page, else of the address, else of the browser.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation.trans_real import parse_accept_lang_header

from embassy.lib import languages, reference

PAGE = Template(Path(__file__).with_suffix(".html").read_text(encoding="utf-8"))
TOO_LARGE = (
    lazy("Too large to be taken"),
    lazy(
        "What was sent is larger than this address takes, and nothing of it was kept. Go back: what you typed is "
        "still in the form. A file may have 25 MB."
    ),
)
WORDS = {
    400: (lazy("This address cannot be read"), lazy("Something in the request is not as it should be.")),
    403: (lazy("You may not see this page"), lazy("Your account does not have the right to do this.")),
    404: (
        lazy("Page not found"),
        lazy("There is nothing at this address. It may have been typed or copied with a mistake."),
    ),
    405: (lazy("This address is only read"), lazy("Nothing can be sent to it. Open it as a page instead.")),
    411: TOO_LARGE,
    413: TOO_LARGE,
    429: (lazy("Too many requests"), lazy("Wait a minute, then try again.")),
    500: (
        lazy("Something went wrong on our side"),
        lazy("The fault has been recorded. Please try again in a few minutes."),
    ),
    503: (lazy("Too much is asked for just now"), lazy("Please try again in a few seconds.")),
}
"""Heading and lead by status."""


def answer(
    request: HttpRequest | None,
    status: int,
    *,
    headers: dict[str, str] | None = None,
    lead: str = "",
    heading: str = "",
) -> HttpResponse:
    """An error as a page that no cache keeps; `heading` and `lead` in place of the usual words. Raises nothing."""
    told = reference.of(request) if status >= 500 or status in reference.SHOWN_WITH else ""
    try:
        language = language_of(request)
        with override(language):
            usual = WORDS[status]
            content = filled(status, language, heading or str(usual[0]), lead or str(usual[1]), told)
    except Exception:  # noqa: BLE001 - a catalogue that cannot be read must not hide the fault itself
        content = f"<!doctype html><html lang=en><title>{status}</title><h1>{status}</h1><p>{escape(told)}"
    language_header = {"Content-Language": language} if "<html lang=en>" not in content else {}
    return HttpResponse(
        content, status=status, headers={"Cache-Control": "no-store", **language_header, **(headers or {})}
    )


def filled(status: int, language: str, heading: str, lead: str, told: str) -> str:
    shown = _("If you tell us of it, name this: %(reference)s") % {"reference": told} if told else ""
    more = format_html('<p class="ui">{}</p>', shown) if shown else ""
    return page(language, heading, lead, way_on=("/", _("Home page")), status=str(status), more=more)


def page(
    language: str,
    heading: str,
    lead: str,
    *,
    way_on: tuple[str, str],
    status: str = "",
    more: str = "",
    header: str = "",
    owner: str = "",
) -> str:
    """`way_on`: the button's address and label; `owner`: whose site, for the title; `more` and `header` are markup."""
    return PAGE.substitute(
        language=language,
        direction=languages.direction(language),
        title=escape(" \N{EN DASH} ".join(filter(None, [heading, owner]))),
        static=escape(settings.STATIC_URL),
        header=header,
        status=format_html('<p class="bigcode" aria-hidden="true">{}</p>', status) if status else "",
        heading=escape(heading),
        lead=escape(lead),
        more=more,
        href=escape(way_on[0]),
        label=escape(way_on[1]),
    )


def language_of(request: HttpRequest | None) -> str:
    """A language that the interface has words in."""
    known = {settings.LANGUAGE_CODE, *(path.name for root in settings.LOCALE_PATHS for path in Path(root).iterdir())}
    return next((code for code in wished(request) if code in known), settings.LANGUAGE_CODE)


def wished(request: HttpRequest | None) -> Iterator[str]:
    if languages.spoken.get():
        yield get_language() or ""
    if request is not None:
        yield request.path_info.split("/", 2)[1] if request.path_info.startswith("/") else ""
        for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
            yield from (code, code.partition("-")[0])
