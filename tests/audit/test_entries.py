"""What is entered in the audit log, by whatever door it happens (OPS-03), and what never is (OPS-04)."""

import io
import json
import logging

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from embassy.accounts import second_factor
from embassy.audit import recording
from embassy.audit.models import Act, Entry
from embassy.lib import jsonlog
from embassy.models import Mission
from releases import workflow
from tests.accounts.people import (
    CODE,
    PASSWORD,
    code,
    give_password,
    log_in,
    make_person,
    recovery_codes,
)
from tests.factories import PUBLISHED, make_draft

pytestmark = pytest.mark.usefixtures("mission", "real_log_in")


def entries(*acts):
    """Who, what, from where, to what, with what detail: in the order in which it happened."""
    fields = ("act", "actor_name", "address", "subject_type", "subject_text", "detail")
    found = Entry.objects.order_by("pk").values_list(*fields)
    return [entry for entry in found if not acts or entry[0] in acts]


def test_a_log_in_and_a_log_out(client):
    make_person(is_superuser=False, is_staff=False)

    log_in(client)
    client.post("/admin/my-account/log-out/")

    assert entries() == [
        ("log-in", "ada", "127.0.0.1", "auth.user", "ada", {"means": ["password", "totp"]}),
        ("log-out", "ada", "127.0.0.1", "auth.user", "ada", {}),
    ]


def test_a_refused_log_in_says_who_was_tried_and_not_with_what(client):
    make_person(is_superuser=False, is_staff=False)

    give_password(client, password="a-secret-guess")

    assert entries() == [("log-in refused", "", "127.0.0.1", "auth.user", "ada", {})]
    assert "a-secret-guess" not in everything()


def test_a_name_that_is_no_account_may_be_a_password_and_is_cut(client):
    """OPS-04: people type their password where the name belongs."""
    give_password(client, username="my-Very-secret-words")

    assert entries() == [("log-in refused", "", "127.0.0.1", "auth.user", "my-…", {})]
    assert "secret" not in everything()


def everything() -> str:
    """Every byte of the log."""
    return str(list(Entry.objects.values_list()))


@pytest.mark.parametrize("name", ["a\r\n2026 admin logged in", "a\x1b[31m", "a\u202eb", "x" * 150])
def test_a_name_can_neither_break_a_line_nor_fill_the_page(client, name):
    """OPS-04: log injection."""
    give_password(client, username=name)

    entry = Entry.objects.get()
    assert entry.subject_text.isprintable()
    assert len(entry.subject_text) <= 20


def test_control_characters_are_shown_escaped(db):
    entry = recording.record("tested", text="a\r\nb\x1b\u202ec")

    assert entry.subject_text == "a\\r\\nb\\x1b\\u202ec"


def test_a_second_factor_from_its_making_to_its_loss(transactional_db, client, mission):
    user = make_person(factor=False)
    give_password(client)
    secret = client.get("/admin/my-account/second-factor/app/").context["form"].secret
    client.post("/admin/my-account/second-factor/app/", {"code": code(secret)})
    chosen = recovery_codes(user)[0]
    other = Client()
    give_password(other)
    other.post(CODE, {"code": "000000"})
    other.post(CODE, {"code": chosen})
    other.post("/admin/my-account/second-factor/codes/new/")
    other.post("/admin/my-account/second-factor/app/remove/")

    assert [(act, detail) for act, *_, detail in entries() if "factor" in act or "recovery" in act] == [
        ("second factor added", {"type": "totp"}),
        ("second factor added", {"type": "recovery_codes"}),
        ("second factor refused", {"type": "totp"}),
        ("recovery code used", {}),
        ("recovery codes renewed", {"type": "recovery_codes"}),
        ("second factor removed", {"type": "totp"}),
        ("second factor removed", {"type": "recovery_codes"}),
    ]
    assert not second_factor.is_set_up(user)
    assert not any(hidden in everything() for hidden in (secret, chosen, "000000", PASSWORD))


def test_a_change_of_password(client):
    make_person(is_superuser=False, is_staff=False)
    log_in(client)
    new = "harbour-violin-tempest-7"

    client.post("/admin/my-account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert entries()[-1] == ("password changed", "ada", "127.0.0.1", "auth.user", "ada", {})
    assert new not in everything()


def test_flags_and_roles_by_whatever_door(db):
    user = User.objects.create_user("bob")
    user.is_staff = True
    user.save()
    editor = Group.objects.create(name="Chief")
    editor.permissions.set([Permission.objects.get(codename="view_release")])
    user.groups.set([editor])
    user.groups.clear()
    user.is_active = False
    user.save(update_fields=["is_active"])

    assert [(text, detail) for *_, text, detail in entries(Act.RIGHTS_CHANGED)] == [
        ("bob", {"is_staff": True}),
        ("Chief", {"of": "permission", "given": ["Releases | release | Can view release"]}),
        ("bob", {"of": "group", "given": ["Chief"]}),
        ("bob", {"of": "group", "all taken": []}),
        ("bob", {"is_active": False}),
    ]


def test_a_change_of_rights_in_the_admin_says_who_made_it(client):
    make_person()
    other = make_person("bob", is_superuser=False)
    log_in(client)

    client.post(reverse("admin:auth_user_change", args=[other.pk]), {"username": "bob", "is_active": "on"})

    assert entries()[-2:] == [
        ("rights changed", "ada", "127.0.0.1", "auth.user", "bob", {"is_staff": False}),
        ("changed", "ada", "127.0.0.1", "auth.user", "bob", {"fields": ["Email address", "Staff status"]}),
    ]


def test_the_missions_settings_name_the_fields_and_not_their_content(client):
    make_person()
    log_in(client)
    page = client.get(reverse("admin:embassy_mission_change", args=[1]))
    form = page.context["adminform"].form
    values = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}

    client.post(reverse("admin:embassy_mission_change", args=[1]), {**flat(form, values), "press_contact": "E. Norton"})

    assert Mission.objects.get().press_contact == "E. Norton"
    act, who, _address, kind, _text, detail = entries()[-1]
    assert (act, who, kind, detail) == ("changed", "ada", "embassy.mission", {"fields": ["Press contact"]})
    assert "Norton" not in everything()


def flat(form, values) -> dict:
    """A form's present values as a browser posts them, texts in several languages one input each."""
    posted = {}
    for bound in form:
        value = values.get(bound.html_name)
        if isinstance(value, dict):
            posted |= {f"{bound.html_name}_{code}": text for code, text in value.items()}
        elif value is not None and bound.name != "emblem":
            posted[bound.html_name] = value
    return posted


def test_an_act_on_an_edition(transactional_db, mission):
    user = make_person()
    edition = make_draft("Statement")

    workflow.approve(edition, by=user, live_from=PUBLISHED, at=PUBLISHED)

    detail = {"release": edition.release_id, "edition": 1, "live_from": PUBLISHED.isoformat()}
    assert entries("approve") == [("approve", "ada", None, "releases.edition", edition.release.slug, detail)]


def test_the_address_is_that_of_the_trusted_hop(client, settings):
    """HTP-02."""
    settings.TRUSTED_PROXIES = 1
    give_password(client, "x", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.9")

    assert entries()[0][2] == "203.0.113.9"


def test_each_entry_is_also_a_line_of_the_log(django_capture_on_commit_callbacks, caplog):
    """OPS-03: structured, UTC, actor, address, object."""
    user = make_person(is_staff=False, is_superuser=False)
    logger = logging.getLogger("embassy.security")
    logger.addHandler(caplog.handler)
    with django_capture_on_commit_callbacks(execute=True):
        entry = recording.record(Act.EXPORTED, by=user, kind="audit.entry", text="CSV", detail={"rows": 3})
    logger.removeHandler(caplog.handler)

    line = json.loads(jsonlog.JSONFormatter().format(caplog.records[-1]))

    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "INFO",
        "logger": "embassy.security",
        "message": "exported",
        "entry": entry.pk,
        "act": "exported",
        "actor_name": "ada",
        "address": None,
        "subject_type": "audit.entry",
        "subject_id": "",
        "subject_text": "CSV",
        "detail": {"rows": 3},
    }


def test_a_line_of_the_log_is_one_line():
    record = logging.makeLogRecord({"msg": "a\r\nb", "name": "x", "levelname": "INFO", "user": "eve\n{}"})

    assert "\n" not in jsonlog.JSONFormatter().format(record)


def test_nothing_is_said_of_an_act_that_did_not_happen(db):
    with transaction.atomic():
        recording.record("tested")
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


def test_an_import_and_an_export(db, tmp_path):
    """IMP-10, API-07: what commands bring in and take out is entered too; a dry run is neither."""
    call_command("export_archive", tmp_path / "site", verbosity=0, stdout=io.StringIO())
    call_command("export_archive", tmp_path / "other", dry_run=True, verbosity=0, stdout=io.StringIO())
    call_command("import_archive", tmp_path / "site", verbosity=0, stdout=io.StringIO())

    found = [(act, kind, text) for act, _who, _from, kind, text, _detail in entries()]
    assert found == [("exported", "archive", "site"), ("imported", "archive", "site")]
