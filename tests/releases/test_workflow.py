"""The acts on an edition: what happens, what is refused in which words, and who wins of two at once."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models.signals import pre_save

from releases import workflow
from releases.models import END_OF_TIME, Edition, Purpose, Release, State
from releases.workflow import ActRefused
from tests.factories import follow, make_category, make_draft, make_feature, make_live, make_office, next_draft, utc

pytestmark = pytest.mark.django_db
AT = utc("2020-01-18T08:46Z")
LATER = utc("2020-02-01T09:00Z")
APPROVED = "This edition is approved and can no longer be changed."
NO_RIGHT = "Your account does not have the right to do this."
OVERTAKEN = "“A text” has just been changed by somebody else."
STALE = "Somebody else has saved this text since you opened it. Nothing of yours was written over theirs."


def rows():
    """Everything that an act could have changed."""
    return list(Edition.objects.order_by("pk").values()), list(Release.objects.order_by("pk").values())


def refused(sentence, act):
    before = rows()
    with pytest.raises(ActRefused) as refusal:
        act()
    assert str(refusal.value) == sentence
    assert rows() == before


def loaded(edition):
    return Edition.objects.select_related("release").get(pk=edition.pk)


def begun(edition, by, act="update"):
    return workflow.begin(edition, act, by=by, note="A name was misspelt.", at=AT)


def intervals(release):
    return list(release.editions.order_by("number").values_list("live_from", "live_until"))


@pytest.mark.parametrize("live_from", [AT, LATER, utc("2999-01-01T00:00Z")])
def test_approval_freezes_the_edition_and_gives_it_its_interval(officer, live_from):
    edition = workflow.approve(make_draft(), by=officer, live_from=live_from, at=AT)

    assert (edition.state, edition.approved_by, edition.live_from, edition.live_until) == (
        State.APPROVED,
        officer,
        live_from,
        END_OF_TIME,
    )
    assert edition.release.first_published_at == live_from


def test_a_successor_ends_the_one_before_it_at_the_same_instant(officer, writer):
    first = make_live(live_from=AT)
    draft = begun(first, writer)
    workflow.approve(draft, by=officer, live_from=LATER, at=AT)

    assert intervals(first.release) == [(AT, LATER), (LATER, END_OF_TIME)]
    assert Release.objects.get().first_published_at == AT


@pytest.mark.parametrize("live_from", [AT, AT - timedelta(days=1)])
def test_a_successor_of_the_same_minute_or_an_earlier_one_starts_a_minute_later(officer, writer, live_from):
    first = make_live(live_from=AT)
    draft = begun(first, writer)
    workflow.approve(draft, by=officer, live_from=live_from, at=live_from)
    minute = timedelta(minutes=1)

    assert intervals(first.release) == [(AT, AT + minute), (AT + minute, END_OF_TIME)]


def test_nothing_is_approved_twice(officer):
    edition = workflow.approve(make_draft(), by=officer, live_from=AT, at=AT)

    refused(APPROVED, lambda: workflow.approve(edition, by=officer, live_from=LATER, at=AT))


def test_of_two_officers_who_approve_at_once_one_wins(officer):
    mine, theirs = loaded(draft := make_draft()), loaded(draft)
    workflow.approve(theirs, by=officer, live_from=AT, at=AT)

    refused(OVERTAKEN, lambda: workflow.approve(mine, by=officer, live_from=LATER, at=AT))


def test_what_was_saved_meanwhile_is_not_approved_unread(officer, writer):
    mine, theirs = loaded(draft := make_draft()), loaded(draft)
    workflow.save(theirs, by=writer, version=theirs.version, at=AT)

    refused(OVERTAKEN, lambda: workflow.approve(mine, by=officer, live_from=AT, at=AT))


def test_a_lost_race_leaves_the_edition_before_as_it_was(officer, writer):
    first = make_live(live_from=AT)
    draft = begun(first, writer)
    Edition.objects.filter(pk=draft.pk).update(version=7)

    refused(OVERTAKEN, lambda: workflow.approve(draft, by=officer, live_from=LATER, at=AT))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"title": ""}, "A title is needed before publication."),
        ({"body": ""}, "A text is needed before publication."),
    ],
)
def test_an_incomplete_text_is_not_published(officer, content, sentence):
    draft = make_draft()
    for name, value in content.items():
        setattr(draft, name, value)

    refused(sentence, lambda: workflow.approve(draft, by=officer, live_from=AT, at=AT))


@pytest.mark.parametrize("purpose", [Purpose.CORRECTION, Purpose.WITHDRAWAL])
def test_readers_are_told_what_changed(officer, purpose):
    draft = next_draft(make_live(live_from=AT).release, purpose)

    refused(
        "A public note is needed: readers must be told what changed.",
        lambda: workflow.approve(draft, by=officer, live_from=LATER, at=AT),
    )


def test_a_withdrawal_needs_no_text(officer, writer):
    draft = begun(make_live(live_from=AT), writer, "withdraw")
    draft.body, draft.note = "", "It named the wrong person."
    workflow.save(draft, by=writer, version=draft.version, at=AT)

    assert workflow.approve(draft, by=officer, live_from=LATER, at=AT).live_from == LATER


@pytest.mark.parametrize(
    ("act", "right"), [("save", "change_release"), ("approve", "approve_edition"), ("discard", "discard_draft")]
)
def test_who_may(act, right):
    draft = make_draft()
    others = Permission.objects.filter(content_type__app_label="releases").exclude(codename=right)
    outsider = User.objects.create_user("outsider")
    outsider.user_permissions.set(others)
    insider = User.objects.create_user("insider")
    insider.user_permissions.set(Permission.objects.filter(codename=right))

    assert workflow.refusal(draft, act, outsider, at=AT) == NO_RIGHT
    assert workflow.refusal(draft, act, insider, at=AT) == ""
    acts = {
        "save": lambda: workflow.save(draft, by=outsider, version=1, at=AT),
        "approve": lambda: workflow.approve(draft, by=outsider, live_from=AT, at=AT),
        "discard": lambda: workflow.discard(draft, by=outsider, at=AT),
    }
    refused(NO_RIGHT, acts[act])


def test_saving_raises_the_version(officer):
    draft = make_draft()
    draft.title = "Another title"
    workflow.save(draft, by=officer, version=1, at=AT)

    assert Edition.objects.values_list("title", "version").get() == ("Another title", 2)


def test_the_second_to_save_is_told_and_nothing_is_overwritten(officer):
    mine, theirs = loaded(draft := make_draft()), loaded(draft)
    theirs.title, mine.title = "Theirs", "Mine"
    workflow.save(theirs, by=officer, version=1, at=AT)

    refused(STALE, lambda: workflow.save(mine, by=officer, version=1, at=AT))
    assert Edition.objects.get().title == "Theirs"


def test_what_was_approved_meanwhile_is_not_saved_over(officer):
    mine, theirs = loaded(draft := make_draft()), loaded(draft)
    workflow.approve(theirs, by=officer, live_from=AT, at=AT)

    refused(STALE, lambda: workflow.save(mine, by=officer, version=1, at=AT))
    refused(APPROVED, lambda: workflow.save(loaded(draft), by=officer, version=1, at=AT))


def test_a_first_draft_goes_without_trace(officer):
    draft = make_draft(categories=[make_category()])
    make_feature(draft)
    workflow.discard(draft, by=officer, at=AT)

    assert rows() == ([], [])


def test_a_draft_that_follows_goes_alone(officer, writer):
    first = make_live(live_from=AT)
    before = rows()
    workflow.discard(begun(first, writer), by=officer, at=AT)

    assert rows() == before


def test_what_is_approved_is_not_discarded(officer):
    mine = loaded(draft := make_draft())
    workflow.approve(draft, by=officer, live_from=utc("2999-01-01T00:00Z"), at=AT)

    refused(APPROVED, lambda: workflow.discard(loaded(draft), by=officer, at=AT))
    refused(OVERTAKEN, lambda: workflow.discard(mine, by=officer, at=AT))


def test_the_next_edition_begins_with_the_content_of_the_latest(officer):
    categories = [make_category("a"), make_category("b")]
    content = {
        "summary": "In short.",
        "place": "Strelsau",
        "office": make_office(),
        "dated": date(2020, 1, 17),
        "has_paragraph_numbers": True,
        "body": "<p>One.</p>",
    }
    first = make_live("First", live_from=AT, categories=categories, **content)
    second = follow(first, title="Second", note="A name was misspelt.")
    third = workflow.begin(second, "correct", by=officer, note="A date was wrong.", at=second.live_from)

    assert {name: getattr(third, name) for name in content} == content
    assert (third.title, third.note, third.number, third.purpose, third.state) == (
        "Second",
        "A date was wrong.",
        3,
        Purpose.CORRECTION,
        State.DRAFT,
    )
    assert (third.created_by, third.version, third.live_from, third.live_until) == (officer, 1, None, None)
    assert list(third.categories.order_by("slug")) == categories


def test_there_is_one_draft_at_a_time(officer, writer):
    first = make_live(live_from=AT)
    begun(first, writer)

    refused("There is a draft of this text already.", lambda: begun(first, writer, "correct"))


def test_of_two_officers_who_begin_at_once_one_wins(officer, writer):
    first = make_live(live_from=AT)

    def rival(instance, **_rest):
        pre_save.disconnect(rival, sender=Edition)
        begun(first, writer, "correct")

    pre_save.connect(rival, sender=Edition)
    with pytest.raises(ActRefused, match=r"There is a draft of this text already\."):
        begun(first, officer)
