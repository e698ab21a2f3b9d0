"""A result as tables of Markdown, for the terminal and for docs/performance.md."""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.bench.bars import Costs, Result, bars

NAMES = {
    "home": "home",
    "list": "list, page 1",
    "deep": "list, last page",
    "filtered": "list, filtered",
    "release": "release",
    "feed": "feed",
    "rare": "search, rare word",
    "common": "search, common word",
    "api": "API, list",
}
LABELS = {
    "publish_ms": "approving a text, ms",
    "draft_ms": "saving its draft, ms",
    "import_rate": "import, releases a second",
    "memory_mb": "memory of a process, MB",
    "start_seconds": "start to the first page, s",
    "stampede_rebuilds": "renderings of a page as a minute turns",
    "stampede_slowest_ms": "slowest request as a minute turns, ms",
}


def markdown(result: Result) -> str:
    costs = Costs(result)
    parts = [heading(result), *warm(costs), *cold(costs), *growth(costs), *others(result), judged(result)]
    return "\n\n".join(part for part in parts if part)


def heading(result: Result) -> str:
    sizes = " and ".join(f"{size:,}" for size in result["sizes"])
    where = f"{result['database']}, {result['cores']} cores shared with the load, one process each"
    how = f"load by {result['load']}; medians of {result['rounds']} interleaved runs"
    return f"Taken {result['taken_on']} over {sizes} releases: {where}; {how}."


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def warm(costs: Costs) -> Iterator[str]:
    rows = []
    for page, name in NAMES.items():
        if cell := costs.get(page, "warm"):
            to = [("hello", "hello WSGI"), ("hello", "hello Django"), (page, "nginx")]
            ratios = [times(costs.ratio((page, "warm"), way)) for way in to]
            rows.append([name, f"{cell['bytes'] / 1000:.1f}", *figures(cell), *ratios])
    rows += [
        [f"*{way}*", f"{cell['bytes'] / 1000:.1f}", *figures(cell), "", "", ""]
        for page, way in (("hello", "hello WSGI"), ("hello", "hello Django"), ("home", "nginx"))
        if (cell := costs.get(page, way))
    ]
    if rows:
        head = ["warm", "kB sent", "CPU ms", "a second", "p99 ms", "× bare WSGI", "× “hello” Django", "× nginx"]
        yield table(head, rows)


def cold(costs: Costs) -> Iterator[str]:
    for size in (costs.size, *costs.other_sizes):
        rows = []
        for page, name in NAMES.items():
            found = {way: costs.get(page, way, size) for way in ("first", "cold", "textbook")}
            if found["cold"]:
                there = [part for cell in found.values() for part in (figures(cell)[:2] if cell else ["", ""])]
                book, sizes = (page, "textbook"), (size, size)
                ratios = [times(costs.ratio((page, way), book, sizes)) for way in ("first", "cold")]
                rows.append([name, *there, *ratios])
        if rows:
            head = [f"{size:,} releases", "first: CPU ms", "a second", "cold: CPU ms", "a second"]
            head += ["textbook: CPU ms", "a second", "first × textbook", "cold × textbook"]
            yield table(head, rows)


def growth(costs: Costs) -> Iterator[str]:
    rows = [
        [name, *(times(costs.ratio(cell, cell, (costs.size, size))) for size in costs.other_sizes)]
        for page, name in NAMES.items()
        if costs.other_sizes and costs.get(*(cell := (page, "first")))
    ]
    if rows:
        yield table([f"first cost, of that at {costs.size:,}", *(f"{size:,}" for size in costs.other_sizes)], rows)


def others(result: Result) -> Iterator[str]:
    found = [result["others"].get(str(size), {}) for size in result["sizes"]]
    rows = [
        [label, *(number(values.get(name)) for values in found)]
        for name, label in LABELS.items()
        if any(name in values for values in found)
    ]
    if rows:
        yield table(["besides", *(f"{size:,}" for size in result["sizes"])], rows)


def judged(result: Result) -> str:
    rows = [bar.as_row() for bar in bars(result)]
    return table(["bar", "wanted", "found", ""], rows) if rows else ""


def figures(cell: dict[str, Any]) -> list[str]:
    return [number(cell["cpu_ms"]), number(cell["per_second"]), number(cell["p99_ms"])]


def times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"
