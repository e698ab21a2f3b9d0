"""The days ahead on which the figure of an incident is round, or a year is full. Dates in, dates out; no clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counters.models import Incident
from embassy.lib import clock
from embassy.templatetags.page_words import grouped

HORIZON = timedelta(days=60)
FIRST = (100, 200, 300)
STEP = 500


@dataclass(frozen=True, slots=True, order=True)
class Milestone:
    """A day on which `days` have passed; `years` is 0 unless that is a whole number of years."""

    on: date
    days: int
    years: int = 0

    @property
    def figure(self) -> str:
        """3,000 days, or 10 years."""
        if self.years:
            return ngettext("%(count)s year", "%(count)s years", self.years) % {"count": self.years}
        return ngettext("%(count)s day", "%(count)s days", self.days) % {"count": grouped(self.days)}


def between(occurred_on: date, first: date, last: date) -> list[Milestone]:
    """The milestones of an incident from `first` to `last`, both included, in their order."""
    return sorted([*_round_figures(occurred_on, first, last), *_anniversaries(occurred_on, first, last)])


def is_round(days: int) -> bool:
    return days in FIRST or (days > 0 and days % STEP == 0)


def _round_figures(occurred_on: date, first: date, last: date) -> Iterator[Milestone]:
    lowest, highest = max((first - occurred_on).days, 1), (last - occurred_on).days
    steps = range(-(-lowest // STEP) * STEP, highest + 1, STEP)
    for days in [*FIRST, *steps]:
        if lowest <= days <= highest:
            yield Milestone(occurred_on + timedelta(days=days), days)


def _anniversaries(occurred_on: date, first: date, last: date) -> Iterator[Milestone]:
    for year in range(max(first.year, occurred_on.year + 1), last.year + 1):
        on = anniversary(occurred_on, year)
        if first <= on <= last:
            yield Milestone(on, (on - occurred_on).days, year - occurred_on.year)


def anniversary(day: date, year: int) -> date:
    """The same date in another year. Of 29 February it is 1 March: on the day before, the year is not yet full."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A milestone of an incident, `in_days` from the date in the incident's zone."""

    incident: Incident
    milestone: Milestone
    in_days: int

    @property
    def sentence(self) -> str:
        """3,000 days since the vessel was detained"""
        return _("%(figure)s since %(name)s") % {"figure": self.milestone.figure, "name": self.incident.name}

    @property
    def ahead(self) -> str:
        if self.in_days == 0:
            return _("today")
        if self.in_days == 1:
            return _("tomorrow")
        return ngettext("in %(count)s day", "in %(count)s days", self.in_days) % {"count": self.in_days}


def upcoming(incidents: Iterable[Incident], at: datetime, horizon: timedelta = HORIZON) -> list[Upcoming]:
    """The milestones ahead of each incident from today on, the next first; none after it is resolved or hidden."""
    found = [
        Upcoming(incident, milestone, (milestone.on - incident.today(at)).days)
        for incident in incidents
        for milestone in between(incident.occurred_on, incident.today(at), last_day(incident, at, horizon))
    ]
    return sorted(found, key=lambda entry: (entry.in_days, entry.milestone, entry.incident.pk))


def last_day(incident: Incident, at: datetime, horizon: timedelta) -> date:
    """The last day on which a milestone would be seen."""
    ends = [incident.today(at) + horizon]
    if incident.resolved_on:
        ends.append(incident.resolved_on)
    if incident.shown_until:
        ends.append(clock.day_in(incident.time_zone, incident.shown_until))
    return min(ends)
