"""The list of all messages: its filters, its pages, and what is said to a reader who mistyped."""

from datetime import date

import pytest

from releases.models import Kind
from tests.embassy.reading import by_class, by_id, crawl, errors, feed, heading, parsed, texts, title, words
from tests.factories import make_category, make_live, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def _messages(mission):
    trade = make_category("trade", "Trade")
    make_live("Peace talks", dated=date(2026, 5, 3), kind=Kind.NEWS, categories=[trade, make_category()])
    make_live("Trade talks", dated=date(2026, 5, 1), kind=Kind.STATEMENT, categories=[trade])
    make_live("Old & gold", dated=date(2025, 12, 31), kind=Kind.SPEECH, office=make_office("envoy", "Envoy"))


ALL = ["03.05.2026 - Peace talks", "01.05.2026 - Trade talks", "31.12.2025 - Old & gold"]


@pytest.mark.usefixtures("_messages")
@pytest.mark.parametrize(
    ("query", "found", "chips"),
    [
        ("", ALL, []),
        ("q=talks", ALL[:2], ["“talks”"]),
        ("q=TALKS+peace", ALL[:1], ["“TALKS peace”"]),
        ("kind=news", ALL[:1], ["News"]),
        ("kind=news&kind=speech", [ALL[0], ALL[2]], ["News", "Speech"]),
        ("category=trade", ALL[:2], ["Trade"]),
        ("issuer=envoy", ALL[2:], ["Envoy"]),
        ("year=2026", ALL[:2], ["2026"]),
        ("from=2026-05-03", ALL[:1], ["from 03.05.2026"]),
        ("to=2026-05-01", ALL[1:], ["to 01.05.2026"]),
        ("from=2025-12-31&to=2025-12-31", ALL[2:], ["from 31.12.2025", "to 31.12.2025"]),
        ("q=talks&kind=speech", [], ["“talks”", "Speech"]),
        ("q=&category=&issuer=&year=&from=&to=", ALL, []),
    ],
)
def test_filters(client, query, found, chips):
    page = parsed(client.get(f"/messages/?{query}"))

    assert feed(page) == found
    assert [text.removeprefix("Remove filter ") for text in texts(page, "chip")] == chips
    assert errors(page) == {}


@pytest.mark.usefixtures("_messages")
def test_a_chip_takes_its_filter_away_and_leaves_the_others(client):
    page = parsed(client.get("/messages/?year=2026&kind=speech&kind=news&q=a%26b&unknown=1"))

    assert [chip.get("href") for chip in by_class(page, "chip")] == [
        "/messages/?kind=speech&kind=news&year=2026",
        "/messages/?q=a%26b&kind=news&year=2026",
        "/messages/?q=a%26b&kind=speech&year=2026",
        "/messages/?q=a%26b&kind=speech&kind=news",
    ]


@pytest.mark.usefixtures("_messages")
def test_each_kind_says_how_many_there_are_with_the_other_filters(client):
    page = parsed(client.get("/messages/?q=talks&kind=news"))

    assert [text.split()[-1] for text in texts(by_class(page, "choices")[0], "check")] == ["1", "0", "0", "0", "0", "1"]
    assert words(by_id(page, "results-title")) == "1 message found"


INVALID_DATE = "Enter a date as year-month-day, such as 2020-01-18."
NUL = "Null characters are not allowed."


@pytest.mark.usefixtures("_messages")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=poem", {"kind-error-1": "There is no kind “poem”."}),
        ("kind=news&kind=%00", {"kind-error-1": "There is no kind “”."}),
        ("category=none", {"category-error-1": "There is no category “none”."}),
        ("issuer=nobody", {"issuer-error-1": "There is no office “nobody”."}),
        ("year=MMXX", {"year-error-1": "Enter a year in four digits."}),
        ("year=" + "9" * 20, {"year-error-1": "Ensure this value is less than or equal to 9999."}),
        ("year=" + "9" * 5000, {"year-error-1": "Enter a year in four digits."}),
        ("year=999", {"year-error-1": "Ensure this value is greater than or equal to 1000."}),
        ("from=31-31-2020", {"from-error-1": INVALID_DATE}),
        ("from=2021-02-29", {"from-error-1": INVALID_DATE}),
        ("to=0000-00-00", {"to-error-1": INVALID_DATE}),
        ("to=%ff%fe", {"to-error-1": INVALID_DATE}),
        ("from=2026-05-02&to=2026-05-01", {"to-error-1": "The last day lies before the first."}),
        ("q=" + "x" * 10_240, {"q-error-1": "Enter at most 200 characters."}),
        ("q=%00", {"q-error-1": NUL}),
        ("page=abc", {"page-error": "“page” takes a whole number from 1. This is page 1."}),
        ("page=-1", {"page-error": "“page” takes a whole number from 1. This is page 1."}),
        ("page=%EF%BC%91", {"page-error": "“page” takes a whole number from 1. This is page 1."}),
        ("year=x&from=x", {"year-error-1": "Enter a year in four digits.", "from-error-1": INVALID_DATE}),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_cannot_be_read_filters_nothing_and_is_said_beside_its_field(client, query, said):
    response = client.get(f"/messages/?{query}")
    page = parsed(response)

    assert (response.status_code, errors(page)) == (200, said)
    assert title(page).startswith("Error: All messages")
    assert feed(page) == (ALL[:1] if "from=2026" in query else ALL)


@pytest.mark.usefixtures("_messages")
@pytest.mark.parametrize(
    "query", ["q=%ff", "q=%27%3B--", "q=%25", "q=%F0%9F%95%8A", "q=%E2%80%AE", "q=" + "xyzzy+" * 33]
)
def test_odd_words_find_nothing(client, query):
    page = parsed(client.get(f"/messages/?{query}"))

    assert (feed(page), errors(page)) == ([], {})
    assert texts(page, "lead") == ["Nothing was published that matches all of these filters."]


@pytest.mark.usefixtures("_messages")
@pytest.mark.parametrize("number", ["2", "99999999999999999999"])
def test_past_the_end_is_not_found_and_leads_back(client, number):
    response = client.get("/messages/", {"page": number})
    page = parsed(response)

    assert (response.status_code, heading(page)) == (404, ["Page not found"])
    assert texts(page, "lead") == [f"This list ends before page {number}."]
    assert texts(page, "btnrow") == ["All messages Home page"]


UNKNOWN = "x=1&utm_source=feed&author__password__startswith=a&status=draft&_connector=OR&order=pk&release__state=draft"


@pytest.mark.usefixtures("_messages")
def test_unknown_parameters_change_nothing_and_are_in_no_link(client):
    plain, strange = (client.get(f"/messages/?kind=news&{more}as-of=2026-06-01") for more in ("", f"{UNKNOWN}&"))

    assert strange.content == plain.content


def test_pages_of_twenty_keep_the_filters(client, mission):
    for number in range(45):
        make_live(f"Text {number}", dated=date(2026, 4, 1), slug=f"text-no-{number}")
    page = parsed(client.get("/messages/?kind=statement&page=2&x=1"))

    assert feed(page) == [f"01.04.2026 - Text {number}" for number in range(24, 4, -1)]
    assert texts(page, "meta") == ["21–40"]
    assert [link.get("href") for link in by_class(page, "pages")[0].iter("a")] == [
        "/messages/?kind=statement",
        "/messages/?kind=statement",
        "/messages/?kind=statement&page=2",
        "/messages/?kind=statement&page=3",
        "/messages/?kind=statement&page=3",
    ]
    assert len({link for link in crawl(client, "/messages/") if "page=" in link}) == 2


@pytest.mark.usefixtures("_messages")
def test_a_month_keeps_its_content_and_leads_to_its_neighbours(client):
    page = parsed(client.get("/messages/2026/05/"))

    assert (heading(page), feed(page)) == (["May 2026"], ALL[:2])
    assert words(by_id(page, "results-title")) == "2 messages"
    assert [link.get("href") for link in by_class(page, "prevnext")[0].iter("a")] == ["/messages/2025/12/"]
    empty = parsed(client.get("/messages/2026/01/"))
    assert (feed(empty), texts(empty, "lead")) == ([], ["No message bears a date of this month."])
    assert [link.get("href") for link in by_class(empty, "prevnext")[0].iter("a")] == [
        "/messages/2025/12/",
        "/messages/2026/05/",
    ]
