"""AUT-06 and AUT-07: sessions are renewed at log-in and end when they must; HDR-04: their cookie."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from embassy.accounts import sessions
from embassy.audit.models import Act, Entry
from embassy.lib import instant
from tests.accounts.people import DESK, LOG_IN, PASSWORD, is_in, log_in, make_person

LOG_OUT, SESSIONS = "/admin/my-account/log-out/", "/admin/my-account/sessions/"
NEW = "harbour-violin-tempest-7"
pytestmark = pytest.mark.usefixtures("mission")


def replayed(client) -> Client:
    """A thief's browser with the session cookie of this one."""
    thief = Client()
    thief.cookies = SimpleCookie({"session": client.cookies["session"].value})
    return thief


def later(monkeypatch, **time):
    at = instant.now() + timedelta(**time)
    monkeypatch.setattr(instant, "now", lambda: at)


def test_the_session_id_is_renewed_at_log_in(client):
    make_person()
    client.get(LOG_IN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["session"] = session.session_key

    log_in(client)

    assert client.session.session_key != session.session_key
    assert not Client().session.exists(session.session_key)


@pytest.mark.parametrize("address", [LOG_OUT, "/admin/logout/"])
def test_a_cookie_is_worth_nothing_after_log_out(client, address):
    make_person()
    log_in(client)
    thief = replayed(client)
    assert is_in(thief)

    assert client.post(address).headers["Location"] == LOG_IN

    assert not is_in(thief)


def test_log_out_needs_a_post(client):
    """AUT-10: GET changes nothing."""
    make_person()
    log_in(client)

    client.get(LOG_OUT)
    client.get("/admin/logout/")

    assert is_in(client)


def test_a_change_of_password_ends_the_other_sessions(client):
    make_person()
    log_in(client)
    other = Client()
    log_in(other, periods=1)

    client.post("/admin/my-account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert (is_in(client), is_in(other)) == (True, False)


@pytest.mark.parametrize("flag", ["is_active", "is_staff", "is_superuser"])
def test_who_is_disabled_or_loses_a_flag_is_out_at_once(client, flag):
    user = make_person()
    log_in(client)
    thief = replayed(client)

    setattr(user, flag, False)
    user.save()

    assert not is_in(client)
    assert not is_in(thief)


def test_a_change_of_roles_ends_the_sessions(client):
    user = make_person()
    log_in(client)

    user.groups.add(Group.objects.create(name="Chief"))

    assert not is_in(client)


def test_renaming_somebody_ends_nothing(client):
    user = make_person()
    log_in(client)

    user.first_name = "Ada"
    user.save()

    assert is_in(client)


def test_an_idle_session_ends(client, monkeypatch):
    """AUT-07: what was typed is kept by the autosave; the log-in leads back to where one was."""
    make_person()
    log_in(client)
    later(monkeypatch, minutes=60)

    answer = client.get("/admin/embassy/mission/?x=1", follow=True)

    assert answer.request["PATH_INFO"] == LOG_IN
    assert answer.context["redirect_field"].count("/admin/embassy/mission/?x=1") == 1
    assert Entry.objects.first().act == Act.LOG_OUT
    assert Entry.objects.filter(act=Act.SESSION_ENDED).count() == 1


def test_use_keeps_a_session_alive_but_not_longer_than_twelve_hours(client, monkeypatch):
    make_person()
    log_in(client)
    for _half_hour in range(23):
        later(monkeypatch, minutes=30)
        assert is_in(client)

    later(monkeypatch, minutes=30)

    assert not is_in(client)


def test_a_script_that_only_looks_does_not_keep_a_session_alive(client, monkeypatch):
    make_person()
    log_in(client)
    later(monkeypatch, minutes=50)
    client.get(DESK, headers={sessions.BACKGROUND: "1"})

    later(monkeypatch, minutes=20)

    assert not is_in(client)


def test_an_idle_session_shows_nothing_of_the_future_either(client, monkeypatch):
    from embassy.accounts import rights

    make_person()
    log_in(client)
    seen = []
    monkeypatch.setattr(rights.sessions, "is_over", lambda request, at: seen.append(at) or True)

    answer = client.get("/?as-of=2098-01-01T00:00Z")

    assert len(seen) == 1
    assert b"lies in the future" in answer.content


def test_the_other_sessions_can_be_ended_from_the_account_page(client):
    make_person()
    log_in(client)
    other = Client()
    log_in(other, periods=1)
    assert len(client.get(SESSIONS).context["sessions"]) == 2

    client.post(SESSIONS)

    assert (is_in(client), is_in(other)) == (True, False)


def test_the_cookies_of_a_site_with_tls():
    """HDR-04."""
    from embassy import env
    from tests.settings_of import settings_of

    found = settings_of(SITE_URL="https://press.ruritania.example", SECRET_KEY="0123456789abcdef" * 4)

    assert env
    assert (found["SESSION_COOKIE_NAME"], found["SESSION_COOKIE_SECURE"]) == ("__Host-session", True)
    assert (found["CSRF_COOKIE_SECURE"], found["DEMO_ADMINISTRATOR"]) == (True, "")
    assert found["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    make_person()
    log_in(client)

    cookie = client.cookies["session"]

    assert (cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["path"]) == (True, "Lax", "", "/")


def test_public_pages_set_no_cookie_even_where_the_future_is_asked_for(client):
    """HDR-03."""
    answers = [client.get(address) for address in ("/", "/messages/", "/corrections/", "/?as-of=2098-01-01")]

    assert [answer.cookies for answer in answers] == [SimpleCookie()] * 4
    assert "Cookie" not in answers[0].headers.get("Vary", "")


def test_a_role_does_not_end_the_session_of_who_gives_it(client):
    make_person()
    other = make_person("bob", is_superuser=False)
    log_in(client)

    other.groups.add(Group.objects.create(name="Chief"))

    assert is_in(client)
    assert User.objects.get(pk=other.pk).groups.count() == 1
