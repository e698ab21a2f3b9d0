"""What was promised, and whether a run shows it. Ratios are of processor time within the run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Result = dict[str, Any]
MILLION = 1_000_000


@dataclass(frozen=True)
class Bar:
    name: str
    value: float
    wanted: float
    unit: str
    """"×" for a ratio that is to be reached, anything else for a quantity that is to stay below."""

    @property
    def is_met(self) -> bool:
        return self.value >= self.wanted if self.unit == "×" else self.value < self.wanted

    def as_row(self) -> list[str]:
        sign = "at least" if self.unit == "×" else "below"
        unit = "" if self.unit == "ratio" else f" {self.unit}"
        shown = f"{self.value:,.2f}" if self.value < 10 else f"{self.value:,.0f}"
        return [self.name, f"{sign} {self.wanted:g}{unit}", f"{shown}{unit}", "pass" if self.is_met else "**miss**"]


class Costs:
    """The cells of a result, looked up by page and way."""

    def __init__(self, result: Result) -> None:
        self.cells = {(cell["size"], cell["page"], cell["way"]): cell for cell in result["cells"]}
        self.size = result["sizes"][0]
        self.other_sizes = result["sizes"][1:]

    def get(self, page: str, way: str, size: int | None = None) -> dict[str, Any] | None:
        return self.cells.get((size or self.size, page, way))

    def ratio(self, of: tuple[str, str], to: tuple[str, str], sizes: tuple[int, int] | None = None) -> float | None:
        """How many times the cost of `of` the cost of `to` is; None where one was not measured."""
        first, second = sizes or (self.size, self.size)
        ours, theirs = self.get(*of, first), self.get(*to, second)
        return theirs["cpu_ms"] / ours["cpu_ms"] if ours and theirs and ours["cpu_ms"] else None

    def rate(self, of: tuple[str, str], to: tuple[str, str]) -> float | None:
        """The requests a second of `of`, of those of `to`."""
        ours, theirs = self.get(*of), self.get(*to)
        return ours["per_second"] / theirs["per_second"] if ours and theirs else None


def bars(result: Result) -> list[Bar]:
    """All of which there is a measurement."""
    costs = Costs(result)
    found = [*warm(costs), *cold(costs), *growth(costs), *searches(costs)]
    for size in result["sizes"]:
        found += others(size, result["others"].get(str(size), {}), result["database"])
    return found


def at_least(name: str, value: float | None, wanted: float) -> Iterator[Bar]:
    if value is not None:
        yield Bar(name, value, wanted, "×")


def warm(costs: Costs) -> Iterator[Bar]:
    for page in ("home", "list", "release"):
        ours = (page, "warm")
        yield from at_least(f"warm {page} : bare WSGI “hello”", costs.ratio(ours, ("hello", "hello WSGI")), 0.8)
        yield from at_least(f"warm {page} : “hello” Django", costs.ratio(ours, ("hello", "hello Django")), 5)
        yield from at_least(f"warm {page} : nginx, the same bytes", costs.ratio(ours, (page, "nginx")), 0.3)
        yield from at_least(f"warm {page} : nginx, in requests a second", costs.rate(ours, (page, "nginx")), 0.3)
        if (cell := costs.get(*ours)) and cell["p99_ms"] is not None:
            yield Bar(f"warm {page}: 99 of 100 within", cell["p99_ms"], 30, "ms")


def cold(costs: Costs) -> Iterator[Bar]:
    for page, wanted in (("home", 10), ("list", 10), ("filtered", 10), ("release", 4)):
        yield from at_least(f"cold {page} : textbook", costs.ratio((page, "cold"), (page, "textbook")), wanted)
    yield from at_least("first list, last page : page 1", costs.ratio(("deep", "first"), ("list", "first")), 0.8)


def growth(costs: Costs) -> Iterator[Bar]:
    for size in costs.other_sizes:
        for page in ("home", "list", "deep"):
            grown = costs.ratio((page, "first"), (page, "first"), (costs.size, size))
            if grown is not None:
                yield Bar(f"first {page} at {size:,} : at {costs.size:,}", grown, 1.2, "ratio")


def searches(costs: Costs) -> Iterator[Bar]:
    for size in (costs.size, *costs.other_sizes):
        for page, most in (("rare", 50), ("common", 500)):
            if cell := costs.get(page, "first", size):
                yield Bar(f"search for a {page} word at {size:,}", cell["cpu_ms"], most, "ms")


def others(size: int, found: dict[str, float], database: str) -> Iterator[Bar]:
    if "publish_ms" in found and database == "sqlite":
        yield Bar(f"publish at {size:,}", found["publish_ms"], 100 if size >= MILLION else 50, "ms")
    if "import_rate" in found and database == "sqlite":
        yield Bar("import, releases a second", found["import_rate"], 500, "×")
    if "memory_mb" in found:
        yield Bar(f"memory of a process at {size:,}", found["memory_mb"], 250, "MB")
    if "stampede_rebuilds" in found:
        yield Bar(
            f"renderings of a page as a minute turns, {found['stampede_requests']:,} requests",
            found["stampede_rebuilds"],
            3,
            "renderings",
        )
        yield Bar("slowest request as a minute turns", found["stampede_slowest_ms"], 1000, "ms")
