from datetime import date

import pytest
from django.conf import settings

from embassy.lib import limits
from releases.models import Purpose
from tests.factories import follow, make_category, make_incident, make_live, make_office


@pytest.fixture
def no_limits(monkeypatch):
    """For tests that ask more often in a minute than anybody may."""
    monkeypatch.setattr(settings, "API_REQUESTS_PER_MINUTE", 0)
    for name in settings.REQUESTS_PER_MINUTE:
        monkeypatch.setitem(settings.REQUESTS_PER_MINUTE, name, 0)


@pytest.fixture
def per_minute(monkeypatch):
    """per_minute(search=3): at a standing minute, so that no test is torn by its turn."""
    from tests.factories import utc

    def of(**most):
        for name, number in most.items():
            monkeypatch.setitem(settings.REQUESTS_PER_MINUTE, name.replace("_", "-"), number)
        monkeypatch.setattr(limits.instant, "now", lambda: utc("2026-06-01T09:00Z"))
        monkeypatch.setattr(limits.instant, "seconds_to_next_minute", lambda: 17)

    return of


@pytest.fixture
def archive(mission):
    """One of each, under the slugs `text` and `seen`, in a site of three languages."""
    mission.languages = ["en", "fr", "ar"]
    mission.save()
    office, category = make_office(), make_category()
    first = make_live("Wrong", slug="text", office=office, categories=[category], body="<p>Words of a text.</p>")
    follow(first, purpose=Purpose.UPDATE, title="Right", note="")
    make_incident(slug="seen", steps=[(date(2026, 1, 2), "A step.")])
    return mission
