"""A counter as a drawing, for sites that take pictures but no frames: the frame's layouts with every place worked out.

Nothing in it is loaded, run or styled from elsewhere: colours and sizes are presentation attributes, which both an
`<img>` and our own policy let pass. From right to left it is the same drawing mirrored.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from counters.counter import Counter
from counters.sizes import Size
from embassy.lib import line_breaks, oklch
from embassy.models import Mission
from embassy.templatetags.page_words import grouped

SERIF = "'Times New Roman', 'Liberation Serif', 'Noto Serif', 'Noto Naskh Arabic', serif"
SANS = "'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', 'Noto Sans Arabic', Arial, sans-serif"
ASCENT = 0.72
"""The height of a figure above its baseline, in em, rather too large."""


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand, in pixels; pairs are the largest and the smallest font size.

    A box without x begins beside the figure. `foot` is the box of the mission's name; `remark` is None where it follows
    the sentence. In a strip the lines stand on the foot, not at the top of their box.
    """

    figure: Box
    text: Box
    foot: Box
    sentence_sizes: tuple[float, float]
    remark_sizes: tuple[float, float] = (13, 11)
    remark: Box | None = None
    has_remark: bool = True
    is_strip: bool = False


LAYOUTS = {
    "rectangle": Layout(Box(15, 16, 270, 70), Box(15, 98, 270, 124), Box(15, 226, 270, 16), (16, 12)),
    "half-page": Layout(Box(15, 22, 270, 104), Box(15, 150, 270, 410), Box(15, 574, 270, 16), (25, 15), (16, 13)),
    "leaderboard": Layout(
        Box(24, 20, 130, 52),
        Box(0, 8, 440, 56),
        Box(0, 66, 440, 14),
        (15, 11),
        (13, 10),
        Box(472, 12, 236, 70),
        is_strip=True,
    ),
    "mobile-strip": Layout(
        Box(15, 28, 110, 46), Box(0, 8, 308, 66), Box(0, 78, 308, 14), (13, 9), has_remark=False, is_strip=True
    ),
    "billboard": Layout(Box(40, 36, 330, 128), Box(0, 30, 930, 170), Box(40, 216, 890, 18), (28, 16), (16, 13)),
}
GAP = 20
"""Between the figure and what stands beside it."""
LEADING = {SERIF: 1.24, SANS: 1.4}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: `x` and the baseline `y` of its beginning, from the side where its language begins."""

    text: str
    x: float
    y: float
    font_size: float
    font: str
    colour: str


@dataclass(frozen=True, slots=True)
class Palette:
    band: str
    text: str
    quiet: str
    accent: str


def palette(mission: Mission) -> Palette:
    """As --band-2 and its companions in the style sheets: legible whatever colours the mission has."""
    first, second = mission.colour_1, mission.colour_2
    return Palette(
        band=oklch.adapted(first, lightness=(0.28, 0.28), max_chroma=0.085),
        text="#ffffff",
        quiet=oklch.adapted(first, lightness=(0.9, 0.9), max_chroma=0.02),
        accent=oklch.adapted(second, lightness=(0.76, 1.0)),
    )


class Picture:
    """What the template of the drawing writes."""

    def __init__(self, counter: Counter, mission: Mission, size: Size, *, is_mirrored: bool) -> None:
        self.counter, self.mission, self.size, self.is_mirrored = counter, mission, size, is_mirrored
        self.layout, self.palette = LAYOUTS[size.name], palette(mission)
        self.lines = [self.turned(line) for line in self.laid_out()]

    @property
    def description(self) -> str:
        """What the drawing says besides its sentence."""
        return " ".join(filter(None, [self.counter.remark, f"{self.mission.name}."]))

    def turned(self, line: Line) -> Line:
        x = self.size.width - line.x if self.is_mirrored else line.x
        return Line(line.text, round(x, 1), round(line.y, 1), round(line.font_size, 1), line.font, line.colour)

    def laid_out(self) -> Iterator[Line]:
        figure = self.figure()
        beside = figure.x + line_breaks.width_of(figure.text) * figure.font_size * 0.86 + GAP
        text, foot = (self.moved(box, beside) for box in (self.layout.text, self.layout.foot))
        phrase = f"{self.counter.phrase} {self.counter.incident.name}"
        sentence = self.set_in(text, phrase, SERIF, self.layout.sentence_sizes, self.palette.text)
        yield figure
        yield from sentence
        yield from self.remark(text, sentence[-1].y + sentence[-1].font_size * 0.8)
        yield from self.set_in(foot, self.foot(), SANS, (12, 9), self.palette.quiet)

    def moved(self, box: Box, beside: float) -> Box:
        """A box without a place of its own begins beside the figure."""
        return box if box.x else Box(beside, box.y, box.width - beside, box.height)

    def figure(self) -> Line:
        text, box = grouped(self.counter.days), self.layout.figure
        font_size = min(box.height / ASCENT, box.width / line_breaks.width_of(text))
        baseline = box.y + (box.height + ASCENT * font_size * 0.92) / 2
        return Line(text, box.x, baseline, font_size, SERIF, self.palette.text)

    def remark(self, text: Box, top: float) -> list[Line]:
        """The status in its own box, or below the sentence where room is left there."""
        box = self.layout.remark or Box(text.x, top, text.width, text.y + text.height - top)
        sizes = self.layout.remark_sizes
        if not self.layout.has_remark or not self.counter.remark or box.height < sizes[1] * LEADING[SANS]:
            return []
        return self.set_in(box, self.counter.remark, SANS, sizes, self.palette.quiet)

    def foot(self) -> str:
        """The mission's name; where no remark finds room, that the matter is settled comes first."""
        return (not self.layout.has_remark and self.counter.short_remark) or str(self.mission.name)

    def set_in(self, box: Box, text: str, font: str, sizes: tuple[float, float], colour: str) -> list[Line]:
        """`text` in lines, from the top of the box down, or in a strip from its bottom up."""
        leading = LEADING[font]
        set_text = line_breaks.fitted(text, width=box.width, height=box.height, leading=leading, sizes=sizes)
        size = set_text.font_size
        spare = box.height - len(set_text.texts) * leading * size if self.layout.is_strip else 0
        return [
            Line(line, box.x, box.y + spare + size * (0.8 + number * leading), size, font, colour)
            for number, line in enumerate(set_text.texts)
        ]
