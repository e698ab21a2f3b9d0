"""The loop of a worker: hand over what is due, take back what the dead held, do what is ready. Any number may run.

A database that is away ends no worker: it asks again. Stopped by a signal, it ends the task that it has begun.
"""

import logging
import os
import signal
import socket
import threading
import time

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands import db_worker

from embassy.background import schedule
from embassy.background.models import Worker
from embassy.lib import instant, parent

logger = logging.getLogger("embassy.background")

PAUSE_SECONDS = 2.0
PAUSE_WITHOUT_DATABASE = 5.0
SIGN_OF_LIFE_SECONDS = 30.0
GONE = (DatabaseError, InterfaceError)


class Loop:
    """`beside` is the process that started this one, and with which it ends; 0 for none."""

    def __init__(self, beside: int = 0) -> None:
        self.beside = beside
        self.name = get_random_string(32)
        self.place = f"{socket.gethostname()}, process {os.getpid()}"[:200]
        self.queue = db_worker.Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=self.name,
            excluded_queue_names=[],
        )

    def run(self) -> None:
        self.queue.configure_signals()
        threading.Thread(target=self.live, daemon=True).start()
        if self.beside:
            parent.then(self.beside, self.end)
        while self.queue.running:
            pause = PAUSE_SECONDS if self.turn() else PAUSE_WITHOUT_DATABASE
            if self.queue.running:
                time.sleep(pause)

    def turn(self) -> bool:
        """Everything that is to be done now. False where the database does not answer."""
        try:
            self.say_alive()
            schedule.queue_due(instant.now())
            schedule.take_back(instant.now())
            self.queue.run()
        except GONE as error:
            logger.warning("The worker waits for the database: %s", str(error).strip())
            connections.close_all()
            return False
        except Exception:
            logger.exception("The worker goes on after a fault.")
        return True

    def say_alive(self) -> None:
        """Once on the way to any work: a worker that nobody knows would be taken for dead."""
        now = instant.now()
        if not Worker.objects.filter(name=self.name, seen_at=now).exists():
            Worker.objects.update_or_create(name=self.name, defaults={"place": self.place, "seen_at": now})

    def end(self) -> None:
        """Once: a second signal would break off the task that is being done."""
        if self.queue.running:
            os.kill(os.getpid(), signal.SIGTERM)

    def live(self) -> None:
        """In a thread of its own, so that a long task does not make it look dead."""
        while True:
            time.sleep(SIGN_OF_LIFE_SECONDS)
            self.still_alive()

    def still_alive(self) -> None:
        try:
            close_old_connections()
            self.say_alive()
        except GONE:
            connections.close_all()
