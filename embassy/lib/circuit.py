"""Whether the database answers, as a process has last seen it. While it does not, one request at a time tries.

Each of the others would wait two seconds for nothing, in one of the few threads that also give the finished pages.
The WSGI environment of a request carries what is known of the database, in both directions.
"""

import time
from collections.abc import Callable
from typing import Any

STATE = "embassy.database"
REACHED, UNREACHABLE = "reached", "unreachable"
"""What Django says after a request."""
AWAY = "away"
"""What Django is told before one: nothing is to be asked of the database."""
PAUSE_SECONDS = 1.0
TRY_SECONDS = 5.0
"""For so long one request has the try to itself, unless it comes back before."""


class Circuit:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next_try: float | None = None

    def may_try(self) -> bool:
        """Whether a request may ask the database now. Takes the one try there is, while it is away."""
        if self._next_try is None:
            return True
        now = self._clock()
        if now < self._next_try:
            return False
        self._next_try = now + TRY_SECONDS
        return True

    def heard(self, environ: dict[str, Any]) -> None:
        """What a request has found."""
        state = environ.get(STATE)
        if state == REACHED:
            self._next_try = None
        elif state == UNREACHABLE:
            self._next_try = self._clock() + PAUSE_SECONDS
