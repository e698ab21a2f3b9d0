"""Runs in an empty site: fills it with so many releases of so many words, and with what a home page shows besides."""

import os
import sys
from datetime import UTC, date, datetime, timedelta

from tests import big

os.environ["DJANGO_SETTINGS_MODULE"] = "embassy.settings"


def fill(count: int, words: int) -> None:
    from django.db import connection

    from releases.filters import listed
    from tests.factories import make_feature, make_incident, make_mission

    make_mission(languages=["en", "fr"])
    big.make(count, words=words)
    at = datetime.now(UTC).replace(second=0, microsecond=0)
    make_feature(listed(at, "en").select_related("release")[3], featured_from=at - timedelta(days=1))
    for day in (date(2018, 3, 4), date(2025, 11, 2)):
        make_incident(day, steps=[(day, "A note was handed over; no answer was received.")])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]), int(sys.argv[2]))
