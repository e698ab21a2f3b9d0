"""Who was refused what stands in the log, one line each (OPS-03)."""

import json
import logging

import pytest
from django.contrib.auth.models import User

from embassy.audit.models import Entry
from embassy.lib.jsonlog import JSONFormatter
from tests import factories


@pytest.fixture
def refused(client, mission, caplog):
    user = User.objects.create_user("line\nbreaker", is_staff=True)
    client.force_login(user)
    caplog.set_level("INFO", logger="embassy.security")

    def ask(method, path):
        caplog.clear()
        before = Entry.objects.count()
        response = getattr(client, method)(path, REMOTE_ADDR="192.0.2.9")
        assert Entry.objects.count() == before
        lines = [record for record in caplog.records if record.name == "embassy.security"]
        return response.status_code, [json.loads(JSONFormatter().format(record)) for record in lines]

    return ask


@pytest.fixture(autouse=True)
def _heard(caplog):
    """The logger of security keeps its lines to itself; here they are read."""
    logger = logging.getLogger("embassy.security")
    logger.addHandler(caplog.handler)
    yield
    logger.removeHandler(caplog.handler)


def test_a_refusal_says_who_from_where_and_what(refused):
    path = f"/admin/releases/release/{factories.make_draft().release_id}/publish/"

    status, lines = refused("post", path)

    facts = ("message", "actor_name", "address", "method", "path")
    assert status == 403
    assert [{name: line[name] for name in facts} for line in lines] == [
        {
            "message": "permission denied",
            "actor_name": "line\nbreaker",
            "address": "192.0.2.9",
            "method": "POST",
            "path": path,
        }
    ]


def test_what_is_allowed_or_not_there_is_not_told(refused):
    assert refused("get", "/admin/") == (200, [])
    assert refused("get", "/admin/nothing/")[1] == []


def test_a_refusal_is_one_line_whatever_is_asked_for(refused):
    _status, lines = refused("get", "/admin/releases/release/1%22,%22forged%22:1/publish/")

    assert [line["path"] for line in lines] == ['/admin/releases/release/1","forged":1/publish/']
