"""What every answer carries: HDR-01, HDR-02, HDR-03, HDR-05, HDR-06, HDR-07."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http.cookie import SimpleCookie

from embassy import known_query
from embassy.lib import generation
from embassy.lib.minute_pages import MinutePages
from releases import workflow
from tests.factories import PUBLISHED, make_draft
from tests.hardening import observatory
from tests.hardening.asking import ask
from tests.media.rows import attach, make_attachment, make_image, show
from tests.settings_of import settings_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_server", "no_limits")]
LOG_IN = "/admin/my-account/log-in/"
NOSNIFF, REFERRER, COOP, CORP, PERMISSIONS, POLICY = EVERYWHERE = (
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Content-Security-Policy",
)
XML = "application/xml; charset=utf-8"
JSON = "application/json"
KINDS = {
    "/": (200, "text/html; charset=utf-8"),
    "/messages/": (200, "text/html; charset=utf-8"),
    "/messages/?q=words": (200, "text/html; charset=utf-8"),
    "/messages/text/": (200, "text/html; charset=utf-8"),
    "/messages/text/editions/1/": (200, "text/html; charset=utf-8"),
    "/messages/text/editions/2/": (302, "text/html; charset=utf-8"),
    "/messages/text": (301, "text/html; charset=utf-8"),
    "/messages/text.txt": (200, "text/plain; charset=utf-8"),
    "/messages/feed.atom": (200, "application/atom+xml; charset=utf-8"),
    "/messages/feed.rss": (200, "application/rss+xml; charset=utf-8"),
    "/messages/feed.json": (200, "application/feed+json; charset=utf-8"),
    "/corrections/": (200, "text/html; charset=utf-8"),
    "/incidents/seen/": (200, "text/html; charset=utf-8"),
    "/incidents/seen/embed/": (200, "text/html; charset=utf-8"),
    "/incidents/seen.svg": (200, "image/svg+xml; charset=utf-8"),
    "/incidents/seen.json": (200, f"{JSON}; charset=utf-8"),
    "/api/v1/releases": (200, JSON),
    "/api/v1/releases?limit=x": (422, "application/problem+json"),
    "/api/v1/docs": (200, "text/html; charset=utf-8"),
    "/sitemap.xml": (200, XML),
    "/robots.txt": (200, "text/plain; charset=utf-8"),
    "/.well-known/security.txt": (200, "text/plain; charset=utf-8"),
    "/oembed": (400, "text/plain; charset=utf-8"),
    "/health/live": (200, JSON),
    "/nothing/": (404, "text/html; charset=utf-8"),
    "/media/nothing": (404, "text/plain; charset=utf-8"),
    "/preview/nothing/": (404, "text/html; charset=utf-8"),
    "/favicon.ico": (200, "image/x-icon"),
    "/static/css/seen.css": (200, 'text/css; charset="utf-8"'),
    "/static/nothing.css": (404, "text/html; charset=utf-8"),
    LOG_IN: (200, "text/html; charset=utf-8"),
    "/admin/": (302, "text/html; charset=utf-8"),
}


@pytest.fixture
def server(archive, settings):
    """The whole server, with a static file."""
    file = settings.STATIC_ROOT / "css" / "seen.css"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("a {}")
    yield MinutePages(WSGIHandler(), known_query.canonical, generation.of_this_site().current, 1 << 24)
    file.unlink()


def unsafe(answer) -> dict[str, str]:
    """Of the headers that every answer has those that are missing or say less than they should."""
    expected = {
        NOSNIFF: ("nosniff",),
        REFERRER: ("strict-origin-when-cross-origin", "same-origin", "no-referrer"),
        COOP: ("same-origin",),
        CORP: ("same-origin", "cross-origin"),
    }
    found = {name: answer.header(name) for name, allowed in expected.items() if answer.header(name) not in allowed}
    if "camera=()" not in answer.header(PERMISSIONS):
        found[PERMISSIONS] = answer.header(PERMISSIONS)
    if not answer.header(POLICY).startswith("default-src 'none'") or "unsafe" in answer.header(POLICY):
        found[POLICY] = answer.header(POLICY)
    return found


@pytest.mark.parametrize("address", KINDS)
def test_every_kind_of_answer_has_every_header(server, address):
    """HDR-06, HDR-07: given anew, given again as a finished page, to HEAD, as 304, and to a method that is refused."""
    path, _, query = address.partition("?")
    first = ask(server, "GET", path, query)
    again = ask(server, "GET", path, query, ACCEPT_ENCODING="br")
    tags = {"IF_NONE_MATCH": first.header("ETag")} if first.header("ETag") else {}
    answers = [first, again, ask(server, "HEAD", path, query), ask(server, "GET", path, query, **tags)]

    assert (first.status, first.header("Content-Type")) == KINDS[address]
    assert [unsafe(answer) for answer in [*answers, ask(server, "PUT", path, query)]] == [{}] * 5
    assert [answer.header("Server") + answer.header("X-Powered-By") for answer in answers] == ["web"] * 4


@pytest.mark.parametrize("address", [address for address in KINDS if not address.startswith(("/admin/", "/media/"))])
def test_the_public_has_no_cookie(server, address):
    """HDR-03: not even where somebody sends one. Files alone may be asked for by an officer before they are public."""
    path, _, query = address.partition("?")
    answer = ask(server, "GET", path, query, COOKIE="session=of-an-officer; csrftoken=x")

    assert (answer.header("Set-Cookie"), "cookie" in answer.header("Vary").lower()) == ("", False)


@pytest.mark.parametrize("address", KINDS)
def test_another_origin_reads_what_is_meant_for_it_and_never_with_credentials(server, address):
    """HDR-05."""
    path, _, query = address.partition("?")
    answer = ask(server, "GET", path, query, ORIGIN="https://evil.example")
    is_open = path.startswith(("/api/", "/oembed", "/incidents/seen.json"))

    assert answer.header("Access-Control-Allow-Credentials") == ""
    assert answer.header("Access-Control-Allow-Origin") == ("*" if is_open else "")


@pytest.fixture
def over_tls(settings, archive):
    """The settings of a site whose SITE_URL is https, and a client that asks so."""
    found = settings_of(SITE_URL="https://press.ruritania.example", SECRET_KEY="0123456789abcdef" * 4)
    for name, value in found.items():
        if name.startswith(("SECURE_HSTS", "SECURE_SSL", "CSRF_COOKIE_S", "SESSION_COOKIE_S", "SESSION_COOKIE_N")):
            setattr(settings, name, value)
    return archive


def graded(client, path):
    response = client.get(path, secure=True)
    assert response.status_code in (200, 404)
    found = observatory.modifiers(response)
    response.close()
    return found


PUBLIC = {
    "content-security-policy": 10,
    "cookies": 0,
    "cross-origin-resource-sharing": 0,
    "referrer-policy": 5,
    "strict-transport-security": 0,
    "subresource-integrity": 0,
    "x-content-type-options": 0,
    "x-frame-options": 5,
    "cross-origin-resource-policy": 10,
}


@pytest.mark.usefixtures("over_tls")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/messages/",
        "/messages/?q=words",
        "/messages/text/",
        "/incidents/seen/",
        "/nothing/",
        "/messages/feed.atom",
    ],
)
def test_a_public_page_is_worth_a_hundred_and_thirty(client, path):
    """HDR-01: A+ is 100; no modifier is below nothing."""
    found = graded(client, path)

    assert (found, observatory.score(found)) == (PUBLIC, 130)


@pytest.mark.usefixtures("over_tls")
def test_the_log_in_is_worth_a_hundred_and_thirty_five(client):
    """HDR-01: its cookie has every flag there is."""
    found = graded(client, LOG_IN)

    assert (found, observatory.score(found)) == (PUBLIC | {"cookies": 5}, 135)


@pytest.mark.usefixtures("over_tls")
def test_media_are_worth_as_much_as_pages(client):
    """HDR-01."""
    image, attachment = make_image(), make_attachment()
    edition = make_draft()
    show(edition, image)
    attach(edition, attachment)
    edition.live_from = PUBLISHED
    workflow.record([[edition]])

    for name in (image.names[0], attachment.names[0]):
        assert graded(client, f"/media/{name}") == PUBLIC


@pytest.mark.usefixtures("over_tls")
def test_http_leads_to_https_of_the_same_host_first(client):
    """HDR-02."""
    redirect = client.get("/messages/?q=a", headers={"host": "localhost"})
    page = client.get("/", secure=True)

    assert (redirect.status_code, redirect.headers["Location"]) == (301, "https://localhost/messages/?q=a")
    assert {name: redirect.headers.get(name, "") != "" for name in EVERYWHERE} == dict.fromkeys(EVERYWHERE, True)
    assert page.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert "Strict-Transport-Security" not in redirect.headers


def test_without_tls_nothing_promises_it():
    """HDR-02: a site on this machine must not teach a browser that localhost is https for two years."""
    found = settings_of(SITE_URL="http://localhost:8000")

    names = ("SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    assert [found[name] for name in names] == [0, False, False, False]


def test_the_ramp_of_hsts_begins_where_the_operator_says():
    """HDR-02."""
    found = settings_of(
        SITE_URL="https://press.ruritania.example", SECRET_KEY="0123456789abcdef" * 4, HSTS_SECONDS="300"
    )

    assert found["SECURE_HSTS_SECONDS"] == 300


@pytest.mark.parametrize("path", ["/", "/messages/text/", LOG_IN, "/admin/", "/admin/releases/release/add/"])
def test_no_policy_has_a_hole(client, officer, archive, path):
    """XSS-07 for the desk, too: scripts and styles of ours alone, no plug-ins, no base, no form to elsewhere."""
    client.force_login(officer)
    policy = observatory.parsed(client.get(path).headers[POLICY])

    assert policy["default-src"] == ["'none'"]
    assert (policy["script-src"], policy["style-src"]) == (["'self'"], ["'self'"])
    assert [policy[name] for name in ("base-uri", "form-action", "frame-ancestors")] == [
        ["'none'"],
        ["'self'"],
        ["'none'"],
    ]
    assert [source for sources in policy.values() for source in sources if "unsafe" in source or "*" in source] == []


def test_scripts_of_public_pages_may_write_no_markup(client, archive):
    """Trusted Types on what readers see."""
    assert "require-trusted-types-for 'script'" in client.get("/").headers[POLICY]


def test_the_scale_of_the_observatory_is_no_rubber_stamp():
    from django.http import HttpResponse

    bare = HttpResponse("<script src=//evil.example/x.js></script>")
    bare.cookies = SimpleCookie({"sessionid": "x"})

    assert observatory.modifiers(bare) == {
        "content-security-policy": -25,
        "cookies": -20,
        "cross-origin-resource-sharing": 0,
        "referrer-policy": 0,
        "strict-transport-security": -20,
        "subresource-integrity": -50,
        "x-content-type-options": -5,
        "x-frame-options": -20,
        "cross-origin-resource-policy": 0,
    }
