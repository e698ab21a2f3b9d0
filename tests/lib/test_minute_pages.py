"""Finished pages before Django: the same bytes for the rest of the minute, and never one that is no longer right."""

import threading

import brotli
import pytest

from embassy.lib.circuit import REACHED, STATE, Circuit
from embassy.lib.minute_pages import MinutePages

PUBLIC = ("Cache-Control", "public, max-age=7")
STALE = "stale-while-revalidate=60, stale-if-error=86400"
BODY = b"<p>A page.</p>" * 100


class Site:
    """An application that counts, with a clock and a generation that the test turns."""

    def __init__(self, *, status="200 OK", headers=(PUBLIC,), max_bytes=1 << 20, body=BODY):
        self.status, self.headers, self.body = status, list(headers), body
        self.seconds, self.number, self.type = 600.0, b"0", "text/html"
        self.asked, self.told, self.says = [], [], REACHED
        self.during = lambda: None
        self.pages = MinutePages(
            self.application,
            canonical=lambda path, query: None if path.startswith("/admin/") else query.replace("junk=1", ""),
            generation=lambda: self.number,
            max_bytes=max_bytes,
            now=lambda: self.seconds,
            is_ours=lambda host: host.startswith("a.example"),
            circuit=Circuit(lambda: self.seconds),
        )

    def application(self, environ, start_response):
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]))
        self.told.append(environ.get(STATE))
        environ[STATE] = self.says
        self.during()
        start_response(self.status, [("Content-Type", self.type), ("Vary", "origin"), *self.headers])
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
        {"status": "500 Internal Server Error"},
        {"status": "405 Method Not Allowed"},
        {"status": "301 Moved Permanently", "headers": [PUBLIC, ("Location", "https://evil.example/")]},
        {"status": "301 Moved Permanently", "headers": [PUBLIC, ("Location", "//evil.example/")]},
    ],
)
def test_what_is_not_for_everybody_is_not_kept(facts):
    site = Site(**facts)
    first, second = site.get(), site.get()

    assert (site.times, first, site.pages.shelves.size) == (2, second, 0)
    assert (first[0], first[2]) == (facts.get("status", "200 OK"), BODY)


@pytest.mark.parametrize(("path", "method"), [("/admin/", "GET"), ("/", "POST"), ("/", "OPTIONS")])
def test_the_desk_and_everything_that_is_sent_passes_by(path, method):
    site = Site()
    site.get(path, method=method)
    site.get(path, method=method)

    assert (site.times, site.pages.shelves.size) == (2, 0)


def test_unknown_parameters_find_the_page_that_is_there():
    """HTP-03"""
    site = Site()
    for _ in range(50):
        site.get(query="junk=1")

    assert site.asked == [("GET", "/", "")]


@pytest.mark.parametrize(
    "other",
    [{"wsgi.url_scheme": "http"}, {"path": "/b/"}, {"query": "page=2"}],
)
def test_another_address_is_another_page(other):
    site = Site()
    site.get()
    site.get(**other)

    assert site.times == 2


def test_made_up_hosts_and_schemes_make_no_copies():
    """A page names no host but SITE_URL's; one that Django refuses is handed on to it each time (HTP-01)."""
    site = Site()
    for number in range(5):
        site.get(HTTP_HOST=f"a.example:{number}", HTTP_X_FORWARDED_PROTO=f"junk{number}")
    assert site.times == 1

    site.get(HTTP_HOST="elsewhere.invalid")
    site.get(HTTP_HOST="elsewhere.invalid")
    assert site.times == 3


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


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_what_is_not_there_is_asked_for_once_a_minute_and_never_past_its_publication(status):
    """EMB-09: a 404 that was asked for early is not given after the minute of publication, nor after an act."""
    site = Site(status=status)
    for _ in range(50):
        assert site.get()[0] == status
    assert (site.times, site.get()[1]["Cache-Control"]) == (1, f"public, max-age=60, {STALE}")

    site.status, site.number = "200 OK", b"1"
    assert site.get()[0] == "200 OK"
    site.status, site.seconds = "404 Not Found", 660
    assert site.get()[0] == "404 Not Found"
    site.status, site.seconds = "200 OK", 720
    assert site.get()[0] == "200 OK"


def test_a_redirect_on_the_site_itself_is_kept():
    site = Site(status="301 Moved Permanently", headers=[PUBLIC, ("Location", "/messages/new/")], body=b"")
    first, second = site.get(), site.get()

    assert (site.times, first) == (1, second)
    assert (first[0], first[1]["Location"]) == ("301 Moved Permanently", "/messages/new/")


def test_a_file_that_never_changes_keeps_its_own_caching_and_a_picture_is_not_packed():
    forever = "public, max-age=31536000, immutable"
    site = Site(headers=[("Cache-Control", forever)])
    site.type = "image/png"
    site.get()
    _status, headers, body = site.get(HTTP_ACCEPT_ENCODING="br, gzip")

    assert (site.times, headers["Cache-Control"], body) == (1, forever, BODY)
    assert "Content-Encoding" not in headers


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


def test_those_who_wait_for_a_page_that_turns_out_of_date_make_it_anew_only_once():
    """However many wait: two renderings, one before the change and one after."""
    site = Site()
    threads, gate, answers = in_threads(site, 10, threading.Event())
    site.number, site.body = b"1", b"new"
    late = [threading.Thread(target=lambda: answers.append(site.get())) for _ in range(10)]
    for thread in late:
        thread.start()
    gate.set()
    for thread in [*threads, *late]:
        thread.join(10)

    assert (site.times, len(answers)) == (2, 20)


def test_a_reader_who_has_the_page_is_told_so_by_tag_or_by_date():
    site = Site(headers=[PUBLIC, ("Last-Modified", "Mon, 04 May 2026 09:00:00 GMT")])
    tag = site.get()[1]["ETag"]
    statuses = [
        site.get(**{f"HTTP_IF_{name}": value})[0]
        for name, value in [
            ("NONE_MATCH", tag),
            ("NONE_MATCH", '"other"'),
            ("MODIFIED_SINCE", "Mon, 04 May 2026 09:00:00 GMT"),
            ("MODIFIED_SINCE", "Mon, 04 May 2026 08:00:00 GMT"),
        ]
    ]
    both = site.get(HTTP_IF_NONE_MATCH='"other"', HTTP_IF_MODIFIED_SINCE="Mon, 04 May 2026 09:00:00 GMT")[0]

    assert (statuses, both, site.times) == (["304 Not Modified", "200 OK"] * 2, "200 OK", 1)


def test_what_was_given_a_second_ago_says_the_seconds_anew():
    site = Site()
    ages = []
    for _ in range(3):
        ages.append(site.get()[1]["Cache-Control"].split(",")[1])
        site.seconds += 1

    assert ages == [" max-age=60", " max-age=59", " max-age=58"]


def test_a_server_that_adds_to_the_headers_adds_to_its_own():
    site = Site()
    site.get()
    site.pages(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "a.example"}, lambda _s, h: h.append(("X", "y"))
    )

    assert "X" not in site.get()[1]
