"""`/oembed`: how another site embeds a release (as a quotation) or an incident (as its counter). See oembed.com.

Only addresses of this site are answered; one of a hidden text gets the answer of one that never was (EMB-02).
"""

import io
import json
import re
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.xmlutils import SimplerXMLGenerator

from counters import codes
from counters import sharing as counter_sharing
from counters.sizes import SIZES, Size
from counters.views import shown_counter
from embassy.lib import clock, documents, instant
from embassy.lib.addresses import absolute
from embassy.lib.cards import SIZE
from embassy.lib.methods import read_only
from embassy.middleware import language_of
from embassy.models import Mission
from releases import sharing as release_sharing
from releases.models import Edition
from releases.views import moved_to, public_history

Answer = dict[str, Any]
TYPES = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
# Any site may ask, without credentials.
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
CACHE_SECONDS = 3600
NUMBER = re.compile(r"[1-9][0-9]{0,4}")
PREFERRED = [SIZES[name] for name in ("billboard", "rectangle", "leaderboard", "mobile-strip")]
"""Layouts of the counter; the first of them only where so much room is named."""
QUOTATION_WIDTH = 550
QUOTATION_MIN_WIDTH = 220
PIXELS_A_LINE, PIXELS_A_CHARACTER, LINES_AROUND = 26, 9, 5
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Refused(Exception):
    """The request cannot be answered: the status, and a sentence for whoever wrote it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@read_only
def answer(request: HttpRequest) -> HttpResponseBase:
    try:
        form = form_of(request)
        room = (limit(request, "maxwidth"), limit(request, "maxheight"))
        found = embedded(request, room)
    except Refused as refused:
        text = f"{refused}\n"
        return HttpResponse(text, status=refused.status, content_type="text/plain; charset=utf-8", headers=OPEN)
    content = json.dumps(found, ensure_ascii=False).encode() if form == "json" else xml(found)
    return documents.answer(request, content, TYPES[form], headers=OPEN)


def form_of(request: HttpRequest) -> str:
    form = request.GET.get("format", "json")
    if form not in TYPES:
        raise Refused(501, "“format” is json or xml.")
    return form


def limit(request: HttpRequest, name: str) -> int | None:
    """Pixels; None where there is no limit."""
    text = request.GET.get(name)
    if text is None:
        return None
    if not NUMBER.fullmatch(text):
        raise Refused(400, f"“{name}” takes a whole number of pixels from 1 to 99999.")
    return int(text)


def embedded(request: HttpRequest, room: tuple[int | None, int | None]) -> Answer:
    """What stands at the address that is asked about, as it is at the instant of the request."""
    path = path_of(request.GET.get("url", ""))
    mission: Mission = request.mission  # type: ignore[attr-defined]
    with translation.override(language_of(path, mission)):
        try:
            match = resolve(path)
            make = {"releases:release": release, "counters:incident": incident}[match.view_name]
            return {**common(mission), **make(request, match, room)}
        except (Http404, KeyError) as error:
            raise Refused(404, "There is nothing to embed at this address.") from error


def path_of(url: str) -> str:
    if not url:
        raise Refused(400, "“url” is missing: the address of a page of this site.")
    try:
        asked, own = urlsplit(url), urlsplit(settings.SITE_URL)
    except ValueError as error:
        raise Refused(400, "“url” is no address.") from error
    if (asked.scheme, asked.netloc) != (own.scheme, own.netloc):
        raise Refused(404, "There is nothing to embed at this address.")
    return unquote(asked.path)


def common(mission: Mission) -> Answer:
    name = str(mission.name)
    return {
        "version": "1.0",
        "provider_name": name,
        "provider_url": absolute(reverse("home")),
        "author_name": name,
        "author_url": absolute(reverse("home")),
        "cache_age": CACHE_SECONDS,
    }


def release(request: HttpRequest, match: ResolverMatch, room: tuple[int | None, int | None]) -> Answer:
    """A quotation, without script or style; a plain link where there is no room for one."""
    slug = match.kwargs["slug"]
    history = public_history(request, slug) or public_history(request, moved_to(request, slug).slug)
    edition = history[0]
    title, words = release_sharing.title(edition), release_sharing.description(edition)
    picture = release_sharing.picture_of(request, history)
    width = min(room[0] or QUOTATION_WIDTH, QUOTATION_WIDTH)
    height = PIXELS_A_LINE * (LINES_AROUND + ceil((len(title) + len(words)) * PIXELS_A_CHARACTER / width))
    facts = {"title": title, **thumbnail(picture.url, room)}
    if width < QUOTATION_MIN_WIDTH or (room[1] is not None and room[1] < height):
        return {"type": "link", **facts}
    html = quotation(edition, title, words, request.mission)  # type: ignore[attr-defined]
    return {"type": "rich", **facts, "html": html, "width": width, "height": height}


def quotation(edition: Edition, title: str, words: str, mission: Mission) -> str:
    """HTML for any page."""
    url = absolute(edition.get_absolute_url())
    return format_html(
        '<blockquote cite="{url}" lang="{lang}" dir="{dir}"><p><a href="{url}"><strong>{title}</strong></a></p>'
        '<p>{words}</p><footer>{name}, <time datetime="{iso}">{day}</time></footer></blockquote>',
        url=url, lang=edition.release.language, dir=edition.release.direction, title=title, words=words,
        name=str(mission.name), iso=edition.dated.isoformat(), day=clock.long_date(edition.dated),
    )  # fmt: skip


def incident(request: HttpRequest, match: ResolverMatch, room: tuple[int | None, int | None]) -> Answer:
    at: datetime = instant.of(request)
    counter = shown_counter(match.kwargs["slug"], at)
    shared = counter_sharing.of(request, counter, at)
    facts = {"title": shared.title, **thumbnail(shared.picture.url, room)}
    size = counter_size(room)
    if size is None:
        return {"type": "link", **facts}
    frame = next(code.frame for code in codes.of(counter.incident).by_size if code.size is size)
    return {"type": "rich", **facts, "html": frame, "width": size.width, "height": size.height}


def counter_size(room: tuple[int | None, int | None]) -> Size | None:
    """The layout for the room there is; the rectangle where nothing is said, None where no layout fits."""
    wide, high = room
    usable = PREFERRED if wide is not None else PREFERRED[1:]
    return next((size for size in usable if fits(size.width, wide) and fits(size.height, high)), None)


def fits(side: int, most: int | None) -> bool:
    return most is None or side <= most


def thumbnail(url: str, room: tuple[int | None, int | None]) -> Answer:
    """The share card, unless it is larger than the room."""
    if not all(map(fits, SIZE, room)):
        return {}
    return {"thumbnail_url": url, "thumbnail_width": SIZE[0], "thumbnail_height": SIZE[1]}


def xml(found: Answer) -> bytes:
    buffer = io.StringIO()
    writer = SimplerXMLGenerator(buffer, "utf-8")
    writer.startDocument()
    writer.startElement("oembed", AttributesImpl({}))
    for name, value in found.items():
        writer.addQuickElement(name, NOT_IN_XML.sub("", str(value)))
    writer.endElement("oembed")
    return buffer.getvalue().encode()
