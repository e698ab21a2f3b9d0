"""An import from end to end: check everything, then write.

archive ── first pass: check ──> plan ── second pass: enter ──> site
                   └── problems: nothing is kept, or they are left out
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError
from tqdm import tqdm

from embassy.archive import entering, layout, source
from embassy.archive.checking import Check, Plan, Progress
from embassy.archive.problems import SHOWN_MAX, ArchiveError, Problems
from embassy.archive.release_lines import Line
from embassy.archive.source import Source

LEFT_OUT_MAX = 10_000
"""So many are listed with --skip-invalid, which must say what it left out."""
STATES = ("created", "extended", "updated", "unchanged", "left out")


@dataclass(frozen=True, slots=True)
class Outcome:
    problems: Problems
    plan: Plan

    @property
    def left_out(self) -> int:
        return sum(counts["left out"] for counts in self.plan.counts.values())

    def report(self) -> str:
        """File by file: mission.json: 1 unchanged."""
        return "\n".join(f"{file}: {self._counted(file)}" for file in layout.FILES if self._counted(file))

    def _counted(self, file: str) -> str:
        counts = self.plan.counts[file]
        return ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])


class Refused(Exception):
    """The archive has faults and nothing of it was kept."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(problems.listed())
        self.problems = problems


def read(path: Path, *, skip_invalid: bool = False, dry_run: bool = False) -> Outcome:
    """Bring the site to what the archive says. May be repeated; broken off, it leaves whole releases.

    Raises Refused or ArchiveError with nothing written; ArchiveError too where site or archive changed meanwhile.
    """
    problems = Problems(LEFT_OUT_MAX if skip_invalid else SHOWN_MAX)
    with source.opened(path) as archive:
        with bar(archive, "Checking") as progress:
            plan = Check(archive, problems).run(progress)
        if problems.fatal or (problems.count and not skip_invalid):
            raise Refused(problems)
        if not dry_run:
            _enter(archive, plan)
    return Outcome(problems, plan)


def _enter(archive: Source, plan: Plan) -> None:
    try:
        with bar(archive, "Writing") as progress:
            entering.enter(archive, plan, progress)
    except IntegrityError as error:
        raise ArchiveError(f"The site was changed meanwhile ({error}); run the command again.") from error


@contextmanager
def bar(archive: Source, title: str) -> Iterator[Progress]:
    """A progress bar over the bytes of the releases, on a terminal only."""
    total = archive.size(layout.RELEASES_FILE)
    with tqdm(desc=title, total=total, unit="B", unit_scale=True, disable=None) as shown:

        def advance(batch: list[Line]) -> None:
            shown.update(sum(line.size for line in batch))

        yield advance
