"""AUT-09, AUT-10, AUT-11: no default account, no change by GET, no way off this host; sign-up is closed."""

import json
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from embassy.accounts import checks
from embassy.settings import BASE_DIR
from tests.accounts.people import CODE, DESK, LOG_IN, PASSWORD, code, give_password, is_in, log_in, make_person

ADDRESSES = [
    "//evil.example",
    "///evil.example",
    "https://evil.example/",
    "http:evil.example",
    "https:/\\evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "/%09/evil.example",
    "\t//evil.example",
    "/\t/evil.example",
    " //evil.example",
    "\x00//evil.example",
    "https://localhost:8000@evil.example/",
    "https://localhost.evil.example/",
    "data:text/html,x",
]
pytestmark = pytest.mark.usefixtures("mission")


@pytest.mark.parametrize("address", ADDRESSES)
def test_log_in_leads_nowhere_else(client, address):
    """AUT-11."""
    make_person()
    client.post(LOG_IN, {"login": "ada", "password": PASSWORD, "next": address})

    answer = client.post(CODE, {"code": code()})

    target = answer.headers["Location"]
    assert target == DESK or (address.startswith("/%09/") and target == address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_door_of_the_admin_leads_nowhere_else(client, address):
    answer = client.get("/admin/login/", {"next": address})

    assert re.fullmatch(r"/admin/my-account/log-in/\?next=/(admin/|%2509/evil\.example)", answer.headers["Location"])


def test_another_host_of_allowed_hosts_is_elsewhere_too(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".ruritania.example"]
    make_person("admin", factor=False)

    answer = client.post(LOG_IN, {"login": "admin", "password": PASSWORD, "next": "https://x.ruritania.example/"})

    assert answer.headers["Location"] == DESK


def test_log_in_leads_back_to_where_one_wanted_to_go(client):
    make_person()
    wanted = client.get("/admin/releases/release/?q=x", follow=True)
    assert wanted.request["PATH_INFO"] == LOG_IN
    client.post(LOG_IN, {"login": "ada", "password": PASSWORD, "next": "/admin/releases/release/?q=x"})

    assert client.post(CODE, {"code": code()}).headers["Location"] == "/admin/releases/release/?q=x"


@pytest.mark.parametrize(
    "address", ["/admin/my-account/sign-up/", "/admin/my-account/signup/", "/accounts/signup/", "/accounts/login/"]
)
def test_there_is_no_sign_up(client, address):
    form = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD, "email": "eve@example.org"}

    assert (client.get(address).status_code, client.post(address, form).status_code) == (404, 404)
    assert not User.objects.exists()


def test_no_page_offers_a_sign_up(client):
    for address in (LOG_IN, "/admin/my-account/password/forgotten/"):
        assert b"sign-up" not in client.get(address).content.lower()


@pytest.mark.parametrize(
    "address",
    [LOG_IN, "/admin/my-account/log-out/", "/admin/logout/", "/admin/my-account/password/forgotten/", CODE],
)
def test_a_post_without_the_token_is_refused(address):
    """AUT-10: log-in and log-out too."""
    make_person()
    strict = Client(enforce_csrf_checks=True)
    give_password(strict)

    assert strict.post(address, {"login": "ada", "password": PASSWORD}).status_code == 403


def test_get_changes_nothing(client):
    """AUT-10: every page of one's own account, read by a link checker."""
    user = make_person()
    log_in(client)
    before = state(user)

    for name in (
        "mfa_index mfa_deactivate_totp mfa_generate_recovery_codes mfa_list_webauthn mfa_add_webauthn "
        "account_change_password account_logout account_reset_password account_reauthenticate usersessions_list"
    ).split():
        assert client.get(reverse(name)).status_code == 200, name

    assert state(user) == before
    assert is_in(client)


def state(user):
    rows = list(user.authenticator_set.order_by("pk").values_list("type", "data"))
    return User.objects.values_list("password", "is_active").get(pk=user.pk), json.dumps(rows)


def test_a_fresh_site_has_no_account(db):
    """AUT-09."""
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("name", "password"), [("admin", "admin"), ("admin", "password"), ("root", "root"), ("test", "test")]
)
def test_no_default_password_opens_it(client, name, password):
    give_password(client, name, password)

    assert not is_in(client)


def test_no_password_or_key_is_in_the_code():
    """AUT-09: the demo's password is drawn when the demo is made."""
    serve = (BASE_DIR / "embassy/management/commands/serve.py").read_text()
    settings = (BASE_DIR / "embassy/settings.py").read_text()

    assert "secrets.token_urlsafe" in serve
    assert not re.search(r"""(SECRET_KEY|password)\s*=\s*["'][^"']+["']""", serve + settings)


def test_the_first_administrator_is_made_by_a_command(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command("createsuperuser", "--noinput", "--username", "ada", "--email", "ada@ruritania.example", verbosity=0)

    assert User.objects.get().is_superuser


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"IS_LOCAL": False, "DEMO_ADMINISTRATOR": "admin"}, "accounts.E001"),
        ({"MIDDLEWARE": []}, "accounts.E002"),
        ({"IS_LOCAL": False}, "accounts.E003"),
        ({"TRUSTED_PROXIES": -1}, "accounts.E004"),
        ({"TRUSTED_PROXIES": 6}, "accounts.E004"),
        ({"SESSION_IDLE_MINUTES": 0}, "accounts.E005"),
        ({"SESSION_IDLE_MINUTES": 721}, "accounts.E005"),
        ({"IS_LOCAL": False, "TRUSTED_PROXIES": 0}, "accounts.I001"),
    ],
)
def test_each_check_finds_its_mistake_and_says_what_to_do(settings, change, found):
    for name, value in change.items():
        setattr(settings, name, value)

    messages = [*checks.check_demo_administrator(), *checks.check_second_factor(), *checks.check_numbers()]

    assert found in [message.id for message in messages]
    assert all(message.hint for message in messages)


def test_the_settings_as_they_are_pass():
    assert [*checks.check_demo_administrator(), *checks.check_second_factor(), *checks.check_numbers()] == []
