"""What a correction changed: two texts compared block by block, and word by word inside a block.

old, new ── blocks_difference ──> same · changed · removed · added · formatting ── folded ──> … with gaps
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate, groupby
from typing import Final, Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.lib.markup import TextBlock, text_blocks

PartKind = Literal["same", "removed", "added"]
BlockKind = Literal["same", "changed", "removed", "added", "formatting", "gap"]

# Comparisons that one call may cost; beyond them texts are shown as replaced as a whole.
MAX_STEPS: Final = 2_000_000
MAX_PAIRS: Final = 10_000
MIN_LIKENESS: Final = 0.4  # two blocks that share fewer of their words are not versions of each other

_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """`tag` is that of the newer text (of the older if removed); `count` the number of blocks in a gap."""

    kind: BlockKind
    parts: tuple[Part, ...] = ()
    tag: str = ""
    count: int = 1


class _TooFarApart(Exception):
    pass


class _Steps:
    """What is left of the steps that one comparison may take."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, steps: int) -> None:
        if steps > self.left:
            raise _TooFarApart
        self.left -= steps


class _Matcher(SequenceMatcher[str]):
    """difflib, which can be cubic, made to stop when its steps are used up."""

    a: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(self, old: Sequence[str], new: Sequence[str], steps: _Steps) -> None:
        super().__init__(None, old, new, autojunk=len(new) > 1000)
        self.steps = steps
        self.costs = [0, *accumulate(1 + len(self.b2j.get(item, ())) for item in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        end = len(self.a) if ahi is None else ahi
        self.steps.take(self.costs[end] - self.costs[alo])
        return super().find_longest_match(alo, ahi, blo, bhi)


def blocks_difference(old_html: str, new_html: str, *, max_steps: int = MAX_STEPS) -> list[Block]:
    """The blocks of both bodies in reading order, what was removed before what came in its place.

    Time is bounded: when `max_steps` comparisons are used up, what is left counts as replaced, block by block.
    """
    old, new = text_blocks(old_html), text_blocks(new_html)
    steps = _Steps(max_steps)
    blocks: list[Block] = []
    for is_same, i1, i2, j1, j2 in _runs([block.text for block in old], [block.text for block in new], steps):
        if is_same:
            blocks += [_unchanged(a, b) for a, b in zip(old[i1:i2], new[j1:j2], strict=True)]
        else:
            blocks += _replaced(old[i1:i2], new[j1:j2], steps)
    return blocks


def line_difference(old: str, new: str, *, max_steps: int = MAX_STEPS) -> tuple[Part, ...]:
    """Two lines of plain text compared word by word."""
    return _words_difference(old, new, _Steps(max_steps))


def folded(blocks: Sequence[Block], context: int = 1) -> list[Block]:
    """The same blocks with each run of more than 2 * context + 1 unchanged ones replaced by a gap.

    `context` unchanged blocks stay on the sides where something did change.
    """
    runs = [(is_same, list(run)) for is_same, run in groupby(blocks, key=lambda block: block.kind == "same")]
    result: list[Block] = []
    for number, (is_same, run) in enumerate(runs):
        if not is_same or len(run) <= 2 * context + 1:
            result += run
            continue
        before = context if number else 0
        after = context if number < len(runs) - 1 else 0
        rest = len(run) - after
        result += [*run[:before], Block("gap", count=rest - before), *run[rest:]]
    return result


def render_parts(parts: Iterable[Part]) -> SafeString:
    """Deletions and insertions marked up, and said in hidden words for those who do not see the marks."""
    words = {"removed": ("del", _("removed:")), "added": ("ins", _("added:"))}
    return format_html_join("", "{}", ((_marked(part, words),) for part in parts))


def _marked(part: Part, words: dict[str, tuple[str, str]]) -> str:
    if part.kind == "same":
        return part.text
    tag, word = words[part.kind]
    return format_html('<{0}><span class="vh">{1} </span>{2}</{0}>', tag, word, part.text)


def _runs(old: Sequence[str], new: Sequence[str], steps: _Steps) -> Iterator[tuple[bool, int, int, int, int]]:
    """(is it the same, from, to in old, from, to in new), in order; common ends are found without a search."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    if head:
        yield True, 0, head, 0, head
    try:
        opcodes = _Matcher(old[head:old_end], new[head:new_end], steps).get_opcodes()
    except _TooFarApart:
        opcodes = [("replace", 0, old_end - head, 0, new_end - head)]
    for name, i1, i2, j1, j2 in opcodes:
        yield name == "equal", i1 + head, i2 + head, j1 + head, j2 + head
    if tail:
        yield True, old_end, len(old), new_end, len(new)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items both begin with."""
    for count, (a, b) in enumerate(zip(old, new, strict=False)):
        if a != b:
            return count
    return min(len(old), len(new))


def _unchanged(old: TextBlock, new: TextBlock) -> Block:
    kind: BlockKind = "same" if (old.tag, old.markup) == (new.tag, new.markup) else "formatting"
    return Block(kind, (Part("same", new.text),), new.tag)


def _replaced(old: Sequence[TextBlock], new: Sequence[TextBlock], steps: _Steps) -> Iterator[Block]:
    i = j = 0
    for next_i, next_j in [*_pairs(old, new), (len(old), len(new))]:
        yield from (Block("removed", (Part("removed", block.text),), block.tag) for block in old[i:next_i])
        yield from (Block("added", (Part("added", block.text),), block.tag) for block in new[j:next_j])
        if next_i < len(old):
            yield Block("changed", _words_difference(old[next_i].text, new[next_j].text, steps), new[next_j].tag)
        i, j = next_i + 1, next_j + 1


def _pairs(old: Sequence[TextBlock], new: Sequence[TextBlock]) -> list[tuple[int, int]]:
    """Which old block became which new one, in order, so that the sum of likenesses is greatest. Too many: none."""
    if len(old) * len(new) > MAX_PAIRS:
        return []
    old_words, new_words = ([Counter(block.text.split()) for block in blocks] for blocks in (old, new))
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = _likeness(old_words[i], new_words[j]) + best[i + 1][j + 1]
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return list(_traced(best))


def _traced(best: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(best) - 1 and j < len(best[0]) - 1:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """The share of common words, from 0 to 1; 0 when it is too small to speak of a change."""
    shorter, longer = sorted((old, new), key=len)
    common = sum(min(count, longer[word]) for word, count in shorter.items() if word in longer)
    share = 2 * common / (old.total() + new.total())
    return share if share >= MIN_LIKENESS else 0.0


def _words_difference(old: str, new: str, steps: _Steps) -> tuple[Part, ...]:
    old_words, new_words = _WORD.findall(old), _WORD.findall(new)
    spans = [
        (is_same, "".join(old_words[i1:i2]), "".join(new_words[j1:j2]))
        for is_same, i1, i2, j1, j2 in _runs(old_words, new_words, steps)
    ]
    return tuple(_parts(spans))


def _parts(spans: Sequence[tuple[bool, str, str]]) -> Iterator[Part]:
    """Parts out of (is it the same, old text, new text); a lone blank between two changes belongs to the change."""
    last = len(spans) - 1
    is_kept = [same and not (0 < n < last and old.isspace()) for n, (same, old, _new) in enumerate(spans)]
    for kept, group in groupby(zip(is_kept, spans, strict=True), key=lambda item: item[0]):
        texts = [span for _is_kept, span in group]
        old, new = "".join(old for _same, old, _new in texts), "".join(new for _same, _old, new in texts)
        if kept:
            yield Part("same", new)
            continue
        if old:
            yield Part("removed", old)
        if new:
            yield Part("added", new)
