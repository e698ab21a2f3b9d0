from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from releases.models import Purpose
from tests import factories
from tests.admin.conftest import NOW

LIST = "/admin/releases/release/"


def rows(response):
    """Title and stage of each row."""
    page = response.content.decode().split('id="result_list"')[1].split("</table>")[0]
    return [
        tuple(
            strip_tags("<td" + row.split(f"field-{name}")[1].split("</t")[0]).split(">", 1)[-1].strip()
            for name in ("title", "stage")
        )
        for row in page.split("<tr>")[2:]
    ]


@pytest.fixture
def shelf(db):
    """One release in each stage."""
    factories.make_live("Live", live_from=NOW - timedelta(days=3))
    factories.make_live("Scheduled", live_from=NOW + timedelta(days=1))
    old = factories.make_live("Was withdrawn", live_from=NOW - timedelta(days=4))
    factories.follow(old, purpose=Purpose.WITHDRAWAL, live_from=NOW - timedelta(days=2))
    corrected = factories.make_live("Before", live_from=NOW - timedelta(days=5))
    draft = factories.next_draft(corrected.release)
    draft.title = "Correction in hand"
    draft.save()


def test_each_release_stands_once_with_its_newest_edition_drafts_on_top(desk, shelf):
    factories.make_draft("A draft")

    found = rows(desk.get(LIST))

    assert found[0] == ("A draft", "Draft")
    assert sorted(found) == [
        ("A draft", "Draft"),
        ("Correction in hand", "Draft"),
        ("Live", "Published"),
        ("Scheduled", "Scheduled"),
        ("Was withdrawn", "Withdrawn"),
    ]


@pytest.mark.parametrize(
    ("stage", "titles"),
    [
        ("draft", ["Correction in hand"]),
        ("live", ["Live"]),
        ("scheduled", ["Scheduled"]),
        ("withdrawn", ["Was withdrawn"]),
        ("in_review", None),
    ],
)
def test_the_filter_by_stage_knows_the_words_of_the_list(desk, shelf, stage, titles):
    response = desk.get(LIST, {"stage": stage})

    assert [release.newest.title for release in response.context["cl"].result_list] == (titles or [])


@pytest.mark.parametrize("words", ["zurich bridges", "BRIDGES Zürich".replace("ü", "u"), "ZÜRICH".casefold()])
def test_search_reads_title_and_text_in_any_case(desk, words):
    factories.make_live("Zurich talks, ZÜRICH", body="<p>On Bridges.</p>")
    factories.make_live("Something else")

    found = desk.get(LIST, {"q": words}).context["cl"].result_list

    assert [release.newest.title for release in found] == ["Zurich talks, ZÜRICH"]


def test_the_list_costs_as_much_for_five_as_for_one(desk):
    costs = []
    for number in (1, 4):
        for _number in range(number):
            factories.make_live(categories=[factories.make_category()])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(LIST)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_a_feature_is_offered_approved_releases_by_their_titles(desk):
    factories.make_draft("Secret draft")
    live = factories.make_live("Public text")

    asked = {"app_label": "releases", "model_name": "feature", "field_name": "release", "term": "t"}
    found = desk.get("/admin/autocomplete/", asked).json()["results"]

    assert found == [{"id": str(live.release_id), "text": "Public text (04.05.2026)"}]


def test_the_times_of_a_publication_are_both_cities(desk):
    factories.make_live("Live", live_from=factories.utc("2026-05-31T21:30Z"))

    page = desk.get(LIST).content.decode()

    assert "31.05.2026 23:30 Lutetia" in page
    assert "01.06.2026 00:30 Strelsau" in page
