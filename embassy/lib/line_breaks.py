"""Text broken into lines where nothing measures it: the width of each character is estimated, rather too wide.

A drawing in another site is set in whatever serif its reader has. The widths are those of DejaVu Serif, the widest of
the usual ones, so that what fits here fits everywhere.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

WIDTHS = {
    0.34: " '.,:;!|/ijlft()[]-IJ",
    0.51: 'rs"*_`',
    0.58: "cvxyz?",
    0.66: "aekobdghnpqu0123456789$LPTY{}",
    0.77: "AFSVXZBCEKRw",
    0.88: "DGOQHUN&^~+=<>#",
    1.06: "m%M@W",
}
BY_CHARACTER = {character: width for width, characters in WIDTHS.items() for character in characters}
WIDE, UNSEEN, CAPITAL, OTHER = 1.0, 0.0, 0.84, 0.64
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of text and the size in which they fit, in pixels."""

    texts: tuple[str, ...]
    font_size: float


def width_of(text: str) -> float:
    """In em."""
    return sum(map(character_width, text))


def character_width(character: str) -> float:
    if known := BY_CHARACTER.get(character):
        return known
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return UNSEEN
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return WIDE
    return CAPITAL if character.isupper() else OTHER


def fitted(text: str, *, width: float, height: float, leading: float, sizes: tuple[float, float]) -> Lines:
    """`text` in the largest of `sizes` (largest, smallest; pixels) that fits into the box, in steps of one pixel.

    `leading` is the height of a line in em. What does not fit in the smallest either is cut, with an ellipsis.
    """
    font_size, smallest = sizes
    while True:
        lines = list(broken(text, width / font_size))
        most = max(int(height / (font_size * leading) + 0.01), 1)
        if len(lines) <= most or font_size <= smallest:
            return Lines(tuple(shortened(lines, most, width / font_size)), font_size)
        font_size = max(font_size - 1, smallest)


def broken(text: str, width: float) -> Iterator[str]:
    """Lines of at most `width` em, parted at blanks; a word longer than a line is parted where the line ends."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        *full, line = pieces(word, width)
        yield from full
    if line:
        yield line


def pieces(word: str, width: float) -> list[str]:
    found, room = [""], width
    for character in word:
        room -= character_width(character)
        if room < 0 and found[-1]:
            found.append("")
            room = width - character_width(character)
        found[-1] += character
    return found


def shortened(lines: list[str], most: int, width: float) -> list[str]:
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(last + ELLIPSIS) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(" ,.;:") + ELLIPSIS]
