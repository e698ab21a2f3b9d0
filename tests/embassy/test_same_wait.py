"""How long an answer takes tells a stranger nothing (EMB-02)."""

from statistics import median
from time import perf_counter

import pytest

from tests.factories import make_draft, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
SAMPLES = 60
MAX_RATIO = 1.5
"""Of the medians of samples taken in turn: noise of a busy machine falls on all alike."""


def waits(client, addresses):
    taken = {address: [] for address in addresses}
    for _sample in range(SAMPLES):
        for address in addresses:
            begun = perf_counter()
            client.get(address)
            taken[address].append(perf_counter() - begun)
    return [median(times) for times in taken.values()]


def test_a_hidden_text_takes_as_long_as_one_that_never_was(client):
    make_mission()
    body = "<p>A long text.</p>" * 2000
    make_draft(slug="draft-text", body=body)
    make_live(slug="later-text", body=body, live_from=utc("2999-01-01T00:00Z"))

    found = waits(client, ["/messages/draft-text/", "/messages/later-text/", "/messages/never-text/"])

    assert max(found) / min(found) < MAX_RATIO
