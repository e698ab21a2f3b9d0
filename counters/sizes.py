"""The five sizes in which a counter stands on other sites, as advertising formats have made them usual."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

PARAMETER = "size"


@dataclass(frozen=True, slots=True)
class Size:
    """`width` and `height` in CSS pixels; `name` is the value of the parameter."""

    name: str
    label: Promise
    width: int
    height: int


SIZES = {
    size.name: size
    for size in (
        Size("rectangle", lazy("Rectangle"), 300, 250),
        Size("half-page", lazy("Half page"), 300, 600),
        Size("leaderboard", lazy("Leaderboard"), 728, 90),
        Size("mobile-strip", lazy("Mobile strip"), 320, 100),
        Size("billboard", lazy("Billboard"), 970, 250),
    )
}
DEFAULT = SIZES["rectangle"]


def size_of(value: str | None) -> Size:
    """The size that a query asks for; the default for every unknown one, which so makes no picture of its own."""
    return SIZES.get(value or "", DEFAULT)
