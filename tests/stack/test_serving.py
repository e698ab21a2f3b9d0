"""The main process and its workers, around an application of two lines: renewed, killed, left behind (DUR-02)."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from embassy.serving.worker import LEAVING_SECONDS
from tests.conftest import ROOT
from tests.stack.machines import free_port, is_open, until

pytestmark = pytest.mark.stack
SAYS = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "{length}")])
    return [b"{word}"]
"""
ASK = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Served:
    def __init__(self, folder: Path) -> None:
        self.code, self.log, self.port = folder / "said.py", folder / "log", free_port()
        self.says("first")
        environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "embassy.serving", "--port", str(self.port), "--workers", "2"]
        command += ["--without-worker", "--application", "said:application"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        until(lambda: is_open(self.port) and len(self.listening) == 2, within=30)

    def says(self, word: str) -> None:
        self.code.write_text(SAYS.format(word=word, length=len(word)))

    @property
    def workers(self) -> set[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return set(map(int, children.split()))

    @property
    def listening(self) -> list[str]:
        """The sockets that listen on the port."""
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return [row[9] for row in rows if row[1].endswith(f":{self.port:04X}") and row[3] == "0A"]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def said(self) -> str:
        with self.connect() as connection:
            return answer(connection, LAST)

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def renew(self) -> None:
        """All workers, one after the other."""
        before = self.workers
        self.reload()
        until(lambda: not self.workers & before)


def answer(connection: socket.socket, sent: bytes) -> str:
    """What the body says; "" where the connection is closed unanswered."""
    connection.sendall(sent)
    return connection.recv(65536).decode().rpartition("\r\n")[2]


@pytest.fixture
def served(tmp_path):
    found = Served(tmp_path)
    yield found
    if found.process.poll() is None:
        found.process.terminate()
        found.process.wait(30)


class Readers:
    """Ask without end on connections of three kinds; every answer that does not come is counted by kind and fault."""

    def __init__(self, served: Served) -> None:
        self.served, self.counts, self.are_done = served, Counter(), threading.Event()
        kinds = [self.anew, self.late, self.again]
        self.threads = [threading.Thread(target=self.go_on, args=(kind,), daemon=True) for kind in kinds * 4]

    def __enter__(self) -> Counter:
        for thread in self.threads:
            thread.start()
        return self.counts

    def __exit__(self, *_error: object) -> None:
        self.are_done.set()
        for thread in self.threads:
            thread.join(30)

    def go_on(self, kind) -> None:
        while not self.are_done.is_set():
            try:
                kind()
            except OSError as error:
                self.counts[f"{kind.__name__}: {type(error).__name__}"] += 1

    def anew(self) -> None:
        """A connection for each request."""
        with self.served.connect() as connection:
            self.counts["anew: " + answer(connection, LAST)] += 1
        time.sleep(0.002)

    def late(self) -> None:
        """One that is accepted a while before its request is sent."""
        with self.served.connect() as connection:
            time.sleep(0.1)
            self.counts["late: " + answer(connection, LAST)] += 1

    def again(self) -> None:
        """One that is used until an answer says that it is the last."""
        with self.served.connect() as connection:
            while not self.are_done.is_set():
                connection.sendall(ASK)
                head, _end, said = connection.recv(65536).decode().partition("\r\n\r\n")
                self.counts["again: " + said] += 1
                if "connection: close" in head.lower() or not said:
                    return
                time.sleep(0.02)


def test_workers_are_renewed_without_a_cut_request(served):
    served.says("second")
    with Readers(served) as counts:
        time.sleep(0.5)
        served.renew()
        served.renew()

    assert set(counts) == {f"{kind}: {word}" for kind in ("anew", "late", "again") for word in ("first", "second")}


def test_what_is_idle_is_closed_and_not_reset(served):
    """A client asks anew on another connection (RFC 9112, 9.3.1)."""
    with served.connect() as idle:
        assert answer(idle, ASK) == "first"
        served.renew()

        assert idle.recv(1) == b""


def test_a_client_whose_line_is_lost_is_noticed(served):
    """The kernel asks whether it is still there."""
    with served.connect():
        time.sleep(0.2)
        ours = ["ss", "-Hnto", "state", "established", f"sport = :{served.port}"]
        ran = subprocess.run(ours, capture_output=True, text=True, check=True)

    assert "timer:(keepalive,1" in ran.stdout  # 15 seconds, less what has passed


def test_code_that_does_not_load_is_not_served(served):
    before = served.workers
    served.code.write_text("raise ValueError('a fault')")
    served.reload()
    until(lambda: "The new worker does not start." in served.log.read_text(), within=20)

    assert [served.said() for _ask in range(20)] == ["first"] * 20
    assert served.workers == before

    served.says("second")
    served.renew()

    assert [served.said() for _ask in range(20)] == ["second"] * 20


def test_a_worker_that_is_killed_is_replaced_and_who_comes_meanwhile_waits(served):
    os.kill(min(served.workers), signal.SIGKILL)

    assert [served.said() for _ask in range(40)] == ["first"] * 40
    assert len(served.listening) == 2


def test_with_the_main_process_killed_the_port_is_free_at_once_and_what_was_begun_is_answered(served):
    workers = served.workers
    with served.connect() as begun:
        begun.sendall(ASK[:-2])
        time.sleep(0.2)
        served.process.kill()
        served.process.wait(10)
        until(lambda: not served.listening, within=2)

        assert answer(begun, b"\r\n") == "first"
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers), within=LEAVING_SECONDS + 5)
