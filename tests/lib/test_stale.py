"""With the database away, pages served lately are served on, marked; what has been taken back never is (AVL-01)."""

import pytest

from embassy.lib.circuit import AWAY, REACHED, UNREACHABLE
from tests.lib.test_minute_pages import BODY, PUBLIC, STALE, Site

AWAY_ANSWER = {"status": "503 Service Unavailable", "headers": [("Retry-After", "10")], "says": UNREACHABLE}


def fall(site, **facts):
    for name, value in {**AWAY_ANSWER, "body": b"away", **facts}.items():
        setattr(site, name, value)


def rise(site):
    fall(site, status="200 OK", headers=[PUBLIC], says=REACHED, body=b"new")


def test_a_page_served_lately_is_served_on_and_marked():
    site = Site()
    tag = site.get()[1]["ETag"]
    site.seconds += 600
    fall(site)
    status, headers, body = site.get()

    assert (status, body, headers["ETag"]) == ("200 OK", BODY, tag)
    assert headers["Cache-Control"] == f"public, max-age=5, {STALE}"
    assert headers["Cache-Status"] == "Embassy; hit; ttl=-540; detail=stale"
    assert site.get(HTTP_IF_NONE_MATCH=tag)[0] == "304 Not Modified"


def test_when_the_database_is_back_the_page_is_of_now():
    site = Site()
    site.get()
    site.seconds += 60
    fall(site)
    site.get()
    rise(site)
    site.seconds += 1

    status, headers, body = site.get()
    assert (status, body, headers["Cache-Control"]) == ("200 OK", b"new", f"public, max-age=59, {STALE}")
    assert "Cache-Status" not in headers


@pytest.mark.parametrize(("seconds", "status"), [(86_399, "200 OK"), (86_400, "503 Service Unavailable")])
def test_a_page_is_served_on_for_a_day(seconds, status):
    site = Site()
    site.get()
    site.seconds += seconds
    fall(site)

    assert site.get()[0] == status


def test_once_anything_has_been_written_no_page_of_before_comes_back():
    """What was withdrawn or redacted may be among them: the honest answer is 503."""
    site = Site()
    site.get()
    site.number = b"1"
    fall(site)

    assert site.get()[0] == "503 Service Unavailable"


def test_under_the_first_page_of_a_new_generation_nothing_of_before_is_even_in_memory():
    site = Site()
    site.get("/withdrawn/")
    site.number = b"1"
    site.get("/")

    assert [key.path for shelf in site.pages.shelves.all for key in shelf.pages] == ["/"]


def test_a_page_of_a_minute_to_come_is_not_served_on_when_the_clock_is_set_back():
    site = Site()
    site.get()
    site.seconds -= 120
    fall(site)

    assert site.get()[0] == "503 Service Unavailable"


def test_what_was_not_there_is_not_said_to_be_missing_still():
    site = Site(status="404 Not Found")
    site.get()
    site.seconds += 60
    fall(site)

    assert site.get()[0] == "503 Service Unavailable"


def test_a_fault_of_ours_gives_the_last_good_page_too_but_stops_nobody_from_trying():
    site = Site()
    site.get()
    site.seconds += 60
    fall(site, status="500 Internal Server Error", says=None)

    assert [site.get()[2] for _ in range(3)] == [BODY] * 3
    assert (site.times, site.told) == (4, [None] * 4)


def test_while_it_is_away_one_request_a_second_tries_and_the_others_do_not_wait():
    """AVL-01, AVL-07: each try may take two seconds of one of a few threads."""
    site = Site()
    site.get()
    site.seconds += 60
    fall(site)
    for _ in range(20):
        site.get()
    assert site.told == [None, None]

    site.seconds += 1
    for _ in range(20):
        site.get()
    assert site.told == [None, None, None]


def test_while_it_is_away_django_is_told_and_asked_for_what_is_not_there_alone():
    site = Site()
    fall(site)
    site.get("/a/")
    site.get("/b/")
    site.get("/admin/")
    site.get("/health/ready")

    assert site.told == [None, AWAY, AWAY, AWAY]
    assert site.asked[1] == ("GET", "/b/", "")
