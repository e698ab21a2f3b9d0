"""Editions whose words were erased for legal reasons, in an archive: that they were there, not what they said.

    "redacted_at": <instant>, "digest": "<SHA-256 of the words as approved>"

stand in place of the words: of a release `title` and `body` are "", of a later edition they are left out.
"""

from typing import Any

from embassy.archive.kinds import Kind, Report, digest, instant, leaf
from embassy.archive.problems import Path

KEYS: dict[str, Kind] = {"redacted_at": leaf(instant), "digest": leaf(digest)}
ERASED: dict[str, Any] = {"title": "", "summary": "", "body": "", "place": "", "images": [], "attachments": []}
"""What the keys of its words come to, whatever the edition before it said."""
MUST_SAY = {"title": "is empty; write a text", "body": "is empty once it is sanitised; write the text"}


def check(edition: dict[str, Any], path: Path, report: Report) -> None:
    """The rules between the keys of an edition, the first or a later one."""
    if "redacted_at" not in edition:
        for name, sentence in MUST_SAY.items():
            if edition.get(name) == "":
                report((*path, name), sentence)
        if "digest" in edition:
            report((*path, "digest"), "stands without redacted_at; leave it out, a site makes it of the words")
        return
    if edition["redacted_at"] < edition["published_at"]:
        report((*path, "redacted_at"), "is before published_at; only what was public is redacted")
    for name in ERASED:
        if edition.get(name):
            report((*path, name), "stands beside redacted_at; a redacted text has no words, leave it out")


def told(edition: dict[str, Any]) -> dict[str, Any]:
    """What an edition of an archive says of its redaction, and of its words if they are erased."""
    if "redacted_at" not in edition:
        return {"redacted_at": None, "digest": ""}
    return {**ERASED, **{name: edition[name] for name in KEYS}}


def one_sided(where: str, *, is_told: bool) -> tuple[str, str]:
    """Key and sentence where only the archive, or only the site, has erased the words of an edition."""
    if is_told:
        return f"{where}redacted_at", "tells of a redaction; redact this edition on the site as well, in the admin"
    return f"{where}title", "was erased on the site for legal reasons, which no import undoes; take the words out here"
