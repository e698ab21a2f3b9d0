"""The three cards. Ruled, not boxed; the figure of an incident is the one large gesture."""

from dataclasses import dataclass
from typing import IO

from embassy.lib.cards.facts import SIZE, Brand, Card, FigureCard, NameCard, TextCard, Tone
from embassy.lib.cards.sheet import Colour, Sheet
from embassy.lib.cards.typesetting import SANS, SERIF, Copy, Setting, Style, covers, drawable
from embassy.lib.oklch import adapted

WIDTH, HEIGHT = SIZE
MARGIN = 72
INNER = WIDTH - 2 * MARGIN
END = WIDTH - MARGIN
FOOT = HEIGHT - 44
"""The baseline of the last line."""
PAPER = "#ffffff"
SMALL_TYPE = 1.25
"""The serif's other scripts look smaller than the sans beside them."""
TALL = frozenset({"ar", "ar-dz", "ckb", "fa", "he", "hi", "mr", "ne", "th", "ug", "ur"})
"""Languages whose letters reach far above and below the line."""
LABELS = {Tone.WARNING: ("#6a3d00", "#fcf4e4"), Tone.ERROR: (PAPER, "#96191b")}
"""Words and ground of a label."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens of the style sheet that cards use, from the mission's two colours."""

    ink: Colour
    ink_2: Colour
    rule: Colour
    brand: Colour
    band: Colour
    band_2: Colour
    on_band_2: Colour
    band_rule: Colour
    accent: Colour
    band_accent: Colour

    @classmethod
    def of(cls, brand: Brand) -> "Palette":
        one, two = brand.colour_1, brand.colour_2
        return cls(
            ink=adapted(one, lightness=(0.2, 0.2), max_chroma=0.014),
            ink_2=adapted(one, lightness=(0.4, 0.4), max_chroma=0.02),
            rule=adapted(one, lightness=(0.86, 0.86), max_chroma=0.01),
            brand=adapted(one, lightness=(0, 0.41)),
            band=adapted(one, lightness=(0.24, 0.335), max_chroma=0.1),
            band_2=adapted(one, lightness=(0.28, 0.28), max_chroma=0.085),
            on_band_2=adapted(one, lightness=(0.9, 0.9), max_chroma=0.02),
            band_rule=adapted(one, lightness=(0.5, 0.5), max_chroma=0.04),
            accent=adapted(two, lightness=(0, 0.58)),
            band_accent=adapted(two, lightness=(0.76, 1)),
        )


def drawn(card: Card, emblem: IO[bytes]) -> Sheet:
    """The card on a sheet. `emblem` is a PNG."""
    palette = Palette.of(card.brand)
    match card:
        case TextCard():
            return _text_card(card, palette, emblem)
        case FigureCard():
            return _figure_card(card, palette, emblem)
        case NameCard():
            return _name_card(card, palette, emblem)
        case _:
            raise TypeError(card)


def style(face: str, card: Card, words: str = "") -> Style:
    """The sans has fewer scripts than the serif, which stands in for it."""
    if covers(face, words):
        return Style(face, card.language, card.direction)
    return Style(SERIF, card.language, card.direction, scale=SMALL_TYPE)


def _text_card(card: TextCard, palette: Palette, emblem: IO[bytes]) -> Sheet:
    sheet = Sheet(PAPER, card.direction)
    _masthead(sheet, card, palette, emblem)
    _kind_line(sheet, card, palette)
    _title(sheet, card, palette)
    sheet.box(MARGIN, FOOT - 54, END, FOOT - 52, palette.rule)
    _foot(sheet, card, palette.ink_2, (card.date, card.day), card.brand.site)
    return sheet


def _masthead(sheet: Sheet, card: Card, palette: Palette, emblem: IO[bytes]) -> None:
    sheet.box(0, 0, WIDTH, 138, palette.band)
    sheet.box(0, 138, WIDTH, 144, palette.accent)
    sheet.picture_at(MARGIN, 21, 96, emblem)
    _name(sheet, card, MARGIN + 120, (38, 34, 30, 26), palette)


def _name(sheet: Sheet, card: Card, x: int, sizes: tuple[int, ...], palette: Palette) -> None:
    """The mission's name, and below it where it is."""
    name, line = drawable(SERIF, card.brand.name), drawable(SERIF, card.brand.line)
    set_name = Copy(name, style(SERIF, card), END - x).fitted(60, sizes)
    baseline = 66 if line else 83
    sheet.lines(x, baseline, set_name, style(SERIF, card), PAPER)
    if line:
        set_line = Copy(line, style(SANS, card, line), END - x).fitted(30, (24, 21))
        sheet.lines(x, 104, set_line, style(SANS, card, line), palette.on_band_2)


def _kind_line(sheet: Sheet, card: TextCard, palette: Palette) -> None:
    x, baseline, size = MARGIN, 214, 28
    if kind := drawable(SERIF, card.kind):
        x += sheet.text(x, baseline, kind, style(SANS, card, kind), size, palette.brand) + 22
    if label := drawable(SERIF, card.label):
        words, ground = LABELS[card.tone]
        set_in = style(SANS, card, label)
        wide = round(set_in.width(label, 24))
        sheet.box(x, baseline - 33, x + wide + 28, baseline + 13, words if ground != words else ground)
        sheet.box(x + 2, baseline - 31, x + wide + 26, baseline + 11, ground)
        sheet.text(x + 14, baseline - 2, label, set_in, 24, words)


def _title(sheet: Sheet, card: TextCard, palette: Palette) -> None:
    """The date in large figures where the title is in a script that the fonts lack."""
    title = drawable(SERIF, card.title) or card.day
    top, bottom = 250, FOOT - 92
    setting, set_in = _fitted(title, card, bottom - top, (78, 74, 70, 64, 58, 52, 48, 44, 40, 37))
    baseline = top + setting.above
    colour = palette.ink_2 if card.is_struck else palette.ink
    sheet.lines(MARGIN, baseline, setting, set_in, colour)
    if card.is_struck:
        sheet.strike(MARGIN, baseline, setting, set_in, colour)


def _fitted(words: str, card: Card, height: int, sizes: tuple[int, ...]) -> tuple[Setting, Style]:
    """Scripts with marks above and below their letters have their lines further apart."""
    leading = 1.14 if words.isascii() or card.language not in TALL else 1.42
    set_in = Style(SERIF, card.language, card.direction, leading)
    return Copy(words, set_in, INNER).fitted(height, sizes), set_in


def _foot(sheet: Sheet, card: Card, colour: Colour, dates: tuple[str, str], site: str, x: int = MARGIN) -> None:
    """A date in words where the fonts have them, else in figures; the site's host at the other end."""
    date = next((date for date in dates if covers(SERIF, date)), "")
    sheet.text(x, FOOT, date, style(SANS, card, date), 26, colour)
    host = Style(SANS, "en", "ltr")
    if covers(SANS, site) and host.width(site, 26) < INNER // 2:
        sheet.text(END, FOOT, site, host, 26, colour, "r")


def _figure_card(card: FigureCard, palette: Palette, emblem: IO[bytes]) -> Sheet:
    sheet = Sheet(palette.band_2, card.direction)
    sheet.box(0, 0, WIDTH, 8, palette.band_accent)
    kind = drawable(SERIF, card.kind)
    sheet.text(MARGIN, 74, kind, style(SANS, card, kind), 28, palette.on_band_2)
    _figure(sheet, card.figure)
    if sentence := drawable(SERIF, card.sentence):
        setting, set_in = _fitted(sentence, card, 104, (52, 48, 44, 40, 36, 32))
        sheet.lines(MARGIN, 360 + setting.above, setting, set_in, PAPER)
    _strip(sheet, card, palette)
    _signature(sheet, card, palette, emblem)
    return sheet


def _figure(sheet: Sheet, figure: str) -> None:
    """Set character by character, a little tighter than the font has it; the first stroke stands on the margin."""
    set_in = Style(SERIF, "en", "ltr")
    size = 288
    while (wide := _tight(figure, set_in, size)) > INNER:
        size -= 8
    x = MARGIN - round(size * 0.04) if not sheet.is_mirrored else END - wide
    for character in figure:
        left = x if not sheet.is_mirrored else WIDTH - x - round(set_in.width(character, size))
        sheet.text(left, 298, character, set_in, size, PAPER)
        x += round(set_in.width(character, size) - size * 0.03)


def _tight(figure: str, set_in: Style, size: int) -> int:
    return round(sum(set_in.width(character, size) - size * 0.03 for character in figure))


def _strip(sheet: Sheet, card: FigureCard, palette: Palette) -> None:
    """The time since, to scale: a tick a month, a taller one a year, a mark a step."""
    base = 522

    def across(day: int) -> int:
        return MARGIN + round((INNER - 4) * day / card.width)

    sheet.box(MARGIN, base, END, base + 2, palette.band_rule)
    for day, is_year in card.ticks:
        sheet.box(across(day), base - (20 if is_year else 9), across(day) + 2, base, palette.on_band_2)
    for day in card.marks:
        sheet.box(across(day), base - 30, across(day) + 4, base, palette.band_accent)


def _signature(sheet: Sheet, card: FigureCard, palette: Palette, emblem: IO[bytes]) -> None:
    """Who says so, and the day on which it is right."""
    sheet.picture_at(MARGIN, FOOT - 37, 56, emblem)
    date = next((date for date in (card.date, card.day) if covers(SERIF, date)), "")
    set_in = style(SANS, card, date)
    sheet.text(END, FOOT, date, set_in, 26, palette.on_band_2, "r")
    name = drawable(SERIF, card.brand.name)
    room = INNER - 76 - round(set_in.width(date, 26)) - 40
    named = style(SANS, card, name)
    setting = Copy(name, named, room).fitted(26, (26, 23, 20))
    sheet.lines(MARGIN + 76, FOOT, setting, named, palette.on_band_2)


def _name_card(card: NameCard, palette: Palette, emblem: IO[bytes]) -> Sheet:
    sheet = Sheet(palette.band, card.direction)
    sheet.box(0, HEIGHT - 12, WIDTH, HEIGHT, palette.band_accent)
    sheet.picture_at(MARGIN, 84, 168, emblem)
    if name := drawable(SERIF, card.brand.name):
        setting, set_in = _fitted(name, card, 150, (84, 76, 68, 60, 52, 46))
        sheet.lines(MARGIN, 320 + setting.above, setting, set_in, PAPER)
    if line := drawable(SERIF, card.brand.line):
        sheet.lines(
            MARGIN,
            FOOT,
            Copy(line, style(SANS, card, line), INNER).fitted(40, (32, 28, 24)),
            style(SANS, card, line),
            palette.on_band_2,
        )
    return sheet
