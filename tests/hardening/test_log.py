"""The lines of a site on the open net: one each, structured, without anything that opens a door (OPS-03, OPS-04)."""

import json
import logging
import logging.config
import subprocess
import sys
import tempfile
from datetime import timedelta

import pytest
from django.conf import settings as the_settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from embassy.audit import recording
from embassy.lib import instant, jsonlog
from embassy.models import Notice
from releases import previews, workflow
from releases.permissions import PRESS_OFFICER
from tests.accounts.people import give_password, log_in, make_person
from tests.conftest import ROOT
from tests.factories import make_draft
from tests.hardening.starting import environment_of
from tests.hardening.test_faults import Lines

pytestmark = pytest.mark.usefixtures("mission")


@pytest.fixture
def written():
    """What is written by whatever logger while `written()` has not been asked again."""
    handler = Lines()
    loggers = [logging.getLogger(name) for name in (None, "django", "django.request", "embassy.security")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)

    def lines():
        found, handler.lines[:] = list(handler.lines), []
        return found

    yield lines
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


FACTS = ("act", "actor_name", "address", "subject_type", "subject_text")


def told(lines):
    return [tuple(line.get(name) for name in FACTS) for line in lines]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do something, and what follows its commit."""

    def do(act, *args, **named):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **named)

    return do


@pytest.mark.usefixtures("real_log_in")
def test_log_in_refused_and_done_is_a_line_each(client, written, committed):
    """OPS-03."""
    make_person()
    written()
    committed(give_password, client, "ada", "wrong-password")
    refused = written()
    committed(log_in, client)
    done = written()

    assert told(refused) == [("log-in refused", "", "127.0.0.1", "auth.user", "ada")]
    assert told(done) == [("log-in", "ada", "127.0.0.1", "auth.user", "ada")]
    assert all(line["at"].endswith("Z") and len(line["reference"]) == 16 for line in [*refused, *done])


def test_publishing_scheduling_and_a_change_of_the_embargo_are_a_line_each(client, officer, written, committed):
    """OPS-03."""
    at = instant.now()
    now, later = make_draft(slug="now"), make_draft(slug="later")
    written()

    committed(workflow.approve, now, by=officer, live_from=at, at=at)
    committed(workflow.approve, later, by=officer, live_from=at + timedelta(days=1), at=at)
    committed(workflow.reschedule, latest(later), by=officer, live_from=at + timedelta(days=2), at=at)
    committed(workflow.hold, latest(later), by=officer, reason="Not yet.", at=at)

    edition = "releases.edition"
    assert told(written()) == [
        ("approve", "officer", None, edition, "now"),
        ("approve", "officer", None, edition, "later"),
        ("reschedule", "officer", None, edition, "later"),
        ("hold", "officer", None, edition, "later"),
    ]


def latest(edition):
    return edition.release.editions.order_by("-number").first()


def test_settings_and_notices_are_a_line_each(client, officer, written, committed):
    """OPS-03."""
    client.force_login(officer)
    written()
    address = reverse("admin:embassy_notice_add")
    sent = {"heading_en": "The section is closed.", "level": "warning", "shown_from": "2026-06-01T09:00"}
    form = client.get(address).context["adminform"].form
    values = {field.html_name: field.value() for field in form if isinstance(field.value(), str)}
    written()

    response = committed(client.post, address, {**values, **sent})

    assert response.status_code == 302, response.context["adminform"].form.errors
    ((act, who, where, kind, _text),) = told(written())
    assert (act, who, where, kind) == ("added", "officer", "127.0.0.1", "embassy.notice")
    assert Notice.objects.count() == 1


def test_an_export_is_a_line(client, officer, written, committed):
    """OPS-03, API-07."""
    client.force_login(officer)
    recording.record("tested")
    written()

    committed(
        client.post,
        reverse("admin:audit_entry_changelist"),
        {"action": "export", "_selected_action": [recording.Entry.objects.latest("pk").pk]},
    )

    assert told(written()) == [("exported", "officer", "127.0.0.1", "audit.entry", "CSV")]


def test_a_secret_address_made_used_and_ended_is_a_line_each_without_the_address(client, officer, written, committed):
    """OPS-03: key use. OPS-04: never the key."""
    at = instant.now()
    edition = make_draft(slug="draft")
    written()
    make = {"recipient": "A reader", "expires_at": at + timedelta(hours=1), "by": officer, "at": at}
    link, token = committed(previews.issue, edition, **make)
    client.get(f"/preview/{token}/")
    committed(previews.revoke, link, by=officer, at=at)
    lines = written()

    assert told(lines) == [
        ("preview link made", "officer", None, "releases.edition", "draft"),
        ("preview link used", "", "127.0.0.1", "releases.edition", None),
        ("preview link ended", "officer", None, "releases.edition", "draft"),
    ]
    assert token not in json.dumps(lines)
    assert "A reader" not in json.dumps(lines)


def test_who_may_not_is_a_line(client, written):
    """OPS-03: permission denied."""
    user = make_person("bob", is_superuser=False)
    user.groups.add(Group.objects.get_or_create(name=PRESS_OFFICER)[0])
    client.force_login(user)
    written()

    assert client.get("/admin/auth/user/").status_code == 403
    (line,) = written()
    assert [line[name] for name in ("message", "actor_name", "address", "method", "path")] == [
        "permission denied", "bob", "127.0.0.1", "GET", "/admin/auth/user/",
    ]  # fmt: skip


CANARY = "kanarienvogel4711"


@pytest.mark.usefixtures("real_log_in")
def test_no_line_holds_a_secret(written, monkeypatch):
    """OPS-04: a canary wherever a visitor or an officer may put something, with every logger at its most talkative."""
    for name in ("django", "django.request", "embassy.security"):
        logging.getLogger(name).setLevel("DEBUG")
    make_person()

    def fail(*_arguments):
        raise RuntimeError(f"no room for {CANARY}@ruritania.example at postgres://embassy:{CANARY}@db.example/x")

    monkeypatch.setattr("embassy.views.instant.of", fail)
    strict, client = (
        Client(enforce_csrf_checks=True, raise_request_exception=False),
        Client(raise_request_exception=False),
    )
    headers = {
        "authorization": f"Bearer {CANARY}",
        "cookie": f"session={CANARY}; csrftoken={CANARY}",
        "referer": f"http://localhost/?{CANARY}",
        "user-agent": CANARY,
        "x-forwarded-for": CANARY,
        "x-request-id": CANARY,
    }
    for path in (
        f"/preview/{CANARY}/", f"/preview/{CANARY}/media/x.png", f"/calendar/{CANARY}.ics",
        f"/admin/my-account/password/new/1-{CANARY}/", f"/?token={CANARY}", f"/messages/?q={CANARY}",
        f"/nothing/?{CANARY}",
    ):  # fmt: skip
        client.get(path, headers=headers)
        strict.post(path, {"password": CANARY}, headers=headers)
    client.post("/admin/my-account/log-in/", {"login": "ada", "password": CANARY})
    client.post("/admin/my-account/log-in/", {"login": f"ada{CANARY}", "password": CANARY})
    client.post("/admin/my-account/password/forgotten/", {"email": f"{CANARY}@ruritania.example"})
    lines = written()

    assert len([line for line in lines if line["logger"] == "django.request"]) > 5
    assert any("traceback" in line for line in lines)
    assert [line for line in lines if CANARY in json.dumps(line)] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Not Found: /preview/AbC-12_x/", "Not Found: /preview/…/"),
        ("/calendar/AbC-12_x.ics", "/calendar/…"),
        ("/admin/my-account/password/new/3-abc-def/", "/admin/my-account/password/new/…/"),
        ("GET /?token=a&key=b&q=c", "GET /?token=…&key=…&q=c"),
        ("to Ada Norton <ada.norton+x@post.ruritania.example>: refused", "to Ada Norton <…>: refused"),
        ("redis://:word@cache.example:6379/0", "redis://…@cache.example:6379/0"),
        ("nothing to hide at all: 12:30", "nothing to hide at all: 12:30"),
    ],
)
def test_what_opens_a_door_or_names_a_person_is_put_out_of_sight(text, shown):
    """OPS-04."""
    assert jsonlog.discreet(text) == shown


@pytest.mark.parametrize("text", ["a" * 200_000, "@" * 200_000, "a@" * 100_000, "://" * 70_000, "/preview/" * 30_000])
def test_a_long_text_is_cut_and_takes_no_time(text):
    """No regular expression of ours is led astray."""
    from time import perf_counter

    begun = perf_counter()
    assert len(jsonlog.discreet(text)) <= jsonlog.MAX_LENGTH
    assert perf_counter() - begun < 1


@pytest.mark.parametrize("name", ["a\r\nforged", "\u2028forged", '"}\n{"at": "', "\x00\x1b[31m", "\ud800"])
def test_nothing_breaks_a_line(name):
    """OPS-04."""
    record = logging.makeLogRecord({"msg": "%s", "args": (name,), "actor_name": name, "detail": {"x": name}})
    line = jsonlog.JSONFormatter().format(record)

    assert (line.isprintable(), line.isascii()) == (True, True)
    assert json.loads(line)["actor_name"] == name


def test_a_site_on_the_open_net_writes_json_and_nothing_else():
    """Django's own loggers, a warning of Python's and a logger that nobody knows, in a process of its own."""
    script = (
        "import django, logging, warnings; django.setup();"
        "logging.getLogger('django.request').error('one'); logging.getLogger('unknown.one').warning('two');"
        "warnings.warn('three', UserWarning); logging.getLogger('_granian').warning('four')"
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(folder, DJANGO_SETTINGS_MODULE="embassy.settings", PYTHONWARNINGS="always")
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
    lines = [json.loads(line) for line in done.stderr.splitlines()]

    assert [line["logger"] for line in lines] == ["django.request", "unknown.one", "py.warnings", "_granian"]


def test_the_terminal_of_this_machine_gets_plain_lines():
    assert the_settings.LOG_FORMAT == "line"
