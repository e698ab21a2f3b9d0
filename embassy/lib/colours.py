"""A mission's colours made legible, as the style sheet does it: in OKLCH the lightness is bounded, the chroma capped.

https://bottosson.github.io/posts/oklab/ ; CSS Color 4, section 9.
"""

import math
from dataclasses import dataclass

RGB = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Colour:
    """OKLCH: lightness 0 to 1, chroma, hue in radians."""

    lightness: float
    chroma: float
    hue: float

    @classmethod
    def of(cls, hexadecimal: str) -> "Colour":
        """From #rrggbb."""
        red, green, blue = (_linear(int(hexadecimal[start : start + 2], 16) / 255) for start in (1, 3, 5))
        long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        return cls(lightness, math.hypot(a, b), math.atan2(b, a))

    def within(self, least: float, most: float, max_chroma: float = 1.0) -> "Colour":
        """The same hue with its lightness between two bounds."""
        return Colour(min(max(self.lightness, least), most), min(self.chroma, max_chroma), self.hue)

    @property
    def rgb(self) -> RGB:
        """The nearest colour of a screen: chroma gives way where it has none so bright."""
        chroma = self.chroma
        while not _is_on_screen(found := self._channels(chroma)) and chroma > 0:
            chroma = max(chroma - 0.004, 0.0)
        red, green, blue = (round(255 * _encoded(min(max(channel, 0.0), 1.0))) for channel in found)
        return red, green, blue

    def _channels(self, chroma: float) -> tuple[float, float, float]:
        a, b = chroma * math.cos(self.hue), chroma * math.sin(self.hue)
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )


def contrast(one: RGB, other: RGB) -> float:
    """The contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: RGB) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _is_on_screen(channels: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= channel <= 1.0005 for channel in channels)
