"""Strict JSON, and on which line each value of a file stands.

Stricter than the standard library: no key twice, no NaN or Infinity, no endless numbers; nesting ends in a sentence.
"""

import json
from typing import Any, NoReturn

from embassy.archive.problems import Path

DIGITS_MAX = 15
BLANK = " \t\r\n"
LOCATED_DEPTH = 4
"""As deep as the format has keys: list, incident, steps, step."""


class NotJson(Exception):
    """The text is no JSON that an archive may hold; the message says why, `position` is where, in characters."""

    def __init__(self, sentence: str, position: int = 0) -> None:
        super().__init__(sentence)
        self.position = position


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise _twice(next(name for name in names if names.count(name) > 1))
    return found


def _twice(name: str) -> NotJson:
    return NotJson(f"has the key “{name[:40]}” twice in one object; keep one of them")


def _constant(name: str) -> NoReturn:
    raise NotJson(f"holds {name}, which is not JSON; write a number or leave the key out")


def _integer(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise NotJson(f"holds a number of {len(digits)} digits; at most {DIGITS_MAX} are read")
    return int(digits)


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_constant, parse_int=_integer)


def parse(text: str) -> Any:
    """The value. Raises NotJson."""
    try:
        return _DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _explained(error) from error


def located(text: str) -> tuple[Any, dict[Path, int]]:
    """The value, and the line of each key and element down to the depth of the format. Raises NotJson."""
    reader = _Reader(text)
    try:
        value, end = reader.value(reader.blank(0), ())
        if reader.blank(end) < len(text):
            raise json.JSONDecodeError("Extra data", text, reader.blank(end))
    except (json.JSONDecodeError, RecursionError) as error:
        raise _explained(error) from error
    except NotJson as error:
        error.position = error.position or reader.position
        raise
    return value, reader.lines


def _explained(error: json.JSONDecodeError | RecursionError) -> NotJson:
    if isinstance(error, RecursionError):
        return NotJson("is nested too deeply; the format has four levels")
    sentence = f"is not JSON (column {error.colno}: {error.msg}); check quotation marks, commas and brackets there"
    return NotJson(sentence, error.pos)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[Path, int] = {}
        self.line = 1
        self.position = 0

    def blank(self, at: int) -> int:
        """The position of the next character that is not blank."""
        while at < len(self.text) and self.text[at] in BLANK:
            at += 1
        return at

    def value(self, at: int, path: Path) -> tuple[Any, int]:
        """The value that begins at `at`, and where it ends."""
        self._locate(at, path)
        opening = self.text[at : at + 1]
        if len(path) < LOCATED_DEPTH and opening == "[":
            return self._list(at, path)
        if len(path) < LOCATED_DEPTH and opening == "{":
            return self._object(at, path)
        return _DECODER.raw_decode(self.text, at)

    def _locate(self, at: int, path: Path) -> None:
        self.line += self.text.count("\n", self.position, at)
        self.position = at
        self.lines.setdefault(path, self.line)

    def _list(self, at: int, path: Path) -> tuple[list[Any], int]:
        items: list[Any] = []
        at = self.blank(at + 1)
        if self.text[at : at + 1] == "]":
            return items, at + 1
        while True:
            item, at = self.value(at, (*path, len(items)))
            items.append(item)
            at = self.blank(at)
            if self.text[at : at + 1] == "]":
                return items, at + 1
            at = self.blank(self._after(",", at))

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.blank(at + 1)
        if self.text[at : at + 1] == "}":
            return found, at + 1
        while True:
            name, at = self._name(at, path)
            if name in found:
                raise _twice(name)
            found[name], at = self.value(self.blank(self._after(":", at)), (*path, name))
            at = self.blank(at)
            if self.text[at : at + 1] == "}":
                return found, at + 1
            at = self.blank(self._after(",", at))

    def _name(self, at: int, path: Path) -> tuple[str, int]:
        if self.text[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", self.text, at)
        name, end = _DECODER.raw_decode(self.text, at)
        self._locate(at, (*path, name))
        return name, self.blank(end)

    def _after(self, mark: str, at: int) -> int:
        if self.text[at : at + 1] != mark:
            raise json.JSONDecodeError(f"Expecting '{mark}' delimiter", self.text, at)
        return at + 1
