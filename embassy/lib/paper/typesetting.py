"""Sets one document, in a process of its own with its own limits of memory and time.

    python -I typesetting.py FOLDER

Reads letter.typ, document.json and the pictures in FOLDER, writes document.pdf beside them. Run by embassy.lib.paper;
knows typst and no Django, and has nothing of the site's secrets in its environment.
"""

import resource
import sys
from pathlib import Path

import typst

FONTS = Path(__file__).with_name("fonts")
MAX_MEMORY_BYTES = 1 << 30
MAX_CPU_SECONDS = 15


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(folder: Path) -> None:
    limit()
    typst.compile(
        folder / "letter.typ",
        output=folder / "document.pdf",
        root=folder,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
