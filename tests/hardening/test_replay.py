"""Every address of the desk, as another site would make an officer's browser ask for it (AUT-10, AUT-08, AUT-11)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from embassy.accounts import recently
from releases.models import Edition, State
from tests.factories import make_category, make_draft, make_incident, make_live, make_office
from tests.hardening.test_fuzz import HOLE, routes
from tests.media.rows import make_attachment, make_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]
DESK = sorted({route for route in routes() if route.startswith("/admin/")})
WRITES = re.compile(r'^\s*(INSERT|UPDATE|DELETE|REPLACE)\b.*?"(\w+)"', re.IGNORECASE | re.DOTALL)
OWN = {"django_session", "usersessions_usersession", "releases_presence"}
"""What says where an officer is signed in, and who has a text open: no state of the site."""


@pytest.fixture
def rows(archive, officer):
    """A row of each kind, under the number 1 where the database gives it."""
    make_draft(slug="draft")
    make_live(slug="live")
    make_incident(slug="another")
    return [make_category(), make_office(), make_image(), make_attachment()]


def addresses():
    return [HOLE.sub("1", route) for route in DESK]


def test_every_address_of_the_desk_is_tried():
    assert len(addresses()) > 80
    assert get_resolver().reverse_dict is not None


@pytest.mark.usefixtures("rows")
def test_get_changes_nothing(client, officer):
    """AUT-10: every address, as a superuser, with every act named in the query."""
    client.force_login(officer)
    client.raise_request_exception = False
    query = "?action=delete_selected&_selected_action=1&post=yes&discard=1&revoke=1&act=make&_save=1&confirm=1"
    written = {}
    for address in addresses():
        with CaptureQueriesContext(connection) as queries:
            status = client.get(address + query).status_code
        tables = {match[2] for entry in queries for match in [WRITES.match(entry["sql"])] if match} - OWN
        if tables or status >= 500:
            written[address] = (status, tables)

    assert written == {}


@pytest.mark.usefixtures("rows")
def test_no_act_is_done_without_a_token(officer):
    """AUT-10: the cookie alone, from another origin, with and without a forged token."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(officer)
    before = state()
    found = {}
    for address in addresses():
        for sent in ({}, {"csrfmiddlewaretoken": "a" * 64}):
            response = strict.post(
                address, {"post": "yes", "action": "export", **sent}, headers={"origin": "https://evil.example"}
            )
            if response.status_code != 403:
                found[address] = response.status_code

    assert found == {}
    assert state() == before


def state():
    return (
        list(Edition.objects.order_by("pk").values_list("state", "version", "live_from", "title")),
        State.APPROVED,
    )


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_no_further_than_the_log_in(client, method):
    """ACL-01: every address, without a session."""
    found = {}
    for address in addresses():
        response = getattr(client, method)(address)
        target = response.headers.get("Location", "")
        if response.status_code == 302 and target.startswith("/admin/my-account/log-in/"):
            continue
        found[address] = response.status_code
    inside = {address: status for address, status in found.items() if not address.startswith("/admin/my-account/")}

    assert {status for status in found.values() if status >= 500} == set()
    assert {address for address, status in inside.items() if status == 200} <= {"/admin/jsi18n/"}
    assert set(inside.values()) <= {200, 302, 404, 405}


@pytest.mark.usefixtures("rows")
def test_mass_deletion_is_no_act_of_the_desk(client, officer):
    """AUT-08: there is none to re-authenticate for; what could be deleted one by one asks for a page each."""
    client.force_login(officer)
    offered = {}
    for address in addresses():
        if re.fullmatch(r"/admin/\w+/\w+/", address):
            content = client.get(address).content.decode()
            if "delete_selected" in content:
                offered[address] = True

    assert offered == {}


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("page", ["embassy/notice/add", "embassy/mission/1/change", "auth/user/add", "auth/group/add"])
def test_settings_notices_and_accounts_ask_who_it_is_again(client, officer, monkeypatch, page):
    """AUT-08."""
    client.force_login(officer)
    monkeypatch.setattr(recently, "is_recent", lambda request: False)

    answers = client.get(f"/admin/{page}/"), client.post(f"/admin/{page}/", {})

    assert [answer.headers["Location"].partition("?")[0] for answer in answers] == ["/admin/my-account/confirm/"] * 2


LEADS_AWAY = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "/%5cevil.example",
    "/%2f%2fevil.example", "https:evil.example", "//evil.example/%2e%2e", "/.evil.example", "/messages//evil.example",
    "//evil.example\r\n", "/%0d%0aLocation:%20//evil.example", "//evil%E3%80%82example", "//evil.example/messages",
]  # fmt: skip


@pytest.mark.parametrize("path", LEADS_AWAY)
def test_no_odd_path_leads_off_the_site(client, archive, path):
    """AUT-11: each is one canonical address of ours, or is not there."""
    for sent in (path, path.rstrip("/") + "/..", path + "/"):
        response = client.get("/", PATH_INFO=sent)
        target = response.headers.get("Location", "")

        assert response.status_code in (301, 302, 404), sent
        assert re.match(r"(/(?![/\\])|$)", target), (sent, target)
        assert not re.search(r"[\r\n]", target)


ODD = ["/messages/./", "/messages/../messages/", "/Messages/", "/messages/text/%2e", "/messages/text/\n"]


@pytest.mark.parametrize("path", ODD)
def test_an_odd_spelling_is_not_there(client, archive, path):
    """AUT-11."""
    assert client.get("/", PATH_INFO=path).status_code == 404
