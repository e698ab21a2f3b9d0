"""The zone of the server does not matter, days are the mission's, and no worker is needed for a minute to come
(EMB-06, EMB-07, EMB-09, TIM-02, TIM-03, TIM-04)."""

import os
import re
import time
from datetime import date, timedelta

import pytest

from embassy.lib import instant
from tests.embassy.reading import crawl, feed, parsed, texts
from tests.factories import follow, make_incident, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
MINUTE = utc("2026-06-01T22:30Z")
"""00:30 of the next day in Lutetia, 01:30 in Strelsau."""


@pytest.fixture
def server_zone(monkeypatch):
    """Puts the machine into a zone, as TZ in the environment of a server does."""
    before = os.environ.get("TZ")

    def put(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield put
    if before is None:
        monkeypatch.delenv("TZ")
    else:
        monkeypatch.setenv("TZ", before)
    time.tzset()


@pytest.fixture
def clock(monkeypatch):
    return lambda at: monkeypatch.setattr(instant, "now", lambda: at)


def site():
    make_mission()
    first = make_live("At half past midnight", slug="late", live_from=MINUTE, dated=date(2026, 6, 2))
    follow(first, live_from=MINUTE + timedelta(days=1))
    make_live("Before midnight", slug="early", live_from=MINUTE - timedelta(hours=1), dated=date(2026, 6, 1))
    make_incident(date(2026, 3, 1), slug="incident", steps=[(date(2026, 3, 29), "Summer time.")])


def pages(client):
    return {path: (page.status_code, page.content) for path, page in crawl(client, "/?as-of=2026-06-04T22:15Z").items()}


def test_every_page_is_the_same_wherever_the_server_stands(client, server_zone, clock):
    site()
    clock(utc("2026-06-05T09:00Z"))
    found = []
    for zone in ("UTC", "Pacific/Kiritimati", "Etc/GMT+12"):
        server_zone(zone)
        found.append(pages(client))

    assert len(found[0]) > 10
    assert found[0] == found[1] == found[2]


def test_an_instant_is_shown_on_the_citys_day_and_marked_with_its_offset(client):
    site()

    page = client.get("/corrections/?as-of=2026-06-04T22:15Z")
    marked = re.findall(
        r'<time[^>]* datetime="([^"]+)"', client.get("/messages/late/?as-of=2026-06-04").content.decode()
    )

    assert feed(parsed(page)) == ["03.06.2026 - At half past midnight"]
    instants = [value for value in marked if "T" in value]
    assert instants != []
    assert [value for value in instants if not re.search(r"(?:Z|[+-]\d\d:\d\d)$", value)] == []


def test_a_count_turns_at_the_citys_midnight_and_not_at_the_servers(client, server_zone):
    site()
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        server_zone(zone)
        figures = [
            texts(parsed(client.get("/", {"as-of": at})), "tracker__n")
            for at in ("2026-06-01T21:59Z", "2026-06-01T22:00Z")
        ]

        assert figures == [["92"], ["93"]]


CHANNELS = ["/", "/messages/", "/messages/late/", "/messages/2026/06/"]


def test_a_scheduled_text_is_there_at_its_minute_on_every_page_with_nothing_running(client, clock):
    site()
    shown = {}
    for at in (MINUTE - timedelta(minutes=1), MINUTE, MINUTE + timedelta(hours=9)):
        clock(at)
        answers = [client.get(path) for path in CHANNELS]
        shown[at] = [b"At half past midnight" in answer.content for answer in answers]

    assert shown == {
        MINUTE - timedelta(minutes=1): [False, False, False, False],
        MINUTE: [True, True, True, True],
        MINUTE + timedelta(hours=9): [True, True, True, True],
    }


def test_a_page_that_was_not_there_yet_is_kept_by_no_cache_beyond_the_minute(client, clock):
    site()
    clock(MINUTE - timedelta(minutes=1))

    answer = client.get("/messages/late/")

    age = re.search(r"max-age=(\d+)", answer.get("Cache-Control", "max-age=0"))
    assert answer.status_code == 404
    assert age is None or int(age[1]) <= 60
    clock(MINUTE)
    assert client.get("/messages/late/").status_code == 200


def test_a_clock_that_is_put_back_hides_again_and_breaks_nothing(client, clock):
    """Never early: what is public is what the clock says is public."""
    site()
    found = []
    for step in (0, -60, 60):
        clock(MINUTE + timedelta(minutes=step))
        found.append([client.get(path).status_code for path in CHANNELS])

    assert found == [[200, 200, 200, 200], [200, 200, 404, 200], [200, 200, 200, 200]]
