"""A process ends with the one that started it, however that ended: by kill -9 too, of which nobody can be told."""

import os
import threading
import time
from collections.abc import Callable

LOOKS_EVERY = 0.25  # seconds


def then(parent: int, act: Callable[[], object]) -> None:
    """Calls `act` in a thread of its own, once, when this process is no longer a child of `parent`."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOKS_EVERY)
        act()

    threading.Thread(target=watch, daemon=True).start()
