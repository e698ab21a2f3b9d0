import pytest

from embassy.lib import instant


@pytest.fixture(autouse=True)
def _no_second_goes_by(monkeypatch):
    """Answers are compared with all their headers, one of which says at what second they were made."""
    monkeypatch.setattr(instant, "seconds_to_next_minute", lambda: 30)
