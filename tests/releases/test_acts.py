"""Every act, by every role, at every stage; and what each act does (ACL-01, ACL-03)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User

from releases import workflow
from releases.models import END_OF_TIME, Edition, FormerSlug, Override, Purpose, Release, State
from releases.permissions import ADMINISTRATOR, EDITOR, PRESS_OFFICER
from releases.workflow import ACTS, ActRefused
from tests.factories import follow, make_draft, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
AT = utc("2998-06-01T09:00Z")
"""Far ahead: the database guards by its own clock, and a scheduled text must be scheduled to it too."""
EARLIER, LATER = AT - timedelta(days=9), AT + timedelta(days=1)
MINUTE = timedelta(minutes=1)
WHY = "A name was misspelt."


def person(name, role=None, **facts):
    user = User.objects.create_user(name, is_staff=True, **facts)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(db):
    return person("editor", EDITOR)


def draft():
    return make_draft()


def in_review():
    Edition.objects.filter(pk=(edition := make_draft()).pk).update(state=State.IN_REVIEW)
    return fresh(edition)


def scheduled():
    return make_live(live_from=LATER)


def live():
    return make_live(live_from=EARLIER)


def superseded():
    follow(first := live(), live_from=AT)
    return fresh(first)


def withdrawn():
    return follow(live(), purpose=Purpose.WITHDRAWAL, live_from=AT)


def fresh(edition):
    return Edition.objects.select_related("release").get(pk=edition.pk)


STAGES = {make.__name__: make for make in (draft, in_review, scheduled, live, superseded, withdrawn)}
EVERYBODY = {
    "nobody's": lambda: person("bystander"),
    PRESS_OFFICER: lambda: person("writer", PRESS_OFFICER),
    EDITOR: lambda: person("editor", EDITOR),
    ADMINISTRATOR: lambda: person("administrator", ADMINISTRATOR),
    "superuser": lambda: User.objects.create_superuser("root"),
    "left": lambda: person("left", EDITOR, is_active=False),
}
WRITES = {"draft": {"save", "submit", "discard"}, "in_review": {"save", "discard"}}
BEGINS = {"live": {"correct", "update"}, "superseded": {"restore"}}
APPROVES = {
    "draft": {"approve"},
    "in_review": {"send_back", "approve"},
    "scheduled": {"hold", "reschedule"},
    "live": {"withdraw", "rename"},
    "superseded": {"rename"},
    "withdrawn": {"republish", "rename"},
}
REDACTS = {"live": {"redact"}, "superseded": {"redact"}, "withdrawn": {"redact"}}
TRANSLATES = {stage: {"begin_translation"} for stage in STAGES if stage != "withdrawn"}
KEEPS_IN_STEP = {stage: {"bring_in_step"} for stage in STAGES}
ACKNOWLEDGES = {stage: {"acknowledge"} for stage in ("scheduled", "live", "superseded", "withdrawn")}
OFFICERS = [WRITES, BEGINS, TRANSLATES, KEEPS_IN_STEP]
MATRIX = {
    "nobody's": [],
    PRESS_OFFICER: OFFICERS,
    EDITOR: [*OFFICERS, APPROVES, ACKNOWLEDGES],
    ADMINISTRATOR: [REDACTS],
    "superuser": [*OFFICERS, APPROVES, ACKNOWLEDGES, REDACTS],
    "left": [],
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", EVERYBODY)
def test_who_may_do_what_at_which_stage(role, stage):
    edition, user = STAGES[stage](), EVERYBODY[role]()

    allowed = {act for act in ACTS if not workflow.refusal(edition, act, user, at=AT)}

    assert allowed == set().union(*(table.get(stage, set()) for table in MATRIX[role]))


def prepare(act, edition):
    """What some acts are done about beside the edition."""
    if act == "acknowledge":
        Override.objects.create(edition=edition, by=person("author", EDITOR), reason=WHY, at=AT)
    if act == "bring_in_step":
        make_live("Source", language="fr", translation_key="group")
        Release.objects.filter(pk=edition.release_id).update(translation_key="group")
        edition.release.refresh_from_db()


def source_of(edition):
    return Edition.objects.get(release__language="fr", release__translation_key="group")


def perform(act, edition, by, *, why=WHY, at=AT):
    """Any act of the table by its name."""
    acts = {
        "save": lambda: workflow.save(edition, by=by, version=edition.version, at=at),
        "submit": lambda: workflow.submit(edition, by=by, at=at),
        "discard": lambda: workflow.discard(edition, by=by, at=at),
        "send_back": lambda: workflow.send_back(edition, by=by, reason=why, at=at),
        "approve": lambda: workflow.approve(edition, by=by, live_from=at, at=at),
        "reschedule": lambda: workflow.reschedule(edition, by=by, live_from=LATER + MINUTE, at=at),
        "hold": lambda: workflow.hold(edition, by=by, reason=why, at=at),
        "redact": lambda: workflow.redact(edition, by=by, reason=why, at=at),
        "rename": lambda: workflow.rename(edition, by=by, slug="renamed", reason=why, at=at),
        "begin_translation": lambda: workflow.begin_translation(edition, "fr", by=by, at=at),
        "bring_in_step": lambda: workflow.bring_in_step(edition, source_of(edition), by=by, at=at),
        "acknowledge": lambda: workflow.acknowledge(edition.overrides.get(), by=by, at=at),
    }
    return acts.get(act, lambda: workflow.begin(edition, act, by=by, note=why, at=at))()


def rows():
    models = (Release, Edition, Override, FormerSlug, Edition.writers.through)
    return [list(model.objects.order_by("pk").values()) for model in models]


def refused(act):
    before = rows()
    with pytest.raises(ActRefused) as refusal:
        act()
    assert rows() == before
    return str(refusal.value)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("act", ACTS)
def test_what_is_refused_changes_nothing_and_what_is_not_does_something(act, stage, editor):
    edition, root = STAGES[stage](), User.objects.create_superuser("root")
    prepare(act, edition)
    before = rows()
    may = not workflow.refusal(edition, act, root, at=AT)

    assert (
        refused(lambda: perform(act, edition, person("bystander")))
        == "Your account does not have the right to do this."
    )
    if not may:
        assert refused(lambda: perform(act, edition, root))
        return
    # The database guards public texts by its own clock, to which these lie ahead: it would not let one be erased.
    if act != "redact":
        perform(act, edition, root)
        assert rows() != before


NEEDING = [act for act in ACTS if ACTS[act].needs]
STAGE_OF = {
    "send_back": in_review, "hold": scheduled, "correct": live, "update": live, "withdraw": live,
    "republish": withdrawn, "restore": superseded, "redact": live, "rename": live,
}  # fmt: skip


@pytest.mark.parametrize("act", NEEDING)
def test_an_act_that_needs_a_reason_or_note_is_refused_without_one(act):
    edition, root = STAGE_OF[act](), User.objects.create_superuser("root")
    sentence = {
        "reason": "Say why: the reason is kept for your colleagues.",
        "note": "A public note is needed: readers must be told what changed.",
    }[ACTS[act].needs]

    assert refused(lambda: perform(act, edition, root, why="  ")) == sentence


AT_ONCE = {
    "save": draft, "submit": draft, "discard": draft, "approve": draft, "reschedule": scheduled,
    "begin_translation": live, "acknowledge": live, **STAGE_OF,
}  # fmt: skip


@pytest.mark.parametrize("act", [act for act in AT_ONCE if act != "redact"])
def test_of_two_officers_at_once_exactly_one_wins(act):
    """Both read the same row, then both act. (Redaction: see below, with a text that is public to the database.)"""
    root, other = User.objects.create_superuser("root"), User.objects.create_superuser("other")
    first = AT_ONCE[act]()
    prepare(act, first)
    second = fresh(first)

    perform(act, first, root)

    if act == "rename":
        assert refused(lambda: workflow.rename(second, by=other, slug="elsewhere", reason=WHY, at=AT))
    else:
        assert refused(lambda: perform(act, second, other))


def test_a_press_officer_discards_their_own_draft_and_not_a_colleagues(editor):
    writer, colleague = person("writer", PRESS_OFFICER), person("colleague", PRESS_OFFICER)
    edition = draft()
    edition.writers.add(writer)

    sentence = "Others have written in this draft: an editor may discard it."
    assert refused(lambda: workflow.discard(edition, by=colleague, at=AT)) == sentence
    assert [workflow.refusal(edition, "discard", user, at=AT) for user in (writer, editor)] == ["", ""]


# Review


def test_what_is_sent_back_says_why_until_it_is_submitted_again(editor):
    writer = person("writer", PRESS_OFFICER)
    edition = workflow.submit(draft(), by=writer, at=AT)

    edition = workflow.send_back(edition, by=editor, reason="The date is missing.", at=AT)
    assert (edition.state, edition.review_note) == (State.DRAFT, "The date is missing.")

    edition = workflow.submit(edition, by=writer, at=AT)
    assert (edition.state, edition.review_note) == (State.IN_REVIEW, "")


def test_a_change_of_a_text_in_review_takes_it_back(editor):
    writer = person("writer", PRESS_OFFICER)
    edition = workflow.submit(draft(), by=writer, at=AT)
    read = fresh(edition)
    workflow.save(edition, by=writer, version=edition.version, at=AT)

    assert fresh(edition).state == State.DRAFT
    assert refused(lambda: workflow.approve(read, by=editor, live_from=AT, at=AT))


# Four eyes (ACL-03)

OWN = "You wrote in this text: another editor has to approve it."


@pytest.mark.parametrize("role", [EDITOR, "superuser"])
def test_nobody_approves_a_text_that_they_wrote_in(role):
    make_mission()
    author, second = EVERYBODY[role](), person("second", EDITOR)
    edition = workflow.save(draft(), by=author, version=1, at=AT)

    assert refused(lambda: workflow.approve(edition, by=author, live_from=AT, at=AT)) == OWN
    assert refused(lambda: workflow.approve(edition, by=author, live_from=AT, at=AT, override_reason=" ")) == OWN
    assert workflow.approve(edition, by=second, live_from=AT, at=AT).approved_by == second
    assert not Override.objects.exists()


def test_where_the_mission_asks_for_no_second_officer_the_writer_approves(editor):
    make_mission(needs_second_officer=False)
    edition = workflow.save(draft(), by=editor, version=1, at=AT)

    assert workflow.approve(edition, by=editor, live_from=AT, at=AT).approved_by == editor
    assert not Override.objects.exists()


def test_an_override_is_kept_with_its_reason_until_another_editor_acknowledges_it(editor):
    second, writer = person("second", EDITOR), person("writer", PRESS_OFFICER)
    edition = workflow.save(draft(), by=editor, version=1, at=AT)
    workflow.approve(edition, by=editor, live_from=AT, at=AT, override_reason="A vessel is in danger.")
    override = Override.objects.get()

    assert (override.by, override.reason, override.at, override.acknowledged_by) == (
        editor,
        "A vessel is in danger.",
        AT,
        None,
    )
    assert (
        refused(lambda: workflow.acknowledge(override, by=editor, at=AT)) == "Another editor has to acknowledge this."
    )
    assert refused(lambda: workflow.acknowledge(override, by=writer, at=AT))
    workflow.acknowledge(override, by=second, at=LATER)
    override.refresh_from_db()
    assert (override.acknowledged_by, override.acknowledged_at) == (second, LATER)
    assert refused(lambda: workflow.acknowledge(override, by=person("third", EDITOR), at=LATER))


def test_an_overridden_text_that_was_held_can_be_discarded(editor):
    edition = workflow.save(draft(), by=editor, version=1, at=AT)
    edition = workflow.approve(edition, by=editor, live_from=LATER, at=AT, override_reason="Urgent.")
    workflow.discard(workflow.hold(edition, by=editor, reason=WHY, at=AT), by=editor, at=AT)

    assert (Release.objects.count(), Override.objects.count()) == (0, 0)


# Two cities, one instant (requirements TIM)


def test_a_text_is_never_approved_earlier_than_the_present(editor):
    assert workflow.approve(draft(), by=editor, live_from=EARLIER, at=AT).live_from == AT


def test_a_scheduled_text_is_held_until_its_minute_and_not_in_it(editor):
    edition = scheduled()

    assert refused(lambda: workflow.hold(edition, by=editor, reason=WHY, at=LATER))
    held = workflow.hold(edition, by=editor, reason=WHY, at=LATER - MINUTE)
    assert (held.state, held.live_from, held.live_until, held.digest) == (State.IN_REVIEW, None, None, "")
    assert Release.objects.get().first_published_at is None


def test_what_a_held_correction_was_to_follow_stays_public(editor):
    first = live()
    correction = follow(first, live_from=LATER)
    workflow.hold(correction, by=editor, reason=WHY, at=AT)

    assert fresh(first).live_until == END_OF_TIME
    assert Release.objects.get().first_published_at == EARLIER


@pytest.mark.parametrize("minutes", [-60, 60, 60 * 24 * 400])
def test_a_scheduled_correction_is_moved_with_the_end_of_what_it_follows(editor, minutes):
    first = live()
    digest = follow(first, live_from=LATER).digest
    moved = workflow.reschedule(
        first.release.editions.select_related("release").get(number=2),
        by=editor, live_from=LATER + minutes * MINUTE, at=AT,
    )  # fmt: skip

    assert (fresh(first).live_until, moved.live_from, moved.live_until) == (
        LATER + minutes * MINUTE,
        LATER + minutes * MINUTE,
        END_OF_TIME,
    )
    assert (moved.digest, moved.state) == (digest, State.APPROVED)
    assert Release.objects.get().first_published_at == EARLIER


def test_rescheduling_keeps_the_approval_and_moves_the_first_publication(editor):
    second = person("second", EDITOR)
    edition = workflow.approve(draft(), by=editor, live_from=LATER, at=AT)
    moved = workflow.reschedule(edition, by=second, live_from=LATER + MINUTE, at=AT)

    assert (moved.approved_by, moved.release.first_published_at) == (editor, LATER + MINUTE)
    assert refused(lambda: workflow.reschedule(edition, by=second, live_from=LATER, at=AT))
    assert refused(lambda: workflow.reschedule(moved, by=second, live_from=LATER, at=LATER + MINUTE))


def test_nothing_is_begun_beside_what_is_scheduled(editor):
    first = live()
    follow(first, live_from=LATER)

    sentence = "The next edition of this text is scheduled: hold that one first."
    assert refused(lambda: workflow.begin(fresh(first), "correct", by=editor, note=WHY, at=AT)) == sentence


# Together


def group(**second):
    return [
        make_draft("One", translation_key="peace"),
        make_draft("Un", translation_key="peace", language="fr", **second),
    ]


def test_a_text_and_its_translation_go_public_at_one_instant(editor):
    approved = workflow.approve_together(group(), by=editor, live_from=LATER, at=AT)

    assert [(row.title, row.live_from, row.approved_by) for row in approved] == [
        ("One", LATER, editor),
        ("Un", LATER, editor),
    ]


@pytest.mark.parametrize("fault", ["incomplete", "stale", "own"])
def test_of_texts_approved_together_all_go_public_or_none(editor, fault):
    one, two = group(**({"body": ""} if fault == "incomplete" else {}))
    if fault == "stale":
        Edition.objects.filter(pk=two.pk).update(version=2)
    if fault == "own":
        two.writers.add(editor)

    assert refused(lambda: workflow.approve_together([one, two], by=editor, live_from=AT, at=AT))
    assert set(Edition.objects.values_list("state", flat=True)) == {State.DRAFT}


def test_the_instant_of_a_group_is_after_every_predecessor(editor):
    first = make_live(live_from=AT, translation_key="peace", language="fr")
    correction = workflow.begin(first, "correct", by=person("writer", PRESS_OFFICER), note=WHY, at=AT)
    other = make_draft("One", translation_key="peace")

    approved = workflow.approve_together([other, correction], by=editor, live_from=AT, at=AT)

    assert {row.live_from for row in approved} == {AT + MINUTE}


# Withdrawal, republication, restoration


def test_a_withdrawal_waits_for_a_second_officer_and_then_keeps_the_words(editor):
    writer = person("other", EDITOR)
    withdrawal = workflow.begin(live(), "withdraw", by=writer, note="It named the wrong person.", at=AT)
    assert (withdrawal.state, withdrawal.purpose) == (State.IN_REVIEW, Purpose.WITHDRAWAL)
    assert refused(lambda: workflow.approve(withdrawal, by=writer, live_from=AT, at=AT)) == OWN

    gone = workflow.approve(withdrawal, by=editor, live_from=AT, at=AT)
    assert (gone.note, gone.body, list(Edition.objects.listed(AT))) == (
        "It named the wrong person.",
        "<p>Words of the text.</p>",
        [],
    )

    again = workflow.begin(gone, "republish", by=writer, note="It was the right person.", at=LATER)
    workflow.approve(again, by=editor, live_from=LATER, at=LATER)
    assert [row.number for row in Edition.objects.listed(LATER)] == [3]


def test_an_old_edition_is_restored_as_a_draft_with_its_words(editor):
    first = make_live("The first words", live_from=EARLIER)
    follow(first, title="The second words", live_from=AT)
    restored = workflow.begin(fresh(first), "restore", by=editor, note=WHY, at=AT)

    assert (restored.number, restored.title, restored.purpose, restored.state) == (
        3,
        "The first words",
        Purpose.CORRECTION,
        State.DRAFT,
    )
