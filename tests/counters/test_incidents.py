"""Tracked incidents: who is shown when, the status line, and the figure that stands still once resolved."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from counters import standing
from counters.models import Counter, Incident, Step
from tests.factories import make_incident, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
AT = utc("2020-01-18T08:46Z")
DETAINED = [(date(2019, 3, 1), "Detained."), (date(2019, 6, 1), "A note was sent."), (date(2020, 1, 19), "Released.")]


def names(incidents):
    return [str(incident.name) for incident in incidents]


def test_an_incident_of_4_march_2018_reads_685_on_18_january_2020():
    assert make_incident(date(2018, 3, 4), zone="Europe/Moscow").days(AT) == 685


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2020-01-18T08:45Z", []),
        ("2020-01-18T08:46Z", ["the vessel was detained"]),
        ("2020-01-19T08:45Z", ["the vessel was detained"]),
        ("2020-01-19T08:46Z", []),
    ],
)
def test_it_is_shown_in_a_half_open_interval(at, shown):
    make_incident(date(2018, 3, 4), shown_from=AT, shown_until=utc("2020-01-19T08:46Z"))

    assert names(Incident.objects.shown(utc(at))) == shown


def test_without_an_interval_it_is_shown_from_the_day_it_occurred():
    make_incident(date(2020, 1, 18), zone="Europe/Paris")

    assert [len(Incident.objects.shown(utc(at))) for at in ("2020-01-17T22:59Z", "2020-01-17T23:00Z")] == [0, 1]


def test_it_is_its_own_zone_in_which_it_has_begun():
    make_incident(date(2020, 1, 19), zone="Pacific/Kiritimati", name="in Kiritimati", order=1)
    make_incident(date(2020, 1, 19), zone="Asia/Kathmandu", name="in Kathmandu", order=2)
    make_incident(date(2020, 1, 19), zone="Etc/GMT+12", name="on Baker Island", order=3)
    instants = ("2020-01-18T09:59Z", "2020-01-18T10:00Z", "2020-01-18T18:15Z", "2020-01-19T11:59Z", "2020-01-19T12:00Z")

    assert [len(Incident.objects.shown(utc(at))) for at in instants] == [0, 1, 2, 2, 3]
    assert names(Incident.objects.shown(AT.replace(hour=10))) == ["in Kiritimati"]


def test_a_figure_in_the_future_is_an_error_and_never_shown():
    incident = make_incident(date(2020, 1, 19), zone="Europe/Paris")

    assert Incident.objects.shown(AT) == []
    with pytest.raises(ValueError, match="2020-01-19 lies after 2020-01-18"):
        incident.days(AT)


def test_they_stand_in_their_order_then_the_latest_first():
    make_incident(date(2018, 1, 1), name="third")
    make_incident(date(2019, 1, 1), name="second")
    make_incident(date(2017, 1, 1), name="first", order=1)

    assert names(Incident.objects.shown(AT)) == ["first", "second", "third"]


def test_the_status_is_the_latest_step_that_has_come():
    incident = make_incident(date(2019, 3, 1), zone="Europe/Paris", steps=reversed(DETAINED))
    instants = ("2019-02-28T22:59Z", "2019-02-28T23:00Z", "2019-06-01T12:00Z", "2020-01-18T22:59Z", "2020-01-18T23:00Z")

    assert [str(incident.status(utc(at))) for at in instants] == [
        "",
        "Detained.",
        "A note was sent.",
        "A note was sent.",
        "Released.",
    ]


def test_of_two_steps_of_a_day_the_one_entered_last_counts():
    incident = make_incident(date(2019, 3, 1), steps=[(date(2019, 3, 2), "Morning."), (date(2019, 3, 2), "Evening.")])

    assert [str(step.text) for step in incident.steps_by(AT)] == ["Evening.", "Morning."]


def test_a_resolved_incident_keeps_its_figure():
    incident = make_incident(date(2020, 1, 1), zone="Europe/Paris", resolved_on=date(2020, 1, 18))
    instants = ("2020-01-17T22:59Z", "2020-01-17T23:00Z", "2020-01-18T23:00Z", "2030-01-01T00:00Z")

    assert [(incident.days(at), incident.is_resolved(at), incident.last_day(at)) for at in map(utc, instants)] == [
        (16, False, date(2020, 1, 17)),
        (17, True, date(2020, 1, 18)),
        (17, True, date(2020, 1, 18)),
        (17, True, date(2020, 1, 18)),
    ]


def test_banners_are_those_not_yet_resolved():
    make_incident(date(2019, 1, 1), name="resolved", resolved_on=date(2020, 1, 18), zone="Europe/Paris")
    make_incident(date(2018, 1, 1), name="resolved tomorrow", resolved_on=date(2020, 1, 19), zone="Europe/Paris")

    assert names(Incident.objects.shown(AT)) == ["resolved", "resolved tomorrow"]
    assert names(Incident.objects.counting(AT)) == ["resolved tomorrow"]


def test_as_it_reads_at_an_instant():
    incident = make_incident(date(2020, 1, 17), zone="Europe/Paris", steps=[(date(2020, 1, 17), "Detained.")])

    assert incident.as_of(AT) == Counter(incident, 1, "day has passed since", {"en": "Detained."}, False)


def test_the_incidents_a_release_is_about():
    edition, other = make_live(), make_live()
    for name, facts in {
        "shown": {},
        "hidden": {"shown_until": AT},
        "to be shown": {"shown_from": utc("2020-01-18T08:47Z")},
        "to come": {"occurred_on": date(2020, 1, 19)},
    }.items():
        make_incident(**{"occurred_on": date(2019, 1, 1), "name": name, **facts}).releases.add(edition.release)
    make_incident(date(2019, 1, 1), name="of another").releases.add(other.release)

    assert names(standing.about(edition.release.pk, AT)) == ["shown"]


def test_costs(django_assert_num_queries):
    for _ in range(3):
        make_incident(date(2019, 1, 1), steps=DETAINED)
    release = make_live().release

    with django_assert_num_queries(2):
        assert [str(incident.as_of(AT).status) for incident in Incident.objects.shown(AT)] == ["A note was sent."] * 3
    with django_assert_num_queries(3):
        assert standing.about(release.pk, AT) == []
    with django_assert_num_queries(1):
        assert standing.about(release.pk, AT) == []


def test_an_empty_zone_becomes_the_home_capitals_and_stays():
    mission = make_mission(home_time_zone="Asia/Kathmandu")
    incident = make_incident(date(2019, 1, 1), zone="")
    mission.home_time_zone = "Europe/Helsinki"
    mission.save()
    incident.save()

    assert Incident.objects.get().time_zone == "Asia/Kathmandu"


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"resolved_on": date(2017, 12, 31)}, "incident_is_resolved_after_it_occurred"),
        ({"shown_from": AT, "shown_until": AT}, "incident_is_shown_before_it_is_hidden"),
        ({"slug": "taken"}, "slug"),
    ],
)
def test_the_database_refuses(facts, constraint):
    make_incident(slug="taken")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_incident(date(2018, 1, 1), **facts)


def test_a_step_comes_after_the_incident():
    incident = make_incident(date(2018, 1, 2))

    with pytest.raises(ValidationError) as refused:
        Step(incident=incident, happened_on=date(2018, 1, 1), text="Too early.").full_clean()
    assert refused.value.message_dict == {"happened_on": ["A step cannot come before the incident itself."]}
    assert Step(incident=incident, happened_on=date(2018, 1, 2), text="That day.").full_clean() is None
