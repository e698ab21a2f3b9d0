"""What stands around a text: before, after, about the same; never anything hidden (EMB-01, EMB-03)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from releases import workflow
from releases.around import RELATED_MAX, Around
from releases.models import Edition, Purpose
from tests.embassy.reading import by_class, parsed, words
from tests.factories import (
    PUBLISHED,
    follow,
    make_category,
    make_draft,
    make_incident,
    make_live,
    make_mission,
    utc,
)

pytestmark = pytest.mark.django_db
TO_COME = utc("2999-01-01T00:00Z")


def around(edition, at):
    return Around(Edition.objects.select_related("release").prefetch_related("categories").get(pk=edition.pk), at)


def slugs(entries):
    return [entry.slug for entry in entries]


def walked(edition, at, way):
    """The slugs that a reader passes who follows one link on and on."""
    seen = []
    while (entry := getattr(around(edition, at), way)) is not None:
        seen.append(entry.slug)
        edition = Edition.objects.live(at).get(release__slug=entry.slug)
    return seen


def test_following_previous_and_next_leads_through_the_whole_feed(at):
    for number in range(6):
        make_live(
            slug=f"t{number}", dated=date(2026, 5, 1 + number // 2), live_from=PUBLISHED + timedelta(hours=number % 2)
        )
    make_live(slug="same-hour", dated=date(2026, 5, 2), live_from=PUBLISHED)
    feed = list(Edition.objects.listed(at).values_list("release__slug", flat=True))
    first, last = (Edition.objects.get(release__slug=feed[place]) for place in (0, -1))

    assert walked(first, at, "earlier") == feed[1:]
    assert walked(last, at, "later") == feed[-2::-1]


def test_neighbours_are_public_listed_and_of_the_same_language(at):
    own = make_live(slug="own", dated=date(2026, 5, 3))
    make_draft(slug="draft", dated=date(2026, 5, 4))
    make_live(slug="timed", dated=date(2026, 5, 4), live_from=TO_COME)
    make_live(slug="fr", language="fr", dated=date(2026, 5, 2))
    follow(make_live(slug="withdrawn", dated=date(2026, 5, 2)), purpose=Purpose.WITHDRAWAL)

    assert (around(own, at).earlier, around(own, at).later) == (None, None)
    assert around(own, PUBLISHED).earlier.slug == "withdrawn"
    assert around(own, TO_COME).later.slug == "timed"


def test_a_redacted_text_is_nobodys_neighbour(at, officer):
    own, redacted = make_live(slug="own", dated=date(2026, 5, 3)), make_live(dated=date(2026, 5, 2))
    workflow.redact(redacted, by=officer, reason="A court order.", at=at)

    assert around(own, at).earlier is None


def test_related_are_few_newest_first_those_of_the_incident_before_those_of_the_category(at):
    category, incident = make_category(), make_incident()
    own = make_live(slug="own", categories=[category])
    for number in range(5):
        make_live(slug=f"c{number}", categories=[category], dated=date(2026, 5, 4 + number))
    for number in range(2):
        other = make_live(slug=f"i{number}", categories=[category] * number, dated=date(2026, 1, 1 + number))
        incident.releases.add(other.release)
    incident.releases.add(own.release)
    make_incident().releases.add(make_live(slug="elsewhere").release)

    assert RELATED_MAX == 4
    assert slugs(around(own, at).related) == ["i1", "i0", "c4", "c3"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"shown_from": TO_COME},
        {"shown_until": PUBLISHED},
        {"occurred_on": date(2998, 1, 1)},
        {"occurred_on": date(2026, 6, 1), "zone": "Pacific/Pago_Pago"},
    ],
)
def test_an_incident_that_is_not_shown_relates_nothing(at, hidden):
    own, other = make_live(slug="own"), make_live(slug="other")
    make_incident(**hidden).releases.add(own.release, other.release)

    assert around(own, at).related == []


def test_what_is_hidden_is_related_to_nothing(at):
    category, incident = make_category(), make_incident()
    own = make_live(slug="own", categories=[category])
    others = [
        make_draft(slug="draft", categories=[category]),
        make_live(slug="timed", categories=[category], live_from=TO_COME),
        make_live(slug="fr", language="fr", categories=[category]),
        follow(make_live(slug="withdrawn", categories=[category]), purpose=Purpose.WITHDRAWAL),
    ]
    incident.releases.add(own.release, *(other.release for other in others))

    assert around(own, at).related == []
    assert slugs(around(own, TO_COME).related) == ["timed"]


def test_all_of_it_comes_in_one_query(at):
    make_mission(languages=["en", "fr"])
    own = make_live(translation_key="k", categories=[make_category()])
    make_live(language="fr", translation_key="k")
    found = around(own, at)

    with CaptureQueriesContext(connection) as captured:
        assert (found.earlier, found.later, found.related) == (None, None, [])
        assert [entry.language for entry in found.translations] == ["fr"]
    assert len(captured) == 1


def test_the_page_links_to_them_and_carries_the_instant(client, mission):
    category = make_category()
    make_live("Earlier", slug="earlier", dated=date(2026, 5, 3), categories=[category])
    make_live("Own", slug="own", dated=date(2026, 5, 4), categories=[category])
    page = parsed(client.get("/messages/own/", {"as-of": "2026-05-05"}))

    [nav], [related] = by_class(page, "prevnext"), by_class(page, "related")
    assert [(link.get("rel"), link.get("href"), words(link)) for link in nav] == [
        ("prev", "/messages/earlier/?as-of=2026-05-05", "Previous, 03.05.2026 Earlier"),
        (None, "/messages/?as-of=2026-05-05", "Next This is the latest message. See all messages"),
    ]
    assert words(related) == "Related messages 03.05.2026 - Earlier Statement"
