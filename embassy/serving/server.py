"""The main process: granian's, with sockets that outlive workers, and workers that are renewed without a cut request.

What is overridden here begins with an underscore in granian, so pyproject.toml keeps to one minor version of it.
"""

import logging
import multiprocessing
import os
import socket
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from granian._granian import ListenerSpec, SocketHolder
from granian.server import MPServer
from granian.server.mp import WorkerProcess

from embassy.serving.worker import LEAVE, LEAVING_SECONDS, STOP_SECONDS, Start

logger = logging.getLogger("_granian")

READY_SECONDS = 60
"""A new worker that is not ready by then has failed."""


class Slot(NamedTuple):
    """What the workers of one place accept from, one after the other."""

    holder: SocketHolder
    listening: socket.socket


class Server(MPServer):
    wrks: list[Any]
    """The workers by place; granian has no types for them."""
    slots: list[Slot]
    ready: dict[int, Connection]
    """By place, where the newest worker says that it is ready."""

    def serve(self, *given: Any, **named: Any) -> None:
        """Without the warning of six threads on two cores, which are meant (THREADS in the settings)."""
        super(MPServer, self).serve(*given, **named)

    def _init_shared_socket(self) -> None:
        """One for each worker: the kernel deals connections out evenly, which it does not over one for all."""
        holders = [ListenerSpec(self.bind_addr, self.bind_port, self.backlog).build() for _ in range(self.workers)]
        self.slots = [Slot(holder, socket.socket(fileno=holder.get_fd())) for holder in holders]
        for slot in self.slots:
            notice_lost_lines(slot.listening)
        self.ready = {}

    def _drop_shared_socket(self) -> None:
        for slot in self.slots:
            slot.listening.close()

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> WorkerProcess:  # type: ignore[override]
        slot = self.slots[idx]
        others = [other.listening for other in self.slots if other is not slot]
        self.ready[idx], ready = multiprocessing.Pipe(duplex=False)
        self._shd, self._sso = slot.holder, slot.listening  # type: ignore[assignment]
        return super()._spawn_worker(idx, target, Start(callback_loader, slot.listening, others, ready))

    def _respawn_workers(self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        """Those that serve are renewed one by one; one that has died is replaced."""
        for idx in workers:
            new: Any = self._spawn_worker(idx, spawn_target, target_loader)
            if not self.wrks[idx].is_alive():
                self.respawned_wrks[idx] = time.monotonic()  # where it dies again at once, granian ends
                self.wrks[idx] = new
                new.start()
            elif not self.is_renewed(idx, new):
                return

    def is_renewed(self, idx: int, new: Any) -> bool:
        """False where the new worker does not start: then the old ones go on."""
        new.interrupt_by_parent = True  # until it is ready nobody misses it
        new.start()
        self.wait_for(lambda: self.ready[idx].poll() or not new.is_alive(), READY_SECONDS)
        new.interrupt_by_parent = False
        if not (self.ready[idx].poll() and new.is_alive()):
            if not self.interrupt_signal:
                logger.error("The new worker does not start. Those that serve go on, with the code that they have.")
            end(new)
            return False
        old, self.wrks[idx] = self.wrks[idx], new
        self.let_go(old)
        return True

    def let_go(self, old: Any) -> None:
        old.interrupt_by_parent = True
        if old.is_alive():
            os.kill(old._id(), LEAVE)
            self.wait_for(lambda: not old.is_alive(), LEAVING_SECONDS)
        end(old)

    def wait_for(self, is_so: Callable[[], bool], seconds: float) -> None:
        """Until it is so, for so long at most, and no longer than the whole server is to go on."""
        until = time.monotonic() + seconds
        while not (is_so() or self.interrupt_signal) and time.monotonic() < until:
            time.sleep(0.05)


def notice_lost_lines(listening: socket.socket) -> None:
    """What is accepted here ends when the other side has not been there for half a minute.

    Otherwise a thread would read for ever from a client whose line was cut in the middle of a form.
    """
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, option):
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


def end(worker: Any) -> None:
    worker.terminate()
    worker.join(STOP_SECONDS)
    if worker.is_alive():
        worker.kill()
        worker.join()
