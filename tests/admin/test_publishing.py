"""Publication, now or at a time in either city: what is asked, shown, refused and kept (TIM-01)."""

import re

import pytest
from django.contrib.messages import get_messages

from releases.models import Edition, State
from tests import factories
from tests.admin.conftest import NOW, allow


@pytest.fixture
def edition(db):
    return factories.make_draft(title="A statement")


def publish(client, edition, **sent):
    return client.post(f"/admin/releases/release/{edition.release_id}/publish/", {"version": edition.version, **sent})


def at(day, time, city="host", step="check", **more):
    return {"day": day, "time": time, "city": city, "step": step, **more}


def errors_of(response):
    return {name: list(map(str, messages)) for name, messages in response.context["form"].errors.items()}


def test_now_takes_one_press(desk, edition):
    response = publish(desk, edition, step="now")

    edition.refresh_from_db()
    assert (edition.state, edition.live_from) == (State.APPROVED, NOW)
    assert list(map(str, get_messages(response.wsgi_request))) == ["“A statement” is public."]


def test_a_time_is_shown_in_both_cities_before_it_is_final(desk, edition):
    page = publish(desk, edition, **at("2026-06-02", "01:20")).content.decode()

    edition.refresh_from_db()
    assert edition.state == State.DRAFT
    assert "Tuesday 2 June 2026, 01:20 in Lutetia; 02:20 in Strelsau" in page
    assert "In 14 h 20 min. UTC: 01.06.2026 23:20." in page
    assert "Publish now" not in page


def test_what_the_confirming_page_sends_publishes_at_that_time(desk, edition):
    page = publish(desk, edition, **at("2026-06-02", "09:30", "home")).content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.split('id="confirm-heading"')[1]))
    sent.pop("csrfmiddlewaretoken", None)

    desk.post(f"/admin/releases/release/{edition.release_id}/publish/", {**sent, "step": "schedule"})

    edition.refresh_from_db()
    assert (edition.state, edition.live_from) == (State.APPROVED, factories.utc("2026-06-02T06:30Z"))


@pytest.mark.parametrize("step", ["check", "schedule"])
@pytest.mark.parametrize(
    ("day", "time", "field", "message"),
    [
        (
            "2027-03-28",
            "02:30",
            "time",
            "This time does not exist there: clocks are put forward that night and jump over it.",
        ),
        ("2026-10-25", "02:30", "which", "Clocks are put back that night and show this time twice. Choose one."),
        ("2026-06-01", "11:00", "time", "This time has passed."),
        ("2026-05-01", "11:00", "day", "This day has passed."),
        ("9999-12-31", "23:59", "day", "This is more than five years ahead."),
        ("0001-01-01", "00:00", "day", "This day has passed."),
        ("2026-13-01", "11:00", "day", "Enter a valid date."),
        ("2026-06-02", "25:00", "time", "Enter a valid time."),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(desk, edition, step, day, time, field, message):
    response = publish(desk, edition, **at(day, time, step=step))

    edition.refresh_from_db()
    assert errors_of(response) == {field: [message]}
    assert edition.state == State.DRAFT


@pytest.mark.parametrize(("which", "expected"), [("earlier", "2026-10-25T00:30Z"), ("later", "2026-10-25T01:30Z")])
def test_a_time_that_exists_twice_is_chosen(desk, edition, which, expected):
    publish(desk, edition, **at("2026-10-25", "02:30", step="schedule", which=which))

    edition.refresh_from_db()
    assert edition.live_from == factories.utc(expected)


def test_an_official_date_more_than_a_year_away_is_questioned(desk):
    edition = factories.make_draft(dated="2025-05-04")

    page = desk.get(f"/admin/releases/release/{edition.release_id}/publish/").content.decode()

    assert "The official date lies more than a year from the day of publication." in page


def test_what_was_changed_since_the_page_was_shown_is_not_published(desk, edition):
    Edition.objects.filter(pk=edition.pk).update(version=2)

    response = publish(desk, edition, step="now")

    edition.refresh_from_db()
    assert edition.state == State.DRAFT
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["error"]


def test_a_draft_without_text_says_so_and_offers_no_button(desk):
    edition = factories.make_draft(body="")

    page = desk.get(f"/admin/releases/release/{edition.release_id}/publish/").content.decode()
    publish(desk, edition, step="now")

    edition.refresh_from_db()
    assert "A text is needed before publication." in page
    assert 'name="step"' not in page
    assert edition.state == State.DRAFT


@pytest.mark.parametrize("step", ["now", "schedule", "check", "", "nonsense"])
def test_publishing_needs_the_right_to_change(bystander, edition, step):
    response = publish(bystander, edition, **at("2026-06-02", "09:30", step=step))

    edition.refresh_from_db()
    assert (response.status_code, edition.state) == (403, State.DRAFT)


def test_an_officer_with_the_right_to_approve_publishes(bystander, edition):
    allow(bystander.user, "change_release")
    publish(bystander, edition, step="now")
    edition.refresh_from_db()
    assert edition.state == State.DRAFT
    allow(bystander.user, "approve_edition")

    publish(bystander, edition, step="now")

    edition.refresh_from_db()
    assert (edition.state, edition.approved_by) == (State.APPROVED, bystander.user)


def test_as_of_in_the_address_does_not_date_a_publication_back(desk, edition):
    desk.post(f"/admin/releases/release/{edition.release_id}/publish/?as-of=2020-01-01", {"version": 1, "step": "now"})

    edition.refresh_from_db()
    assert edition.live_from == NOW
