"""The page between a draft and the public: what will be published, and when.

now ──────────────────────────────────▶ publish
a time in one city ── check ──▶ the same instant in both cities ── schedule ──▶ publish
"""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import clock, instant
from embassy.lib.desk import DayInput
from embassy.models import Mission
from releases import workflow
from releases.admin import wording
from releases.admin.listing import newest_of
from releases.models import Edition, Release

HORIZON = timedelta(days=5 * 366)
FAR = timedelta(days=365)
NOW, CHECK, SCHEDULE = "now", "check", "schedule"


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
        given = self.cleaned_data
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
        moments = [wording.moment(self.mission, at) for at in found]
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


def view(desk: Any, request: Any, release: Release) -> HttpResponse:
    edition, at = newest_of(release), instant.now()
    if edition.is_approved:
        messages.error(request, workflow.refusal(edition, "approve", request.user, at=at))
        return HttpResponseRedirect(change_url(release))
    step = request.POST.get("step") if request.method == "POST" else None
    form = TimeForm(
        request.POST if step in (CHECK, SCHEDULE) else None,
        mission=request.mission,
        at=at,
        initial={"day": edition.dated},
    )
    live_from = at if step == NOW else form.live_from if form.is_valid() else None
    if live_from and step in (NOW, SCHEDULE):
        return publish(request, edition, live_from, at)
    return page(desk, request, edition, form, at)


def publish(request: Any, edition: Edition, live_from: datetime, at: datetime) -> HttpResponse:
    """Approve the edition as it stood on the page that the officer saw."""
    seen = request.POST.get("version", "")
    edition.version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    try:
        approved = workflow.approve(edition, by=request.user, live_from=live_from, at=at)
    except workflow.ActRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(change_url(edition.release))
    messages.success(request, outcome(request.mission, approved, at))
    return HttpResponseRedirect(change_url(edition.release))


def outcome(mission: Mission, edition: Edition, at: datetime) -> str:
    if edition.has_been_public(at):
        return _("“%(title)s” is public.") % {"title": edition.title}
    assert edition.live_from is not None  # noqa: S101  (approved: the type checker cannot know)
    moment = wording.moment(mission, edition.live_from)
    return _("“%(title)s” goes public on %(moment)s.") % {"title": edition.title, "moment": moment.sentence}


def page(desk: Any, request: Any, edition: Edition, form: TimeForm, at: datetime) -> HttpResponse:
    live_from = form.live_from if form.is_bound and form.is_valid() else None
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "media": desk.media,
        "title": _("Publish"),
        "subtitle": edition.title,
        "edition": edition,
        "release": edition.release,
        "refusal": workflow.refusal(edition, "approve", request.user, at=at),
        "form": form,
        "now": wording.moment(request.mission, at),
        "moment": wording.moment(request.mission, live_from) if live_from else None,
        "ahead": wording.ahead(live_from - at) if live_from else "",
        "is_far_from_its_date": is_far(edition.dated, request.mission, live_from or at),
    }
    return TemplateResponse(request, "admin/releases/release/publish.html", context)


def is_far(dated: date, mission: Mission, live_from: datetime) -> bool:
    """Whether the official date lies more than a year from the day of publication: a slip of the keyboard, mostly."""
    return abs(dated - clock.day_in(mission.host_time_zone, live_from)) > FAR


def change_url(release: Release) -> str:
    return reverse("admin:releases_release_change", args=[release.pk])
