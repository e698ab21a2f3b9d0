"""How the API is asked: methods, other origins, validators, errors, and how often."""

from datetime import date

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.lib import limits
from releases.models import Edition, Purpose
from tests.api.reading import OPERATIONS, described, erase, read
from tests.factories import follow, make_category, make_draft, make_incident, make_live, make_office, utc
from tests.lib.test_csp import PUBLIC

pytestmark = pytest.mark.django_db
EVERYTHING = [*OPERATIONS.values(), "/api/v1/openapi.json", "/api/v1/docs"]
MISSING = ["/api/v1/nothing", "/api/v1/releases/en/none", "/api/v1/releases/xx/public", "/api/v2/", "/api/v1/releases/"]


@pytest.fixture
def _site(mission):
    follow(make_live("Wrong", slug="public", office=make_office()), purpose=Purpose.UPDATE, title="Right", note="")
    make_incident(slug="seen", steps=[(date(2026, 1, 2), "A step.")])


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("address", [*EVERYTHING, *MISSING])
def test_every_origin_may_ask_without_credentials(client, address):
    """HDR-05, HDR-06"""
    headers = client.get(address, headers={"origin": "https://evil.example"}).headers

    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert {
        name: headers[name]
        for name in (
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
            "X-Frame-Options",
        )
    } == {
        "Content-Security-Policy": PUBLIC,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Frame-Options": "DENY",
    }


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("address", ["/", "/messages/", "/admin/", "/media/x", "/apis/", "/health/live"])
def test_no_other_page_is_open_to_other_origins(client, address):
    assert "Access-Control-Allow-Origin" not in client.get(address, headers={"origin": "https://evil.example"}).headers


def test_a_preflight_is_answered_before_anything_is_asked(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.options("/api/v1/releases", headers={"access-control-request-method": "GET"})

    assert (response.status_code, response.content) == (204, b"")
    assert {name: value for name, value in response.headers.items() if name.startswith(("Access", "Allow"))} == {
        "Allow": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": "86400",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
    }


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("address", [*EVERYTHING, *MISSING])
def test_other_methods_are_not_allowed(client, address):
    """HTP-06"""
    answers = [client.generic(method, address) for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE")]

    assert [(answer.status_code, answer.headers["Allow"]) for answer in answers] == [(405, "GET, HEAD, OPTIONS")] * 5
    assert answers[0].json() == {
        "type": "http://localhost:8000/api/v1/docs#problem-405",
        "title": "Method Not Allowed",
        "status": 405,
        "detail": "The API is read only: GET and HEAD.",
    }


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("address", [*EVERYTHING, *MISSING])
def test_head_has_the_headers_of_get_and_no_body(client, address):
    get, head = (ask(f"{address}?as-of=2026-06-01") for ask in (client.get, client.head))

    assert (head.status_code, head.headers, head.content) == (get.status_code, get.headers, b"")


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("address", MISSING)
def test_what_is_missing_is_a_problem(client, address):
    response = client.get(address)
    content = described(response)

    assert (content["status"], content["title"], response.headers["Cache-Control"]) == (404, "Not Found", "no-store")


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(
    "path", ["", "%00", "%ff%fe", "..%2f..%2fetc", "<script>alert(1)</script>", "x" * 9000, "\u202e"]
)
def test_a_nasty_path_is_a_problem(client, path):
    """HTP-08"""
    for before, after in (
        ("", ""),
        ("releases/en/", ""),
        ("releases/", "/public"),
        ("releases/en/public/editions/", ""),
    ):
        response = client.get(f"/api/v1/{before}{path}{after}")

        assert response.status_code in ((404,) if path else (301, 302, 404))
        assert (list(response.cookies), b"<script>" in response.content) == ([], False)


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("number", ["0", "3", "-1", "99999999999999999999", "9" * 5000, "%EF%BC%91", "x"])
def test_no_edition_has_a_nasty_number(client, number):
    assert client.get(f"/api/v1/releases/en/public/editions/{number}").status_code == 404


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(client, mission, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("secret of the server")

    monkeypatch.setattr("releases.api.operations.ListQuery", fail)
    client.raise_request_exception = False
    response = client.get("/api/v1/releases")

    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (500, "*")
    assert response.json() == {
        "reference": response.headers["X-Request-ID"],
        "type": "http://localhost:8000/api/v1/docs#problem-500",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong on our side.",
    }


def test_a_request_that_cannot_be_read_is_a_problem(client, mission):
    client.raise_request_exception = False
    many = client.get("/api/v1/releases?" + "&".join("q=1" for _ in range(1001)))
    host = client.get("/api/v1/releases", headers={"host": "evil.example"})

    assert [(response.status_code, response.headers["Content-Type"]) for response in (many, host)] == [
        (400, "application/problem+json")
    ] * 2
    assert b"evil" not in host.content


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("address", OPERATIONS.values())
def test_an_answer_is_public_has_an_etag_and_asks_for_no_cookie(client, officer, address):
    """HDR-03, HTP-04, HTP-05: an officer gets the very same."""
    anonymous = client.get(f"{address}?as-of=2026-06-01")
    client.force_login(officer)
    signed_in = client.get(f"{address}?as-of=2026-06-01")

    assert (signed_in.content, signed_in.headers) == (anonymous.content, anonymous.headers)
    assert (list(signed_in.cookies), "Vary" in anonymous.headers) == ([], False)
    assert anonymous.headers["Cache-Control"].startswith("public, max-age=")
    again = client.get(f"{address}?as-of=2026-06-01", headers={"if-none-match": anonymous.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("address", OPERATIONS.values())
@pytest.mark.parametrize(
    "as_of", ["2999-01-01", "x", "", "2020-01-18T08:46", "2020-13-01", "0000-01-01", "9" * 5000, "%00"]
)
def test_nobody_looks_ahead_and_a_bad_instant_is_refused(client, officer, address, as_of):
    client.force_login(officer)
    content = read(client, f"{address}?as-of={as_of}", 422)

    assert content["errors"] == [
        {
            "parameter": "as-of",
            "detail": "“as-of” lies in the future. The API answers for now and for the past."
            if as_of.startswith("2999")
            else "“as-of” takes a date (2020-01-18) or an instant with its offset (2020-01-18T08:46Z).",
        }
    ]


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("name", ["releases", "release", "editions", "edition"])
def test_last_modified_follows_what_is_public(client, name):
    def changed(as_of):
        return client.get(f"{OPERATIONS[name]}?as-of={as_of}").headers["Last-Modified"]

    assert changed("2026-05-05T08:59Z") == "Mon, 04 May 2026 09:00:00 GMT"
    assert changed("2026-05-05T09:00Z") == "Tue, 05 May 2026 09:00:00 GMT"
    erase(Edition.objects.get(number=1), utc("2026-05-06T10:00Z"))
    assert changed("2026-05-07") == "Wed, 06 May 2026 10:00:00 GMT"


def test_a_list_of_nothing_was_never_changed(client, mission):
    make_draft()

    assert "Last-Modified" not in client.get("/api/v1/releases").headers


@pytest.fixture
def _three_a_minute(monkeypatch):
    monkeypatch.setattr(settings, "API_REQUESTS_PER_MINUTE", 3)
    monkeypatch.setattr(limits.instant, "now", lambda: utc("2026-06-01T09:00Z"))
    monkeypatch.setattr(limits.instant, "seconds_to_next_minute", lambda: 17)


@pytest.mark.usefixtures("_three_a_minute")
def test_who_asks_too_often_is_told_how_long_to_wait(client, mission):
    """API-04"""
    answers = [client.get("/api/v1/clock", headers={"x-forwarded-for": f"192.0.2.{n}"}) for n in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert (answers[4].headers["Retry-After"], answers[4].headers["Cache-Control"]) == ("17", "no-store")
    assert described(answers[4])["detail"] == "Too many requests in this minute. Please wait."
    assert client.get("/api/v1/clock", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("_three_a_minute")
def test_behind_a_trusted_proxy_each_visitor_has_a_rate_of_its_own(client, mission, monkeypatch):
    """API-04: and what a visitor writes there itself counts for nothing."""
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", 1)

    def asked(visitor, times):
        forwarded = [f"10.0.0.{n}, {visitor}" for n in range(times)]
        return [client.get("/api/v1/clock", headers={"x-forwarded-for": value}).status_code for value in forwarded]

    assert asked("192.0.2.1", 4) == [200, 200, 200, 429]
    assert asked("192.0.2.2", 1) == [200]
    assert asked("2001:db8::1", 2) + asked("2001:db8::2", 2) == [200, 200, 200, 429]


@pytest.mark.usefixtures("_three_a_minute")
def test_the_next_minute_counts_anew(client, mission, monkeypatch):
    assert [client.get("/api/v1/clock").status_code for _ in range(4)][-1] == 429
    monkeypatch.setattr(limits.instant, "now", lambda: utc("2026-06-01T09:01Z"))
    assert client.get("/api/v1/clock").status_code == 200


def test_no_limit_counts_nobody(client, mission, monkeypatch):
    monkeypatch.setattr(settings, "API_REQUESTS_PER_MINUTE", 0)

    assert {client.get("/api/v1/clock").status_code for _ in range(130)} == {200}


def test_a_cache_that_is_down_refuses_nobody(client, mission, monkeypatch, caplog):
    """AVL-07"""

    def fail(*_arguments):
        raise ConnectionError("no route")

    monkeypatch.setattr(settings, "API_REQUESTS_PER_MINUTE", 1)
    monkeypatch.setattr(cache, "add", fail)

    assert client.get("/api/v1/clock").status_code == 200
    assert [record.message for record in caplog.records] == ["Requests cannot be counted: the cache does not answer."]


def make_row(number):
    edition = make_live(
        f"Text {number}",
        slug="public" if not number else f"public-{number}",
        dated=date(2026, 4, 1 + number % 28),
        translation_key=f"t{number}",
        categories=[make_category(f"c{number}")],
        office=make_office(f"office-{number}"),
    )
    follow(edition)
    make_live(f"Texte {number}", language="fr", translation_key=f"t{number}")
    make_incident(slug="seen" if not number else f"i{number}", steps=[(date(2026, 1, 2), "A step.")]).releases.add(
        edition.release
    )


def test_ten_or_fifty_items_cost_the_same_and_at_most_six_queries(client, mission):
    """AVL-06"""
    mission.languages = ["en", "fr"]
    mission.save()
    addresses = [
        *OPERATIONS.values(),
        "/api/v1/releases?limit=100&language=all",
        "/api/v1/releases?q=text&kind=statement&category=c0&issuer=office-0&from=2026-01-01&year=2026",
    ]

    def costs():
        found = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                read(client, address)
            found[address] = len(captured)
        return found

    for number in range(10):
        make_row(number)
    of_ten = costs()
    for number in range(10, 50):
        make_row(number)

    assert costs() == of_ten
    assert {address: cost for address, cost in of_ten.items() if cost > 6} == {}
