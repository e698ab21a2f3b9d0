import pytest
from django.conf import settings

from embassy.lib import instant


@pytest.fixture(autouse=True)
def _in_the_middle_of_a_minute_and_as_often_as_tests_like(monkeypatch):
    monkeypatch.setattr(instant, "seconds_to_next_minute", lambda: 30)
    monkeypatch.setattr(settings, "API_REQUESTS_PER_MINUTE", 0)
