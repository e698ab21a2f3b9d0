"""The page between a draft and the public: what will be published, and when.

now ──────────────────────────────────▶ publish
a time in one city ── check ──▶ the same instant in both cities ── schedule ──▶ publish
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy.lib import clock, instant
from embassy.models import Mission
from embassy.wall_time import TimeForm
from releases import workflow
from releases.admin import wording
from releases.admin.listing import newest_of
from releases.models import Edition, Release

FAR = timedelta(days=365)
NOW, CHECK, SCHEDULE = "now", "check", "schedule"


def view(desk: Any, request: Any, release: Release) -> HttpResponse:
    edition = newest_of(release)
    if edition.is_approved:
        messages.error(request, workflow.refusal(edition, "approve", request.user))
        return HttpResponseRedirect(change_url(release))
    at = instant.now()
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
        approved = workflow.approve(edition, by=request.user, live_from=live_from)
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
        "refusal": workflow.refusal(edition, "approve", request.user),
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
