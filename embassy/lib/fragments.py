"""Finished parts of pages: a template that is a function of the values it is given is rendered once for these values.

    {% kept "releases/_item.html" with edition=edition %}    as  {% include … with edition=edition only %}

What a fragment depends on besides its values is in every key: the language of the page and the site's default one,
which decide on words and addresses. A page as of another instant, whose links carry that instant on, and whatever is
for one reader alone (a rehearsal, a preview, the desk) takes nothing from here and leaves nothing.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeData, SafeString, mark_safe

from embassy.lib import languages
from embassy.lib.keep import Keep

MAX_BYTES = 24 << 20
FRAGMENTS: Keep[SafeString] = Keep(MAX_BYTES)
FRAMES: Keep[tuple[str, ...]] = Keep(4 << 20)
MARK = "\ufdd1"
_PLAIN = frozenset({str, int, bool, float, date, datetime, type(None)})


def rendered(
    name: str, values: Mapping[str, Any], request: HttpRequest | None, make: Callable[[], SafeString]
) -> SafeString:
    """The fragment of the template `name` for these values; `make` renders it where it is not there."""
    if request is None or not may_keep(request):
        return make()
    return FRAGMENTS.value((name, *languages.of_page(), *values, *map(key_of, values.values())), make)


def each(
    name: str,
    values: Mapping[str, Any],
    rows: Iterable[Any],
    request: HttpRequest | None,
    make: Callable[[Any], SafeString],
) -> Iterator[SafeString]:
    """The fragments of rows that one template shows with the same values besides."""
    if request is None or not may_keep(request):
        yield from map(make, rows)
        return
    shared = (name, *languages.of_page(), *values, *map(key_of, values.values()))
    for row in rows:
        yield FRAGMENTS.value((shared, key_of(row)), partial(make, row))


def may_keep(request: HttpRequest) -> bool:
    """Whether the page is of now and for everybody."""
    return getattr(request, "is_for_everybody", False)


def key_of(value: Any) -> Hashable:
    """What stands for a value in a key: all that a template may show of it.

    An object says it by `fragment_key`; frozen data stands for itself. Anything else is a mistake: an object that is
    equal to another by its number alone, such as a row, would be shown as it once was.
    """
    if type(value) in _PLAIN:
        return value  # type: ignore[no-any-return]
    if (own := getattr(value, "fragment_key", None)) is not None:
        return own  # type: ignore[no-any-return]
    if isinstance(value, SafeData):
        return (SafeString, str(value))  # what is escaped and what is not never have one key
    if isinstance(value, Promise | str | int):
        return str(value)
    if isinstance(value, tuple | list):
        return tuple(map(key_of, value))
    if isinstance(value, dict):
        return tuple((name, key_of(part)) for name, part in value.items())
    if is_dataclass(value) and value.__hash__ is not None:
        return tuple(key_of(getattr(value, name)) for name in value.__dataclass_fields__)
    raise TypeError(f"{type(value).__name__} does not say what it shows: no fragment_key")


def spliced(
    name: str,
    values: Mapping[str, Any],
    holes: Mapping[str, str],
    request: HttpRequest | None,
    make: Callable[[Mapping[str, Any]], SafeString],
) -> SafeString:
    """A template whose variables named in `holes` are filled in last: what is around them is rendered once."""
    if request is None or not may_keep(request):
        return make({**values, **holes})
    request.filled_with = holes  # type: ignore[attr-defined]
    around = FRAMES.value(
        frame_key(name, values),
        lambda: parted(make({**values, **{hole: marked(hole) for hole in holes}}), list(holes)),
    )
    return filled(around, holes)


def refilled(name: str, values: Mapping[str, Any], holes: Mapping[str, str]) -> SafeString | None:
    """The same without the template, where what is around the holes is kept; else None."""
    around = FRAMES.get(frame_key(name, values))
    return None if around is None else filled(around, holes)


def filled_with(request: HttpRequest) -> Mapping[str, str] | None:
    """What the holes of the request's page were filled with, if it had any and may be kept."""
    return getattr(request, "filled_with", None)


def frame_key(name: str, values: Mapping[str, Any]) -> Hashable:
    return name, *languages.of_page(), *values, *map(key_of, values.values())


def filled(around: tuple[str, ...], holes: Mapping[str, str]) -> SafeString:
    return mark_safe("".join([holes.get(part, part) for part in around]))  # noqa: S308 - finished HTML, all of it


def marked(hole: str) -> SafeString:
    """What stands for a hole while the rest is made: no text has it, for it is no character."""
    return SafeString(f"{MARK}{hole}{MARK}")


def parted(html: str, holes: list[str]) -> tuple[str, ...]:
    """The pieces around the holes, and the names of the holes between them."""
    parts = tuple(html.split(MARK))
    if sorted(parts[1::2]) != sorted(holes):
        raise ValueError(f"a frame needs each of its holes once: {parts[1::2]}")
    return parts


class Later:
    """A value that is made when a part of it is first asked for; `fragment_key` is all that it is a function of."""

    def __init__(self, fragment_key: Hashable, make: Callable[[], Any]) -> None:
        self.fragment_key = fragment_key
        self._make = make

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "fragment_key":
            raise AttributeError(name)
        return getattr(self._value, name)

    def __getitem__(self, name: Any) -> Any:
        return self._value[name]

    @cached_property
    def _value(self) -> Any:
        return self._make()
