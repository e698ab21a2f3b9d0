"""The page that moves a scheduled text to another minute; the approval stays, the words are the same."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from embassy.lib import clock, instant
from embassy.wall_time import TimeForm
from releases import workflow
from releases.admin.publish import change_url, is_far, outcome, times
from releases.admin.times import CHECK, SCHEDULE
from releases.models import Edition


def view(desk: Any, request: Any, edition: Edition) -> HttpResponse:
    at = instant.now()
    step = request.POST.get("step") if request.method == "POST" else None
    begin = {"day": clock.day_in(request.mission.host_time_zone, edition.live_from or at)}
    sent = request.POST if step in (CHECK, SCHEDULE) else None
    form = TimeForm(sent, mission=request.mission, at=at, initial=begin)
    if step == SCHEDULE and form.is_valid():
        return move(request, edition, form)
    return page(desk, request, edition, form)


def move(request: Any, edition: Edition, form: TimeForm) -> HttpResponse:
    assert form.live_from is not None  # noqa: S101  (valid: the type checker cannot know)
    at = instant.now()
    try:
        moved = workflow.reschedule(edition, by=request.user, live_from=form.live_from, at=at)
    except workflow.ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, outcome(request.mission, moved, at))
    return HttpResponseRedirect(change_url(edition.release))


def page(desk: Any, request: Any, edition: Edition, form: TimeForm) -> HttpResponse:
    at = instant.now()
    live_from = form.live_from if form.is_bound and form.is_valid() else None
    context = {
        **desk.admin_site.each_context(request),
        **times(request.mission, live_from, at),
        "opts": desk.opts,
        "media": desk.media,
        "title": _("Reschedule"),
        "subtitle": edition.title,
        "edition": edition,
        "release": edition.release,
        "form": form,
        "button": _("Move it to this time"),
        "is_scheduled": True,
        "is_far_from_its_date": is_far(edition.dated, request.mission, live_from or edition.live_from or at),
    }
    return TemplateResponse(request, "admin/releases/release/publish.html", context)
