"""The list of the API: the filters of the page, pages by cursor, and what is refused (API-02, API-03)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from embassy.lib import instant
from releases import workflow
from releases.api import pages
from releases.api.queries import FILTERS, ListQuery
from releases.filters import ReleaseFilter
from releases.lists import entries
from releases.models import Edition, Kind
from tests.api.reading import described, faults, read, titles
from tests.factories import PUBLISHED, make_category, make_draft, make_live, make_mission, make_office, utc

pytestmark = pytest.mark.django_db
LIST = "/api/v1/releases"


@pytest.fixture
def _messages(mission):
    mission.languages = ["en", "fr"]
    mission.save()
    trade = make_category("trade", "Trade")
    make_live("Peace talks", dated=date(2026, 5, 3), kind=Kind.NEWS, categories=[trade, make_category()])
    make_live("Trade talks", dated=date(2026, 5, 1), kind=Kind.STATEMENT, categories=[trade])
    make_live("Old & gold", dated=date(2025, 12, 31), kind=Kind.SPEECH, office=make_office("envoy", "Envoy"))
    make_live("Paroles", dated=date(2026, 5, 2), language="fr")
    make_live("Taler", dated=date(2026, 5, 2), language="da")


ALL = ["Peace talks", "Trade talks", "Old & gold"]


@pytest.mark.usefixtures("_messages")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("q=talks", ALL[:2]),
        ("kind=news&kind=speech", [ALL[0], ALL[2]]),
        ("category=trade", ALL[:2]),
        ("issuer=envoy", ALL[2:]),
        ("year=2026", ALL[:2]),
        ("from=2026-05-03", ALL[:1]),
        ("to=2026-05-01", ALL[1:]),
        ("q=talks&kind=speech", []),
        ("language=fr", ["Paroles"]),
        ("language=all", ["Peace talks", "Paroles", "Trade talks", "Old & gold"]),
        ("q=&category=&issuer=&year=&from=&to=&language=&limit=&cursor=", ALL),
    ],
)
def test_filters(client, query, found):
    content = read(client, f"{LIST}?{query}")

    assert (titles(content), content["total"]) == (found, len(found))


def test_the_filters_are_those_of_the_page():
    assert {parameter.name for parameter in FILTERS} <= set(ReleaseFilter.base_filters)


INVALID_DATE = "Enter a date as year-month-day, such as 2020-01-18."
CURSOR = "This is no cursor of this list. Take the addresses under “next” and “previous”."
LIMIT = "“limit” takes a whole number from 1 to 100."


@pytest.mark.usefixtures("_messages")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=poem", {"kind": "There is no kind “poem”."}),
        ("category=none", {"category": "There is no category “none”."}),
        ("issuer=nobody", {"issuer": "There is no office “nobody”."}),
        ("year=" + "9" * 5000, {"year": "Enter a year in four digits."}),
        ("from=31-31-2020", {"from": INVALID_DATE}),
        ("to=%ff%fe", {"to": INVALID_DATE}),
        ("from=2026-05-02&to=2026-05-01", {"to": "The last day lies before the first."}),
        ("q=%00", {"q": "Null characters are not allowed."}),
        ("language=da", {"language": "There is no language “da” here. Known are: en, fr, all."}),
        ("language=" + "x" * 500, {"language": f"There is no language “{'x' * 80}…” here. Known are: en, fr, all."}),
        ("limit=1000000000", {"limit": LIMIT}),
        ("limit=" + "9" * 5000, {"limit": LIMIT}),
        ("limit=0", {"limit": LIMIT}),
        ("limit=-1", {"limit": LIMIT}),
        ("limit=1.5", {"limit": LIMIT}),
        ("limit=%EF%BC%91", {"limit": LIMIT}),
        ("limit=101", {"limit": LIMIT}),
        ("cursor=abc", {"cursor": CURSOR}),
        ("cursor=" + "A" * 10_000, {"cursor": CURSOR}),
        ("cursor=%ED%A0%80", {"cursor": CURSOR}),
        ("cursor=%00", {"cursor": CURSOR}),
        ("page=2", {"page": "There is no parameter “page” here."}),
        ("q=a&q=b", {"q": "“q” is given more than once."}),
        (
            "kind=poem&limit=x&cursor=x&language=xx",
            {
                "language": "There is no language “xx” here. Known are: en, fr, all.",
                "limit": LIMIT,
                "cursor": CURSOR,
                "kind": "There is no kind “poem”.",
            },
        ),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_cannot_be_used_is_refused_with_its_parameter_named(client, query, said):
    assert faults(client, f"{LIST}?{query}") == said


ODD = ["order", "status", "_connector", "author__password__startswith", "release__state", "include", "%0d%0aSet-Cookie"]


@pytest.mark.usefixtures("_messages")
@pytest.mark.parametrize("name", ODD)
def test_an_unknown_parameter_is_refused_with_those_that_there_are(client, name):
    """API-02: nothing from the request reaches the database by its name."""
    content = read(client, f"{LIST}?{name}=x", 422)

    assert content["known_parameters"] == [
        "q", "kind", "category", "issuer", "from", "to", "year", "language", "limit", "cursor", "as-of",
    ]  # fmt: skip
    assert read(client, f"/api/v1/clock?{name}=x", 422)["known_parameters"] == ["as-of"]


def many(number):
    """Texts of which several share a date, and some the minute too; entered later, but published earlier in the day."""
    for count in range(number):
        make_live(
            f"Text {count}", dated=date(2026, 4, 1 + count // 5), live_from=utc(f"2026-05-04T09:0{4 - count % 5 // 2}Z")
        )


def walked(client, address, relation):
    found = []
    while address:
        content = read(client, address.removeprefix("http://localhost:8000"))
        found.append(titles(content))
        address = content[relation]
    return found


@pytest.mark.parametrize("query", ["limit=5", "limit=5&q=text", "limit=5&q=-other"])
def test_pages_follow_the_order_of_the_feed_and_lead_back(client, mission, query):
    many(23)
    expected = [edition.title for edition in Edition.objects.listed(utc("2026-06-01T00:00Z"))]
    forth = walked(client, f"{LIST}?{query}", "next")
    content = read(client, f"{LIST}?{query}")
    while content["next"]:
        last, content = content["next"], read(client, content["next"].removeprefix("http://localhost:8000"))
    back = walked(client, last, "previous")

    assert [title for page in forth for title in page] == expected
    assert [len(page) for page in forth] == [5, 5, 5, 5, 3]
    assert back == forth[::-1]


def test_a_text_that_comes_in_meanwhile_moves_nothing(client, mission):
    many(6)
    first = read(client, f"{LIST}?limit=3")
    make_live("Breaking", dated=date(2026, 5, 9))
    second = read(client, first["next"].removeprefix("http://localhost:8000"))

    assert titles(first) + titles(second) == ["Text 5", "Text 1", "Text 0", "Text 3", "Text 2", "Text 4"]
    assert titles(read(client, second["previous"].removeprefix("http://localhost:8000"))) == titles(first)
    assert read(client, f"{LIST}?limit=3")["items"][0]["title"] == "Breaking"


def test_the_links_of_a_page_keep_the_query_and_are_in_the_header(client, mission):
    many(6)
    address = f"{LIST}?q=text&kind=statement&from=2026-01-01&language=all&limit=2&as-of=2026-06-01"
    first = client.get(address)
    second = client.get(described(first)["next"].removeprefix("http://localhost:8000"))
    content = described(second)
    base = "http://localhost:8000/api/v1/releases?q=text&kind=statement&language=all&from=2026-01-01&limit=2&cursor="

    assert content["next"].startswith(base)
    assert content["next"].endswith("&as-of=2026-06-01")
    assert second.headers["Link"] == (
        f'<{content["next"]}>; rel="next", <{content["previous"]}>; rel="prev", '
        '<http://localhost:8000/api/v1/docs>; rel="service-doc", '
        '<http://localhost:8000/api/v1/openapi.json>; rel="service-desc"'
    )


def test_a_cursor_that_was_changed_is_refused(client, mission):
    many(3)
    cursor = read(client, f"{LIST}?limit=1")["next"].partition("cursor=")[2]
    for place in range(len(cursor)):
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        if place < len(cursor) - 1:  # the last character may hold bits that say nothing
            assert faults(client, f"{LIST}?cursor={changed}") == {"cursor": CURSOR}


@pytest.mark.parametrize("is_before", [True, False, None])
def test_every_page_is_read_along_the_index_of_dates(mission, rf, is_before):
    """API-03: the cost of a page does not grow with the list."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL sorts three rows without an index")
    many(3)
    editions = Edition.objects.listed(utc("2026-06-01T00:00Z")).in_any_of(["en"])
    place = None if is_before is None else pages.beside(entries.key_of(editions[1]), is_before=is_before)
    rows = pages.above(editions, place) if is_before else pages.below(editions, place)

    assert "USING INDEX edition_dated (dated" in rows[:21].explain()


@given(
    st.sampled_from(["q", "kind", "category", "issuer", "from", "to", "year", "language", "limit", "cursor", "as-of"]),
    st.text(st.characters(exclude_categories=[]), max_size=60),
)
@example("cursor", "\ud800")
@example("as-of", "9999-12-31T23:59-14:00")
@example("as-of", "0001-01-01T00:00+14:00")
@example("year", "\u0662\u0660\u0662\u0660")
def test_any_value_is_answered_or_refused(client, mission, name, value):
    """HTP-08"""
    query = {name: value.encode("utf-8", "surrogatepass")}
    response = client.get(LIST, query)

    assert response.status_code in (200, 422)
    content = described(response)
    assert response.status_code == 200 or {error["parameter"] for error in content["errors"]} == {name}


def test_the_query_is_read_once(mission, rf, django_assert_num_queries):
    request = rf.get(LIST)
    request.mission, request.moment = mission, type("Moment", (), {"at": utc("2026-06-01T00:00Z"), "as_of": ""})
    with django_assert_num_queries(1):
        query = ListQuery(request)
        assert (query.codes, query.size, query.place) == (["en"], 20, None)


def test_a_text_that_was_looked_at_before_its_time_is_numbered_when_it_comes(client, officer, monkeypatch):
    make_mission(needs_second_officer=False)
    make_live("A text")
    for title in ("One", "Two"):
        read(client, "/api/v1/releases")
        workflow.approve(make_draft(title), by=officer, live_from=PUBLISHED + timedelta(minutes=2), at=PUBLISHED)
        monkeypatch.setattr(instant, "now", lambda: PUBLISHED)
    read(client, "/api/v1/releases")
    monkeypatch.setattr(instant, "now", lambda: PUBLISHED + timedelta(hours=1))

    found = {item["title"]: item["reference"] for item in read(client, "/api/v1/releases")["items"]}

    assert found == {"A text": "2026/1", "One": "2026/2", "Two": "2026/3"}
