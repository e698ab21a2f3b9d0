"""Which host a request names, and what of it is believed (HTP-01, HTP-02)."""

import re

import pytest
from django.core.handlers.wsgi import WSGIHandler

from embassy import known_query
from embassy.lib import generation
from embassy.lib.minute_pages import MinutePages
from tests.accounts.people import make_person
from tests.hardening.asking import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive", "whole_server", "no_limits")]
HOSTS = [
    "evil.example", "localhost.evil.example", "localhost:8000.evil.example", "localhost@evil.example", "localhost:x",
    "localhost,evil.example", "localhost evil.example", "evil.example:8000", "localhost:80:80", "[::1", "[evil]", "",
    "localhost\x00", "localhost/evil.example", "localhost?x", "169.254.169.254", "xn--lcalhost-", "*", ".localhost",
]  # fmt: skip
FORWARDED = {
    "X_FORWARDED_HOST": "evil.example",
    "X_FORWARDED_SERVER": "evil.example",
    "X_FORWARDED_PORT": "666",
    "X_FORWARDED_PREFIX": "/evil",
    "X_HOST": "evil.example",
    "X_ORIGINAL_URL": "/admin/",
    "X_REWRITE_URL": "/admin/",
    "X_FORWARDED_SCHEME": "gopher",
    "FORWARDED": "host=evil.example;proto=gopher",
    "X_HTTP_METHOD_OVERRIDE": "DELETE",
}
PAGES = [
    "/",
    "/messages/text/",
    "/messages/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/api/v1/releases",
    "/oembed",
    "/nothing/",
]


@pytest.fixture
def server():
    return new_server()


def new_server():
    return MinutePages(WSGIHandler(), known_query.canonical, generation.of_this_site().current, 1 << 24)


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_ours_is_refused(server, host):
    """HTP-01."""
    answers = [ask(server, "GET", path, HOST=host) for path in ("/", "/messages/text/", "/admin/my-account/log-in/")]

    assert [answer.status for answer in answers] == [400] * 3
    assert not any(b"evil" in answer.content for answer in answers)


@pytest.mark.parametrize("path", PAGES)
def test_what_a_stranger_says_of_the_host_changes_nothing_and_stays_nowhere(server, path):
    """HTP-01: asked with the lie, then without: not a byte differs, and neither page names the lie."""
    lied, after = ask(server, "GET", path, **FORWARDED), ask(server, "GET", path)
    alone = ask(new_server(), "GET", path)

    assert lied.status == after.status == alone.status
    if lied.status < 400:
        assert lied.content == after.content == alone.content
    assert not re.search(rb"evil|gopher|:666", lied.content)


def test_absolute_addresses_are_those_of_the_configured_site(server):
    """HTP-01: canonical, og:url, feeds, sitemaps and the API name SITE_URL whatever host was asked."""
    found = set()
    for path in ("/messages/text/", "/messages/feed.atom", "/sitemap.xml", "/sitemap-pages.xml", "/api/v1/releases"):
        content = ask(server, "GET", path, HOST="127.0.0.1:8000").content.decode()
        found |= set(re.findall(r"https?://(?:localhost|127\.0\.0\.1)[:\d]*", content))

    assert found == {"http://localhost:8000"}


def test_the_link_of_a_forgotten_password_is_that_of_the_configured_site(client, mailoutbox, monkeypatch):
    """HTP-01, AUT-04."""
    from embassy.accounts import posting

    monkeypatch.setattr(posting, "post", lambda mail: mail.send())
    make_person()

    client.post(
        "/admin/my-account/password/forgotten/",
        {"email": "ada@ruritania.example"},
        headers={"host": "127.0.0.1", "x-forwarded-host": "evil.example"},
    )

    links = re.findall(r"https?://\S+", mailoutbox[0].body)
    assert [link.partition("/admin/")[0] for link in links] == ["http://localhost:8000"]
