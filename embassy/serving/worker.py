"""In a worker: it says when it is ready, stops accepting before it goes, and goes when the main process is gone."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from typing import Any

from embassy.lib import parent

LEAVE = signal.SIGUSR1
LEAVING_SECONDS = 5
"""For so long a worker answers what it has accepted; what lies idle after that is closed."""
STOP_SECONDS = 20
"""So long may what was begun still take; then it is cut."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Start:
    """Called by granian in the new process for the callable of the site. `others` are the sockets of other workers."""

    def __init__(
        self,
        load: Callable[[], Application],
        listening: socket.socket,
        others: list[socket.socket],
        ready: Connection,
    ) -> None:
        self.load, self.listening, self.others, self.ready = load, listening, others, ready
        self.parent = os.getpid()

    def __call__(self) -> Application:
        for other in self.others:
            other.close()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the main process's until here, granian's once it serves
        leaving = Leaving(self.listening)
        signal.signal(LEAVE, leaving.begin)
        parent.then(self.parent, leaving.end)
        leaving.application = self.load()
        self.ready.send_bytes(b"ready")
        return leaving


class Leaving:
    """The callable around the site's."""

    application: Application

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.has_begun = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self.has_begun:
            start_response = closing(start_response)
        return self.application(environ, start_response)

    def begin(self, *_signal: object) -> None:
        self.has_begun = True
        accept_nothing(self.listening)

    def end(self) -> None:
        """Without a main process: nobody else would stop this one."""
        os.kill(os.getpid(), LEAVE)
        time.sleep(LEAVING_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)


def closing(start_response: Callable[..., Any]) -> Callable[..., Any]:
    def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
        return start_response(status, [*headers, ("Connection", "close")], *exc_info)

    return start


def accept_nothing(listening: socket.socket) -> None:
    """Put a socket to which nobody can connect in the place of this one, under its number. Others share the real one.

    granian has no way to stop accepting and go on answering. It asks this number for connections and finds none.
    """
    with socket.socket(socket.AF_UNIX) as nobodys:
        nobodys.bind("")  # a name that the kernel makes up
        nobodys.listen(0)
        nobodys.setblocking(False)
        os.dup2(nobodys.fileno(), listening.fileno())
