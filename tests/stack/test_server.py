"""The server that is shipped: reloaded under load, and beset by clients that never finish (AVL-04)."""

import os
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.stack.machines import until

pytestmark = pytest.mark.stack
SENDING = (
    b"POST /admin/my-account/log-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Cookie: csrftoken=abcdefghijklmnopqrstuvwxyzABCDEF\r\nContent-Length: 1000\r\n\r\na="
)
ASKING = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


def workers(machine):
    """Those that serve: the one for background work goes on."""
    process = machine.process.pid
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return {child for child in children if b"manage.py\0worker" not in Path(f"/proc/{child}/cmdline").read_bytes()}


def test_a_reload_answers_everything(machines):
    machine, _other = machines
    before, statuses, is_over = workers(machine), Counter(), threading.Event()

    def ask():
        while not is_over.is_set():
            try:
                statuses[machine.get("/").status] += 1
            except OSError as error:
                statuses[str(error)] += 1

    readers = [threading.Thread(target=ask, daemon=True) for _ in range(8)]
    for reader in readers:
        reader.start()
    os.kill(int((machine.folder / f"server-{machine.port}.pid").read_text()), signal.SIGHUP)
    until(lambda: not workers(machine) & before)
    time.sleep(1)
    is_over.set()
    for reader in readers:
        reader.join(20)

    assert set(statuses) == {200}
    assert statuses[200] > 100


@pytest.mark.parametrize("begun", [SENDING, ASKING], ids=["bodies", "headers"])
def test_clients_that_never_finish_take_no_page_from_others(machines, begun):
    machine, _other = machines
    paths = ("/", "/messages/", "/messages/?page=2", "/incidents/")
    for path in paths:
        machine.get(path)
    slow = [socket.create_connection(("127.0.0.1", machine.port)) for _ in range(60)]
    try:
        for client in slow:
            client.sendall(begun)
        time.sleep(0.5)
        answers = [machine.get(path) for path in paths]
    finally:
        for client in slow:
            client.close()

    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < 2
