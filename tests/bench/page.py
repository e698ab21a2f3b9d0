"""Writes results into docs/performance.md, between two markers: `make bench-page`, or `-m tests.bench.page FILE …`."""

import json
import sys
from pathlib import Path

from tests.bench import tables
from tests.bench.options import ROOT

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def written(text: str, results: list[str]) -> str:
    """The page with these tables between its markers. ValueError where it has none."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return "\n\n".join([before + BEGIN, *results, END]) + after


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or [ROOT / "var" / "bench.json"]
    found = [tables.markdown(json.loads(file.read_text())) for file in files]
    PAGE.write_text(written(PAGE.read_text(), found))
    print(f"{PAGE.relative_to(ROOT)}: {len(found)} results written")


if __name__ == "__main__":
    main()
