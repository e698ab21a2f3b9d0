"""The licences of everything that is installed: `python -m tests.licences`, a part of `make check`.

They must be permissive, or ask for their own files alone (MPL), as OPS-06 has it. A licence that nobody has looked at
is an error: somebody looks at it, and names it here.
"""

import re
import sys
from importlib.metadata import Distribution, distributions

PERMISSIVE = re.compile(
    r"\b(MIT|BSD|0BSD|ISC|Apache|PSF|Python-2\.0|Python Software Foundation|HPND|Unlicense|Zlib|ZPL|CC0|OFL|W3C)\b",
    re.IGNORECASE,
)
ITS_OWN_FILES = re.compile(r"\bMPL\b|Mozilla Public License", re.IGNORECASE)
BINDING = re.compile(
    r"\b[AL]?GPL|GNU (Affero|Lesser|General)|\bEUPL|\bSSPL|\bBUSL|CC-BY-(NC|SA)|Commons Clause", re.IGNORECASE
)
LOOKED_AT = {
    "psycopg": "LGPL-3.0: used as it is, in the extra `postgres`; the only maintained driver that Django knows.",
    "psycopg-binary": "LGPL-3.0: the same, compiled.",
    "axe-playwright-python": "MIT, as its repository says; its metadata say nothing. In tests alone.",
}
"""Exceptions, each with its reason."""


def licence_of(distribution: Distribution) -> str:
    """As its metadata say: an SPDX expression, else the classifiers, else the first line of the text."""
    told = distribution.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    classifiers = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    named = [line.rpartition(" :: ")[2] for line in classifiers if not line.endswith("OSI Approved")]
    return " / ".join(named) or (told.get("License") or "").strip().partition("\n")[0]


def problem_of(name: str, licence: str) -> str:
    """What is wrong with a licence; "" where nothing is."""
    if name in LOOKED_AT:
        return ""
    choices = [part.strip(" ()") for part in re.split(r"\bOR\b|/", licence)]
    is_permissive = any(PERMISSIVE.search(part) and not BINDING.search(part) for part in choices)
    if is_permissive or any(ITS_OWN_FILES.search(part) for part in choices):
        return ""
    return f"{name}: {licence or 'no licence is named'}"


def problems() -> list[str]:
    found = {distribution.metadata["Name"].lower(): licence_of(distribution) for distribution in distributions()}
    return sorted(filter(None, (problem_of(name, licence) for name, licence in found.items())))


if __name__ == "__main__":
    found = problems()
    for line in found:
        print(f"Look at the licence of {line}")
    sys.exit(bool(found))
