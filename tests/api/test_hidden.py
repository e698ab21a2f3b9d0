"""Nothing hidden is in any answer of the API, nor moves a count, a date or a validator (EMB-01, EMB-03, EMB-05)."""

from datetime import date

import pytest

from embassy.models import Mission
from releases import guards, workflow
from releases.models import Edition, Purpose
from tests.api.reading import OPERATIONS, described, erase, read
from tests.embassy.test_hidden import CANARY, TO_COME, hide_everything_else, visible
from tests.factories import PUBLISHED, follow, make_draft, make_incident, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
ALWAYS = [
    *OPERATIONS.values(),
    "/api/v1/releases?language=all&limit=100",
    "/api/v1/releases?language=fr",
    "/api/v1/releases?q=text",
    "/api/v1/releases?year=2026&kind=statement",
    "/api/v1/releases?as-of=2026-06-01",
    "/api/v1/releases/en/public?as-of=2026-06-01",
]


def guesses():
    """Where what is hidden would be, if it were not."""
    for name in ("draft", "review", "scheduled", "fr", "da"):
        for language in ("en", "fr", "da"):
            for rest in ("", "/editions", "/editions/1", "/editions/2"):
                yield f"/api/v1/releases/{language}/{CANARY}-{name}{rest}"
    for name in ("not-yet", "no-more", "to-come"):
        yield f"/api/v1/incidents/{CANARY}-{name}"


def test_no_canary_sings_in_any_answer(client):
    make_mission(languages=["en", "fr"])
    hide_everything_else(visible())
    answers = {address: client.get(address) for address in [*ALWAYS, "/api/v1/incidents/seen-too"]}
    for response in answers.values():
        described(response)

    # Categories and offices are offered by the filters, used or not; each of their names begins so.
    heard = {
        address
        for address, response in answers.items()
        if CANARY in response.content.decode().replace(f"{CANARY}-", "") or CANARY in str(response.headers)
    }
    assert heard == set()


def test_what_is_hidden_answers_like_what_never_was(client):
    """EMB-02"""
    make_mission(languages=["en", "fr"])
    hide_everything_else(visible())
    for address in guesses():
        response, never = client.get(address), client.get(address.replace(CANARY, "never"))

        assert (response.status_code, response.headers) == (404, never.headers), address
        assert described(response) == described(never)


def test_a_hidden_edition_answers_like_one_that_never_was(client):
    make_mission()
    hide_everything_else(visible())

    draft, never = (read(client, f"/api/v1/releases/en/public/editions/{number}", 404) for number in (2, 77))
    assert draft == never


def site(client):
    """All that the API says at one instant: bodies, dates and validators."""
    answers = [client.get(f"{address}{'&' if '?' in address else '?'}as-of=2026-05-04T12:00Z") for address in SAME]
    return [(answer.status_code, answer.content, answer.headers) for answer in answers]


SAME = [
    address for address in ALWAYS if not address.endswith(("as-of=2026-06-01", "categories", "offices", "incidents"))
]
"""Without what hide_everything_else adds on purpose: labels, and an incident that is seen."""


def test_hidden_texts_move_no_count_no_date_and_no_validator(client):
    make_mission(languages=["en", "fr"])
    edition = visible()
    before = site(client)
    hide_everything_else(edition)
    for number in range(25):
        make_draft(f"draft {number}", dated=date(1999, 1, 1))
        make_live(f"to come {number}", dated=date(2031, 1, 1), live_from=TO_COME)

    assert site(client) == before


@pytest.mark.parametrize("purpose", [Purpose.CORRECTION, Purpose.UPDATE, Purpose.WITHDRAWAL])
def test_a_scheduled_successor_shows_in_nothing_before_its_minute(client, officer, writer, purpose):
    """The interval of what is live ends where the next begins: nobody is told where."""
    make_mission(languages=["en", "fr"])
    edition = visible()
    before = site(client)
    follow(edition, purpose=purpose, live_from=TO_COME, title=f"{CANARY} title", note=f"{CANARY} note")
    assert Edition.objects.get(pk=edition.pk).live_until == TO_COME

    assert site(client) == before
    assert read(client, "/api/v1/releases/en/public/editions")["items"][0]["live_until"] is None


def test_a_draft_a_review_and_its_note_show_in_nothing(client, officer, writer):
    make_mission(languages=["en", "fr"])
    edition = visible()
    before = site(client)
    draft = workflow.begin(edition, "correct", by=writer, note=f"{CANARY} note", at=PUBLISHED)
    draft.title = f"{CANARY} title"
    workflow.save(draft, by=writer, version=draft.version, at=PUBLISHED)
    Edition.objects.filter(pk=draft.pk).update(review_note=f"{CANARY} for colleagues")

    assert site(client) == before
    assert client.get("/api/v1/releases/en/public/editions/2").status_code == 404


def test_what_was_withdrawn_or_redacted_is_gone_with_its_words(client, mission):
    """EMB-12"""
    first = make_live(f"{CANARY} title", slug="public", body=f"<p>{CANARY}</p>", summary=CANARY, place=CANARY)
    follow(first, purpose=Purpose.UPDATE, note="", title="Right", body="<p>Right</p>", summary="", place="")
    make_incident(slug="seen").releases.add(first.release)
    erase(first, utc("2026-05-06T09:00Z"))

    assert [
        address
        for address in [*ALWAYS, "/api/v1/releases?as-of=2026-05-04T12:00Z", "/api/v1/releases/en/public/editions/1"]
        if CANARY in client.get(address).content.decode()
    ] == []


def test_the_names_of_officers_are_in_nothing(client, officer, mission):
    officer.first_name = officer.last_name = CANARY
    officer.save()
    edition = visible()
    with guards.lifted():
        Edition.objects.filter(pk=edition.pk).update(created_by=officer, approved_by=officer)
    Mission.objects.update(press_contact=CANARY)

    assert [address for address in ALWAYS if CANARY in client.get(address).content.decode()] == []


def test_rows_have_no_numbers_outside(client, mission):
    """A number would let a reader count what is hidden between two."""
    visible()

    def names(value):
        if isinstance(value, dict):
            yield from value
            for part in value.values():
                yield from names(part)
        elif isinstance(value, list):
            for part in value:
                yield from names(part)

    assert {name for address in OPERATIONS.values() for name in names(read(client, address))} & {"id", "pk"} == set()
