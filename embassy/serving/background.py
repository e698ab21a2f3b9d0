"""The worker for background work beside those that serve: begun anew when it dies, and when the server is reloaded."""

import os
import subprocess
import sys
import threading
from pathlib import Path

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
PAUSE_SECONDS = 5.0
END_SECONDS = 5.0


class Background:
    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.told: subprocess.Popen[bytes] | None = None
        self.is_over = threading.Event()
        self.keeper = threading.Thread(target=self.keep, daemon=True)

    def begin(self) -> None:
        self.keeper.start()

    def keep(self) -> None:
        """One after the other: a worker that is told to end does so when its task is done."""
        command = [sys.executable, str(MANAGE), "worker", "--beside", str(os.getpid())]
        while not self.is_over.is_set():
            # Without close_fds it is spawned in one step. Otherwise Python waits for the end of a pipe, which a worker
            # that is forked in this moment would hold open. What is open here ends at exec.
            self.process = subprocess.Popen(command, close_fds=False)  # noqa: S603
            if self.process.wait():
                self.is_over.wait(PAUSE_SECONDS)

    def renew(self) -> None:
        """Told once: a worker that is told again breaks its task off."""
        if self.process is not None and self.process is not self.told:
            self.told = self.process
            self.process.terminate()

    def end(self) -> None:
        """A task that takes longer is done to its end all the same, unless a supervisor kills what is left."""
        self.is_over.set()
        self.renew()
        self.keeper.join(END_SECONDS)
