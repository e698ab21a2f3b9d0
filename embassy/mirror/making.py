"""One file of the mirror from one address of the site: asked, made fit, written. What a process of the pool does."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from embassy.mirror import addresses, documents
from embassy.mirror.addresses import NOT_FOUND, Plan
from embassy.mirror.asking import HTML, Answer, Asker
from embassy.mirror.rewriting import Rewriter
from embassy.mirror.shell import Shell
from embassy.models import Mission

MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an address. `file` is "" where nothing is there (404) or the site failed (`fault`)."""

    address: str
    file: str = ""
    digest: str = ""
    is_new: bool = False
    """Whether the file differs from that of the last mirror, or was not in it."""
    links: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the mirror is being made, and the last one, whose files are shared where they stayed the same."""

    new: Path
    old: Path

    def put(self, file: str, content: bytes) -> bool:
        """Whether the file is new. A file of the last mirror is never written to: it may be being read."""
        path, before = self.new / file, self.old / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        is_new = not holds(before, content)
        if is_new or not linked(before, path):
            path.write_bytes(content)
        return is_new


def holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def linked(before: Path, path: Path) -> bool:
    """Whether both are one file now; not where the file system knows no such thing (FAT)."""
    try:
        os.link(before, path)
    except OSError:
        return False
    return True


class Maker:
    def __init__(self, plan: Plan, folders: Folders, dead: frozenset[str] = frozenset()) -> None:
        self.plan, self.folders = plan, folders
        self.asker = Asker(plan)
        self.rewriter = Rewriter(plan, Shell(plan, Mission.current()), dead)

    def make(self, wanted: Iterable[str]) -> Iterator[Made]:
        with self.asker.at_work():
            for address in wanted:
                yield self.one(address)

    def one(self, address: str) -> Made:
        answer = self.asker.ask(address)
        for _step in range(MAX_REDIRECTS):
            if not answer.location:
                break
            target = addresses.inside(answer.location, address)
            if address.partition("?")[0].endswith("/") or target is None:
                return self.leading_on(address, answer.location)
            answer = self.asker.ask(target[0])
        if answer.status == 200 or address == NOT_FOUND:
            return self.kept(address, answer)
        return Made(address, fault="" if answer.status in {404, 410} else f"{address}: {answer.status}")

    def kept(self, address: str, answer: Answer) -> Made:
        content, links = self.fit(address, answer)
        return self.written(address, content, links)

    def written(self, address: str, content: bytes, links: Iterable[str]) -> Made:
        file = self.plan.file_of(address)
        assert file is not None  # noqa: S101  (none but such are asked)
        is_new = self.folders.put(file, content)
        return Made(address, file, hashlib.sha256(content).hexdigest(), is_new, tuple(links))

    def fit(self, address: str, answer: Answer) -> tuple[bytes, list[str]]:
        """The content of the file, and the addresses that it leads to."""
        kind = answer.content_type
        if kind == HTML:
            text, links = self.rewriter.page(address, answer.content.decode())
        elif kind == documents.CSS:
            text, links = documents.style_sheet(self.plan, address, answer.content.decode())
        elif kind in documents.WITH_ADDRESSES or address == documents.ROBOTS:
            text, links = documents.document(self.plan, answer.content.decode())
        elif kind == documents.PLAIN and address.endswith(".txt") and "/messages/" in address:
            return documents.BOM + answer.content, []
        else:
            return answer.content, []
        return text.encode(), links

    def leading_on(self, address: str, location: str) -> Made:
        text, links = self.rewriter.moved(address, location)
        return self.written(address, text.encode(), links)
