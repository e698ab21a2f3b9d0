"""What small tables say, asked of the database once a minute and not on each page: the mission, notices, labels.

    @once_a_minute
    def notices(at: datetime) -> list[Notice]: …

The same promise as that of finished pages: an answer holds until the minute turns or something public is written
(embassy.lib.generation), whichever comes first. Whoever is in the middle of writing asks for themselves: what stands in
an open transaction may never come to be.
"""

import time
from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connection

from embassy.lib import generation

Parameters = ParamSpec("Parameters")
Value = TypeVar("Value")
_questions: list["once_a_minute[Any, Any]"] = []
MOST = 16
"""Questions of one kind that are remembered at a time: more are asked about the past alone."""


class once_a_minute(Generic[Parameters, Value]):  # noqa: N801 - a decorator
    """The answer to a question of rows. Give it to nobody who changes it: all threads share it."""

    def __init__(self, ask: Callable[Parameters, Value]) -> None:
        self.ask = ask
        _questions.append(self)
        self._known: tuple[Hashable, dict[Hashable, Value]] = (None, {})
        update_wrapper(self, ask)

    def forget(self) -> None:
        self._known = (None, {})

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Value:
        if is_writing():
            return self.ask(*args, **kwargs)
        answers = self._answers(stamp())
        key = (args, *kwargs.items())
        if key in answers:
            return answers[key]
        answer = self.ask(*args, **kwargs)
        if len(answers) < MOST:
            answers[key] = answer
        return answer

    def _answers(self, now: Hashable) -> dict[Hashable, Value]:
        """Those of this stamp. It was read before anything is asked: what is written meanwhile has another."""
        known = self._known
        if known[0] != now:
            known = self._known = (now, {})
        return known[1]


def forget_all() -> None:
    """For measurements and tests: as in a process that has just begun."""
    for question in _questions:
        question.forget()


def stamp() -> Hashable:
    """The minute, and how often what readers see has been changed."""
    return int(time.time() // 60), generation.of_this_site().current()


def is_writing() -> bool:
    return connection.in_atomic_block
