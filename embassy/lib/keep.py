"""What was made once and need not be made again: values by what they are a function of, in a process, within a bound.

The key holds everything that the value depends on, as values, never as the number of a row. So nothing in a keep can be
out of date, nothing is ever taken out because something was written, and what two readers may not share has two keys.
The bound is in bytes; what was not asked for the longest goes first, so a flood of addresses that nobody asks for twice
pushes out nothing that is in use.
"""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")

ROOM_BYTES = 200
"""What an entry takes beside its key and its value."""
_keeps: list["Keep[object]"] = []


class Keep(Generic[Value]):
    """Values by their keys, the longest unused first, of at most `max_bytes` in all. Safe for threads."""

    def __init__(self, max_bytes: int, *, bytes_each: int = 0) -> None:
        """`bytes_each` is what an entry takes where that cannot be seen from its parts."""
        self.max_bytes = max_bytes
        self.bytes_each = bytes_each
        self.bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()
        _keeps.append(self)  # type: ignore[arg-type]  # whatever they hold, they are emptied alike

    def __len__(self) -> int:
        return len(self._entries)

    def value(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made if it is not there. Two threads at once may both make it: it is the same."""
        if (entry := self._entries.get(key)) is not None:
            self._was_asked_for(key)
            return entry[0]
        value = make()
        self.put(key, value)
        return value

    def get(self, key: Hashable) -> Value | None:
        """None where it is not there."""
        if (entry := self._entries.get(key)) is None:
            return None
        self._was_asked_for(key)
        return entry[0]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.bytes = 0

    def _was_asked_for(self, key: Hashable) -> None:
        try:
            self._entries.move_to_end(key)
        except KeyError:
            return  # another thread has just made room

    def put(self, key: Hashable, value: Value) -> None:
        """Nothing where it is there already, or takes more than there is room for."""
        size = self.bytes_each or bytes_of(key) + bytes_of(value) + ROOM_BYTES
        if size > self.max_bytes:
            return
        with self._lock:
            if key in self._entries:
                return
            self._entries[key] = (value, size)
            self.bytes += size
            while self.bytes > self.max_bytes:
                _key, (_value, freed) = self._entries.popitem(last=False)
                self.bytes -= freed


def bytes_of(thing: object) -> int:
    """About what it takes in memory, with all that it holds."""
    size = sys.getsizeof(thing)
    if isinstance(thing, tuple | list):
        return size + sum(map(bytes_of, thing))
    if isinstance(thing, dict):
        return size + sum(bytes_of(part) for pair in thing.items() for part in pair)
    if is_dataclass(thing) and not isinstance(thing, type):
        return size + sum(bytes_of(getattr(thing, field.name)) for field in fields(thing))
    return size


def empty_all() -> None:
    """For measurements and tests: as in a process that has just begun."""
    for keep in _keeps:
        keep.clear()
