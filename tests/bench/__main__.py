"""The whole run: builds, starts, measures in turn, prints, writes JSON."""

import json
import os
import time
from contextlib import ExitStack
from datetime import date
from typing import Any

from tests.bench import archives, load, options, others, postgresql, tables, ways
from tests.bench.archives import Archive
from tests.bench.bars import Result, bars
from tests.bench.pages import Page, pages

SECONDS_APART = 110
"""Of the time of the run, kept for what is no page."""


def main() -> None:
    asked = options.read()
    with ExitStack() as stack:
        result = run(asked, [archives.build(archive, is_fresh=asked.is_fresh) for archive in chosen(asked, stack)])
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(result, indent=1))
    print(f"\n{tables.markdown(result)}\n\nwritten to {asked.json}")


def chosen(asked: options.Options, stack: ExitStack) -> list[Archive]:
    """The archives to measure; a PostgreSQL of their own runs as long as `stack` is open."""
    words = archives.WORDS if max(asked.sizes) <= archives.FEW else archives.FEWER_WORDS
    kind, urls = asked.database.partition(":")[0], [asked.database]
    if kind == "sqlite":
        urls = [""] * len(asked.sizes)
    elif asked.database == kind:
        urls = stack.enter_context(postgresql.cluster(len(asked.sizes)))
    elif len(asked.sizes) > 1:
        raise SystemExit(
            "DATABASE_URL is one database: give one N, or DATABASE=postgresql for a server of the run's own."
        )
    return [
        Archive(size, asked.folder / f"{kind}-{size}-{words}", url, words)
        for size, url in zip(asked.sizes, urls, strict=True)
    ]


def run(asked: options.Options, built: list[Archive]) -> Result:
    deadline = time.monotonic() + asked.seconds
    found = {archive.size: others.asked(archive, "addresses") for archive in built}
    cells, rounds, memory = measured(asked, built, found, deadline)
    besides = {str(archive.size): of_archive(asked, archive, pages(found[archive.size])) for archive in built}
    for size, megabytes in memory.items():
        besides[size]["memory_mb"] = megabytes
    result = {
        "taken_on": f"{date.today()}",
        "sizes": list(asked.sizes),
        "database": asked.database.partition(":")[0],
        "cores": os.cpu_count(),
        "load": load.NAME,
        "rounds": rounds,
        "cells": cells,
        "others": besides,
    }
    judged = [
        {"name": bar.name, "value": bar.value, "wanted": bar.wanted, "unit": bar.unit, "is_met": bar.is_met}
        for bar in bars(result)
    ]
    return {**result, "bars": judged}


def measured(
    asked: options.Options, built: list[Archive], found: dict[int, Any], deadline: float
) -> tuple[list[dict[str, Any]], int, dict[str, float]]:
    """The medians of all cells, the number of rounds, and the most memory that a process of each archive took."""
    cells: list[ways.Cell] = []
    with ExitStack() as stack:
        for archive in built:
            wanted: list[Page] = [page for page in pages(found[archive.size]) if asked.wants(page.part)]
            if wanted:
                pids = found[archive.size]["database_pids"]
                cells += ways.cells(stack, archive, wanted, pids, is_main=archive is built[0])
        rounds = ways.measure(cells, deadline - SECONDS_APART) if cells else 0
        memory: dict[str, float] = {}
        for cell in cells:
            if cell.server.name in {"first", "cold", "warm"}:
                memory[str(cell.size)] = max(memory.get(str(cell.size), 0), cell.server.peak_megabytes())
    return [cell.medians() for cell in cells], rounds, memory


def of_archive(asked: options.Options, archive: Archive, there: list[Page]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if asked.wants("stampede") and archive.size == asked.sizes[0]:
        found |= others.stampede(archive, there)
    if asked.wants("start"):
        found |= others.start(archive)
    if asked.wants("import") and archive.size == asked.sizes[0]:
        found["import_rate"] = round(archives.import_rate(asked.folder / "import"))
    if asked.wants("publish"):
        found |= others.asked(archive, "publish")
    return found


if __name__ == "__main__":
    main()
