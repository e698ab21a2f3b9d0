"""The demo fills an empty site with something of everything, and touches no other site."""

import io

import pytest
from django.core.management import CommandError, call_command

from counters.models import Incident, Step
from embassy.archive import reading
from embassy.lib import instant
from embassy.management.commands import demo
from embassy.models import Mission
from releases.models import Attachment, Edition, Feature, Image, ImageUse, Kind, Release
from tests import factories
from tests.archive.building import held

pytestmark = pytest.mark.django_db


def load() -> str:
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_the_demo_shows_something_of_everything():
    load()

    at = instant.now()
    assert set(Release.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert set(Release.objects.values_list("language", flat=True)) == set(Mission.objects.get().spoken_languages)
    assert set(Edition.objects.values_list("purpose", flat=True)) >= {"original", "correction", "withdrawal"}
    assert Edition.objects.listed(at).in_language("en").count() > 10
    assert Feature.objects.current(at).exists()
    assert Incident.objects.counting(at)
    assert Step.objects.exists()
    assert Release.objects.exclude(translation_key="").exists()
    assert (Image.objects.count(), Attachment.objects.count()) == (1, 1)
    shown = ImageUse.objects.public(at).filter(edition__in=Edition.objects.live(at))
    assert set(shown.values_list("edition__release__language", flat=True)) == {"en", "fr"}
    assert Mission.objects.get().spoken_languages == ["en", "fr", "ru", "ar"]


def test_the_demo_is_a_sound_archive_that_can_be_read_again():
    load()
    counts = reading.read(demo.DEMO).plan.counts

    assert {state for file in counts.values() for state in (+file)} == {"unchanged"}


FILLED = {
    "releases": lambda: factories.make_draft("Mine"),
    "a mission": factories.make_mission,
    "incidents": lambda: Incident.objects.create(slug="x", name={"en": "x"}, occurred_on="2026-01-01", time_zone="UTC"),
}


@pytest.mark.parametrize("name", FILLED)
def test_the_demo_refuses_a_site_with_content(name):
    FILLED[name]()
    before = held()

    with pytest.raises(CommandError) as error:
        load()
    assert str(error.value) == f"The site has {name} already; the demo goes into an empty site only (a new VAR_DIR)."
    assert held() == before
