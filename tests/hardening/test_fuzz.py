"""No 500, ever, whatever a stranger sends, and nothing of it comes back as markup or as a header (HTP-08, HTP-06)."""

import os
import re
from urllib.parse import quote, quote_plus
from zlib import crc32

import pytest
from django.urls import URLPattern, get_resolver

from embassy import known_query
from embassy.wsgi import application
from tests.hardening import hostile
from tests.hardening.asking import Faults, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive", "whole_server", "no_limits")]
HOLE = re.compile(r"<(?:[a-z_]+:)?[a-z_]+>|\{[a-z_]+(?::[a-z_]+)?\}")
SAMPLES = {"slug": "text", "year": "2026", "month": "05", "number": "1", "language": "en", "file": "1"}
LISTS = [
    "/",
    "/messages/",
    "/messages/2026/05/",
    "/messages/text/",
    "/messages/text.txt",
    "/messages/text/editions/1/",
    "/messages/feed.atom",
    "/messages/feed.json",
    "/corrections/",
    "/corrections/feed.rss",
    "/incidents/",
    "/incidents/seen/",
    "/incidents/seen/embed/",
    "/incidents/seen.svg",
    "/incidents/seen.json",
    "/sitemap.xml",
    "/oembed",
    "/api/v1/releases",
    "/api/v1/releases/en/text",
    "/api/v1/incidents",
    "/admin/",
    "/admin/login/",
    "/admin/my-account/log-in/",
    "/preview/nothing/",
    "/media/nothing",
    "/fr/messages/",
]
OTHERS = ("limit", "cursor", "order", "fields", "include", "url", "format", "maxwidth", "next", "x")
PARAMETERS = (*known_query.KNOWN, *OTHERS)
HEADERS = (
    "ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "AUTHORIZATION", "CACHE_CONTROL", "COOKIE", "FORWARDED", "HOST",
    "IF_MODIFIED_SINCE", "IF_NONE_MATCH", "ORIGIN", "RANGE", "REFERER", "USER_AGENT", "X_FORWARDED_FOR",
    "X_FORWARDED_HOST",
    "X_FORWARDED_PROTO", "X_FORWARDED_PORT", "X_HTTP_METHOD_OVERRIDE", "X_ORIGINAL_URL", "X_REAL_IP", "X_REQUEST_ID",
    "X_REQUESTED_WITH", "CONTENT_TYPE", "CONTENT_LENGTH", "TRANSFER_ENCODING", "UPGRADE",
)  # fmt: skip


PAGES = ("text/html", "image/svg", "application/xml", "application/atom", "application/rss")
EACH = 1 if os.environ.get("FUZZ") == "whole" else 6
"""Of the hostile words each test takes one in so many, each test others: all of them in all places take minutes."""


def share(name: str, one_in: int = EACH) -> list[bytes]:
    """The words for the test of that name, the same in each run."""
    return hostile.ALL[crc32(name.encode()) % one_in :: one_in]


def routes(patterns=None, before="/"):
    """Every address of the site, as its pattern has it; regular expressions of the log-in aside."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = getattr(pattern.pattern, "_route", str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            if not route.startswith("^"):
                yield before + route
        else:
            yield from routes(pattern.url_patterns, before + ("" if route.startswith("^") else route))


OPEN = sorted({route for route in routes() if "<" in route and not route.startswith("/admin/")})
DESK = sorted({route for route in routes() if "<" in route and route.startswith("/admin/")})


def harm_of(answer, what) -> str:
    """What is wrong with an answer to `what`; "" where nothing is."""
    if answer.status >= 500 and answer.status != 501:  # oEmbed: the format is not one of ours
        return f"{answer.status} to {what!r}"
    if any("\r" in value or "\n" in value or name.lower() == "x" for name, value in answer.headers):
        return f"a broken header to {what!r}"
    if answer.header("Set-Cookie").startswith("x="):
        return f"a forged cookie to {what!r}"
    is_page = answer.header("Content-Type").startswith(PAGES)
    if is_page and re.search(rb"<script>alert|<img src=x|<svg/onload|>\s*49\s*<", answer.content):
        return f"markup of {what!r}"
    return ""


def harms(requests) -> list[str]:
    """`requests` are the arguments of `ask`, by keyword."""
    with Faults() as faults:
        found = [harm for request in requests if (harm := harm_of(ask(application, **request), str(request)[:300]))]
    return [*found, *faults]


def test_there_is_something_to_try():
    assert len(OPEN) > 20
    assert len(DESK) > 40
    assert len(hostile.ALL) > 150


@pytest.mark.parametrize("route", OPEN)
def test_no_part_of_an_address_breaks_it(route):
    """HTP-08: each hole of each public route filled with each, raw and percent-encoded twice."""
    values = [*share(route), *(quote(quote(value)).encode() for value in share(route, 8 * EACH))]
    assert harms({"path": HOLE.sub("\0", route).encode().replace(b"\0", value)} for value in values) == []


@pytest.mark.parametrize("route", DESK)
def test_no_part_of_an_address_of_the_desk_breaks_it(route):
    values = share(route, 4 * EACH)
    assert harms({"path": HOLE.sub("\0", route).encode().replace(b"\0", value)} for value in values) == []


@pytest.mark.parametrize("path", LISTS)
def test_no_parameter_breaks_a_page(path):
    """HTP-08, API-02: every parameter at once, then each with its own share."""
    pairs = [quote_plus(value).encode() for value in share(path)]
    at_once = [b"&".join(b"%s=%s" % (name.encode(), value) for name in PARAMETERS) for value in pairs]
    each = [b"%s=%s" % (name.encode(), value) for at, name in enumerate(PARAMETERS) for value in pairs[at % 9 :: 9]]
    raw = [b"q=" + value for value in share(path, 2 * EACH)]
    assert harms({"path": path, "query": query} for query in [*at_once, *each, *raw]) == []


@pytest.mark.parametrize("path", [*LISTS, "/nothing/", "/messages/none/", "/incidents/none/", "/admin/nothing/"])
def test_no_number_of_parameters_breaks_a_page(path):
    """HTP-08: more than Django reads, of names that are known; also where there is nothing."""
    queries = [b"&".join([b"%s=1" % name.encode()] * 1001) for name in (*known_query.KNOWN, "x")]
    assert harms({"path": path, "query": query} for query in [*queries, b"&" * 5000, b"kind&" * 700]) == []


@pytest.mark.parametrize("path", ["/", "/messages/text/", "/api/v1/releases", "/admin/my-account/log-in/", "/nothing/"])
def test_no_header_breaks_a_page(path):
    """HTP-08, HTP-01."""
    each = [{"path": path, name: value} for name in HEADERS for value in values_of(path + name)]
    posted = {"path": path, "method": "POST", "body": b"a=b"}
    sent = [{**posted, name: value} for name in HEADERS[-4:] for value in values_of(name + path)]
    assert harms([*each, *sent]) == []


def values_of(name: str) -> list[str]:
    return [value.decode("latin-1") for value in share(name, 3 * EACH) if len(value) < 10_000]


METHODS = [
    "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETT", "", "A" * 5000, "GET\x00",
]  # fmt: skip
ELSEWHERE = ("/admin/", "/api/", "/preview/", "/fr/")


@pytest.mark.parametrize("path", [path for path in LISTS if not path.startswith(ELSEWHERE)])
def test_other_methods_than_get_and_head_are_refused(path):
    """HTP-06: TRACE among them; nothing of the request comes back."""
    answers = [ask(application, method, path, COOKIE="canary=1") for method in METHODS]

    assert [answer.status for answer in answers] == [405] * len(METHODS)
    assert {answer.header("Allow") for answer in answers} == {"GET, HEAD"}
    assert not any(b"canary" in answer.content for answer in answers)


@pytest.mark.parametrize("path", ["/admin/", "/admin/my-account/log-in/", "/admin/releases/release/1/change/"])
def test_the_desk_knows_get_head_and_post(path):
    """HTP-06."""
    answers = [ask(application, method, path) for method in METHODS if method != "POST"]

    assert {(answer.status, answer.header("Allow")) for answer in answers} <= {(405, "GET, HEAD, POST")}


FORMS = {
    "/admin/my-account/log-in/": ("login", "password", "next", "remember"),
    "/admin/my-account/log-in/code/": ("code", "credential"),
    "/admin/my-account/log-in/passkey/": ("credential",),
    "/admin/my-account/password/forgotten/": ("email",),
    "/admin/my-account/password/new/1-set-password/": ("password1", "password2"),
    "/admin/my-account/confirm/": ("password",),
    "/admin/login/": ("username", "next"),
}
TOKEN = "a" * 32


@pytest.mark.parametrize("path", FORMS)
def test_no_form_that_a_stranger_reaches_breaks(path):
    """HTP-08: with a token, so that what is sent is read."""

    def sent(value):
        fields = [("csrfmiddlewaretoken", TOKEN.encode()), *((name, value) for name in FORMS[path])]
        body = b"&".join(b"%s=%s" % (name.encode(), quote_plus(given).encode()) for name, given in fields)
        return {"body": body, "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body))}

    requests = [sent(value) for value in share(path)]
    posted = {"method": "POST", "path": path, "COOKIE": f"csrftoken={TOKEN}"}
    assert harms({**posted, **fields} for fields in requests) == []


BODIES = [
    ("multipart/form-data", b""),
    ("multipart/form-data; boundary=", b"--\r\n"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
    ("multipart/form-data; boundary=x", b"--x\r\n" * 3000),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=\xff; filename=\x00\r\n\r\na--x--",
    ),
    ("multipart/form-data; boundary=" + "x" * 300, b"a"),
    ("multipart/form-data; boundary=\xe9", b"a"),
    ("application/x-www-form-urlencoded", b"&" * 5000),
    ("application/x-www-form-urlencoded", b"=&=&%=%zz&\xff=\xff"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=+ADw-"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=b"),
    ("application/json", b"[" * 100_000),
    ("application/json", b'{"a": ' + b"9" * 5000 + b"}"),
    ("", b"a"),
    ("\x00", b"\x00"),
]


@pytest.mark.parametrize("path", ["/", "/admin/my-account/log-in/", "/admin/releases/release/add/", "/api/v1/releases"])
def test_no_body_breaks_a_page(path):
    """HTP-08: with the right length, one that is too long, and none."""
    requests = [
        {"method": "POST", "path": path, "body": body, "CONTENT_TYPE": kind, "CONTENT_LENGTH": length}
        for kind, body in BODIES
        for length in (str(len(body)), str(len(body) + 10), "", "-1", "x", "1e3", "9" * 5000)
    ]
    assert harms(requests) == []
