"""Other people's servers are asked; our own, and those of our neighbours, are not (IMP-02)."""

import http.server
import threading
from ipaddress import ip_address

import pytest

from embassy.lib import outside

REFUSED = "this address is not on the open internet"
INSIDE = """127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1 192.0.2.1
    255.255.255.255 ::1 :: fe80::1 fd00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1
    2002:7f00:1:: 2001:0:7f00:1:: ::7f00:1 2001:db8::1""".split()


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_refused(address):
    assert not outside.is_public(ip_address(address))
    assert outside.problem("https://example.org/", lambda _host, _port: [address]) == REFUSED


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1"])
def test_addresses_outside_are_asked(address):
    assert outside.is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://localhost/",
    ],
)
def test_odd_spellings_of_an_address_are_refused(url):
    assert outside.problem(url) == REFUSED


def test_a_host_with_one_address_inside_is_refused():
    assert outside.problem("http://example.org/", lambda _host, _port: ["93.184.215.14", "10.0.0.1"]) == REFUSED


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "http://u:p@example.org/", "http://example.org:22/"]
)
def test_only_the_web_is_asked(url):
    assert outside.problem(url, lambda _host, _port: ["93.184.215.14"]) == "not an address that can be checked"


class Answers(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_HEAD(self):
        type(self).asked.append(f"{self.command} {self.headers['Host']}{self.path}")
        status, location = {
            "/there": (200, ""),
            "/moved": (301, "/there"),
            "/inside": (302, "http://127.0.0.1:80/secret"),
            "/round": (302, "/round"),
            "/only-get": (405, "") if self.command == "HEAD" else (200, ""),
            "/shy": (403, ""),
            "/broken": (500, ""),
        }.get(self.path, (404, ""))
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def do_GET(self):
        self.do_HEAD()

    def log_message(self, *_args):
        pass


@pytest.fixture
def server(monkeypatch):
    """A server on this machine that stands for one on the open internet at 93.184.215.14, port 80."""
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    connect, connected = outside.socket.create_connection, []

    def to_server(address, timeout):
        connected.append(address)
        return connect(served.server_address, timeout=timeout)

    monkeypatch.setattr(outside.socket, "create_connection", to_server)
    Answers.asked.clear()
    yield connected
    served.shutdown()
    served.server_close()


def found(host, _port):
    return ["127.0.0.1"] if host == "127.0.0.1" else ["93.184.215.14"]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/there", ""),
        ("/moved", ""),
        ("/only-get", ""),
        ("/shy", ""),
        ("/nowhere", "there is no such page"),
        ("/broken", "the server answers with error 500"),
        ("/round", "it redirects without end"),
        ("/inside", REFUSED),
    ],
)
def test_what_a_server_says(server, path, problem):
    assert outside.problem(f"http://example.org{path}", found) == problem
    assert set(server) == {("93.184.215.14", 80)}


def test_the_address_that_was_judged_is_the_one_connected_to(server):
    """A second answer of the name server, inside, is never asked for."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])

    assert outside.problem("http://example.org/there", lambda _host, _port: next(answers)) == ""
    assert server == [("93.184.215.14", 80)]
    assert Answers.asked == ["HEAD example.org/there"]


def test_silence_is_said():
    def unknown(_host, _port):
        raise OSError("no such host")

    assert outside.problem("http://example.org/", unknown) == "the server does not answer"
