"""nginx as it is shipped, before a real site: what it keeps, what it lets through, what it gives with the site gone."""

import contextlib
import socket
import ssl
import subprocess
import time
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from embassy.serving.__main__ import HEADER_SECONDS
from embassy.serving.worker import LEAVING_SECONDS
from tests.browser.conftest import free_port
from tests.stack import proxy, sites
from tests.stack.machines import until

pytestmark = pytest.mark.stack
KEPT_SECONDS = 2.1
"""nginx counts in whole seconds: what it is to keep for one it gives for nearly two."""
ESTABLISHED = "01"
LOG_IN = "/admin/my-account/log-in/"
STATIC = "/static/css/site.css"
PUBLISH = """
import json
from datetime import date
from django.contrib.auth.models import User
from embassy.lib import instant
from releases import workflow
from releases.models import Edition, Release
editor, writer = (User.objects.get_or_create(username=n, defaults={"is_superuser": True})[0] for n in ("e", "w"))
release = Release.objects.create(slug="just-now", kind="news", language="en")
draft = workflow.create(Edition(release=release, title="Just now", body="<p>New.</p>", dated=date.today()), by=writer)
workflow.approve(draft, by=editor, live_from=instant.now(), at=instant.now())
print(json.dumps({}))
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """The demo site behind nginx: its ports, its environment, and its server."""
    folder = tmp_path_factory.mktemp("stack")
    public, behind, plain = free_port(), free_port(), free_port()
    names = f"{proxy.NAME},127.0.0.1"
    facts = {"SITE_URL": f"https://{proxy.NAME}", "ALLOWED_HOSTS": names, "TRUSTED_PROXIES": "1"}
    environment = sites.environment(folder / "var", **facts)
    sites.manage(environment, "migrate", "-v0")
    sites.manage(environment, "demo", "-v0")
    with (
        sites.serving(environment, behind, log=folder / "log") as server,
        proxy.running(folder / "nginx", http=plain, https=public, site=behind, static=folder / "var" / "static"),
    ):
        wait_for_port(public)
        yield Stack(public, plain, behind, environment, server)


class Stack:
    def __init__(self, port, plain_port, behind, environment, server):
        self.port, self.plain_port, self.behind = port, plain_port, behind
        self.environment, self.server = environment, server

    @property
    def idle_connections(self):
        """How many connections nginx holds to the site."""
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(row[2].endswith(f":{self.behind:04X}") and row[3] == ESTABLISHED for row in rows)

    def ask(self, path, method="GET", **headers):
        """Status, headers in lower case, body."""
        connection = HTTPSConnection("127.0.0.1", self.port, context=trusting(), timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(connection):
            connection.request(method, path, headers={"Host": proxy.NAME, **named})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def raw(self, *parts: bytes, seconds=10.0) -> bytes:
        """What is said to these very bytes, until the connection ends or falls silent."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=seconds)
        with trusting().wrap_socket(plain, server_hostname=proxy.NAME) as secure:
            for part in parts:
                secure.sendall(part)
            said = b""
            with contextlib.suppress(TimeoutError, ssl.SSLError, ConnectionError):
                while more := secure.recv(65536):
                    said += more
            return said

    def stopped(self, sent: bytes | None, address: str) -> socket.socket:
        """A client that sends no more than this, or None: half a handshake."""
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.bind((address, 0))
        plain.connect(("127.0.0.1", self.port))
        if sent is None:
            plain.sendall(b"\x16")
            return plain
        secure = trusting().wrap_socket(plain, server_hostname=proxy.NAME)
        secure.sendall(sent)
        return secure


def trusting(**versions) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name, version in versions.items():
        setattr(context, name, version)
    return context


def wait_for_port(port):
    for _attempt in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(port)


def test_an_answer_is_kept_for_a_second_and_a_publication_is_seen_at_once(stack):
    first, second = stack.ask("/messages/"), stack.ask("/messages/")
    assert (first[0], second[0], second[1]["x-cache-status"]) == (200, 200, "HIT")
    assert first[2] == second[2]

    sites.told(stack.environment, PUBLISH)
    seen = [b"Just now" in stack.ask("/messages/")[2]]
    while not seen[-1] and len(seen) < 20:
        time.sleep(0.1)
        seen.append(b"Just now" in stack.ask("/messages/")[2])
    assert seen[-1]


@pytest.mark.parametrize("path", ["/admin/my-account/log-in/", "/health/ready", "/preview/none/"])
def test_htp_04_what_is_not_public_is_never_kept(stack, path):
    told = [stack.ask(path) for _time in range(2)]

    assert [answer[1].get("x-cache-status", "MISS") for answer in told] == ["MISS", "MISS"]


def test_a_404_is_asked_for_anew(stack):
    """EMB-09: what is published a moment later must not be missing for longer than a second."""
    assert stack.ask("/messages/not-yet/")[0] == 404
    time.sleep(KEPT_SECONDS)
    assert stack.ask("/messages/not-yet/")[1]["x-cache-status"] == "EXPIRED"


def test_hdr_06_static_files_come_with_the_headers_of_the_site(stack):
    names = ("content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "referrer-policy")
    names += ("strict-transport-security", "x-content-type-options")
    status, headers, _body = stack.ask(STATIC, Accept_Encoding="gzip")

    assert (status, headers["content-encoding"], headers["cache-control"]) == (200, "gzip", "public, max-age=300")
    assert all(headers[name] for name in names)
    home = stack.ask("/")[2].decode()
    hashed = next(part.split('"')[0] for part in home.split('href="') if part.startswith("/static/css/site."))
    assert stack.ask(hashed)[1]["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/static/../db.sqlite3", "/static/.collected", "/static/%2e%2e/secret_key", "/.git/HEAD"]
)
def test_ops_02_nothing_else_of_the_folder_is_given(stack, path):
    assert stack.ask(path)[0] in (400, 404)


def test_hdr_02_http_leads_to_https_on_the_same_name(stack):
    with socket.create_connection(("127.0.0.1", stack.plain_port)) as plain:
        plain.sendall(f"GET /messages/?q=a HTTP/1.1\r\nHost: {proxy.NAME}\r\nConnection: close\r\n\r\n".encode())
        said = plain.recv(4096).decode()
    assert said.startswith("HTTP/1.1 301 ")
    assert f"Location: https://{proxy.NAME}/messages/?q=a\r\n" in said


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", f"{proxy.NAME}.evil.example"])
def test_htp_01_another_name_is_not_answered(stack, host):
    assert stack.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()) == b""


def test_htp_02_what_a_client_says_of_its_address_is_thrown_away(stack):
    """The API counts by address: with another forged one each time the count would begin anew."""
    for number in range(125):
        path = f"/api/v1/clock?as-of=2020-01-18T0{number // 60}:{number % 60:02}Z"
        status, headers, _body = stack.ask(path, X_Forwarded_For=f"198.51.100.{number}")
        if status == 429:
            break
    assert (status, "retry-after" in headers) == (429, True)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Content-Length: 4\r\nContent-Length: 40\r\n",
        b"Transfer-Encoding : chunked\r\n",
    ],
)
def test_htp_07_no_request_is_smuggled_in_another(stack, head):
    host = f"Host: {proxy.NAME}\r\n".encode()
    said = stack.raw(
        b"POST /messages/ HTTP/1.1\r\n"
        + host
        + head
        + b"\r\n"
        + b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n"
        + host
        + b"\r\n",
        seconds=3,
    )
    assert said.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 501 ", b"HTTP/1.1 405 ", b"HTTP/1.1 403 "))
    assert said.count(b"HTTP/1.1 ") == 1


def test_hdr_08_tls_1_2_and_1_3_and_nothing_older(stack):
    def spoken(version):
        plain = socket.create_connection(("127.0.0.1", stack.port))
        with trusting(maximum_version=version).wrap_socket(plain, server_hostname=proxy.NAME) as secure:
            return secure.version()

    assert [spoken(version) for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)] == ["TLSv1.2", "TLSv1.3"]
    old = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{stack.port}", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"],
        input=b"",
        capture_output=True,
        check=False,
    )
    assert old.returncode != 0


HEAD = f" HTTP/1.1\r\nHost: {proxy.NAME}\r\n".encode()
SLOW = {
    "a handshake": None,
    "headers": b"GET /" + HEAD + b"X-Slow: ",
    "a form": b"POST " + LOG_IN.encode() + HEAD + b"Content-Length: 1000\r\n\r\nlogin=",
    "nothing of what it is given": (b"GET /messages/" + HEAD + b"\r\n") * 20,
}


@pytest.mark.parametrize("kind", SLOW)
def test_avl_04_slow_clients_do_not_starve_others(stack, kind):
    """Of 150 clients at another address each stops in the middle, or reads nothing; pages and the log-in go on."""
    slow, waits = [], []
    try:
        slow.extend(stack.stopped(SLOW[kind], address="127.0.0.2") for _number in range(150))
        for _ask in range(20):
            begun = time.monotonic()
            assert stack.ask("/messages/")[0] == 200
            waits.append(time.monotonic() - begun)
        log_ins = [stack.ask(LOG_IN, "POST")[0] for _ask in range(3)]
    finally:
        for one in slow:
            one.close()

    assert sorted(waits)[18] < 1
    assert log_ins == [403] * 3  # no token came with them


def test_nginx_closes_an_idle_connection_before_the_site_does(stack):
    """A form that is sent on one which the site closes in that very moment would be lost: nginx sends none twice."""
    assert stack.ask("/health/live")[0] == 200
    assert stack.idle_connections > 0
    until(lambda: stack.idle_connections == 0, within=min(LEAVING_SECONDS, HEADER_SECONDS))


def test_avl_01_with_the_site_gone_what_was_kept_is_given_and_the_rest_is_an_honest_502(stack):
    """Last: it ends the site."""
    assert stack.ask("/incidents/")[0] == 200
    stack.server.terminate()
    stack.server.wait(timeout=30)
    time.sleep(KEPT_SECONDS)

    status, headers, _body = stack.ask("/incidents/")
    assert (status, headers["x-cache-status"]) == (200, "STALE")
    status, headers, body = stack.ask("/messages/2019/01/")
    assert (status, headers["cache-control"], headers["retry-after"]) == (502, "no-store", "30")
    assert b"Back in a moment" in body
    assert stack.ask(STATIC)[0] == 200
