"""From the desk: show the site as it will be at a time in one of the two cities."""

from datetime import time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy.lib import clock, instant
from embassy.lib.addresses import with_query
from embassy.middleware import may_rehearse
from embassy.templatetags.page_words import iso
from embassy.wall_time import TimeForm


def view(request: HttpRequest, shell: dict[str, Any]) -> HttpResponse:
    """To the home page at the time asked for; with no time, or one that cannot be, the form. `shell`: of every page."""
    if not may_rehearse(request):
        raise PermissionDenied
    form = form_of(request, request.GET or None)
    if form.is_bound and form.is_valid() and form.live_from:
        return HttpResponseRedirect(with_query(reverse("home"), [(instant.PARAMETER, iso(form.live_from))]))
    context = {**shell, "title": _("Rehearsal"), "form": form}
    return TemplateResponse(request, "admin/rehearsal.html", context)


def form_of(request: HttpRequest, given: Any = None) -> TimeForm:
    at = instant.now()
    mission = request.mission  # type: ignore[attr-defined]
    tomorrow = clock.day_in(mission.host_time_zone, at) + timedelta(days=1)
    return TimeForm(given, mission=mission, at=at, initial={"day": tomorrow, "time": time(9)})
