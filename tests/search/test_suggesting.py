"""Other spellings and fewer filters, counted by what the reader may find (EMB-01, 03)."""

import pytest
from django.http import QueryDict

from releases import finding
from releases.filters import ReleaseFilter
from releases.models import Edition, Kind
from releases.search.suggesting import distance, similar
from releases.suggestions import Suggestion, suggestions
from tests.factories import make_category, make_draft, make_live, utc

pytestmark = pytest.mark.django_db
TO_COME = utc("2999-01-01T00:00Z")


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("harbour", "harbour", 0), ("harbour", "harbor", 1), ("harbuor", "harbour", 1), ("habuor", "harbour", 2),
     ("vessel", "talks", 3), ("", "ab", 2)],
)  # fmt: skip
def test_distance(one, other, steps):
    assert distance(one, other, 2) == steps


def offered(query, at):
    return suggestions(ReleaseFilter(QueryDict(query), Edition.objects.listed(at), "en"), at)


def test_another_spelling_is_offered_with_its_count(mission, at):
    make_live("The harbour")
    make_live("Two", body="<p>Harbours and the Harbour.</p>", kind=Kind.NEWS)
    make_live("Équipage négocié", body="<p>x</p>")

    assert offered("q=the+%22harbuor%22", at).spellings == [
        Suggestion(['the "harbour"'], [("q", 'the "harbour"')], 2),
    ]
    assert offered("q=harbuor&kind=news&sort=date", at).spellings[0] == Suggestion(
        ["harbour"], [("q", "harbour"), ("kind", "news"), ("sort", "date")], 1
    )
    assert offered("q=negocei", at).spellings == [Suggestion(["négocié"], [("q", "négocié")], 1)]
    assert offered("q=zzzz", at).spellings == offered("q=%25", at).spellings == []


def test_fewer_filters_are_offered_where_something_is_left(mission, at):
    make_live("The harbour", kind=Kind.NEWS, categories=[make_category("trade", "Trade")])
    make_live("The harbour", kind=Kind.SPEECH)

    assert offered("q=harbour&kind=comment&kind=answer", at).fewer == [
        Suggestion(["Comment", "Answer"], [("q", "harbour")], 2)
    ]
    assert offered("q=vessel&category=trade&sort=date", at).fewer == [
        Suggestion(["“vessel”"], [("category", "trade")], 1)
    ]
    assert offered("q=vessel", at).fewer == []


def test_many_hits_are_not_counted_to_the_end(mission, at, monkeypatch):
    monkeypatch.setattr(finding, "LOOKED", 2)
    for number in range(3):
        make_live(f"The harbour {number}", kind=Kind.NEWS)

    assert offered("q=harbuor", at).spellings == [Suggestion(["harbour"], [("q", "harbour")], 2, is_at_least=True)]
    assert offered("q=harbour&kind=speech", at).fewer == [
        Suggestion(["Speech"], [("q", "harbour")], 2, is_at_least=True)
    ]


def test_no_word_of_a_hidden_text_is_offered(mission, at):
    make_live("Harbour", live_from=TO_COME)
    make_draft("Harbour")
    make_live("Harbour", language="fr")
    assert similar(["harbuor"]) == {"harbuor": ["harbour"]}
    assert offered("q=harbuor&year=2026", at) == offered("q=xxxxxxx&year=2026", at)
    assert offered("q=harbuor", TO_COME).spellings == [Suggestion(["harbour"], [("q", "harbour")], 1)]
