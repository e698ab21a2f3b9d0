"""The interface in other languages: its words gathered from the source, kept in locale/<code>/LC_MESSAGES, compiled.

`python -m tests.catalogues` (make messages) brings every catalogue in step with the source and compiles it; new words
are left empty, to be translated. Pure Python: no program of GNU gettext is needed.
"""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
KEYWORDS = {
    "_": None,
    "lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

STRING = r"""[ru]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CALL = re.compile(rf"\b(?:_|n?p?gettext)\(\s*{STRING}(?:\s*,\s*{STRING})*")


def sources() -> Iterator[Path]:
    """The files whose words readers and officers see: the apps' modules and all templates."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "embassy", "releases", "counters", "templates"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in sorted(listed.stdout.splitlines()):
        if name.endswith((".html", ".txt", ".py")) and "/migrations/" not in name and (ROOT / name).exists():
            yield Path(name)


def calls_in(templatized: str) -> str:
    """The calls of gettext that Django has made of a template, a line each and in their lines, the rest left out."""
    return "\n".join("; ".join(match[0] + ")" for match in CALL.finditer(line)) for line in templatized.split("\n"))


def gathered() -> Catalog:
    """Every message of the source with the places where it stands."""
    from django.utils.translation.template import templatize

    catalogue = Catalog(project="Embassy", charset="utf-8")
    for path in sources():
        text = (ROOT / path).read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else calls_in(templatize(text, origin=str(path)))
        for line, message, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            catalogue.add(message, locations=[(str(path), line)], context=context)
    return catalogue


def catalogue_of(code: str) -> Catalog:
    with (LOCALE / code / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=code, domain="django")


def codes() -> list[str]:
    return sorted(path.name for path in LOCALE.iterdir() if (path / "LC_MESSAGES" / "django.po").exists())


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def bring_in_step(code: str, template: Catalog) -> int:
    """Write the catalogue of a language anew; returns how many of its messages have no translation."""
    catalogue = catalogue_of(code)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy, catalogue.header_comment = False, f"# Embassy in {catalogue.locale.english_name}"
    catalogue.last_translator = catalogue.language_team = "the press office"
    catalogue.msgid_bugs_address = ""
    folder = LOCALE / code / "LC_MESSAGES"
    with (folder / "django.po").open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    (folder / "django.mo").write_bytes(compiled(catalogue))
    return sum(1 for message in catalogue if message.id and not is_translated(message))


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings) and not message.fuzzy


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "embassy.settings")
    template = gathered()
    for code in codes():
        print(f"{code}: {bring_in_step(code, template)} of {len(template)} messages without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
