"""A sheet to draw on. Positions are those of a left-to-right card; on a right-to-left one all of it is mirrored."""

import io
from typing import IO

from PIL import Image, ImageDraw

from embassy.lib.cards.facts import SIZE
from embassy.lib.cards.typesetting import Setting, Style

Colour = str
"""As #rrggbb."""
STRIKE = 0.24
"""Height of the line through a struck text above the baseline, as a part of the size."""


class Sheet:
    def __init__(self, ground: Colour, direction: str) -> None:
        self.picture = Image.new("RGB", SIZE, ground)
        self.draw = ImageDraw.Draw(self.picture)
        self.is_mirrored = direction == "rtl"
        self.boxes: list[tuple[float, float, float, float]] = []
        """What the texts that were set cover."""

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """A filled rectangle; `right` and `bottom` are the first pixels outside."""
        if self.is_mirrored:
            left, right = SIZE[0] - right, SIZE[0] - left
        self.draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)

    def text(
        self, x: float, baseline: float, words: str, style: Style, size: int, colour: Colour, edge: str = "l"
    ) -> int:
        """Words that begin at `x` (edge "l") or end there ("r"); returns their width."""
        if self.is_mirrored:
            x, edge = SIZE[0] - x, "r" if edge == "l" else "l"
        face, way, tongue, anchor = style.font(size), style.direction, style.language, f"{edge}s"
        self.draw.text((x, baseline), words, colour, face, anchor=anchor, direction=way, language=tongue)
        self.boxes.append(self.draw.textbbox((x, baseline), words, face, anchor=anchor, direction=way, language=tongue))
        return round(style.width(words, size))

    def lines(self, x: float, baseline: float, setting: Setting, style: Style, colour: Colour) -> None:
        """A setting whose first baseline is given."""
        for number, line in enumerate(setting.lines):
            self.text(x, baseline + number * setting.leading, line, style, setting.size, colour)

    def strike(self, x: float, baseline: float, setting: Setting, style: Style, colour: Colour) -> None:
        for number, line in enumerate(setting.lines):
            y = baseline + number * setting.leading - round(setting.size * STRIKE)
            self.box(x, y, x + round(style.width(line, setting.size)), y + max(3, setting.size // 16), colour)

    def picture_at(self, left: int, top: int, side: int, file: IO[bytes]) -> None:
        """A picture fitted into a square."""
        with Image.open(file) as opened:
            small = opened.convert("RGBA")
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        left += (side - small.width) // 2
        top += (side - small.height) // 2
        if self.is_mirrored:
            left = SIZE[0] - left - small.width
        self.picture.paste(small, (left, top), small)

    def png(self) -> bytes:
        """Without metadata; the same bytes for the same drawing. 256 colours are a third of the bytes of all."""
        buffer = io.BytesIO()
        few = self.picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(buffer, "PNG", compress_level=6)
        return buffer.getvalue()
