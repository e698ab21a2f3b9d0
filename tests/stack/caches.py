"""A Redis of its own that can be stopped, started again, and made to hang."""

import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests import debian


class Redis:
    """Keeps nothing on disk: what was in it is gone when it is started again."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder = port, folder
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        server = debian.program("redis-server", "valkey-server", package="redis-server")
        how = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self.process = subprocess.Popen([server, *how], stdout=subprocess.DEVNULL)
        for _attempt in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise TimeoutError(self.url)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def hang(self) -> None:
        """Connections are still taken, by the kernel; nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)
