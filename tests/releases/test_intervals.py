"""Whatever officers do in whatever order, from its first minute on a release has exactly one live edition."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releases import workflow
from releases.models import END_OF_TIME, Edition, Purpose
from tests.factories import make_draft, make_live, utc

pytestmark = pytest.mark.django_db
START = utc("2020-01-01T00:00Z")
MINUTE = timedelta(minutes=1)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["begin", "approve", "approve", "discard", "approve stale"]),
        st.sampled_from([Purpose.CORRECTION, Purpose.UPDATE, Purpose.WITHDRAWAL]),
        st.integers(-5, 30),
    ),
    max_size=12,
)


class Desk:
    """One release, acted upon as its officers would; what is refused must change nothing."""

    def __init__(self, officer):
        self.officer = officer
        self.release = make_draft().release

    @property
    def draft(self):
        return self.release.editions.exclude(state="approved").select_related("release").first()

    def do(self, act, purpose, minute):
        before = list(self.release.editions.values())
        try:
            self._do(act, purpose, START + minute * MINUTE)
        except workflow.ActRefused:
            assert list(self.release.editions.values()) == before

    def _do(self, act, purpose, live_from):
        if act == "begin":
            draft = workflow.begin(self.release, by=self.officer, purpose=purpose)
            draft.note = "Why."
            draft.save()
        elif act == "discard" and self.draft and self.draft.number > 1:
            workflow.discard(self.draft, by=self.officer)
        elif self.draft:
            draft = self.draft
            if act == "approve stale":
                draft.version -= 1
            workflow.approve(draft, by=self.officer, live_from=live_from)


@given(acts=ACTS)
def test_intervals_neither_overlap_nor_leave_a_gap(acts, officer):
    desk = Desk(officer)
    for act in acts:
        desk.do(*act)
    approved = list(desk.release.editions.filter(state="approved").order_by("number"))

    assert [edition.live_until for edition in approved] == [
        *(edition.live_from for edition in approved[1:]),
        *([END_OF_TIME] if approved else []),
    ]
    assert all(edition.live_from < edition.live_until for edition in approved)
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
    draft = workflow.begin(first.release, by=None, purpose=Purpose.UPDATE)
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
    draft = workflow.begin(first.release, by=None, purpose=Purpose.UPDATE)
    draft.live_from = START

    with pytest.raises(ValueError, match="the edition after number 1 does not come later"):
        workflow.record([[draft]])
