"""AUT-01: log-in is throttled per name and per address, in the database, and no stranger keeps an officer out."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from embassy.accounts import throttle
from embassy.audit.models import Act, Entry
from embassy.lib import instant
from tests.accounts.people import CODE, give_password, make_person, wrong

WRONG = "The user name or the password is not correct."
SLOWED = "Too many attempts. Wait five minutes, or use a passkey."
STRANGER, OFFICE = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "198.51.100.4"}
pytestmark = pytest.mark.usefixtures("mission")


def fail(client, times, username="ada", **where):
    """Wrong passwords; the cache, which a restart empties and workers do not share, is emptied before each."""
    for number in range(times):
        cache.clear()
        answer = give_password(client, username, f"wrong-{number}", **where)
    cache.clear()
    return answer


def test_the_sixth_wrong_password_for_a_name_is_not_tried(client):
    make_person()

    assert wrong(fail(client, 5, **STRANGER)) == [WRONG]
    assert wrong(give_password(client, **STRANGER)) == [SLOWED]


def test_a_hundred_wrong_passwords_do_not_keep_the_officer_out(client):
    """AUT-01: 100 wrong ones, then the right one from another address."""
    make_person()
    fail(client, 100, **STRANGER)

    assert give_password(client, **OFFICE).headers["Location"] == CODE


def test_an_address_that_tries_many_names_is_slowed_down(client):
    make_person()
    for number in range(throttle.PER_NETWORK):
        fail(client, 1, f"name-{number}", **STRANGER)

    assert wrong(give_password(client, **STRANGER)) == [SLOWED]


def test_rotating_x_forwarded_for_resets_nothing(client):
    """AUT-01, HTP-02: without a trusted proxy the header is the client's own invention."""
    make_person()
    for number in range(5):
        fail(client, 1, **STRANGER, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")

    assert wrong(give_password(client, **STRANGER, HTTP_X_FORWARDED_FOR="192.0.2.77")) == [SLOWED]


def test_behind_a_proxy_each_visitor_is_counted_alone(client, settings):
    settings.TRUSTED_PROXIES = 1
    make_person()
    fail(client, 5, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9")

    forged = give_password(client, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="8.8.8.8, 203.0.113.9")
    other = give_password(client, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.4")

    assert wrong(forged) == [SLOWED]
    assert other.headers["Location"] == CODE


def test_an_ipv6_subscriber_is_one_address(client):
    make_person()
    for number in range(5):
        fail(client, 1, REMOTE_ADDR=f"2001:db8:1:2::{number + 1:x}")

    assert wrong(give_password(client, REMOTE_ADDR="2001:db8:1:2:ffff::9")) == [SLOWED]


def refusals(name, count, *, network="192.0.2.{}"):
    key = throttle.key_of(name)
    at = instant.now()
    Entry.objects.bulk_create(
        Entry(
            at=at,
            act=Act.LOG_IN_REFUSED,
            subject_type="auth.user",
            subject_id=key,
            network=network.format(number % 250),
        )
        for number in range(count)
    )


def test_many_strangers_together_slow_a_name_down_but_not_from_where_the_officer_has_come_before(client):
    user = make_person()
    Entry.objects.create(act=Act.LOG_IN, actor=user, actor_name="ada", network=OFFICE["REMOTE_ADDR"])
    refusals("ada", throttle.PER_NAME)

    assert wrong(give_password(client, REMOTE_ADDR="198.51.100.77")) == [SLOWED]
    assert give_password(client, **OFFICE).headers["Location"] == CODE


def test_a_throttle_ends_after_its_window(client):
    make_person()
    fail(client, 5, **STRANGER)
    network = STRANGER["REMOTE_ADDR"]
    at = instant.now()

    assert throttle.is_exceeded("ada", network, at)
    assert not throttle.is_exceeded("ada", network, at + throttle.WINDOW + timedelta(minutes=1))


def test_the_spelling_of_the_name_does_not_open_another_count(client):
    make_person()
    fail(client, 5, " ADA ", **STRANGER)

    assert wrong(give_password(client, **STRANGER)) == [SLOWED]


def test_a_flood_does_not_fill_the_log(client, monkeypatch):
    this_minute = instant.now()
    monkeypatch.setattr(instant, "now", lambda: this_minute)
    make_person()
    fail(client, 40, **STRANGER)

    acts = list(Entry.objects.order_by("pk").values_list("act", flat=True))
    assert acts[1:] == [*[Act.LOG_IN_REFUSED] * 5, Act.LOG_IN_THROTTLED]


def test_thirty_posts_a_minute_from_one_address_are_all(client):
    for _number in range(30):
        give_password(client, "nobody", **STRANGER)

    answer = give_password(client, "nobody", **STRANGER)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
