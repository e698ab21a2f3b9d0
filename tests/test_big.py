"""Archives made up for measurements are archives like others."""

import pytest
from django.core.management import call_command

from releases.models import Edition, Purpose, Release
from releases.search import checking
from tests import big
from tests.factories import make_mission, utc

pytestmark = pytest.mark.django_db
UNTIL = utc("2026-06-01T09:00Z")


def test_an_archive_is_made_as_acts_would_have_made_it():
    make_mission(languages=["en", "fr"])
    big.make(1000, until=UNTIL)

    listed = Edition.objects.listed(UNTIL)
    assert (Release.objects.count(), Edition.objects.count(), listed.count()) == (1000, 1019, 999)
    assert listed.filter(purpose=Purpose.CORRECTION).count() == 18
    assert Edition.objects.containing(big.COMMON).count() == 519
    assert checking.check().is_sound
    call_command("migrate", verbosity=0)
    call_command("check")


def test_the_newest_text_came_just_now_and_the_oldest_twenty_years_ago():
    make_mission()
    big.make(100, until=UNTIL, with_search=False)

    published = Release.objects.order_by("pk").values_list("first_published_at", flat=True)
    assert (published.first(), published.last()) == (utc("2006-08-13T10:12Z"), UNTIL)
