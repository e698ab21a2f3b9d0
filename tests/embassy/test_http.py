"""Methods, headers and errors of every public page: no cookie, one policy, and no 500 for any input."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from embassy import page_files
from embassy.models import Mission
from releases.models import Purpose
from tests.embassy.reading import heading, parsed, texts, title
from tests.factories import follow, make_incident, make_live, make_mission
from tests.lib.test_csp import PUBLIC

pytestmark = pytest.mark.django_db
ROBOTS = "User-agent: *\nDisallow: /*as-of=\nDisallow: /*?*q=\nAllow: /\n\n"
ROBOTS += "Sitemap: http://localhost:8000/sitemap.xml\nSitemap: http://localhost:8000/news-sitemap.xml\n"
PAGES = {
    "/": 200,
    "/messages/": 200,
    "/messages/?q=peace&page=abc": 200,
    "/messages/2026/05/": 200,
    "/messages/text/": 200,
    "/messages/text/editions/1/": 200,
    "/messages/text/editions/2/": 302,
    "/messages/none/": 404,
    "/messages/feed.atom": 200,
    "/messages/feed.rss?kind=speech&from=x": 200,
    "/messages/feed.json?archive=1": 404,
    "/corrections/": 200,
    "/corrections/feed.atom": 200,
    "/sitemap.xml": 200,
    "/sitemap-pages.xml": 200,
    "/sitemap-2026-1.xml": 200,
    "/sitemap-1999-1.xml": 404,
    "/news-sitemap.xml": 200,
    "/incidents/": 200,
    "/incidents/seen/": 200,
    "/incidents/seen.svg?size=nonsense": 200,
    "/incidents/seen.json": 200,
    "/incidents/none.json": 404,
    "/health/live": 200,
    "/robots.txt": 200,
    "/.well-known/security.txt": 200,
    "/trust.txt": 200,
    "/oembed": 400,
    "/oembed?url=http://localhost:8000/messages/text/": 200,
    "/card-0123456789abcdef0123.png": 302,
    "/messages/text/card-0123456789abcdef0123.png": 302,
    "/messages/none/card-0123456789abcdef0123.png": 404,
    "/nothing/": 404,
    "/messages": 301,
    "/emblem/none.png": 404,
}


@pytest.fixture
def _site(mission):
    follow(make_live("Wrong", slug="text"), purpose=Purpose.UPDATE, title="Right", note="")
    make_incident(slug="seen")


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(("address", "status"), PAGES.items())
def test_a_public_page_sets_no_cookie_and_has_the_policy(client, address, status):
    response = client.get(address)

    assert response.status_code == status
    assert (list(response.cookies), "Cookie" in response.headers.get("Vary", "")) == ([], False)
    assert response.headers["Content-Security-Policy"] == PUBLIC
    assert {
        name: response.headers[name]
        for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
    } == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


@pytest.mark.usefixtures("_site")
def test_the_banner_alone_may_stand_in_any_frame(client):
    response = client.get("/incidents/seen/embed/")

    assert "X-Frame-Options" not in response.headers
    assert response.headers["Content-Security-Policy"] == PUBLIC.replace("frame-ancestors 'none'", "frame-ancestors *")


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("address", [*PAGES, "/incidents/seen/embed/"])
def test_head_has_the_headers_of_get_and_no_body(client, address):
    get, head = client.get(address), client.head(address)
    for answer in (get, head):
        answer.headers.pop("X-Request-ID", None)

    assert (head.status_code, head.headers, head.content) == (get.status_code, get.headers, b"")


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("address", [page for page, status in PAGES.items() if status == 200])
def test_other_methods_are_not_allowed(client, address):
    answers = [client.generic(method, address) for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")]

    assert [(answer.status_code, answer.headers["Allow"]) for answer in answers] == [(405, "GET, HEAD")] * 6


def test_a_post_without_a_token_is_not_allowed_either(mission):
    assert Client(enforce_csrf_checks=True).post("/").status_code == 405


def test_health_and_robots_need_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        health, robots = client.get("/health/live"), client.get("/robots.txt")

    assert (json.loads(health.content), health.headers["Cache-Control"]) == ({"status": "up"}, "no-store")
    assert robots.content.decode() == ROBOTS


def test_the_missions_colours_and_name_are_safe_in_a_style_sheet(client, mission):
    mission.name, mission.colour_1, mission.colour_2 = 'A"; } body { x: url(//evil', "#0f4c56", "#abcdef"
    mission.save()
    digest = Mission.current().style_digest
    response, stale = client.get(f"/brand-{digest}.css"), client.get("/brand-0.css")

    # A browser takes the blank after a code point for its end: each has one of its own.
    assert [line.strip() for line in response.content.decode().strip().splitlines()] == [
        ":root {",
        "--brand-1: #0f4c56;",
        "--brand-2: #abcdef;",
        "}",
        "@page {",
        (
            r'@bottom-left { content: "A\000022 \00003b  \00007d  body \00007b  x\00003a  url\000028 \00002f \00002f '
            r'evil \0000b7  localhost"; }'
        ),
        "}",
    ]
    assert (response.headers["Content-Type"], response.headers["Cache-Control"], stale.headers["Cache-Control"]) == (
        "text/css; charset=utf-8",
        "public, max-age=31536000, immutable",
        "no-cache",
    )


def test_each_language_has_a_style_sheet_with_the_missions_name_in_it(client):
    make_mission(name={"en": "Embassy", "fr": "Ambassade"}, languages=["en", "fr"])
    page = client.get("/fr/").content.decode()
    response = client.get(re.search(r'href="(/site-[^"]+css)"', page)[1])

    assert '"Ambassade \\0000b7  localhost"' in response.content.decode()
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_page_brings_one_style_sheet_and_its_scripts_in_one(client, mission):
    page = client.get("/").content.decode()
    style, scripts = re.findall(r'"(/site-[^"]+)"', page)
    brand = client.get(f"/brand-{mission.style_digest}.css").content.decode()
    sheet, script = client.get(style), client.get(scripts)

    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', page) == [style]
    assert sheet.content.decode().startswith(brand + "@layer reset, tokens,")
    # The fonts by their addresses, not by a way from static/css; what a browser reads is what stands in the file.
    assert set(re.findall(r"url\((.*?brygada-1918)", sheet.content.decode())) == {"/static/fonts/brygada-1918"}
    assert squeezed(sheet.content.decode()).endswith(squeezed(Path("static/css/site.css").read_text())[-2000:])
    ends = [squeezed((Path("static") / name).read_text())[-200:] for name in page_files.SCRIPTS]
    assert [end for end in ends if end in squeezed(script.content.decode())] == ends
    assert [
        answer.headers["Cache-Control"]
        for answer in (sheet, script, client.get("/site-0.css"), client.get("/site-0.js"))
    ] == [
        *["public, max-age=31536000, immutable"] * 2,
        *["no-cache"] * 2,
    ]
    assert (sheet.headers["Content-Type"], script.headers["Content-Type"]) == (
        "text/css; charset=utf-8",
        "text/javascript; charset=utf-8",
    )


def squeezed(text: str) -> str:
    """Without comments and blanks."""
    return re.sub(r"\s", "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def test_a_page_that_is_not_there_leads_on(client, mission):
    page = parsed(client.get("/nothing/"))

    assert (title(page), heading(page)) == (
        "Page not found – Embassy of Ruritania in Lutetia",
        ["Page not found"],
    )
    assert texts(page, "lead") == ["There is nothing at this address. It may have been typed or copied with a mistake."]
    assert texts(page, "btnrow") == ["All messages Home page"]


def test_a_fault_of_ours_needs_neither_database_nor_context(client, mission, monkeypatch):
    def fail(_request):
        raise RuntimeError("secret of the server")

    monkeypatch.setattr("embassy.views.instant.of", fail)
    client.raise_request_exception = False
    response = client.get("/")

    assert response.status_code == 500
    assert heading(parsed(response)) == ["Something went wrong on our side"]
    assert "secret" not in response.content.decode()
    assert response.headers["Content-Security-Policy"] == PUBLIC


NASTY = [
    "/messages/%00/",
    "/messages/%ff%fe/",
    "/messages/%2e%2e/%2e%2e/etc/passwd",
    "/messages/..%2f..%2fetc/",
    "/messages/0000/13/",
    "/messages/0999/01/",
    "/messages/2026/00/",
    "/messages/2026/1/",
    "/messages/99999/01/",
    "/messages/%EF%BC%92026/05/",
    "/messages/text/editions/0/",
    "/messages/text/editions/01/",
    "/messages/text/editions/-1/",
    "/messages/text/editions/99999999999999999999/",
    "/messages/" + "a" * 10_000 + "/",
    "/messages/<script>alert(1)</script>/",
    "/messages/%0d%0aSet-Cookie:%20a=b/",
    "/incidents/%27%3b--/",
    "/incidents/seen/embed/x/",
    "/sitemap-0000-1.xml",
    "/sitemap-2026-0.xml",
    "/sitemap-99999-1.xml",
    "/sitemap-2026-99999999999999999999.xml",
    "/messages/feed.atom/",
    "/messages/feed.xml",
    "/incidents/seen.svg/",
    "/incidents/seen.exe",
    "/incidents/.json",
    "/incidents/%00.svg",
    "/emblem/%00",
    "/emblem/../../db.sqlite3",
    "/emblem/emblem/none.png",
    "/brand-.css",
    "/site-.css",
    "/site-%00.js",
    "/brand-%00.css",
    "/en/",
    "/xx/messages/",
    "/health/ready/x",
    "/robots.txt/x",
    "/.env",
    "/.git/config",
    "/wp-login.php",
    "/%",
    "/\u202e",
]


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("path", NASTY, ids=lambda path: path[:40])
def test_a_nasty_path_is_not_found(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert b"<script>alert" not in response.content
    assert list(response.cookies) == []


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(("address", "status"), [("/messages/1000/01/", 200), ("/messages/9999/12/", 200)])
def test_the_ends_of_the_calendar_have_a_page(client, address, status):
    assert client.get(address).status_code == status


@pytest.mark.usefixtures("_site")
def test_a_redirect_keeps_to_the_site(client):
    assert client.get("/messages?q=a").headers["Location"] == "/messages/?q=a"
    assert client.get("/", PATH_INFO="//evil.example/messages").status_code == 404


@pytest.mark.usefixtures("_site")
def test_a_wrong_host_is_a_bad_request(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.usefixtures("_site")
def test_too_many_parameters_are_no_fault_of_ours(client):
    client.raise_request_exception = False

    assert client.get("/messages/?" + "&".join("kind=x" for _ in range(1001))).status_code == 400


@pytest.mark.usefixtures("_site")
def test_parameters_that_no_page_knows_are_taken_off(client):
    """HTP-03"""
    junk = "&".join(f"a{number}=1" for number in range(400))

    assert client.get(f"/messages/?{junk}&page=1").content == client.get("/messages/?page=1").content
