import pytest
from django.contrib.auth.models import Permission, User

from embassy.lib import instant
from tests import factories

NOW = factories.utc("2026-06-01T09:00Z")
"""The desk's present: 11:00 in Lutetia (Europe/Paris), 12:00 in Strelsau (Europe/Helsinki)."""


@pytest.fixture(autouse=True)
def _present(monkeypatch):
    monkeypatch.setattr(instant, "now", lambda: NOW)


@pytest.fixture
def desk(client, mission, officer):
    """A client signed in as an officer with every right."""
    client.force_login(officer)
    return client


@pytest.fixture
def bystander(client, mission):
    """A client signed in as staff without any right."""
    user = User.objects.create_user("bystander", is_staff=True)
    client.force_login(user)
    client.user = user
    return client


def allow(user, *codenames):
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))


def content(**changes):
    """What the form of a release sends."""
    sent = {
        "title": "A statement of the Embassy",
        "summary": "",
        "body": "First paragraph.\n\nSecond paragraph.",
        "dated": "2026-06-01",
        "place": "",
        "office": "",
        "kind": "statement",
        "language": "en",
        "translation_key": "",
        "slug": "",
        "version": "0",
        "seen": "0",
    }
    inlines = [
        f"{name}-{key}" for name in ("image_uses", "attachment_uses") for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    ]
    return {**sent, **dict.fromkeys(inlines, "0"), **changes}


def errors_of(response):
    """The messages that the officer reads beside the fields, by field."""
    form = response.context["adminform"].form
    return {name: list(map(str, messages)) for name, messages in form.errors.items()}
