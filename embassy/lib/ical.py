"""A calendar of whole days as other programs subscribe to it (RFC 5545)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MAX_OCTETS = 75
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Day:
    """An event of one whole day. `uid` never changes, so that a subscriber's copy is replaced and not doubled."""

    uid: str
    on: date
    summary: str
    url: str = ""


def calendar(name: str, days: Iterable[Day], at: datetime) -> str:
    """The text of a calendar made at `at`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Embassy//Press office//EN", "CALSCALE:GREGORIAN"]
    lines += [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT12H"]
    for day in days:
        lines += event(day, at)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def event(day: Day, at: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(day.uid)}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(day.summary)}",
        "TRANSP:TRANSPARENT",
    ]
    return [*lines, *([f"URL:{day.url}"] if day.url else []), "END:VEVENT"]


def escaped(text: str) -> str:
    """A TEXT value (3.3.11): backslash, semicolon, comma and line break; other control characters may not occur."""
    text = "\n".join(text.splitlines()).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(char for char in text.replace("\n", "\\n") if char >= " " and char != "\x7f")


def folded(line: str) -> str:
    """At most 75 octets a line, never cut inside of a character (3.1)."""
    return "\r\n ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > MAX_OCTETS:
            yield piece
            piece, size = "", 1
        piece, size = piece + char, size + octets
    yield piece
