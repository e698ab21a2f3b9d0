"""What a card says. Two cards that say the same have the same digest."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from embassy.lib import languages

SIZE = (1200, 630)
VERSION = 1
"""Raised when cards are drawn otherwise, so that their addresses change."""


class Tone(StrEnum):
    """What a label beside the kind says of the text."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Brand:
    """The mission as every card shows it. `emblem` is a name in the storage, "" for the neutral one."""

    name: str
    line: str
    colour_1: str
    colour_2: str
    emblem: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    brand: Brand
    language: str
    """Of the words; it decides on which side they begin."""

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{VERSION} {self!r}".encode()).hexdigest()[:20]

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCard(Card):
    """The mission alone: for pages that are about nothing in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCard(Card):
    """A release. `date` in words, `day` in figures, which stand in every script."""

    kind: str
    title: str
    date: str
    day: str
    label: str = ""
    tone: Tone = Tone.WARNING
    is_struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCard(Card):
    """An incident. `sentence` goes on from the figure; `date` is the day on which it is right.

    The strip below shows the time to scale: `width` in days, ticks (day, is_year) and marks in days.
    """

    kind: str
    figure: str
    sentence: str
    date: str
    day: str
    width: int
    ticks: tuple[tuple[int, bool], ...]
    marks: tuple[int, ...]
