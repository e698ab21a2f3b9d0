"""Finished pages before Django: the same bytes for the rest of the minute, and never one that is no longer right."""

import threading

import brotli
import pytest

from embassy.lib.minute_pages import MinutePages

PUBLIC = ("Cache-Control", "public, max-age=7")
STALE = "stale-while-revalidate=60, stale-if-error=86400"
BODY = b"<p>A page.</p>" * 100


class Site:
    """An application that counts, with a clock and a generation that the test turns."""

    def __init__(self, *, status="200 OK", headers=(PUBLIC,), max_bytes=1 << 20, body=BODY):
        self.status, self.headers, self.body = status, list(headers), body
        self.seconds, self.number = 600.0, b"0"
        self.asked = []
        self.during = lambda: None
        self.pages = MinutePages(
            self.application,
            canonical=lambda path, query: None if path.startswith("/admin/") else query.replace("junk=1", ""),
            generation=lambda: self.number,
            max_bytes=max_bytes,
            now=lambda: self.seconds,
        )

    def application(self, environ, start_response):
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]))
        self.during()
        start_response(self.status, [("Content-Type", "text/html"), ("Vary", "origin"), *self.headers])
        return [self.body]

    def get(self, path="/", query="", method="GET", **headers):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "a.example"}
        said = []
        parts = self.pages({**environ, "wsgi.url_scheme": "https", **headers}, lambda *words: said.extend(words))
        return said[0], dict(said[1]), b"".join(parts)

    @property
    def times(self):
        return len(self.asked)


def test_a_page_is_rendered_once_a_minute():
    site = Site()
    answers = [site.get() for _ in range(3)]
    assert site.times == 1
    assert answers[0] == answers[2]
    assert answers[0][0] == "200 OK"
    assert answers[0][2] == BODY
    assert {**answers[0][1], "ETag": ""} == {
        "Content-Type": "text/html",
        "Vary": "Accept-Encoding",
        "Cache-Control": f"public, max-age=60, {STALE}",
        "ETag": "",
        "Content-Length": str(len(BODY)),
    }

    site.seconds += 59.9
    assert site.get()[1]["Cache-Control"] == f"public, max-age=1, {STALE}"
    site.seconds += 0.1
    site.get()
    assert site.times == 2


def test_what_is_published_is_there_at_once():
    site = Site()
    site.get()
    site.number = b"1"
    site.body = b"new"

    assert site.get()[2] == b"new"


def test_a_clock_that_is_set_back_gives_no_page_of_the_future():
    site = Site()
    site.get()
    site.seconds -= 120
    site.body = b"earlier"

    assert site.get()[2] == b"earlier"


@pytest.mark.parametrize(
    "turn", [lambda site: setattr(site, "number", b"1"), lambda site: setattr(site, "seconds", 660)]
)
def test_a_page_that_was_begun_before_a_change_or_a_turn_is_not_kept(turn):
    site = Site()
    site.during = lambda: turn(site)
    site.get()
    site.during = lambda: None
    site.get()

    assert site.times == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"headers": [("Cache-Control", "private, no-store")]},
        {"headers": []},
        {"headers": [PUBLIC, ("Set-Cookie", "session=1")]},
        {"headers": [("Cache-Control", "public, max-age=31536000, immutable")]},
        {"status": "404 Not Found"},
        {"status": "500 Internal Server Error"},
        {"status": "301 Moved Permanently"},
    ],
)
def test_what_is_not_for_everybody_is_not_kept(facts):
    site = Site(**facts)
    first, second = site.get(), site.get()

    assert (site.times, first, len(site.pages.pages)) == (2, second, 0)
    assert (first[0], first[2]) == (facts.get("status", "200 OK"), BODY)


@pytest.mark.parametrize(("path", "method"), [("/admin/", "GET"), ("/", "POST"), ("/", "OPTIONS")])
def test_the_desk_and_everything_that_is_sent_passes_by(path, method):
    site = Site()
    site.get(path, method=method)
    site.get(path, method=method)

    assert (site.times, site.pages.pages) == (2, {})


def test_unknown_parameters_find_the_page_that_is_there():
    """HTP-03"""
    site = Site()
    for _ in range(50):
        site.get(query="junk=1")

    assert site.asked == [("GET", "/", "")]


@pytest.mark.parametrize(
    "other", [{"HTTP_HOST": "evil.example"}, {"wsgi.url_scheme": "http"}, {"path": "/b/"}, {"query": "page=2"}]
)
def test_another_address_is_another_page(other):
    site = Site()
    site.get()
    site.get(**other)

    assert site.times == 2


def test_conditions_and_encodings_do_not_reach_the_application_and_share_one_rendering():
    site = Site()
    _status, headers, packed = site.get(HTTP_ACCEPT_ENCODING="br")
    plain = site.get()
    again = site.get(HTTP_IF_NONE_MATCH=headers["ETag"])

    assert (site.times, brotli.decompress(packed), plain[2]) == (1, BODY, BODY)
    assert (headers["Content-Encoding"], headers["Content-Length"]) == ("br", str(len(packed)))
    assert headers["ETag"] != plain[1]["ETag"]
    assert (again[0], again[2]) == ("304 Not Modified", b"")
    assert "Content-Length" not in again[1]


def test_head_has_the_headers_of_get_and_no_body():
    site = Site()
    head, get = site.get(method="HEAD"), site.get()

    assert (head[:2], head[2]) == (get[:2], b"")
    assert site.asked == [("GET", "/", "")]


def test_memory_is_bounded_and_what_is_old_goes_first():
    """AVL-05"""
    site = Site(max_bytes=20_000)
    site.get("/old/")
    site.seconds += 60
    for number in range(100):
        site.get(f"/{number}/")
        assert site.pages.size <= 20_000
    assert site.pages.size == sum(kept.size for kept in site.pages.pages.values())
    assert "/old/" not in {key.path for key in site.pages.pages}
    assert "/99/" in {key.path for key in site.pages.pages}


def in_threads(site, count, begun):
    """`count` requests at once, while the application waits for all of them to have come."""
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(site.get())) for _ in range(count)]
    gate = threading.Event()
    site.during = lambda: (begun.set(), gate.wait(5))
    for thread in threads:
        thread.start()
    begun.wait(5)
    return threads, gate, answers


def test_many_at_once_render_a_page_once():
    """No stampede (AVL-05)."""
    site = Site()
    threads, gate, answers = in_threads(site, 20, threading.Event())
    gate.set()
    for thread in threads:
        thread.join(10)

    assert (site.times, len(answers), {body for _status, _headers, body in answers}) == (1, 20, {BODY})


def test_when_the_minute_turns_under_load_the_last_page_is_given_for_two_seconds():
    site = Site()
    site.get()
    site.seconds, site.body = 661.0, b"new"
    threads, gate, answers = in_threads(site, 5, threading.Event())
    while len(answers) < 4:
        pass
    assert {body for _status, _headers, body in answers} == {BODY}
    assert {headers["Cache-Control"] for _status, headers, _body in answers} == {f"public, max-age=1, {STALE}"}
    gate.set()
    for thread in threads:
        thread.join(10)

    assert (site.times, answers[4][2]) == (2, b"new")


def test_after_a_change_nobody_is_given_the_last_page():
    site = Site()
    site.get()
    site.number, site.body = b"1", b"new"
    threads, gate, answers = in_threads(site, 5, threading.Event())
    gate.set()
    for thread in threads:
        thread.join(10)

    assert {body for _status, _headers, body in answers} == {b"new"}


def test_an_application_that_fails_lets_the_next_one_try():
    site = Site()
    site.during = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        site.get()
    site.during = lambda: None

    assert site.get()[0] == "200 OK"
