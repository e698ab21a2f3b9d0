"""The lines of releases.jsonl: read one by one, checked by themselves, handed out in batches."""

from collections.abc import Iterator
from dataclasses import dataclass

from embassy.archive import json_text, layout, source
from embassy.archive.layout import Record
from embassy.archive.media_kinds import KEYS
from embassy.archive.problems import Path, Problems, printed
from embassy.archive.source import Source

BATCH_MAX = 150
BATCH_MAX_BYTES = 4 << 20
FILE_WEIGHT = 15
"""A picture takes as long to write as so many releases: a batch must not lock the others out for long."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of releases.jsonl. `release` is None where its keys alone are wrong."""

    number: int
    size: int
    release: Record | None

    @property
    def weight(self) -> int:
        release = self.release or {}
        named = [edition.get(key, []) for edition in (release, *release.get("editions", [])) for key in KEYS]
        return 1 + FILE_WEIGHT * sum(map(len, named))


class LineReport:
    """Files the faults of releases.jsonl under their line."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.faulty: set[int] = set()

    def __call__(self, number: int, key: str, sentence: str) -> None:
        self.faulty.add(number)
        self.problems.add(layout.RELEASES_FILE, number, key, sentence)


def releases(archive: Source, report: LineReport) -> Iterator[list[Line]]:
    """The lines in batches that fit into memory and one transaction."""
    batch: list[Line] = []
    weight = 0
    for number, content in source.lines(archive, layout.RELEASES_FILE):
        batch.append(Line(number, len(content or b""), _parsed(number, content, report)))
        weight += batch[-1].weight
        if weight >= BATCH_MAX or sum(line.size for line in batch) >= BATCH_MAX_BYTES:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _parsed(number: int, content: bytes | None, report: LineReport) -> Record | None:
    try:
        value = json_text.parse(decoded(content).rstrip())
    except json_text.NotJson as error:
        report(number, "(line)", str(error))
        return None
    found = False

    def noted(path: Path, sentence: str) -> None:
        nonlocal found
        found = True
        report(number, printed(path) or "(line)", sentence)

    release: Record = layout.RELEASE(value, (), noted)
    if not found:
        layout.check_release(release, (), noted)
    return None if found else release


def decoded(content: bytes | None) -> str:
    if content is None:
        raise json_text.NotJson(f"is longer than {source.LINE_MAX_BYTES} bytes; split the text or shorten it")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise json_text.NotJson(
            f"is not UTF-8 (byte {error.start + 1}); save the file as UTF-8", error.start
        ) from error
