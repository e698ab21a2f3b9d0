"""What a value of an archive may be. Each kind reads one JSON value into the form that the database takes.

A kind never raises: it reports the fault under the value's path and gives None.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from embassy.archive.problems import Path
from embassy.lib import clock, languages, markup
from releases.references import Number

Day = TypeVar("Day", bound=date)
Report = Callable[[Path, str], None]
Kind = Callable[[Any, Path, Report], Any]

PLAIN = ""
"""Stands for the site's default language in the forms of a text that was written as one string."""

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
SLUG = re.compile(r"[a-z0-9_-]+")
DIGEST = re.compile(r"[0-9a-f]{64}")
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
FIRST_CHARS = 1000
YEARS = range(1500, 3000)
BEGINS_WITH_WORDS = re.compile(
    r"(?>\s*<script\b[^<>]*>.*?</script>)*+\s*(?:<(?:p|b|strong|i|em|h2|h3)>\s*)*\w", re.DOTALL | re.IGNORECASE
)
"""Bodies of which something is left for certain: most of them, and not worth a minute of sanitising."""
LIST_MAX = 1000
REFERENCE = re.compile(r"([1-9]\d{3})/([1-9]\d{0,4})", re.ASCII)
REFERENCE_MAX = 32767


class Wrong(Exception):
    """The value is not of its kind; the message is the rest of a sentence that begins with the key."""


def leaf(read: Callable[[Any], Any]) -> Kind:
    """A kind from a function that gives the value or raises Wrong."""

    def kind(value: Any, path: Path, report: Report) -> Any:
        try:
            return read(value)
        except Wrong as wrong:
            report(path, str(wrong))
            return None

    return kind


def named(value: Any) -> str:
    if value is None:
        return "null"
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names[type(value)]


def quoted(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 61 else f"“{text}”"


def text_of(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong(f"is {named(value)}; write a text in quotation marks")
    if "\0" in value or not _is_storable(value):
        found = UNSTORABLE.findall(value)[0]
        raise Wrong(f"holds the character U+{ord(found):04X}, which cannot be stored; take it out")
    return value


def _is_storable(text: str) -> bool:
    """No half of a surrogate pair. Encoding says so ten times faster than a search."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def fitting(text: str, max_length: int | None) -> str:
    if max_length and len(text) > max_length:
        raise Wrong(f"has {len(text)} characters; at most {max_length} fit")
    return text


def column(model: type[Model], name: str, *, blank: bool = False) -> Kind:
    """One line of text for this column: its length, its validators, empty only where it, or this key, may be."""
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]  # not a relation

    def read(value: Any) -> str:
        text = fitting(markup.clean_line(text_of(value)), field.max_length)
        if not (text or field.blank or blank):
            raise Wrong("is empty; write a text")
        _validate(field, text)
        return text

    return leaf(read)


def _validate(field: "Field[Any, Any]", text: str) -> None:
    if not text:
        return
    for validator in field.validators:
        try:
            validator(text)
        except ValidationError as error:
            reason = error.messages[0].rstrip(".")
            raise Wrong(f"{quoted(text)} is not accepted: {reason[:1].lower()}{reason[1:]}") from error


def localized(model: type[Model], name: str) -> Kind:
    """A text, or an object of texts by language code; read as forms by code."""
    field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]  # not a relation

    def form(value: Any, path: Path, report: Report) -> Any:
        return leaf(lambda given: fitting(text_of(given).strip(), field.max_length))(value, path, report)

    def kind(value: Any, path: Path, report: Report) -> Any:
        if not isinstance(value, str | dict):
            return report(path, f"is {named(value)}; write a text, or an object of texts by language code")
        given = {PLAIN: value} if isinstance(value, str) else value
        for code in given if given is value else ():
            leaf(language)(code, (*path, code[:60]), report)
        forms = {code: form(text, (*path, code) if code else path, report) for code, text in given.items()}
        if not any(forms.values()) and not field.blank and not any(text is None for text in forms.values()):
            report(path, "is empty; write a text")
        return {code: text for code, text in forms.items() if text}

    return kind


def html(value: Any) -> str:
    """A body. Sanitised by the model; here only that something is left of it, unless it is "", for a redacted text."""
    text = text_of(value)
    if text and not (BEGINS_WITH_WORDS.match(text) or markup.sanitise(text[:FIRST_CHARS]) or markup.sanitise(text)):
        raise Wrong("is empty once it is sanitised; write the text")
    return text


def slug(max_length: int, *, blank: bool = False) -> Kind:
    def read(value: Any) -> str:
        text = text_of(value)
        if text == "" and blank:
            return text
        if not SLUG.fullmatch(text):
            raise Wrong(f"{quoted(text)} is not an address; use a-z, 0-9, - and _ only")
        return fitting(text, max_length)

    return leaf(read)


def address(value: Any) -> str:
    """A release named as <language>/<slug>."""
    text = text_of(value)
    code, _slash, name = text.partition("/")
    if not languages.is_language(code) or not SLUG.fullmatch(name):
        raise Wrong(f"{quoted(text)} names no release; write <language>/<slug>, such as en/some-statement")
    return text


def day(value: Any) -> date:
    text = text_of(value)
    if not DAY.fullmatch(text):
        raise Wrong(f"{quoted(text)} is not a date; write 2020-01-18")
    return _in_years(_calendar(date.fromisoformat, text), text)


def instant(value: Any) -> datetime:
    text = text_of(value)
    match = INSTANT.fullmatch(text)
    if not match:
        raise Wrong(f"{quoted(text)} is not an instant; write 2020-01-18T08:46:00Z")
    if not match[1]:
        raise Wrong(f"{quoted(text)} has no time zone; write 2020-01-18T08:46:00Z")
    return _in_years(_calendar(lambda given: datetime.fromisoformat(given).astimezone(UTC), text), text)


def _calendar(parse: Callable[[str], Day], text: str) -> Day:
    try:
        return parse(text)
    except (ValueError, OverflowError) as error:
        raise Wrong(f"{quoted(text)} is not in the calendar; check year, month, day and time") from error


def _in_years(found: Day, text: str) -> Day:
    if found.year not in YEARS:
        raise Wrong(f"{quoted(text)} is out of range; years from {YEARS.start} to {YEARS.stop - 1} are accepted")
    return found


def zone(value: Any) -> str:
    text = text_of(value)
    try:
        clock.validate_zone(text)
    except ValidationError as error:
        raise Wrong(f"{quoted(text)} is not a time zone; use a name such as Europe/London") from error
    return fitting(text, 60)


def language(value: Any) -> str:
    text = text_of(value)
    if not languages.is_language(text):
        raise Wrong(f"{quoted(text)} is not a language code; use a code such as en, fr or ar")
    return text


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong(f"is {named(value)}; write true or false")
    return value


def digest(value: Any) -> str:
    text = text_of(value)
    if not DIGEST.fullmatch(text):
        raise Wrong(f"{quoted(text)} is not a digest; write the 64 digits of a SHA-256 in hexadecimal")
    return text


def order(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong(f"is {named(value)}; write a whole number")
    if not 0 <= value <= 32767:
        raise Wrong(f"is {value}; write a whole number from 0 to 32767")
    return value


def reference(value: Any) -> Number:
    """A reference number without the mission's prefix."""
    text = text_of(value)
    match = REFERENCE.fullmatch(text)
    if not match or int(match[2]) > REFERENCE_MAX:
        raise Wrong(f"{quoted(text)} is not a reference number; write year/number, such as 2020/17")
    return Number(int(match[1]), int(match[2]))


def one_of(choices: Iterable[str]) -> Kind:
    known = [str(choice) for choice in choices]

    def read(value: Any) -> str:
        text = text_of(value)
        if text not in known:
            raise Wrong(f"{quoted(text)} is unknown; use one of {', '.join(known)}")
        return text

    return leaf(read)


def listed(kind: Kind, most: int = LIST_MAX) -> Kind:
    def read(value: Any, path: Path, report: Report) -> Any:
        if not isinstance(value, list):
            return report(path, f"is {named(value)}; write a list")
        if len(value) > most:
            return report(path, f"has {len(value)} elements; at most {most} are read")
        return [kind(item, (*path, place), report) for place, item in enumerate(value)]

    return read


def record(required: dict[str, Kind], optional: dict[str, Kind]) -> Kind:
    """An object of these keys and no others; read as the dict of those that are there."""
    table = required | optional

    def read(value: Any, path: Path, report: Report) -> Any:
        if not isinstance(value, dict):
            return report(path, f"is {named(value)}; write an object")
        for name in value:
            if name not in table:
                report((*path, name[:60]), _unknown(name, table))
        for name in required:
            if name not in value:
                report((*path, name), "is missing; add it")
        return {name: table[name](item, (*path, name), report) for name, item in value.items() if name in table}

    return read


def _unknown(name: str, table: Iterable[str]) -> str:
    close = get_close_matches(name[:60], list(table), n=1)
    return f"is not a key of the format; {f'did you mean {close[0]}?' if close else 'leave it out'}"
