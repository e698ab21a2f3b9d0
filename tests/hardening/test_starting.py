"""A site on the open net starts with safe settings or not at all; its key can be changed (OPS-01)."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as the_settings
from django.test import Client

from embassy import safety
from tests.accounts.people import CODE, code, give_password, is_in, log_in, make_person
from tests.hardening.starting import managed
from tests.settings_of import settings_of

GOOD = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQR"


def test_the_deployment_check_of_a_production_site_finds_nothing():
    """OPS-01: check --deploy, every warning an error."""
    status, said = managed("check", "--deploy", "--fail-level", "WARNING")

    assert (status, said) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("change", "name", "reason"),
    [
        ({"DEBUG": "true"}, "DEBUG", "shows the code and the settings to every visitor"),
        ({"SECRET_KEY": ""}, "SECRET_KEY", "not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY", "shorter than 50 characters"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY", "made of too few different characters"),
        ({"SECRET_KEY": f"django-insecure-{GOOD}"}, "SECRET_KEY", "made by Django for a trial"),
        ({"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS", "shorter than 50 characters"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS", "takes any host"),
        ({"ALLOWED_HOSTS": "press.ruritania.example,*"}, "ALLOWED_HOSTS", "takes any host"),
        ({"ALLOWED_HOSTS": "."}, "ALLOWED_HOSTS", "takes any host"),
        ({"ALLOWED_HOSTS": ","}, "ALLOWED_HOSTS", "takes any host"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT", "neither json nor line"),
        ({"REQUESTS_PER_MINUTE": "search=many"}, "REQUESTS_PER_MINUTE", "not name=number: search"),
        ({"REQUESTS_PER_MINUTE": "serach=1"}, "REQUESTS_PER_MINUTE", "unknown name serach"),
    ],
    ids=str,
)
def test_each_mistake_is_refused_with_its_name_and_its_reason(change, name, reason):
    """OPS-01: no traceback, one line a mistake."""
    status, said = managed("check", **change)
    first, *lines = said.splitlines()

    assert (status, first, len(lines)) == (1, "The environment cannot be used:", 1)
    assert lines[0].startswith(f"  - {name}: ")
    assert reason in lines[0]


def test_all_mistakes_are_told_at_once():
    status, said = managed("check", DEBUG="1", SECRET_KEY="short", ALLOWED_HOSTS="*")

    assert (status, said.count("\n  - ")) == (1, 3)


def test_the_server_itself_does_not_start_either():
    status, said = managed("serve", "--port", "0", DEBUG="1")

    assert (status, "DEBUG" in said, "Traceback" in said) == (1, True, False)


def test_a_site_of_this_machine_may_be_watched_at_work():
    found = settings_of(DEBUG="true", ALLOWED_HOSTS="*", SECRET_KEY="short")

    assert (found["DEBUG"], found["ALLOWED_HOSTS"]) == (True, ["*"])


def test_debug_is_off_unless_somebody_turns_it_on():
    assert settings_of()["DEBUG"] is False


@pytest.mark.parametrize("key", [GOOD, GOOD[::-1]])
def test_a_good_key_has_no_weakness(key):
    assert safety.weakness(key) == ""
    assert list(safety.mistakes(debug=False, keys=[key], hosts=["press.ruritania.example", ".ruritania.example"])) == []


@pytest.mark.usefixtures("mission", "real_log_in")
def test_the_key_is_changed_and_everybody_stays_in(client, settings):
    """OPS-01: what the old key made goes on while it is a fallback; a session that is used is moved to the new one."""
    make_person()
    log_in(client)
    idle = Client()
    log_in(idle, periods=-1)
    old = the_settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = GOOD, [old]

    assert is_in(client)
    other = Client()
    give_password(other)
    assert other.post(CODE, {"code": code(periods=1)}).headers["Location"] == "/admin/"
    assert Authenticator.objects.count() == 2

    settings.SECRET_KEY_FALLBACKS = []
    assert (is_in(client), is_in(idle)) == (True, False)
