"""What two machines do while what they stand on is away: the real server, PostgreSQL and Redis (AVL-01, AVL-07)."""

import pytest

from tests.stack.machines import until

pytestmark = pytest.mark.stack
PAGES = ["/", "/messages/", "/messages/feed.atom", "/incidents/", "/fr/"]
LONGEST = 2.6
"""Two seconds, and what a busy machine adds."""
NOTICE = """
import time
from datetime import timedelta
from django.utils import timezone
from embassy.models import Notice
begun = time.monotonic()
Notice.objects.create(heading={words!r}, shown_from=timezone.now() - timedelta(minutes=1))
print(time.monotonic() - begun)
"""


def put_up(machine, words):
    """A notice on every page; the seconds that its act took."""
    return float(machine.shell(NOTICE.format(words=words)).strip().splitlines()[-1])


@pytest.fixture(autouse=True)
def _all_is_well(machines):
    """Before each test, whatever the one before has left."""
    for machine in machines:
        until(lambda machine=machine: machine.get("/").status == 200 and not machine.get("/").is_stale, within=15)


def test_a_change_on_one_machine_is_seen_on_the_other_within_a_second(machines):
    one, other = machines
    until(lambda: "Closed for the day" not in other.get("/messages/").text)
    put_up(one, "Closed for the day")

    assert until(lambda: "Closed for the day" in other.get("/messages/").text) < 1


def test_without_redis_an_act_is_done_in_time_and_told_when_redis_is_back(machines, redis):
    one, other = machines
    redis.stop()
    try:
        assert put_up(one, "Redis is away") < 2
        assert "Redis is away" in one.get("/messages/").text
    finally:
        redis.start()

    assert until(lambda: "Redis is away" in other.get("/messages/").text) < 7


def test_with_the_database_gone_pages_served_lately_are_served_on(machines, database):
    one, _other = machines
    lately = {path: one.get(path).text for path in PAGES}
    database.stop()
    try:
        until(lambda: one.get("/").is_stale, within=70)  # the minute turns
        answers = {path: one.get(path) for path in PAGES}
        new = one.get("/fr/incidents/")
        desk = one.get("/admin/")
        machine = one.get("/api/v1/releases")
        alive = one.get("/health/live")
    finally:
        database.start()

    assert {answer.status for answer in answers.values()} == {200}
    assert {answer.is_stale for answer in answers.values()} == {True}
    assert {path: answer.text for path, answer in answers.items()} == lately
    assert (new.status, new.headers["retry-after"], new.headers["content-language"]) == (503, "10", "fr")
    assert "Renseignements consulaires" in new.text
    assert 'href="tel:' in new.text
    assert new.headers["content-security-policy"].startswith("default-src 'none';")
    assert (desk.status, machine.status, machine.headers["content-type"]) == (503, 503, "application/problem+json")
    assert alive.status == 200
    assert until(lambda: not one.get("/").is_stale) < 5


def test_what_was_written_last_ends_all_pages_of_before_though_the_database_is_gone(machines, database):
    """Whatever has been withdrawn or redacted is among them: it does not come back."""
    one, other = machines
    for path in PAGES:
        other.get(path)
    before = (other.folder / "generation").read_bytes()
    put_up(one, "The last word")
    until(lambda: (other.folder / "generation").read_bytes() != before, within=2)
    database.stop()
    try:
        assert {other.get(path).status for path in PAGES} == {503}
    finally:
        database.start()


def test_a_database_that_hangs_keeps_nobody_for_longer_than_two_seconds(machines, database):
    one, _other = machines
    for path in PAGES:
        one.get(path)
    halted = database.halt()
    try:
        first = [one.get(f"/messages/?page={page}") for page in range(2, 5)]
        others = [one.get(path) for path in (*PAGES, "/ar/corrections/")]
    finally:
        database.go_on(halted)

    assert max(answer.seconds for answer in first) < LONGEST
    assert [answer.status for answer in first] == [503] * 3
    assert [answer.status for answer in others] == [200] * 5 + [503]
    assert max(answer.seconds for answer in others) < LONGEST
    assert until(lambda: one.get("/messages/?page=2").status == 200) < 5


def test_a_server_that_starts_while_the_database_is_away_has_what_was_kept(machines, database):
    _one, other = machines
    lately = other.get("/messages/").text
    until((other.folder / "kept-pages").exists, within=60)
    other.stop()
    database.stop()
    try:
        other.start("--workers", "1")
        page, new = other.get("/messages/"), other.get("/ru/corrections/")
    finally:
        database.start()

    assert (page.status, page.text, new.status) == (200, lately, 503)
    assert "Консульские вопросы" in new.text
