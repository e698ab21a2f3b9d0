"""The HTML with which another site shows a counter, to be copied: a frame, a picture or a link, in each size.

What is pasted stays: no figure stands in it, which would be wrong the next day.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from counters.models import Incident
from counters.sizes import DEFAULT, PARAMETER, SIZES, Size
from embassy.lib.addresses import absolute


@dataclass(frozen=True, slots=True)
class Code:
    size: Size
    is_first: bool
    frame: SafeString
    picture: SafeString


@dataclass(frozen=True, slots=True)
class Codes:
    by_size: tuple[Code, ...]
    link: SafeString


def of(incident: Incident) -> Codes:
    words = _("Days since %(name)s") % {"name": incident.name}
    page = absolute(incident.get_absolute_url())
    link = format_html('<a href="{}">{}</a>', page, words)
    return Codes(tuple(code(incident, size, page, words) for size in SIZES.values()), link)


def code(incident: Incident, size: Size, page: str, words: str) -> Code:
    box = format_html('width="{}" height="{}"', size.width, size.height)
    frame = format_html(
        '<iframe src="{}" {} title="{}" loading="lazy" style="border:0"></iframe>',
        absolute(reverse("counters:embed", args=[incident.slug])), box, words,
    )  # fmt: skip
    drawing = f"{absolute(reverse('counters:picture', args=[incident.slug]))}?{PARAMETER}={size.name}"
    picture = format_html('<a href="{}"><img src="{}" {} alt="{}"></a>', page, drawing, box, words)
    return Code(size, size is DEFAULT, frame, picture)
