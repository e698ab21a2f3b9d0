"""Days that count on inside a text: an officer picks a matter, the page says how long it has lasted.

    stored   <span data-days-since="aurelia">days have passed since</span> the vessel was detained
    page     881 days have passed since the vessel was detained

The text names the matter and holds words that stand without a number: searches, mails and excerpts read these, and so
do readers where the matter is unknown or not shown to them. Which matters there are, another app tells by `register`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Protocol

from django.utils.safestring import SafeString

from embassy.lib.once_a_minute import once_a_minute


class Matter(Protocol):
    """Something whose days a text may count; printed, it is its name in the active language."""

    @property
    def slug(self) -> str: ...

    def is_shown(self, at: datetime) -> bool:
        """Whether readers may know of it at `at`."""

    def in_text(self, at: datetime, words: str, *, is_running: bool) -> SafeString:
        """The number at `at`, which must be an instant at which it is shown, and the words behind it.

        `words` are those of the text; `is_running` if the page's script may count on.
        """

    def wording(self) -> tuple[str, str]:
        """What is put into a text in the active language: the words behind the number, and what follows them."""


Source = Callable[[], Iterable[Matter]]
_sources: list[Source] = []


class _Memory:
    matters: Mapping[str, Matter] | None = None


_memory: ContextVar[_Memory | None] = ContextVar("live_numbers", default=None)


def register(source: Source) -> Source:
    """To be called once for each source, in AppConfig.ready. It is asked for all its matters, in one query."""
    _sources.append(source)
    return source


@contextmanager
def asked_once() -> Iterator[None]:
    """Within this block the sources are asked at most once, however many texts name a matter."""
    token = _memory.set(_Memory())
    try:
        yield
    finally:
        _memory.reset(token)


def matters() -> Mapping[str, Matter]:
    """All of them by slug, the hidden ones, too."""
    memory = _memory.get() or _Memory()
    if memory.matters is None:
        memory.matters = _known()
    return memory.matters


@once_a_minute
def _known() -> Mapping[str, Matter]:
    return {matter.slug: matter for source in _sources for matter in source()}


def number(slug: str, words: str, at: datetime, *, is_running: bool) -> SafeString | None:
    """What stands in the text for a matter; None where readers do not see it at `at`."""
    matter = matters().get(slug)
    return matter.in_text(at, words, is_running=is_running) if matter and matter.is_shown(at) else None
