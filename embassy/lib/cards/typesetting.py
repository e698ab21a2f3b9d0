"""Setting lines of text: which font has the characters, where lines break, how large the words may be.

FreeType's faces are not safe for two threads at once: all of this runs under the lock of serving.py.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).with_name("fonts")
SERIF, SANS = "serif", "sans"
NO_CHARACTER = "\uffff"
ELLIPSIS = "…"
BALANCING_STEPS = 7
UNIT = 100
"""The size at which words are measured."""


@lru_cache(maxsize=64)
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{face}.ttf", size, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=4096)
def has(face: str, character: str) -> bool:
    """Whether the font draws the character, and not the box that stands for what it lacks."""
    plain = _plain(face)
    return character == " " or bytes(plain.getmask(character)) != bytes(plain.getmask(NO_CHARACTER))


@lru_cache(maxsize=2)
def _plain(face: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{face}.ttf", 16, layout_engine=ImageFont.Layout.BASIC)


def covers(face: str, text: str) -> bool:
    return all(has(face, character) for character in text)


def drawable(face: str, text: str) -> str:
    """The text without the signs that the font lacks (an emoji); "" where it lacks a letter: never a box."""
    kept = "".join(char for char in text if has(face, char) or unicodedata.category(char)[0] not in "SC")
    return " ".join(filter(None, kept.split(" "))) if covers(face, kept) else ""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. `direction` is "ltr" or "rtl", `leading` the distance of baselines as a part of the size.

    `scale` evens out scripts whose letters are small for their size.
    """

    face: str
    language: str
    direction: str
    leading: float = 1.14
    scale: float = 1.0

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        return font(self.face, round(size * self.scale))

    def width(self, text: str, size: int) -> float:
        return self.font(size).getlength(text, direction=self.direction, language=self.language)


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of one size, and the distance from one baseline to the next, in pixels."""

    lines: tuple[str, ...]
    size: int
    leading: int

    @property
    def height(self) -> int:
        """From the top of the first line's capitals, about, to the last baseline."""
        return self.above + self.leading * (len(self.lines) - 1)

    @property
    def above(self) -> int:
        """From the top of the first line's capitals, about, to its baseline."""
        return round(self.size * 0.72)


class Copy:
    """A text to be set in a column. Each word is measured once: widths grow with the size."""

    def __init__(self, text: str, style: Style, width: int) -> None:
        self.style, self.width = style, width
        self.words = text.split(" ")
        self.blank = style.width(" ", UNIT) / UNIT
        self.widths = [style.width(word, UNIT) / UNIT for word in self.words]

    def fitted(self, height: int, sizes: Sequence[int]) -> Setting:
        """In the largest of `sizes` (descending) at which it fits; cut with an ellipsis where none does."""
        for size in sizes:
            setting = self._setting(self.broken(size, self.width), size)
            if setting.height <= height and max(self.widths) * size <= self.width:
                return self._setting(self._exact(self.balanced(size, len(setting.lines)), size), size)
        return self._cut(self._exact(self.broken(sizes[-1], self.width), sizes[-1]), height, sizes[-1])

    def _setting(self, lines: list[str], size: int) -> Setting:
        return Setting(tuple(lines), size, round(size * self.style.leading))

    def broken(self, size: int, width: float) -> list[str]:
        """Lines broken at blanks."""
        lines: list[list[str]] = [[]]
        used = 0.0
        for word, ems in zip(self.words, self.widths, strict=True):
            if lines[-1] and used + (self.blank + ems) * size > width:
                lines.append([])
                used = 0.0
            used += ems * size + (self.blank * size if lines[-1] else 0)
            lines[-1].append(word)
        return [" ".join(line) for line in lines]

    def balanced(self, size: int, count: int) -> list[str]:
        """The same number of lines of about one length: as narrow as it allows."""
        low, high = max(self.widths) * size, float(self.width)
        for _step in range(BALANCING_STEPS):
            middle = (low + high) / 2
            low, high = (low, middle) if len(self.broken(size, middle)) <= count else (middle, high)
        return self.broken(size, high)

    def _exact(self, lines: list[str], size: int) -> list[str]:
        """No line is wider than the column: not by a rounding, not by a word too long for any line."""
        return [piece for line in lines for piece in self._pieces(line, size)]

    def _pieces(self, line: str, size: int) -> list[str]:
        if self.style.width(line, size) <= self.width:
            return [line]
        pieces = [""]
        for cluster in clusters(line):
            if pieces[-1] and self.style.width(pieces[-1] + cluster, size) > self.width:
                pieces.append(cluster)
            else:
                pieces[-1] += cluster
        return pieces

    def _cut(self, lines: list[str], height: int, size: int) -> Setting:
        whole = self._setting(lines, size)
        room = 1 + max(0, height - whole.above) // whole.leading
        if len(lines) <= room:
            return whole
        last = clusters(lines[room - 1])
        while last and self.style.width(_ended(last), size) > self.width:
            last.pop()
        return self._setting([*lines[: room - 1], _ended(last)], size)


def _ended(last: list[str]) -> str:
    return "".join(last).rstrip(" ,;:.") + ELLIPSIS


def clusters(word: str) -> list[str]:
    """Characters with the marks and joiners that belong to them."""
    found: list[str] = []
    for character in word:
        if found and (unicodedata.category(character)[0] == "M" or "\u200d" in (character, found[-1][-1])):
            found[-1] += character
        else:
            found.append(character)
    return found
