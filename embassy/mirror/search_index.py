"""The search of a mirror: its words in small files, of which a reader's browser loads those that it needs.

    mirror/words/folding.js       how words are folded, from the very tables of the site's search
    mirror/words/en/index.js      which beginnings of words have a file
    mirror/words/en/w-65-6d.js    the words that begin with "em", each with the numbers of the texts that have it
    mirror/words/en/t-0.js        title, date and excerpt of the first texts

Each file is a script that calls one function: opened from a disk, a page may load scripts, but no data. Texts are
numbered in the order of their first publication, so that a new one adds to some of the files and moves nothing.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from django.utils.translation import override

from embassy.mirror.addresses import INDEX, Plan
from embassy.models import Mission
from releases.models import Edition, Kind, Release
from releases.search import words

FOLDER = "mirror/words"
TEXTS_A_FILE = 25
MAX_BYTES = 48_000
"""Of a file of words; one that is larger is parted by one character more."""
MAX_PREFIX = 6
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Text(NamedTuple):
    pk: int
    slug: str
    kind: str
    title: str
    day: str
    excerpt: str
    folded: str


def files(plan: Plan, mission: Mission) -> Iterator[tuple[str, bytes]]:
    yield f"{FOLDER}/folding.js", script("mirrorFolding", folding())
    for language in mission.spoken_languages:
        prefix = "" if language == mission.default_language else f"{language}/"
        with override(language):
            yield from of_language(plan, language, prefix)


def of_language(plan: Plan, language: str, prefix: str) -> Iterator[tuple[str, bytes]]:
    public = Release.objects.public(plan.at).filter(language=language).order_by("first_published_at", "pk")
    numbers = {pk: number for number, pk in enumerate(public.values_list("pk", flat=True))}
    entries: list[object] = [0] * len(numbers)
    postings = Postings()
    for text in texts(plan, language):
        number = numbers[text.pk]
        entries[number] = [
            f"{prefix}messages/{text.slug}/{INDEX}",
            text.title,
            text.day,
            str(Kind(text.kind).label),
            text.excerpt,
        ]
        postings.add(number, text)
    folder, found = f"{FOLDER}/{language}", list(parted(postings.lines()))
    for start in range(0, len(entries), TEXTS_A_FILE):
        part = start // TEXTS_A_FILE
        yield f"{folder}/t-{part}.js", script("mirrorTexts", part, entries[start : start + TEXTS_A_FILE])
    for beginning, lines in found:
        yield f"{folder}/w-{spelt(beginning)}.js", script("mirrorWords", beginning, dict(lines))
    yield (
        f"{folder}/index.js",
        script("mirrorIndex", {"beginnings": [beginning for beginning, _lines in found], "size": TEXTS_A_FILE}),
    )


def texts(plan: Plan, language: str) -> Iterator[Text]:
    """The listed texts, the first published first."""
    listed = Edition.objects.listed(plan.at).in_language(language)
    rows = listed.order_by("release__first_published_at", "release_id").values_list(
        "release_id", "release__slug", "release__kind", "title", "dated", "excerpt", "folded_text"
    )
    for pk, slug, kind, title, dated, excerpt, folded in rows.iterator(chunk_size=200):
        yield Text(pk, slug, kind, title, f"{dated:%d.%m.%Y}", excerpt, folded)


class Postings:
    """The texts of each word, as a line: `" 3!1 5"` are the texts 3, 4 (in its title) and 9, in base 36."""

    def __init__(self) -> None:
        self.parts: defaultdict[str, list[str]] = defaultdict(list)
        self.last: dict[str, int] = {}

    def add(self, number: int, text: Text) -> None:
        """Numbers come in ascending order."""
        title, _line_end, rest = text.folded.partition("\n")
        in_title = set(tokens(title))
        for word in in_title | set(tokens(rest)):
            step = number - self.last.get(word, 0)
            self.parts[word].append(("!" if word in in_title else " ") + base_36(step))
            self.last[word] = number

    def lines(self) -> list[tuple[str, str]]:
        return sorted((word, "".join(parts)) for word, parts in self.parts.items())


def tokens(text: str) -> Iterator[str]:
    """Its folded words; of a row of characters that are words each (Chinese, Thai) every pair of neighbours."""
    if words.pattern_for(text) is not words.WORD:
        yield from words.words(text)
        return
    last, end = "", -1
    for match in words.WORD.finditer(text):
        word = words.folded(match[0])
        is_single = bool(words.SINGLE.fullmatch(match[0]))
        if last:
            yield last + word if is_single and match.start() == end else last
        if not is_single and word:
            yield word
        last, end = (word if is_single else ""), match.end()
    if last:
        yield last


@cache
def base_36(number: int) -> str:
    if number < 36:
        return DIGITS[number]
    return base_36(number // 36) + DIGITS[number % 36]


def parted(lines: list[tuple[str, str]], length: int = 1) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The words by their beginnings, in files that are small enough."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for word, line in lines:
        groups[word[:length]].append((word, line))
    for beginning, group in groups.items():
        if len(beginning) == length < MAX_PREFIX and len(group) > 1 and weight(group) > MAX_BYTES:
            yield from parted(group, length + 1)
        else:
            yield beginning, group


def weight(lines: Iterable[tuple[str, str]]) -> int:
    return sum(len(word.encode()) + len(line) + 6 for word, line in lines)


def spelt(beginning: str) -> str:
    """For the name of a file, on any disk: by code points."""
    return "-".join(f"{ord(character):x}" for character in beginning)


def script(name: str, *arguments: object) -> bytes:
    written = ",".join(json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in arguments)
    safe = written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"{name}({safe});\n".encode()


@cache
def folding() -> dict[str, object]:
    """What a browser's own folding lacks: marks that are left out, and letters that fold otherwise than by case."""
    marks = [point for point in range(0x300, 0x1F000) if unicodedata.combining(chr(point))]
    others = {}
    for point in range(0x80, 0x1F000):
        character = chr(point)
        simple = unicodedata.normalize("NFKD", character.lower()).lower()
        full = unicodedata.normalize("NFKD", character.casefold()).casefold()
        if simple != full and len(simple) == 1:
            others[simple] = full
    return {"marks": ranges(marks), "singles": words.SINGLE.pattern, "letters": others}


def ranges(points: list[int]) -> str:
    """As a class of a regular expression."""
    parts: list[list[int]] = []
    for point in points:
        if parts and parts[-1][1] == point - 1:
            parts[-1][1] = point
        else:
            parts.append([point, point])
    return "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in parts) + "]"
