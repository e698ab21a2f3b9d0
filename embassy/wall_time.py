"""A wall time in one of the two cities, and the instant that it means. Knows the nights when clocks are changed."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import clock, desk
from embassy.lib.desk import DayInput
from embassy.models import Mission

HORIZON = timedelta(days=5 * 366)


class TimeForm(forms.Form):
    """A wall time in one of the two cities; `live_from` is the instant it means."""

    day = forms.DateField(label=lazy("Date"), widget=DayInput)
    time = forms.TimeField(label=lazy("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    city = forms.ChoiceField(label=lazy("On the clock of"), widget=forms.RadioSelect)
    which = forms.ChoiceField(label=lazy("Which of the two"), widget=forms.RadioSelect, required=False)
    live_from: datetime | None = None
    fields: dict[str, Any]

    def __init__(self, *args: Any, mission: Mission, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.mission, self.at = mission, at
        self.zones = {"host": mission.host_time_zone, "home": mission.home_time_zone}
        self.fields["city"].choices = [
            ("host", str(mission.host_city) or mission.host_time_zone),
            ("home", str(mission.home_city) or mission.home_time_zone),
        ]
        self.fields["city"].initial = "host"
        self.fields["which"].choices = [("earlier", _("the earlier")), ("later", _("the later"))]
        self.is_doubtful = False

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.at.date() - timedelta(days=1):
            raise forms.ValidationError(_("This day has passed."), code="past")
        if day > (self.at + HORIZON).date():
            raise forms.ValidationError(_("This is more than five years ahead."), code="far")
        return day

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if {"day", "time", "city"} <= given.keys():
            wall = datetime.combine(given["day"], given["time"].replace(second=0, microsecond=0))
            self.settle(wall, self.zones[given["city"]], given.get("which"))
        return given

    def settle(self, wall: datetime, zone: str, which: str | None) -> None:
        found = clock.instants_of(wall, zone)
        if not found:
            self.add_error(
                "time", _("This time does not exist there: clocks are put forward that night and jump over it.")
            )
        elif len(found) > 1:
            self.is_doubtful = True
            self.ask_which(found, which)
        else:
            self.take(found[0])

    def ask_which(self, found: list[datetime], which: str | None) -> None:
        words = {"earlier": _("the earlier: %(moment)s"), "later": _("the later: %(moment)s")}
        moments = [desk.moment(self.mission.clocks(at), at) for at in found]
        pairs = zip(words.items(), moments, strict=True)
        self.fields["which"].choices = [
            (name, word % {"moment": f"{moment.sentence} ({moment.utc} UTC)"}) for (name, word), moment in pairs
        ]
        if which:
            self.take(found[which == "later"])
        else:
            self.add_error("which", _("Clocks are put back that night and show this time twice. Choose one."))

    def take(self, live_from: datetime) -> None:
        if live_from <= self.at:
            self.add_error("time", _("This time has passed."))
        else:
            self.live_from = live_from
