"""The icons that browsers and telephones ask for by name, made of the mission's emblem."""

import io

from django.http import Http404, HttpRequest, HttpResponse
from PIL import Image

from embassy import organisation
from embassy.lib import storage
from embassy.lib.cards.serving import emblem
from embassy.lib.methods import read_only

CACHING = "public, max-age=86400"
TOUCH_SIDE, TOUCH_MARGIN, FAVICON_SIDE = 180, 14, 48


@read_only
def touch(request: HttpRequest) -> HttpResponse:
    """For a home screen, which shows no transparency: on white."""
    small = emblem_of(request, TOUCH_SIDE - 2 * TOUCH_MARGIN)
    icon = Image.new("RGB", (TOUCH_SIDE, TOUCH_SIDE), "white")
    icon.paste(small, ((TOUCH_SIDE - small.width) // 2, (TOUCH_SIDE - small.height) // 2), small)
    return answer(icon, "PNG", "image/png")


@read_only
def favicon(request: HttpRequest) -> HttpResponse:
    return answer(emblem_of(request, FAVICON_SIDE), "ICO", "image/x-icon")


def emblem_of(request: HttpRequest, side: int) -> Image.Image:
    """The emblem, at most so many pixels a side."""
    mission = request.mission  # type: ignore[attr-defined]
    try:
        with emblem(organisation.brand(mission)) as file, Image.open(file) as opened:
            picture = opened.convert("RGBA")
    except storage.StorageDown as error:
        raise Http404 from error
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return picture


def answer(icon: Image.Image, kind: str, content_type: str) -> HttpResponse:
    buffer = io.BytesIO()
    icon.save(buffer, kind)
    return HttpResponse(buffer.getvalue(), content_type=content_type, headers={"Cache-Control": CACHING})
