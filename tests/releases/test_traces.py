"""What is left beside the texts is kept for its time and no longer."""

from datetime import timedelta

import pytest

from releases import traces
from releases.models import Autosave, Presence, PreviewLink
from tests.factories import make_draft, utc

AT = utc("2027-06-01T09:00Z")
pytestmark = pytest.mark.django_db


def rows(officer, edition, age, digest):
    then = AT - age
    Presence.objects.create(officer=officer, edition=edition, opened_at=then, seen_at=then)
    Autosave.objects.create(officer=officer, edition=edition, words={}, kept_at=then)
    PreviewLink.objects.create(
        edition=edition,
        digest=digest,
        recipient="A reader",
        created_by=officer,
        created_at=then - timedelta(days=2),
        expires_at=then,
    )


def kept():
    return [model.objects.count() for model in (Presence, Autosave, PreviewLink)]


@pytest.mark.parametrize(
    ("age", "forgotten"),
    [
        (timedelta(hours=23), {"presences": 0, "autosaves": 0, "previews": 0}),
        (timedelta(days=1), {"presences": 1, "autosaves": 0, "previews": 0}),
        (timedelta(days=90), {"presences": 1, "autosaves": 1, "previews": 0}),
        (timedelta(days=365), {"presences": 1, "autosaves": 1, "previews": 1}),
    ],
)
def test_what_is_old_enough_is_forgotten(officer, age, forgotten):
    rows(officer, make_draft(), age, "a")
    rows(officer, make_draft(), timedelta(0), "b")

    assert (traces.forget(AT), kept()) == (forgotten, [2 - count for count in forgotten.values()])


def test_a_link_that_was_revoked_long_ago_is_forgotten(officer):
    rows(officer, make_draft(), timedelta(days=1), "a")
    PreviewLink.objects.update(
        created_at=AT - timedelta(days=900), revoked_at=AT - timedelta(days=365), revoked_by=officer
    )

    assert traces.forget(AT)["previews"] == 1
