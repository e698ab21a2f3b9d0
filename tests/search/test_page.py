"""Searching in “All messages”: marks, order, suggestions, feeds; nothing hidden moves any of it."""

from datetime import date

import pytest

from embassy.lib import instant, keep
from releases import views, workflow
from releases.models import Kind
from tests.embassy.reading import by_class, by_id, errors, feed, heading, parsed, texts, words
from tests.factories import follow, make_draft, make_live, utc

pytestmark = pytest.mark.django_db
TO_COME = utc("2999-01-01T00:00Z")


@pytest.fixture
def _messages(mission):
    make_live("Talks on trade", body="<p>The harbour <b>stays</b> open & free.</p>", dated=date(2026, 5, 2))
    make_live("The harbour", body="<p>It is closed.</p>", dated=date(2026, 5, 1), kind=Kind.NEWS)


TALKS, HARBOUR = "02.05.2026 - Talks on trade", "01.05.2026 - The harbour"


def marks(page):
    return [words(element) for element in page.iter("mark")]


def links(page, name):
    return {words(link): link.get("href") for block in by_class(page, name) for link in block.iter("a")}


@pytest.mark.usefixtures("_messages")
def test_a_search_marks_what_it_found_and_puts_titles_first(client):
    page = parsed(client.get("/messages/?q=harbours"))

    assert (heading(page), feed(page)) == (["Search results"], [HARBOUR, TALKS])
    assert words(by_id(page, "results-title")) == "2 messages found"
    assert marks(page) == ["harbour", "harbour"]
    assert texts(page, "item__text") == ["It is closed.", "The harbour stays open & free."]
    assert by_id(page, "q").get("value") == "harbours"


@pytest.mark.usefixtures("_messages")
def test_the_order_is_the_readers_and_stays_with_the_other_filters(client):
    page = parsed(client.get("/messages/?q=harbour"))
    assert links(page, "results-head") == {"Newest first": "/messages/?q=harbour&sort=date"}

    page = parsed(client.get("/messages/?q=harbour&sort=date&kind=statement&kind=news&as-of=2026-06-01"))
    assert feed(page) == [TALKS, HARBOUR]
    assert links(page, "results-head") == {
        "Best match first": "/messages/?q=harbour&kind=statement&kind=news&as-of=2026-06-01"
    }
    assert links(page, "chips") == {
        "Remove filter “harbour”": "/messages/?kind=statement&kind=news&as-of=2026-06-01",
        "Remove filter Statement": "/messages/?q=harbour&kind=news&sort=date&as-of=2026-06-01",
        "Remove filter News": "/messages/?q=harbour&kind=statement&sort=date&as-of=2026-06-01",
        "Clear all": "/messages/?as-of=2026-06-01",
    }


@pytest.mark.usefixtures("_messages")
def test_a_list_without_words_has_one_order(client):
    plain, best = (parsed(client.get(f"/messages/?kind=news{more}")) for more in ("", "&sort=relevance"))
    assert feed(plain) == feed(best) == [HARBOUR]
    assert links(best, "results-head") == {}
    wrong = client.get("/messages/?q=harbour&sort=pk")
    assert (feed(parsed(wrong)), errors(parsed(wrong))) == (
        [HARBOUR, TALKS], {"sort-error-1": "There is no order “pk”."},
    )  # fmt: skip


@pytest.mark.usefixtures("_messages")
def test_nothing_of_a_search_is_left_for_the_next(client, monkeypatch):
    """They share a form, but for what was typed into it."""
    monkeypatch.setattr(instant, "now", lambda: utc("2026-06-01T09:00Z"))
    queries = [
        "q=harbour&kind=poem&sort=pk",
        "q=talks",
        "q=harbour&kind=news&year=x",
        "q=harbour&language=all",
        "q=-talks",
    ]
    addresses = [f"/messages/?{query}" for query in (*queries, *queries)]
    one_after_another = [client.get(address).content for address in addresses]
    alone = []
    for address in addresses:
        keep.empty_all()
        alone.append(client.get(address).content)

    assert one_after_another == alone


@pytest.mark.usefixtures("_messages")
def test_pages_of_a_search_keep_its_order(client):
    for number in range(25):
        make_live(f"Harbour {number}", slug=f"harbour-{number}", dated=date(2020, 1, 1))
    page = parsed(client.get("/messages/?q=harbour&page=2"))

    assert feed(page) == [f"01.01.2020 - Harbour {number}" for number in range(5, -1, -1)] + [TALKS]
    assert links(page, "pages")["Newer"] == "/messages/?q=harbour"


@pytest.mark.usefixtures("_messages")
def test_who_finds_nothing_is_offered_what_is_there(client):
    page = parsed(client.get("/messages/?q=harbuor&kind=news&as-of=2026-06-01"))

    offered = {words(link): link.get("href") for link in by_class(page, "empty")[0].iter("a")}
    assert offered == {
        "harbour": "/messages/?q=harbour&kind=news&as-of=2026-06-01",
        "without “harbuor”": "/messages/?kind=news&as-of=2026-06-01",
        "press@ruritania.example": "mailto:press@ruritania.example",
    }


@pytest.mark.usefixtures("_messages")
def test_nothing_hidden_moves_a_search(client, officer):
    """EMB-01, 03, 05, 12: not its hits, counts and order, nor what is suggested where there are none."""
    addresses = [
        f"/messages/?{query}&as-of=2026-06-01"
        for query in ("q=harbour", "q=harbour&sort=date", "q=-talks", "q=har*", "q=harbuor&year=2026", "q=kanarienvogl",
                      "q=kanarienvogel&kind=news", "q=%22the+harbour%22")
    ]  # fmt: skip
    before = [client.get(address).content for address in addresses]

    for number in range(3):
        make_live(f"Harbor kanarienvogel {number}", live_from=TO_COME)
        make_draft(f"Harbor harbours kanarienvogel {number}")
        make_live(f"Harbor kanarienvogel {number}", language="da")
    follow(make_live("Superseded", live_from=TO_COME, body="<p>kanarienvogel</p>"), body="<p>harbours</p>")
    withdrawn = make_live("Harbor kanarienvogel withdrawn")
    follow(withdrawn, purpose="withdrawal", title="Harbor kanarienvogel withdrawn")
    redacted = make_live("Harbor kanarienvogel redacted")
    workflow.redact(redacted, by=officer, reason="By order.", at=utc("2026-06-01T09:00Z"))

    assert [client.get(address).content for address in addresses] == before


@pytest.mark.usefixtures("_messages")
@pytest.mark.parametrize(
    "query",
    ["q=" + "%22" * 199, "q=" + "a" * 200, "q=" + "-" * 200, "q=%E2%80%AEharbour%00", "q=%ED%A0%80", "q=%22" * 30,
     "q=" + "%22" * 10_240, "q=" + "a" * 10_240, "q=harbour&q=%00",
     "sort=%00&q=harbour", "q=<script>alert(1)</script>"],
    ids=lambda query: query[:12],
)  # fmt: skip
def test_any_words_have_an_answer(client, query):
    """API-05, HTP-08"""
    response = client.get(f"/messages/?{query}")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


@pytest.mark.usefixtures("_messages")
def test_links_to_the_feeds_follow_the_filters_of_the_list(client, monkeypatch):
    monkeypatch.setattr(views, "FEEDS", {"corrections": "Atom", "no_such_feed": "RSS"})
    page = parsed(client.get("/messages/?q=harbour&sort=date&kind=news&as-of=2026-06-01"))
    assert links(page, "follow") == {"Atom": "/corrections/?q=harbour&kind=news&as-of=2026-06-01"}
