"""What every page brings with it, each kind in one answer: a browser opens a connection for each file of a first visit.

site-….css    `css/site.css`, after what the mission adds: its two colours, the foot of its printed pages
site-….js     `SCRIPTS`, one after the other
brand-….css   what the mission adds alone, for the desk and for counters elsewhere, which have style sheets of their own

Each address holds a digest of what is said there, so that it never changes.
"""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from embassy.lib import languages
from embassy.lib.methods import read_only
from embassy.models import Mission, standing_mission

FOREVER = "public, max-age=31536000, immutable"
MAX_NAMED = 64
STYLE = "css/site.css"
SCRIPTS = ("js/clock.js", "js/buttons.js", "js/appearance.js", "js/language-hint.js")
_COMMENTS = re.compile(r"^\s*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_INDENTS = re.compile(r"^[ \t\n]+", re.MULTILINE)
_FONTS = re.compile(r"url\(\.\./([^)]+)\)")


_named: dict[str, str] = {}
"""Style sheets by digest, as pages of this process have named them: a page that is given while the database is away
is worth little without its own."""


@read_only
def brand_style(request: HttpRequest, digest: str) -> HttpResponse:
    mission = request.mission  # type: ignore[attr-defined]
    return style_sheet(digest, in_each_language(mission, lambda: (mission.style_digest, brand(mission))))


@read_only
def site_style(request: HttpRequest, digest: str) -> HttpResponse:
    """Asks for the mission only where no page of this process has named the sheet."""
    if digest in _named:
        return style_sheet(digest, _named)
    mission = standing_mission()
    return style_sheet(digest, in_each_language(mission, lambda: named(mission)))


@read_only
def site_scripts(request: HttpRequest, digest: str) -> HttpResponse:
    return answer(scripts(), "text/javascript", is_current=digest == digest_of(scripts()))


def style_sheet(digest: str, sheets: dict[str, str]) -> HttpResponse:
    """The first of them in place of one of before."""
    sheet = sheets.get(digest)
    return answer(sheet or next(iter(sheets.values())), "text/css", is_current=sheet is not None)


def answer(content: str, kind: str, *, is_current: bool) -> HttpResponse:
    caching = FOREVER if is_current else "no-cache"
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8", headers={"Cache-Control": caching})


def in_each_language(mission: Mission, told: Callable[[], tuple[str, str]]) -> dict[str, str]:
    """By digest what is told in each language of the mission, the default one first."""
    found: dict[str, str] = {}
    for code in mission.spoken_languages:
        with languages.speaking(mission.default_language, mission.spoken_languages, code):
            found.setdefault(*told())
    return found


def named(mission: Mission) -> tuple[str, str]:
    """The digest and the style sheet of a page in the active language."""
    digest = digest_of(mission.style_digest + digest_of(site_sheet()))
    if digest not in _named:
        if len(_named) >= MAX_NAMED:
            _named.clear()
        _named[digest] = brand(mission) + site_sheet()
    return digest, _named[digest]


def style_url(mission: Mission) -> str:
    return reverse("site_style", args=[named(mission)[0]])


def scripts_url() -> str:
    return reverse("site_scripts", args=[digest_of(scripts())])


def brand(mission: Mission) -> str:
    footer = css_string(f"{mission.name} · {settings.SITE_HOST}")
    return render_to_string("brand.css", {"mission": mission, "footer": footer})


@cache
def site_sheet() -> str:
    return _FONTS.sub(lambda found: f"url({static(found[1])})", terse(STYLE))


@cache
def scripts() -> str:
    return "".join(map(terse, SCRIPTS))


def terse(name: str) -> str:
    """A file of ours without its indents, and without the comments that have lines of their own."""
    text = Path(str(finders.find(name))).read_text(encoding="utf-8")
    return _INDENTS.sub("", _COMMENTS.sub("", text))


@cache
def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def css_string(text: str) -> str:
    """Text as the inside of a CSS string: all but letters, digits and blanks by code point (CSS Syntax 4.3.7).

    The blank after a code point belongs to it: without one of its own it would take that of the text.
    """
    return "".join(char if char.isalnum() or char == " " else f"\\{ord(char):06x} " for char in text)
