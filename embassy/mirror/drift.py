"""A mirror held against the site: the pages whose visible words are no longer those of the site.

The site is asked for everything, as a build would, and nothing is kept. Words are compared, not bytes: a new style
sheet is no drift. What differs by the day alone, as the figure of an incident, does count: the mirror is behind.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from embassy.mirror import crawling, html
from embassy.mirror.addresses import ABOUT, Plan
from embassy.mirror.building import beginnings
from embassy.mirror.crawling import Frontier
from embassy.mirror.html import Tag
from embassy.mirror.making import Folders

UNSEEN = {"script", "style", "svg", "noscript", "template"}
BLANK = re.compile(r"\s+")


@dataclass
class Drift:
    """Files of the mirror, by their names. `lacking`: pages of the site that it has not got; `gone`: the reverse."""

    changed: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return len(self.changed) + len(self.lacking) + len(self.gone)

    def lines(self) -> Iterator[str]:
        for word in ("changed", "lacking", "gone"):
            yield from (f"{word}: {file}" for file in getattr(self, word))


def drift(
    folder: Path, plan: Plan, *, processes: int = 1, progress: Callable[[int, int], None] = lambda done, found: None
) -> Drift:
    """What a mirror in `folder` says otherwise than the site does at the plan's instant."""
    found = Drift()
    with tempfile.TemporaryDirectory(prefix="mirror-") as name:
        now = Folders(Path(name), folder)
        frontier = Frontier(plan)
        frontier.add(beginnings(plan))
        made: set[str] = set()
        with crawling.makers(processes, plan, now) as submit:
            for result in crawling.made(frontier, submit, processes=processes):
                if result.fault:
                    raise OSError(result.fault)
                if result.file:
                    compare(found, result.file, folder, now.new)
                    made.add(result.file)
                progress(len(made), len(frontier.files))
    pages = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    found.gone = sorted(file for file in pages if file not in made)
    return found


def compare(found: Drift, file: str, folder: Path, now: Path) -> None:
    if file.endswith(".html") and not is_about(file):
        if not (folder / file).is_file():
            found.lacking.append(file)
        elif words_of(folder / file) != words_of(now / file):
            found.changed.append(file)
    (now / file).unlink()


def is_about(file: str) -> bool:
    """The page that says when the mirror was made."""
    return file.removesuffix("index.html").endswith(ABOUT)


def words_of(path: Path) -> str:
    return words(path.read_text(encoding="utf-8", errors="replace"))


def words(page: str) -> str:
    """The visible words of a page, a blank between any two."""
    _head, _tag, body = page.partition("<body")
    kept, unseen = [], 0
    for piece in html.pieces(f"<body{body}"):
        if isinstance(piece, Tag):
            if piece.name in UNSEEN and piece.inside is None:
                unseen += -1 if piece.is_end else 1
        elif not unseen and not piece.startswith("<!--"):
            kept.append(unescape(piece))
    return BLANK.sub(" ", " ".join(kept)).strip()
