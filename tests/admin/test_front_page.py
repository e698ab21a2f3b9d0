"""The first page of the desk, its search over every edition, and the rehearsal (EMB-01, EMB-08, EMB-11, AVL-06)."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.lib import bars
from releases.models import Edition, Kind, State
from releases.publications import Month, by_month, months_to
from tests import factories
from tests.admin.conftest import NOW, allow
from tests.embassy.reading import by_class, by_id, feed, parsed, robots, words

CANARY = "kanarienvogel"
TOMORROW = factories.utc("2026-06-01T23:20Z")


def lists(response):
    """The titles under each heading."""
    page = parsed(response)
    return {
        words(next(section.iter("h2"))): [
            words(link) for item in section.iter("li") for link in list(item.iter("a"))[:1]
        ]
        for section in by_class(page, "desk-list")
    }


def test_the_first_page_says_what_needs_the_officer_and_what_stands(desk, officer):
    factories.make_draft("Of another")
    mine = factories.make_draft("Of mine")
    review = factories.make_draft("Waiting")
    Edition.objects.filter(pk=mine.pk).update(created_by=officer)
    Edition.objects.filter(pk=review.pk).update(state=State.IN_REVIEW)
    factories.make_live("To come", live_from=TOMORROW)
    factories.make_feature(factories.make_live("Featured before", live_from=NOW - timedelta(days=3)))
    featured = factories.make_live("Featured", live_from=NOW - timedelta(days=2))
    factories.make_feature(featured, NOW)
    factories.make_live("Newest", live_from=NOW)
    factories.make_incident(date(2018, 3, 20))

    assert lists(desk.get("/admin/")) == {
        "To review": ["Waiting"],
        "My drafts": ["Of mine"],
        "Drafts": ["Of another"],
        "Scheduled": ["To come"],
        "On the home page now": ["Featured"],
        "Published last": ["Newest", "Featured", "Featured before"],
        "Milestones ahead": ["in 5 days: 3,000 days since the vessel was detained"],
        "Show the site as it will be": [],
    }


def test_what_is_scheduled_says_when_in_both_cities_and_how_soon_and_needs_no_worker(desk):
    factories.make_live("To come", live_from=TOMORROW)

    (section,) = [
        section for section in by_class(parsed(desk.get("/admin/")), "desk-list") if words(section)[:9] == "Scheduled"
    ]

    assert words(section) == (
        "Scheduled To come Tuesday 2 June 2026, 01:20 in Lutetia; 02:20 in Strelsau, in 14 h 20 min "
        "Rehearse To come Every one goes public by itself at its minute: no job has to run, so none can be late."
    )
    assert [link.get("href") for link in by_class(section, "desk-rehearse")] == ["/?as-of=2026-06-01T23:20:00Z"]


def test_one_or_twelve_of_everything_cost_the_same(desk, officer):
    def make_row(number):
        for made in (factories.make_draft(), factories.make_draft(), factories.make_draft()):
            Edition.objects.filter(pk=made.pk).update(created_by=officer)
        factories.make_draft()
        Edition.objects.filter(pk=factories.make_draft().pk).update(state=State.IN_REVIEW)
        factories.make_live(live_from=TOMORROW)
        factories.make_feature(factories.make_live(language=["en", "fr"][number % 2], kind=Kind.values[number % 6]))
        factories.make_incident(date(2018, 3, 20), steps=[(date(2026, 1, 2), "A step.")])

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/admin/").status_code == 200
        return len(captured)

    make_row(0)
    of_one = cost()
    for number in range(1, 12):
        make_row(number)

    assert (of_one, cost()) == (of_one, of_one)
    assert of_one <= 14


def test_a_bystander_sees_no_text_no_chart_and_no_milestone(bystander):
    factories.make_draft(f"{CANARY} draft")
    factories.make_live(f"{CANARY} live", live_from=NOW)
    factories.make_incident(date(2018, 3, 20), name=f"{CANARY} incident")

    response = bystander.get("/admin/")

    assert (response.status_code, CANARY in response.content.decode()) == (200, False)
    assert (lists(response), by_class(parsed(response), "desk-chart")) == ({}, [])


# The chart


def test_texts_are_counted_in_the_month_of_the_host_city_and_by_kind(mission, at):
    factories.make_live(live_from=factories.utc("2026-04-30T21:59Z"), kind=Kind.NEWS)
    factories.make_live(live_from=factories.utc("2026-04-30T22:00Z"), kind=Kind.STATEMENT)
    factories.make_live(live_from=factories.utc("2026-04-30T22:00Z"), kind=Kind.STATEMENT)
    factories.make_live(live_from=at + timedelta(minutes=1), kind=Kind.NEWS)
    factories.make_live(live_from=factories.utc("2026-03-31T21:59Z"), kind=Kind.NEWS)
    factories.make_draft()

    assert by_month(at, mission.host_zone, 3) == [
        Month(date(2026, 4, 1), [0, 0, 0, 0, 0, 1]),
        Month(date(2026, 5, 1), [2, 0, 0, 0, 0, 0]),
        Month(date(2026, 6, 1), [0, 0, 0, 0, 0, 0]),
    ]


def test_the_months_reach_over_the_end_of_a_year():
    assert months_to(date(2026, 2, 28), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_bars_stand_on_one_another_without_a_gap():
    first, second, empty = bars.stacked([[1, 0, 2], [1, 1, 4], [0, 0, 0]])

    assert [(part.series, part.y, part.height) for part in first.parts] == [(0, 134, 26), (2, 80, 54)]
    assert [(part.series, part.y, part.height) for part in second.parts] == [(0, 134, 26), (1, 107, 27), (2, 0, 107)]
    assert (empty.parts, empty.x) == ([], 96)
    assert bars.stacked([]) == []


def test_the_chart_has_its_figures_in_a_table(desk):
    factories.make_live(live_from=NOW, kind=Kind.SPEECH)

    (chart,) = by_class(parsed(desk.get("/admin/")), "desk-chart")

    rows = [[words(cell) for cell in row] for row in chart.iter("tr")]
    assert rows[0] == ["Month", "Statement", "Comment", "Press release", "Answer", "Speech", "News", "All"]
    assert (len(rows), rows[-1]) == (13, ["June 2026", "0", "0", "0", "0", "1", "0", "1"])
    assert "1 text, by month and kind" in words(chart)


# Search


def found(client, query):
    page = parsed(client.get("/admin/search/", {"q": query}))
    return [words(item) for listed in by_class(page, "found") for item in listed.iter("li")]


def test_every_edition_is_found_with_its_number_and_stage(desk):
    live = factories.make_live("Harbour", live_from=NOW - timedelta(days=2), body="<p>The old quay.</p>")
    factories.follow(live, title="Harbour put right", body="<p>The new quay.</p>")
    factories.make_draft("Of the harbour", body="<p>A quay.</p>")
    factories.make_live("Harbour to come", live_from=TOMORROW, body="<p>Quay</p>")
    factories.make_live("Something else", live_from=NOW)

    assert sorted(found(desk, "HARBOUR quay")) == [
        "Harbour Superseded Edition 1, original, dated 04.05.2026 The old quay.",
        "Harbour put right Published Edition 2, correction, dated 04.05.2026 The new quay.",
        "Harbour to come Scheduled Edition 1, original, dated 04.05.2026 Quay",
        "Of the harbour Draft Edition 1, original, dated 04.05.2026 A quay.",
    ]
    assert found(desk, "old quay") == ["Harbour Superseded Edition 1, original, dated 04.05.2026 The old quay."]
    assert found(desk, "nowhere") == ["No edition has all of these words."]


@pytest.mark.parametrize("query", ["", " ", "\x00", "x" * 201])
def test_what_is_no_word_finds_nothing(desk, query):
    factories.make_draft(CANARY)

    response = desk.get("/admin/search/", {"q": query})

    assert (response.status_code, CANARY in response.content.decode()) == (200, False)


def test_a_long_result_has_pages(desk):
    for number in range(51):
        factories.make_draft(f"Text {number}")

    page = parsed(desk.get("/admin/search/", {"q": "text", "p": "2"}))

    assert [len(list(listed.iter("li"))) for listed in by_class(page, "found")] == [1]
    assert [link.get("href") for link in by_class(page, "found-pages")[0]] == ["?q=text&p=1"]


@pytest.mark.parametrize(("rights", "status"), [([], 403), (["view_release"], 200), (["change_release"], 200)])
@pytest.mark.parametrize("page", ["/admin/search/?q=kanarienvogel", "/admin/rehearsal/"])
def test_search_and_rehearsal_need_sight_of_releases(bystander, page, rights, status):
    factories.make_draft(f"{CANARY} draft")
    allow(bystander.user, *rights)

    response = bystander.get(page)

    assert response.status_code == status
    assert (f"{CANARY} draft" in response.content.decode()) == (status == 200 and "search" in page)


# Rehearsal


def ask(client, **given):
    return client.get("/admin/rehearsal/", {"day": "2026-06-02", "time": "09:30", "city": "host", **given})


@pytest.mark.parametrize(("city", "at"), [("host", "2026-06-02T07:30:00Z"), ("home", "2026-06-02T06:30:00Z")])
def test_a_time_in_either_city_leads_to_the_site_as_it_will_be(desk, city, at):
    response = ask(desk, city=city)

    assert (response.status_code, response["Location"]) == (302, f"/?as-of={at}")


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"day": "2026-06-01", "time": "11:00"}, "time", "This time has passed."),
        ({"day": "2026-10-25", "time": "02:30"}, "which", "Clocks are put back that night and show this time twice."),
        ({"day": ""}, "day", "This field is required."),
    ],
)
def test_a_time_that_cannot_be_rehearsed_is_refused_beside_its_field(desk, given, field, message):
    response = ask(desk, **given)

    assert {name: errors[0][: len(message)] for name, errors in response.context["form"].errors.items()} == {
        field: message
    }


def test_a_rehearsal_shows_what_is_scheduled_and_no_cache_keeps_it(desk):
    factories.make_live("To come", slug="to-come", live_from=TOMORROW)
    as_of = {"as-of": "2026-06-01T23:20:00Z"}

    for address, title in (("/", "To come"), ("/messages/", "To come"), ("/messages/to-come/", "")):
        response = desk.get(address, as_of)
        page = parsed(response)
        assert response.status_code == 200
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, no-store", "noindex")
        assert robots(page) == ["noindex"]
        assert [title] * bool(title) == [item.split(" - ")[1] for item in feed(page)]
        assert words(by_class(page, "as-of")[0]).startswith("Rehearsal, for the press office alone: ")


@pytest.mark.parametrize("rights", [None, [], ["view_release"]])
def test_who_may_not_see_the_desks_texts_sees_none_at_the_same_address(client, bystander, rights):
    """Visitors, staff without the right, and, to show that the text is there, staff with it."""
    factories.make_live(f"{CANARY} title", slug="to-come", live_from=TOMORROW)
    if rights is None:
        client.logout()
    else:
        allow(bystander.user, *rights)

    answers = [
        client.get(page, {"as-of": "2026-06-01T23:20:00Z"}) for page in ("/", "/messages/", "/messages/to-come/")
    ]

    assert [CANARY in answer.content.decode() for answer in answers] == [bool(rights)] * 3
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert [answer.status_code for answer in answers] == [200, 200, 200 if rights else 404]


def test_a_page_for_which_it_did_not_matter_who_asked_may_be_kept(desk):
    answers = [desk.get("/", query) for query in ({}, {"as-of": "2026-05-20T09:00Z"})]

    assert [answer["Cache-Control"].split(",")[0] for answer in answers] == ["public", "public"]


def test_the_form_on_the_first_page_asks_for_tomorrow_morning(desk):
    page = parsed(desk.get("/admin/"))

    assert [by_id(page, name).get("value") for name in ("id_day", "id_time")] == ["2026-06-02", "09:00"]
    assert re.findall(r"style=", desk.get("/admin/").content.decode()) == []
