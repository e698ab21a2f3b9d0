"""The clocks and figures of an open page go on by script, in the mission's zones, by the server's instant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HOME, HOST = ZoneInfo("Europe/Helsinki"), ZoneInfo("Europe/Paris")


def times(page) -> list[str]:
    return page.locator("[data-clock] time").all_inner_texts()


def figures(page) -> list[int]:
    return [int(text.replace(",", "")) for text in page.locator("[data-since]").all_inner_texts()]


def as_shown(instant: datetime) -> list[str]:
    return [f"{instant.astimezone(zone):%H:%M}" for zone in (HOME, HOST)]


@pytest.mark.parametrize("error", [timedelta(0), timedelta(hours=-7), timedelta(days=400)])
def test_the_clocks_do_not_follow_the_readers_zone_or_error(visitor, error):
    reader = visitor(timezone_id="Asia/Tokyo")
    reader.page.clock.install(time=datetime.now(UTC) + error)
    page = reader.visit("/")

    served = datetime.fromisoformat(page.locator("html").get_attribute("data-at"))

    # A minute may turn between the server's answer and the look at the page.
    assert times(page) in (as_shown(served), as_shown(served + timedelta(minutes=1)))


def test_clocks_dates_and_figures_turn_at_the_citys_midnight(visitor):
    reader = visitor(timezone_id="America/Los_Angeles")
    reader.page.clock.install(time=datetime.now(UTC))
    page = reader.visit("/")
    before = figures(page)
    served = datetime.fromisoformat(page.locator("html").get_attribute("data-at"))
    tomorrow = (served.astimezone(HOST) + timedelta(days=1)).replace(hour=0, minute=1)

    page.clock.fast_forward(int((tomorrow - served).total_seconds() * 1000))
    page.clock.run_for(61_000)

    dates = [element.get_attribute("datetime") for element in page.locator("[data-today]").all()]
    assert figures(page) == [days + 1 for days in before]
    assert len(before) == 2
    assert dates == [f"{tomorrow.astimezone(zone):%Y-%m-%d}" for zone in (HOME, HOST)]


def test_a_page_of_another_instant_stands_still(visitor):
    reader = visitor()
    reader.page.clock.install(time=datetime.now(UTC))
    page = reader.visit("/?as-of=2026-05-12T08:46Z")

    page.clock.fast_forward(48 * 3600 * 1000)
    page.clock.run_for(61_000)

    assert times(page) == ["11:46", "10:46"]
    assert figures(page) == [685, 523]
