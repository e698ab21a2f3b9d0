"""How often one address may ask for what is costly, and how much of it runs at once (API-04, AVL-05, AVL-07)."""

import io
import threading

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from embassy.lib import bodies, limits, turns
from embassy.lib.limits import LIMITS, UNLIMITED
from releases.documents import pdf
from tests.embassy.reading import heading, parsed
from tests.settings_of import settings_of

pytestmark = pytest.mark.django_db
LOG_IN = "/admin/my-account/log-in/"
# An address of each kind that is counted, and how it is asked.
COUNTED = {
    "search": ("get", "/messages/?q=words&page={}"),
    "feed": ("get", "/messages/feed.atom?page={}"),
    "document": ("get", "/messages/none-{}.pdf"),
    "card": ("get", "/messages/none/card-{:020}.png"),
    "icon": ("get", "/emblem/icon/{}.png"),
    "preview": ("get", "/preview/none-{}/"),
    "oembed": ("get", "/oembed?url={}"),
    "log-in": ("post", LOG_IN),
    "form": ("post", "/admin/releases/release/{}/autosave/"),
    "upload": ("post", "/admin/releases/image/add/"),
}


def asked(client, name, times, **headers):
    method, address = COUNTED[name]
    return [getattr(client, method)(address.format(number), **headers) for number in range(times)]


@pytest.mark.parametrize("name", COUNTED)
def test_who_asks_too_often_is_told_how_long_to_wait(client, archive, per_minute, name):
    """API-04: whatever the client writes of itself into a header. Another address is not concerned."""
    per_minute(**{name: 3})
    answers = asked(client, name, 5)
    forged = asked(client, name, 1, HTTP_X_FORWARDED_FOR="192.0.2.1", HTTP_FORWARDED="for=x")
    elsewhere = asked(client, name, 1, REMOTE_ADDR="192.0.2.3")

    statuses = [answer.status_code for answer in [*answers, *forged, *elsewhere]]
    assert [status == 429 for status in statuses] == [False] * 3 + [True] * 3 + [False]
    assert (answers[4].headers["Retry-After"], answers[4].headers["Cache-Control"]) == ("17", "no-store")
    assert heading(parsed(answers[4])) == ["Too many requests"]
    assert client.get("/").status_code == 200


def test_a_test_asks_for_each_kind():
    assert {limit.name for limit in LIMITS} == {*COUNTED, "api"}
    assert settings.REQUESTS_PER_MINUTE.keys() == COUNTED.keys()


def test_behind_a_proxy_each_visitor_is_counted_for_themselves(client, archive, per_minute, settings):
    """API-04, HTP-02."""
    settings.TRUSTED_PROXIES = 1
    per_minute(search=2)

    def asked_by(visitor, times):
        found = asked(client, "search", times, HTTP_X_FORWARDED_FOR=f"10.0.0.1, {visitor}")
        return [answer.status_code for answer in found]

    assert asked_by("192.0.2.1", 3) == [200, 200, 429]
    assert asked_by("192.0.2.2", 1) == [200]
    assert asked_by("2001:db8::1", 1) + asked_by("2001:db8::2", 2) == [200, 200, 429]


@pytest.mark.parametrize(
    ("query", "is_counted"),
    [
        ("", False),
        ("kind=speech", False),
        ("q=", False),
        ("q=+", False),
        ("q=a", True),
        ("%71=a", True),
        ("page=1&q=a", True),
        ("x=" + "a" * 5000, True),
    ],
)
def test_a_list_without_words_to_search_for_is_no_search(query, is_counted):
    assert limits.is_question(query) is is_counted


def test_a_search_through_the_api_counts_as_both(client, archive, per_minute):
    per_minute(search=1)

    assert [client.get("/api/v1/releases?q=words").status_code for _ in range(2)] == [200, 429]
    assert client.get("/api/v1/releases").status_code == 200


def test_the_sites_own_work_is_not_counted_and_no_header_says_so(client, archive, per_minute):
    per_minute(feed=1)

    assert [answer.status_code for answer in asked(client, "feed", 3, **{UNLIMITED: True})] == [200] * 3
    assert [answer.status_code for answer in asked(client, "feed", 2, HTTP_EMBASSY_UNLIMITED="1")] == [200, 429]


def test_a_cache_that_is_down_refuses_nobody(client, archive, per_minute, monkeypatch, caplog):
    """AVL-07: and is left alone for a while."""
    tried = []

    def fail(*_arguments):
        tried.append(1)
        raise ConnectionError("no route")

    per_minute(oembed=1)
    monkeypatch.setattr(cache, "add", fail)

    assert {answer.status_code for answer in asked(client, "oembed", 5)} == {404}
    assert len(tried) == 1
    assert [record.message for record in caplog.records] == ["Requests cannot be counted: the cache does not answer."]


def test_numbers_are_the_operators_to_choose():
    chosen = settings_of(REQUESTS_PER_MINUTE="search=5, document=0")["REQUESTS_PER_MINUTE"]

    assert (chosen["search"], chosen["document"], chosen["form"]) == (5, 0, 300)


def test_nobody_waits_for_a_place():
    """AVL-05: a thread that waits is one that answers nobody."""
    places = turns.Turns(1)
    with places.taken(), pytest.raises(turns.Busy), places.taken():
        pass
    with places.taken():
        pass


def test_a_place_is_given_back_whatever_happens():
    places = turns.Turns(1)
    for _time in range(3):
        with pytest.raises(ZeroDivisionError), places.taken():
            raise ZeroDivisionError


@pytest.fixture
def taken():
    """All places for costly work are taken by others."""
    with limits.COSTLY.taken(), limits.COSTLY.taken():
        yield


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize("name", ["search", "document", "card", "icon", "upload"])
def test_costly_work_that_finds_no_place_is_refused_at_once_and_pages_are_not(client, archive, name):
    """AVL-05."""
    (answer,) = asked(client, name, 1)

    told = answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]
    assert told == (503, "2", "no-store")
    assert heading(parsed(answer)) == ["Too much is asked for just now"]
    assert answer.headers.get("Refresh") == ("2" if COUNTED[name][0] == "get" else None)
    assert [client.get(address).status_code for address in ("/", "/messages/", LOG_IN)] == [200] * 3


@pytest.mark.usefixtures("taken")
def test_a_flood_of_searches_keeps_no_officer_out(client, archive):
    assert client.post(LOG_IN, {"login": "x", "password": "y"}).status_code == 200


def test_a_flood_of_log_ins_keeps_no_reader_out(client, archive):
    """AVL-05: one password is hashed at a time; a passkey and a code need no hashing."""
    with limits.HASHING.taken():
        statuses = [client.post(LOG_IN, {"login": "x", "password": "y"}).status_code, client.get("/").status_code]
        others = [client.get(LOG_IN).status_code, client.post(f"{LOG_IN}code/").status_code]

    assert (statuses, others) == ([503, 200], [200, 302])


@pytest.mark.parametrize("door", [LOG_IN, f"{LOG_IN}code/", "/admin/login/"])
def test_a_sender_that_never_finishes_at_a_door_keeps_nobody_out_but_its_own_address(archive, door):
    """AVL-04: while its body is read it holds no place that others need."""
    answers = []

    class Slow(io.BytesIO):
        def read(self, *arguments):
            if not answers:
                answers.extend(post(address) for address in ("192.0.2.1", "192.0.2.2"))
            return super().read(*arguments)

    def post(address, **body):
        sent = {"login": "x", "password": "y"}
        return Client(REMOTE_ADDR=address).post(door, sent, **body).status_code

    last = post("192.0.2.1", **{"wsgi.input": Slow(b"login=x"), "CONTENT_LENGTH": "7"})

    usual = post("192.0.2.3")
    assert [*answers, last] == [503, usual, usual]
    assert usual != 503


def test_strangers_may_send_to_the_doors_alone(archive):
    """AVL-04: what is sent to the desk by nobody is not read, whatever cookie comes with it."""
    client = Client()
    client.cookies["session"] = "made-up-0123456789abcdefghijklmnop"
    client.cookies["csrftoken"] = "a" * 32

    def read(*_arguments):
        pytest.fail("it was read")

    body = type("Body", (), {"read": read, "readline": read})()
    response = client.post("/admin/releases/release/add/", **{"wsgi.input": body, "CONTENT_LENGTH": "100000"})

    assert (response.status_code, response.headers["Location"].partition("?")[0]) == (302, LOG_IN)


def test_one_body_without_a_length_is_read_at_a_time():
    """AVL-04, UPL-02."""

    def read(*_arguments):
        pytest.fail("it was read")

    body = type("Body", (), {"read": read})()
    with bodies.READING.taken():
        assert bodies.is_known_to_be_longer(body, 10) is False


def test_more_threads_than_places_for_costly_work():
    """AVL-05: one at least is always free to answer what costs nothing."""
    assert settings.COSTLY_AT_ONCE + settings.SENDERS_AT_ONCE < settings.THREADS


def test_two_at_once_and_no_third(client, archive, monkeypatch):
    """AVL-05: seen with real threads."""
    inside, leave, answers = threading.Semaphore(0), threading.Event(), []

    def slow(*_arguments):
        inside.release()
        leave.wait(10)
        raise limits.Busy

    middleware = limits.LimitsMiddleware(slow)
    from django.test import RequestFactory

    def ask():
        answers.append(middleware(RequestFactory().get("/messages/text.pdf")).status_code)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert all(inside.acquire(timeout=5) for _ in threads)
    ask()
    leave.set()
    for thread in threads:
        thread.join()

    assert answers == [503, 503, 503]
    assert pdf
