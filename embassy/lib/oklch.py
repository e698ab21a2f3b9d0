"""The mission's colours made fit for a ground, as the style sheets do it with `oklch(from …)`, where none may stand.

A drawing inside another site has neither style sheet nor custom property: it needs the finished #rrggbb.
Source: B. Ottosson, A perceptual color space for image processing (2020); CSS Color 4.
"""

from math import atan2, cos, hypot, sin

Triple = tuple[float, float, float]


def adapted(colour: str, *, lightness: tuple[float, float], max_chroma: float = 1.0) -> str:
    """`colour` (#rrggbb) with its hue, its lightness clamped into a range of 0 to 1, its chroma capped."""
    light, chroma, hue = oklch_of(colour)
    lowest, highest = lightness
    return hex_of(min(max(light, lowest), highest), min(chroma, max_chroma), hue)


def oklch_of(colour: str) -> Triple:
    """Lightness, chroma and hue (radians) of #rrggbb."""
    red, green, blue = (to_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short, hypot(a, b), atan2(b, a)


def hex_of(light: float, chroma: float, hue: float) -> str:
    """#rrggbb; what no screen can show is cut off at the edge of what it can."""
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * from_linear(min(max(channel, 0.0), 1.0))):02x}" for channel in channels)


def to_linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def from_linear(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)
