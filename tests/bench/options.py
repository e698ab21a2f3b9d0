"""What is asked of a run, from the environment: `make bench N=200000 ONLY=list,home`."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = "home list deep filtered release feed rare common api publish import start stampede".split()
"""What ONLY may name. `search` stands for its two words; the rest are pages, and then what is no page."""
TOGETHER = {"search": ["rare", "common"], "pages": PARTS[:9]}


@dataclass(frozen=True)
class Options:
    sizes: tuple[int, ...]
    """Of the archives; the first is compared with the other ways, the others with the first."""
    parts: frozenset[str]
    seconds: int
    """How long the whole run may take, the building of archives apart."""
    json: Path
    database: str
    """"sqlite", "postgresql" for a server of its own, or the URL of an empty database."""
    is_fresh: bool
    """Whether archives of earlier runs are built anew."""

    @property
    def folder(self) -> Path:
        return ROOT / "var" / "bench"

    def wants(self, part: str) -> bool:
        return part in self.parts


def parts_of(text: str) -> frozenset[str]:
    """The parts that ONLY names; all for "". SystemExit names those that do not exist."""
    named = [part for word in text.replace(",", " ").split() for part in TOGETHER.get(word, [word])]
    if unknown := sorted(set(named) - set(PARTS)):
        raise SystemExit(f"ONLY: no such part: {', '.join(unknown)}. There are {', '.join([*PARTS, *TOGETHER])}.")
    return frozenset(named or PARTS)


def read(environment: "os._Environ[str] | dict[str, str]" = os.environ) -> Options:
    sizes = environment.get("N") or "10000"
    return Options(
        sizes=tuple(int(size) for size in sizes.replace("_", "").split(",")),
        parts=parts_of(environment.get("ONLY", "")),
        seconds=int(environment.get("BENCH_SECONDS") or 300),
        json=Path(environment.get("JSON") or ROOT / "var" / "bench.json"),
        database=environment.get("DATABASE_URL") or environment.get("DATABASE") or "sqlite",
        is_fresh=environment.get("FRESH", "") not in ("", "0"),
    )
