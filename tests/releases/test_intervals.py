"""Whatever officers do in whatever order, from its first minute on a release has exactly one live edition."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releases import workflow
from releases.models import END_OF_TIME, Edition, Purpose
from tests.factories import make_draft, make_live, make_mission, next_draft, utc

pytestmark = pytest.mark.django_db
START = utc("2998-01-01T00:00Z")
"""Far ahead: the guards go by the database's own clock and would take an earlier text for public."""
MINUTE = timedelta(minutes=1)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["correct", "update", "withdraw", "republish", "approve", "approve", "approve stale", "discard", "hold",
             "reschedule"]
        ),
        st.integers(0, 6),
        st.integers(-5, 30),
    ),
    max_size=14,
)  # fmt: skip


class Desk:
    """One release, acted upon as its officers would while time goes on; what is refused must change nothing."""

    def __init__(self, officer):
        self.officer = officer
        self.release = make_draft().release
        self.at = START

    @property
    def draft(self):
        return self.release.editions.exclude(state="approved").select_related("release").first()

    def do(self, act, minutes_later, ahead):
        self.at += minutes_later * MINUTE
        before = list(self.release.editions.values())
        try:
            self._do(act, self.at + ahead * MINUTE)
        except workflow.ActRefused:
            assert list(self.release.editions.values()) == before

    def _do(self, act, live_from):
        by_now = {"by": self.officer, "at": self.at}
        newest = self.release.editions.select_related("release").order_by("-number")[0]
        if act in ("correct", "update", "withdraw", "republish"):
            live = self.release.editions.live(self.at).select_related("release").first() or newest
            workflow.begin(live, act, note="Why.", **by_now)
        elif act == "discard" and self.draft and self.draft.number > 1:
            workflow.discard(self.draft, **by_now)
        elif act == "hold":
            workflow.hold(newest, reason="Not yet.", **by_now)
        elif act == "reschedule":
            workflow.reschedule(newest, live_from=live_from, **by_now)
        elif self.draft:
            draft = self.draft
            if act == "approve stale":
                draft.version -= 1
            workflow.approve(draft, live_from=live_from, **by_now)


@given(acts=ACTS)
def test_intervals_neither_overlap_nor_leave_a_gap(acts, officer):
    make_mission(needs_second_officer=False)
    desk = Desk(officer)
    for act in acts:
        desk.do(*act)
    approved = list(desk.release.editions.filter(state="approved").order_by("number"))

    assert [edition.live_until for edition in approved] == [
        *(edition.live_from for edition in approved[1:]),
        *([END_OF_TIME] if approved else []),
    ]
    assert all(START <= edition.live_from < edition.live_until for edition in approved)
    desk.release.refresh_from_db()
    assert desk.release.first_published_at == (approved[0].live_from if approved else None)
    for edition in approved:
        for at in (edition.live_from - MINUTE, edition.live_from, edition.live_from + MINUTE):
            live = Edition.objects.live(at).filter(release=desk.release).count()
            assert live == int(at >= approved[0].live_from)


@settings(max_examples=30)
@given(minutes=st.lists(st.integers(0, 20), min_size=1, max_size=6))
def test_an_import_enters_a_history_whole_or_not_at_all(minutes):
    draft = make_draft()
    history = [draft]
    draft.live_from = START + minutes[0] * MINUTE
    for number, minute in enumerate(minutes[1:], start=2):
        later = Edition(release=draft.release, number=number, purpose=Purpose.UPDATE, title="A text", dated=draft.dated)
        later.live_from = START + minute * MINUTE
        history.append(later)
    rises = all(before < after for before, after in itertools.pairwise(minutes))
    if not rises:
        with pytest.raises(ValueError, match="does not come later"):
            workflow.in_sequence(history)
        return
    workflow.in_sequence(history)

    assert [(edition.live_from, edition.live_until) for edition in history] == [
        *((a.live_from, b.live_from) for a, b in itertools.pairwise(history)),
        (history[-1].live_from, END_OF_TIME),
    ]


def test_an_imported_successor_ends_the_edition_before_it():
    first = make_live(live_from=START)
    draft = next_draft(first.release, Purpose.UPDATE)
    draft.live_from = START + MINUTE
    workflow.record([[draft]])

    assert list(first.release.editions.order_by("number").values_list("live_from", "live_until")) == [
        (START, START + MINUTE),
        (START + MINUTE, END_OF_TIME),
    ]
    first.release.refresh_from_db()
    assert first.release.first_published_at == START


def test_an_imported_successor_that_does_not_come_later_is_an_error():
    first = make_live(live_from=START)
    draft = next_draft(first.release, Purpose.UPDATE)
    draft.live_from = START

    with pytest.raises(ValueError, match="the edition after number 1 does not come later"):
        workflow.record([[draft]])
