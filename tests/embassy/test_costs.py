"""What a page asks of the database does not grow with what is in it (AVL-06)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.models import Notice
from tests.factories import (
    PUBLISHED,
    follow,
    make_category,
    make_feature,
    make_incident,
    make_live,
    make_mission,
    make_office,
)

pytestmark = pytest.mark.django_db
MAX_QUERIES = 6
PAGES = [
    "/",
    "/messages/",
    "/messages/?q=text&kind=statement&category=c0&issuer=press-office&from=2026-01-01&year=2026",
    "/messages/2026/04/",
    "/messages/text-of-0/",
    "/corrections/",
    "/incidents/",
    "/incidents/i0/embed/",
]


def site(rows):
    """`rows` of everything, each with something of everything."""
    make_mission(languages=["en", "fr"])
    for number in range(rows):
        edition = make_live(
            f"Text {number}",
            slug=f"text-of-{number}",
            dated=date(2026, 4, 1 + number),
            translation_key=f"t{number}",
            categories=[make_category(f"c{n}") for n in range(number + 1)],
            office=make_office(),
        )
        follow(edition)
        make_live(f"Texte {number}", language="fr", translation_key=f"t{number}")
        make_feature(edition)
        make_incident(slug=f"i{number}", steps=[(date(2026, 1, 2), "A step.")] * 2).releases.add(edition.release)
        Notice.objects.create(heading="Closed today", shown_from=PUBLISHED)


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_one_or_twelve_of_everything_cost_the_same(client):
    site(1)
    of_one = {address: queries(client, address) for address in PAGES}
    for row in range(1, 12):
        edition = make_live(
            f"Text {row}",
            dated=date(2026, 4, 1 + row),
            categories=[make_category(f"c{n}") for n in range(row + 1)],
            office=make_office(f"office-{row}"),
        )
        follow(edition)
        make_feature(edition)
        make_incident(slug=f"i{row}", steps=[(date(2026, 1, 2), "A step.")] * 2).releases.add(edition.release)
        Notice.objects.create(heading="Closed today", shown_from=PUBLISHED)
    of_twelve = {address: queries(client, address) for address in PAGES}

    assert of_twelve == of_one
    assert {address: cost for address, cost in of_twelve.items() if cost > MAX_QUERIES} == {}
