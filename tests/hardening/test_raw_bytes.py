"""The real server, asked in bytes: what no library sends, and clients that never finish (HTP-07, HTP-08, AVL-04)."""

import os
import socket
import subprocess
import sys
import time
from statistics import quantiles

import pytest

from tests.browser.conftest import free_port, wait_for, without_content
from tests.conftest import ROOT

pytestmark = pytest.mark.xdist_group("raw bytes")
CANARY = "kanarienvogel"
HOST = b"Host: localhost\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of a running site, without content, served by one worker as production does."""
    folder = tmp_path_factory.mktemp("raw")
    number, log = free_port(), folder / "log"
    dropped = {"SECRET_KEY", "SITE_URL", "DATABASE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    environment |= {"VAR_DIR": str(without_content(tmp_path_factory, folder / "var")), "LOG_FORMAT": "json"}
    command = [sys.executable, "manage.py", "serve", "--port", str(number), "--workers", "1"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://localhost:{number}/health/live", server, log)
        yield number
        assert [line for line in log.read_text().splitlines() if '"logger": "django.request"' in line] == []
    finally:
        server.terminate()
        server.wait(timeout=20)


def said(port, sent: bytes, *, seconds=3.0) -> bytes:
    """Everything that the server answers to these bytes before it closes, or falls silent."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(sent)
        connection.settimeout(0.6)
        try:
            while piece := connection.recv(65536):
                found += piece
        except (TimeoutError, ConnectionResetError):
            pass
    return found


def statuses(answer: bytes) -> list[int]:
    return [int(line.split(b" ")[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


BROKEN = {
    "no version": b"GET /\r\n\r\n",
    "a version of the future": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
    "a method of no use": b"\x00\x01\x02 / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a blank in the address": b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    "a broken host": b"GET / HTTP/1.1\r\nHost: a\x00b\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\n" + HOST + b": x\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\n" + HOST + b"nothing\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n",
    "a blank before the colon": b"GET / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding : chunked\r\n\r\n",
    "a NUL in a header": b"GET / HTTP/1.1\r\n" + HOST + b"A: b\x00c\r\n\r\n",
    "bytes of no encoding": b"GET /\xff\xfe HTTP/1.1\r\n" + HOST + b"A: \xff\r\n\r\n",
    "a long address": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "a long header": b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"a" * 600_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 5000 + b"\r\n",
    "a negative length": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    "a length of letters": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1x\r\n\r\n",
    "a length of many digits": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: " + b"9" * 100 + b"\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a chunk of letters": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
    "a chunk of many digits": b"POST / HTTP/1.1\r\n"
    + HOST
    + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    "another tongue": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    "HTTP/2 by itself": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "nothing but ends of lines": b"\r\n" * 1000,
    "an absolute address": b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    "an echo": b"TRACE / HTTP/1.1\r\n" + HOST + b"X-Canary: kanarienvogel\r\n\r\n",
    "an upgrade": b"GET / HTTP/1.1\r\n"
    + HOST
    + b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_bytes_are_refused_or_answered_and_never_a_fault(port, name):
    """HTP-08, HTP-06."""
    answer = said(port, BROKEN[name])

    assert [status for status in statuses(answer) if status >= 500] == []
    assert CANARY.encode() not in answer
    assert b"evil.example" not in answer.partition(b"\r\n\r\n")[0]
    assert statuses(said(port, b"GET /health/live HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")) == [200]


SMUGGLED = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nX: " + CANARY.encode() + b"\r\n\r\n"
AMBIGUOUS = {
    "a length and chunks": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % (len(SMUGGLED) + 5),
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    "chunks by another name": b"Transfer-Encoding: xchunked\r\n",
    "chunks after a tab": b"Transfer-Encoding:\tchunked\r\n",
    "chunks in a folded line": b"Transfer-Encoding:\r\n chunked\r\n",
    "chunks, and something": b"Transfer-Encoding: chunked, identity\r\n",
    "chunks behind a vertical tab": b"Transfer-Encoding: \x0bchunked\r\n",
    "a bare end of line": b"Content-Length: 0\nTransfer-Encoding: chunked\r\n",
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_is_hidden_in_a_body_is_never_a_request(port, name):
    """HTP-07: where the ends of a body can be read in two ways, the connection is not used on."""
    sent = b"POST / HTTP/1.1\r\n" + HOST + AMBIGUOUS[name] + b"\r\n0\r\n\r\n" + SMUGGLED

    answer = said(port, sent)

    found = statuses(answer)
    assert [status for status in found if status >= 500] == []
    if len(found) > 1:
        # Read as chunks, the body has ended, and what follows is a request of its own: then no length was told.
        assert b"Content-Length" not in AMBIGUOUS[name]


COOKIE = b"Cookie: csrftoken=" + b"a" * 32 + b"; session=" + b"b" * 32 + b"\r\n"
FORM = COOKIE + b"Content-Type: application/x-www-form-urlencoded\r\n"
UNFINISHED = {
    "half a header": b"GET / HTTP/1.1\r\n" + HOST + b"X-a: b\r\n",
    "half a log-in": b"POST /admin/my-account/log-in/ HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 100000\r\n\r\na",
    "half a form of the admin's own door": b"POST /admin/login/ HTTP/1.1\r\n"
    + HOST
    + FORM
    + b"Content-Length: 99\r\n\r\na",
    "half a text": b"POST /admin/releases/release/add/ HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 99\r\n\r\na",
    "half a chunk": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Transfer-Encoding: chunked\r\n\r\nff\r\na",
    "half a body for a page": b"POST / HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 99\r\n\r\na",
}


def test_clients_that_never_finish_keep_no_reader_waiting(port):
    """AVL-04: 360 of them, in every way there is, without a proxy; a reader's page meanwhile."""
    ask = b"GET /health/live HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    slow, waits = [], []
    try:
        for sent in [*UNFINISHED.values()] * 60:
            slow.append(socket.create_connection(("127.0.0.1", port), timeout=3))
            slow[-1].sendall(sent)
        for _reader in range(40):
            begun = time.perf_counter()
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(ask)
                assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            waits.append(time.perf_counter() - begun)
    finally:
        for connection in slow:
            connection.close()

    assert quantiles(waits, n=20)[-1] < 1


def test_the_server_names_neither_itself_nor_a_version(port):
    """HDR-06."""
    for sent in (b"GET / HTTP/1.1\r\n", b"GET /nothing HTTP/1.1\r\n", b"POST / HTTP/1.1\r\n"):
        head = said(port, sent + HOST + b"Connection: close\r\n\r\n").partition(b"\r\n\r\n")[0].lower()

        assert [word for word in (b"granian", b"django", b"python", b"x-powered-by") if word in head] == []
