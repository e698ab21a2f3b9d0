"""Starts what is compared, and says which cells there are to measure."""

import time
from contextlib import ExitStack
from pathlib import Path

from tests.bench import servers
from tests.bench.archives import Archive
from tests.bench.cells import PLAIN, READERS, Cell
from tests.bench.pages import Page
from tests.bench.servers import Server

COLD = {"MINUTE_PAGES_MB": "0"}
FIRST = {**COLD, "LASTING_PAGES_MB": "0"}
HELLO = "hello"


def cells(stack: ExitStack, archive: Archive, chosen: list[Page], pids: list[int], *, is_main: bool) -> list[Cell]:
    """Of one archive; beside the main one stand also the ways that have no archive."""
    cold = stack.enter_context(servers.site(archive, "cold", database=pids, **COLD))
    first = stack.enter_context(servers.site(archive, "first", database=pids, **FIRST))
    book = stack.enter_context(
        servers.same_server(cold, "textbook", servers.TEXTBOOK, archive.textbook_environment, database=pids)
    )
    found = [Cell(archive.size, page.part, "cold", cold, page.site, PLAIN) for page in chosen]
    found += [Cell(archive.size, page.part, "first", first, page.site, PLAIN) for page in chosen]
    found += [Cell(archive.size, page.part, "textbook", book, page.textbook, PLAIN) for page in chosen]
    if is_main:
        warm = stack.enter_context(servers.site(archive, "warm", database=pids))
        kept = [page for page in chosen if page.part != "api"]
        found += [Cell(archive.size, page.part, "warm", warm, page.site, READERS) for page in kept]
        bare = stack.enter_context(servers.same_server(warm, "hello WSGI", servers.HELLO, archive.environment))
        found.append(Cell(archive.size, HELLO, "hello WSGI", bare, "/", READERS))
        found.append(Cell(archive.size, HELLO, "hello Django", book, "/hello", READERS))
        found += of_nginx(stack, archive, warm, kept)
    return [tried(cell) for cell in found]


def of_nginx(stack: ExitStack, archive: Archive, warm: Server, chosen: list[Page]) -> list[Cell]:
    """The same bytes, as they go over the wire, from files."""
    files = {page.part: warm.get(page.site, READERS).body for page in chosen}
    server = stack.enter_context(servers.nginx(Path(archive.folder) / "nginx", files))
    return [Cell(archive.size, page.part, "nginx", server, f"/{page.part}", READERS) for page in chosen if server]


def tried(cell: Cell) -> Cell:
    """A cell whose page has been given a few times, and is what it should be."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        response = cell.server.get(cell.path, cell.headers)
        times.append(time.perf_counter() - begun)
        if response.status != 200:
            raise SystemExit(f"{cell.server.name} answers {response.status} to {cell.path}")
        if times[-1] > 2:
            break
    cell.bytes, cell.seconds = len(response.body), min(times)
    return cell


def refuse_what_is_kept(cell: Cell) -> None:
    """Nothing is called cold that is not: whatever Django renders costs more than its “hello”, at about 0.15 ms."""
    if cell.way in {"first", "cold"} and cell.samples[-1].cpu_ms < 0.1:
        raise SystemExit(
            f"{cell.path} was given and not rendered, with MINUTE_PAGES_MB=0: its cost is not that of a page"
        )


def measure(found: list[Cell], deadline: float, rounds: tuple[int, int] = (2, 7)) -> int:
    """Rounds over all cells in turn, as many as there is time for; at least the first number, at most the second."""
    least, most = rounds
    begun = time.monotonic()
    for number in range(1, most + 1):
        for cell in found:
            cell.measure()
            refuse_what_is_kept(cell)
        spent = time.monotonic() - begun
        print(f"round {number} of {len(found)} cells: {spent:.0f} s", flush=True)
        if number >= least and time.monotonic() + spent / number > deadline:
            return number
    return most
