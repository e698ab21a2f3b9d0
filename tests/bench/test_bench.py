"""What the measurements rest on: the count of processor time, the bars, the page of the results."""

import os
import subprocess
import sys

import pytest

from tests.bench import bars, options, page, processes, tables
from tests.bench.bars import Bar


def cell(page: str, way: str, cpu_ms: float, size: int = 100, p99_ms: float | None = None):
    figures = {"cpu_ms": cpu_ms, "per_second": 1000 / cpu_ms, "p99_ms": p99_ms, "bytes": 6000, "runs": 3}
    return {"size": size, "page": page, "way": way, **figures}


RESULT = {
    "taken_on": "2026-05-04",
    "sizes": [100, 1_000_000],
    "database": "sqlite",
    "cores": 2,
    "load": "wrk",
    "rounds": 3,
    "cells": [
        cell("home", "warm", 0.02, p99_ms=31.0),
        cell("hello", "hello WSGI", 0.017),
        cell("hello", "hello Django", 0.2),
        cell("home", "nginx", 0.005),
        cell("list", "cold", 1.0),
        cell("list", "first", 2.0),
        cell("list", "first", 2.2, size=1_000_000),
        cell("list", "cold", 1.0, size=1_000_000),
        cell("list", "textbook", 9.0),
    ],
    "others": {"100": {"publish_ms": 49.0, "import_rate": 499}, "1000000": {"publish_ms": 99.0, "memory_mb": 250.0}},
}


def test_a_bar_is_a_ratio_that_is_reached_or_a_quantity_that_stays_below():
    found = [(bar.name, round(bar.value, 3), bar.wanted, bar.unit, bar.is_met) for bar in bars.bars(RESULT)]

    assert found == [
        ("warm home : bare WSGI “hello”", 0.85, 0.8, "×", True),
        ("warm home : “hello” Django", 10.0, 5, "×", True),
        ("warm home : nginx, the same bytes", 0.25, 0.3, "×", False),
        ("warm home : nginx, in requests a second", 0.25, 0.3, "×", False),
        ("warm home: 99 of 100 within", 31.0, 30, "ms", False),
        ("cold list : textbook", 9.0, 10, "×", False),
        ("first list at 1,000,000 : at 100", 1.1, 1.2, "ratio", True),
        ("publish at 100", 49.0, 50, "ms", True),
        ("import, releases a second", 499, 500, "×", False),
        ("publish at 1,000,000", 99.0, 100, "ms", True),
        ("memory of a process at 1,000,000", 250.0, 250, "MB", False),
    ]


def test_a_row_says_what_was_wanted_and_found():
    rows = [
        Bar("a", 0.123, 0.8, "×").as_row(),
        Bar("b", 1234.5, 2000, "ms").as_row(),
        Bar("c", 1.1, 1.2, "ratio").as_row(),
    ]

    assert rows == [
        ["a", "at least 0.8 ×", "0.12 ×", "**miss**"],
        ["b", "below 2000 ms", "1,234 ms", "pass"],
        ["c", "below 1.2", "1.10", "pass"],
    ]


def test_the_page_keeps_what_stands_around_its_tables():
    text = f"# Before\n\n{page.BEGIN}\nold\n{page.END}\nafter\n"

    assert page.written(text, ["| new |"]) == f"# Before\n\n{page.BEGIN}\n\n| new |\n\n{page.END}\nafter\n"
    assert page.written(page.written(text, ["| new |"]), ["| new |"]) == page.written(text, ["| new |"])
    with pytest.raises(ValueError, match="the page has no"):
        page.written("nothing", [])


def test_the_tables_show_each_size():
    shown = tables.markdown(RESULT)

    assert "| list, page 1 | 2.0 | 500 | 1.0 | 1,000 | 9.0 | 111 | 4.50 | 9.00 |" in shown.splitlines()
    assert "| list, page 1 | 2.2 | 455 | 1.0 | 1,000 |  |  |  |  |" in shown.splitlines()
    assert "| list, page 1 | 1.10 |" in shown.splitlines()


def test_the_docs_have_a_place_for_the_tables():
    assert page.written(page.PAGE.read_text(), ["x"]).count(page.BEGIN) == 1


def test_processor_time_is_that_of_the_whole_tree():
    work = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    child = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {work!r}]); sys.stdin.read()"
    parent = subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE)
    try:
        spent = 0.0
        while spent < 0.3 and parent.poll() is None:
            spent = processes.cpu_seconds(processes.tree([parent.pid]))
    finally:
        parent.communicate()

    assert 0.3 <= spent < 2
    assert processes.cpu_seconds([parent.pid]) == 0


def test_memory_is_the_peak_of_one_process():
    assert processes.peak_megabytes([os.getpid()]) > 10
    assert processes.peak_megabytes([]) == 0


def test_a_part_that_does_not_exist_is_named():
    assert options.parts_of("search,home") == {"rare", "common", "home"}
    assert options.parts_of("") == set(options.PARTS)
    with pytest.raises(SystemExit, match="no such part: lists"):
        options.parts_of("lists home")
