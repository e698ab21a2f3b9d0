from datetime import date, timedelta

import pytest
from django.utils.html import strip_tags

from counters.models import Incident, Step
from embassy.models import Notice
from releases.models import Feature
from tests import factories
from tests.admin.conftest import NOW, errors_of

ADD = "/admin/counters/incident/add/"


def incident(steps=(), **changes):
    sent = {
        "name_en": "the vessel was detained",
        "occurred_on": "2026-01-01",
        "time_zone": "",
        "slug": "",
        "order": "100",
    }
    rows = {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": 0}
    for number, (day, text) in enumerate(steps):
        rows |= {f"steps-{number}-happened_on": day, f"steps-{number}-text_en": text}
    return {**sent, **rows, "_continue": "Save", **changes}


def preview(page):
    words = page.content.decode().split("data-banner-preview")[1].split("</p>")[0]
    return " ".join(strip_tags("<p" + words).split())


def test_the_preview_says_what_the_banner_says(desk):
    response = desk.post(ADD, incident([("2026-02-01", "No answer.")]), follow=True)

    assert preview(response) == "151 days have passed since the vessel was detained"
    assert (Incident.objects.get().slug, Incident.objects.get().time_zone) == (
        "the-vessel-was-detained",
        "Europe/Helsinki",
    )


def test_a_future_incident_is_saved_and_said_not_to_be_shown_before(desk):
    response = desk.post(ADD, incident(occurred_on="2027-03-04"), follow=True)

    words = "“the vessel was detained” lies in the future: it is not shown before Thursday 4 March 2027."
    assert str(next(iter(response.context["messages"]))) == words
    assert preview(response) == words
    assert Incident.objects.get().occurred_on == date(2027, 3, 4)


def test_a_step_before_the_incident_is_refused_beside_its_field(desk):
    response = desk.post(ADD, incident([("2025-12-31", "Too early.")]))

    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors == [{"happened_on": ["A step cannot come before the incident itself."]}]
    assert not Incident.objects.exists()


def test_an_incident_is_not_moved_past_its_own_steps(desk):
    row = factories.make_incident(date(2026, 1, 1), steps=[(date(2026, 1, 5), "First step.")])
    step = Step.objects.get()
    sent = incident(occurred_on="2026-02-01", time_zone=row.time_zone) | {
        "steps-TOTAL_FORMS": 1,
        "steps-INITIAL_FORMS": 1,
        "steps-0-id": step.pk,
        "steps-0-incident": row.pk,
        "steps-0-happened_on": "2026-01-05",
        "steps-0-text_en": "First step.",
    }

    response = desk.post(f"/admin/counters/incident/{row.pk}/change/", sent)

    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors == [{"happened_on": ["A step cannot come before the incident itself."]}]


@pytest.mark.parametrize(
    ("facts", "word", "figure"),
    [
        ({}, "Tracked", "151"),
        ({"resolved_on": date(2026, 1, 11)}, "Resolved", "10"),
        ({"occurred_on": date(2027, 1, 1)}, "Not begun", "\N{EN DASH}"),
        ({"shown_until": NOW - timedelta(days=1)}, "Hidden", "151"),
    ],
)
def test_the_list_says_the_status_and_the_figure_of_today(desk, facts, word, figure):
    factories.make_incident(**{"occurred_on": date(2026, 1, 1), **facts})

    page = desk.get("/admin/counters/incident/").content.decode()

    assert f'</span></td><td class="field-figure">{figure}</td>' in page
    assert f">{word}</span>" in page


def test_what_has_been_shown_is_kept_and_what_has_not_can_go(desk):
    shown = factories.make_incident(date(2026, 1, 1))
    future = factories.make_incident(date(2027, 1, 1))

    for row in (shown, future):
        desk.post(f"/admin/counters/incident/{row.pk}/delete/", {"post": "yes"})

    assert list(Incident.objects.all()) == [shown]


@pytest.mark.parametrize("number", [1, 2])
def test_an_incident_that_texts_count_is_not_deleted_without_a_warning(desk, number):
    future = factories.make_incident(date(2027, 1, 1), slug="vessel")
    for _ in range(number):
        factories.make_draft(body='<p><span data-days-since="vessel">days</span> on.</p>')
    factories.make_draft(body='<p><span data-days-since="vessel-2">days</span> on.</p>')
    editions = "1 edition counts" if number == 1 else "2 editions count"
    warning = f"{editions} the days since “the vessel was detained”."
    page = desk.get(f"/admin/counters/incident/{future.pk}/delete/")

    assert warning in page.content.decode()
    desk.post(f"/admin/counters/incident/{future.pk}/delete/", {"post": "yes"})
    assert not Incident.objects.exists()


def test_the_times_of_a_notice_are_the_host_citys(desk):
    sent = {"level": "warning", "heading_en": "Closed", "shown_from": "2026-06-02T09:30", "shown_until": ""}

    desk.post("/admin/embassy/notice/add/", sent)

    assert Notice.objects.get().shown_from == factories.utc("2026-06-02T07:30Z")
    assert "Time in Lutetia." in desk.get("/admin/embassy/notice/add/").content.decode()


def test_a_time_that_the_host_city_does_not_have_is_refused(desk):
    sent = {"level": "warning", "heading_en": "Closed", "shown_from": "2027-03-28T02:30", "shown_until": ""}

    assert list(errors_of(desk.post("/admin/embassy/notice/add/", sent))) == ["shown_from"]


def test_of_a_notice_that_has_begun_only_the_end_can_be_set(desk):
    begun = NOW - timedelta(hours=1)
    notice = Notice.objects.create(heading="Closed", shown_from=begun)
    sent = {
        "level": "emergency",
        "heading_en": "Forged",
        "shown_from": "2026-01-01T00:00",
        "shown_until": "2026-06-01T12:00",
    }

    desk.post(f"/admin/embassy/notice/{notice.pk}/change/", sent)
    desk.post(f"/admin/embassy/notice/{notice.pk}/delete/", {"post": "yes"})

    notice.refresh_from_db()
    assert (str(notice.heading), notice.level, notice.shown_from) == ("Closed", "warning", begun)
    assert notice.shown_until == factories.utc("2026-06-01T10:00Z")


def test_of_a_feature_that_has_begun_only_the_end_can_be_set(desk):
    feature = factories.make_feature(factories.make_live("Featured"))
    other = factories.make_live("Other")
    page = f"/admin/releases/feature/{feature.pk}/"

    desk.post(
        page + "change/",
        {"release": other.release_id, "featured_from": "2026-01-01T00:00", "featured_until": "2026-06-01T12:00"},
    )
    desk.post(page + "delete/", {"post": "yes"})

    kept = Feature.objects.get()
    assert (kept.release, kept.featured_from) == (feature.release, factories.PUBLISHED)
    assert kept.featured_until == factories.utc("2026-06-01T10:00Z")


def test_a_feature_or_notice_does_not_end_in_the_past(desk):
    feature = factories.make_feature(factories.make_live("Featured"))

    response = desk.post(f"/admin/releases/feature/{feature.pk}/change/", {"featured_until": "2026-05-20T12:00"})

    assert list(errors_of(response)) == ["featured_until"]


def test_a_draft_cannot_be_featured(desk):
    draft = factories.make_draft()

    response = desk.post(
        "/admin/releases/feature/add/", {"release": draft.release_id, "featured_from": "2026-06-02T12:00"}
    )

    assert list(errors_of(response)) == ["release"]
