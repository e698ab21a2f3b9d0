"""What follows an act on an edition: after commit, in the record, and never undoing the act."""

import json

import pytest
from django.contrib.admin.models import LogEntry

from releases import signals, workflow
from releases.models import Edition, State
from releases.workflow import ActRefused
from tests.factories import make_draft, utc

pytestmark = pytest.mark.django_db
AT = utc("2020-01-18T08:46Z")


@pytest.fixture
def acts():
    heard = []

    def listen(sender, edition, act, by, **_rest):
        heard.append((edition.pk, act, by))

    signals.acted.connect(listen)
    yield heard
    signals.acted.disconnect(listen)


def test_what_follows_an_act_follows_after_commit(officer, acts, django_capture_on_commit_callbacks):
    draft = make_draft()
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        workflow.approve(draft, by=officer, live_from=AT, at=AT)
    assert (acts, len(callbacks)) == ([], 1)

    callbacks[0]()
    assert acts == [(draft.pk, "approve", officer)]
    record = {"act": "approve", "edition": 1, "reason": "", "detail": {"live_from": "2020-01-18T08:46:00+00:00"}}
    assert list(LogEntry.objects.values_list("user", "object_id", "object_repr", "change_message")) == [
        (officer.pk, str(draft.release.pk), draft.release.slug, json.dumps(record))
    ]


def test_a_refused_act_is_followed_by_nothing(officer, acts, django_capture_on_commit_callbacks):
    mine = make_draft()
    workflow.approve(Edition.objects.select_related("release").get(pk=mine.pk), by=officer, live_from=AT, at=AT)
    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(ActRefused):
        workflow.approve(mine, by=officer, live_from=AT, at=AT)

    assert (acts, callbacks) == ([], [])


def test_a_consequence_that_fails_does_not_undo_the_act(officer, django_capture_on_commit_callbacks, caplog):
    def fail(**_rest):
        raise RuntimeError("the mail server is down")

    signals.acted.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            workflow.approve(make_draft(), by=officer, live_from=AT, at=AT)
    finally:
        signals.acted.disconnect(fail)

    assert Edition.objects.get().state == State.APPROVED
    assert LogEntry.objects.count() == 1
    assert [record.message for record in caplog.records if "fail" in record.message] != []
