"""What an officer sees stays with the officer (HTP-04), and a page needs nobody else's server (AVL-08)."""

import re

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from embassy import known_query
from embassy.lib import generation
from embassy.lib.minute_pages import MinutePages
from tests.embassy.reading import parsed
from tests.factories import make_draft
from tests.hardening.asking import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive", "whole_server", "no_limits")]
PUBLIC = ["/", "/messages/", "/messages/text/", "/messages/feed.atom", "/corrections/", "/incidents/seen/", "/nothing/"]


@pytest.fixture
def server():
    return new_server()


def new_server():
    return MinutePages(WSGIHandler(), known_query.canonical, generation.of_this_site().current, 1 << 24)


@pytest.fixture
def cookies(officer):
    """Those of an officer who is signed in."""
    client = Client()
    client.force_login(officer)
    return f"session={client.cookies['session'].value}; csrftoken={'a' * 32}"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_that_an_officer_looked_at_is_that_of_everybody(server, cookies, path):
    """HTP-04: the officer first, then a stranger, and a server that no officer has asked."""
    seen, after = ask(server, "GET", path, COOKIE=cookies), ask(server, "GET", path)
    fresh = ask(new_server(), "GET", path)

    assert seen.content == after.content == fresh.content
    assert not re.search(rb"csrfmiddlewaretoken|/admin/|officer", after.content)
    assert [answer.header("Set-Cookie") for answer in (seen, after)] == ["", ""]


REHEARSALS = ["/?as-of=2099-01-01T00:00Z", "/messages/?as-of=2099-01-01"]


@pytest.mark.parametrize("path", ["/admin/", "/admin/my-account/log-in/", *REHEARSALS])
def test_what_depends_on_who_asks_is_kept_by_nobody(server, cookies, path):
    """HTP-04: a rehearsal, the desk, the log-in."""
    make_draft(slug="draft")
    bare, _, query = path.partition("?")

    for headers in ({"COOKIE": cookies}, {}):
        answer = ask(server, "GET", bare, query, **headers)
        assert "no-store" in answer.header("Cache-Control")
        assert "public" not in answer.header("Cache-Control")
    assert server.shelves.size == 0


def found_pages(server):
    """What is kept and is no answer that there is nothing."""
    return [page for shelf in server.shelves.all for page in shelf.pages.values() if page.is_found]


@pytest.mark.parametrize(
    "path",
    [
        "/admin/style.css", "/admin/releases/release/1/change/x.css", "/admin/releases/release/1/change/;x.css",
        "/admin/my-account/log-in/x.js", "/admin%2fx.css", "/admin/releases/release/add/..%2fx.png",
        "/preview/none/x.css",
    ],
)  # fmt: skip
def test_a_page_of_the_desk_under_the_name_of_a_file_is_none(server, cookies, path):
    """HTP-04: no cache is led to keep what is an officer's."""
    answer = ask(server, "GET", path, COOKIE=cookies)

    assert answer.status in (301, 302, 404)
    assert (found_pages(server), b"csrfmiddlewaretoken" in answer.content) == ([], False)
    if path.startswith(("/admin/", "/preview/")):  # not even that there is nothing
        assert server.shelves.size == 0
    if path.startswith("/admin/") and answer.status != 301:  # which only adds the slash
        assert "no-store" in answer.header("Cache-Control")


@pytest.mark.parametrize("path", [path for path in (*PUBLIC, "/incidents/seen/embed/") if "feed" not in path])
def test_a_page_loads_nothing_from_elsewhere(client, path):
    """AVL-08: scripts, styles, fonts, pictures and frames are the site's own: it stands when others are down."""
    page = parsed(client.get(path))
    loaded = [
        element.get("src") or element.get("href")
        for element in page.iter()
        if element.tag in {"script", "img", "iframe", "source", "object", "embed", "video", "audio"}
        or (element.tag == "link" and element.get("rel") in {"stylesheet", "icon", "preload", "preconnect", "manifest"})
    ]

    assert len(loaded) > 2
    assert [address for address in loaded if not re.match(r"/(?!/)", address or "/")] == []
