"""What is wrong with an archive, each fault in one sentence that says where: file, line, key."""

from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""The keys and positions that lead to a value: ("editions", 0, "title")."""

SHOWN_MAX = 50


class ArchiveError(Exception):
    """The archive cannot be read, entered or written at all; the message is for the integrator."""


def printed(path: Path) -> str:
    """A path as people write it: editions[0].title."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".")


@dataclass(slots=True)
class Problems:
    """Keeps the first sentences and counts the rest, so that a file of a million faults needs no memory."""

    shown_max: int = SHOWN_MAX
    sentences: list[str] = field(default_factory=list)
    count: int = 0
    fatal: int = 0
    """Those that no --skip-invalid gets past."""

    def add(self, file: str, line: int, key: str, sentence: str, *, fatal: bool = False) -> None:
        self.count += 1
        self.fatal += fatal
        if len(self.sentences) < self.shown_max:
            self.sentences.append(f"{file}:{line}: {key}: {sentence}")

    def listed(self) -> str:
        """All that was kept, a line each, and how many more there are."""
        more = self.count - len(self.sentences)
        return "\n".join([*self.sentences, *([f"and {more} more"] if more else [])])
