"""The calendar of milestones: its secret address, made anew or ended on the desk, and what is read there."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from counters import milestones
from counters.milestones import Upcoming
from counters.models import CalendarAddress, Incident
from embassy.audit.models import Act
from embassy.audit.recording import key_used, record
from embassy.lib import ical, instant, tokens
from embassy.lib.methods import read_only

HORIZON = timedelta(days=730)
RIGHT = "counters.view_incident"


@read_only
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the address reads it, as long as its officer may see incidents on the desk."""
    at = instant.now()
    address = CalendarAddress.objects.select_related("user").filter(digest=tokens.digest(token)).first()
    if address is None or not may_read(address.user):
        raise Http404
    key_used("calendar address", address.user, address.pk)
    name = _("Milestones: %(mission)s") % {"mission": request.mission.name}  # type: ignore[attr-defined]
    days = [day_of(entry) for entry in milestones.upcoming(Incident.objects.counting(at), at, HORIZON)]
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HttpResponse(ical.calendar(name, days, at), content_type=ical.CONTENT_TYPE, headers=headers)


def may_read(user: User) -> bool:
    return user.is_active and user.is_staff and user.has_perm(RIGHT)


def day_of(entry: Upcoming) -> ical.Day:
    milestone, incident = entry.milestone, entry.incident
    kind = f"{milestone.years}-years" if milestone.years else f"{milestone.days}-days"
    uid = f"{incident.slug}-{kind}@{settings.SITE_HOST}"
    return ical.Day(uid, milestone.on, entry.sentence, settings.SITE_URL + incident.get_absolute_url())


def page(request: Any, shell: dict[str, Any]) -> HttpResponse:
    """On the desk: make an address, replace it by another, or end it. The address is shown by this answer only."""
    if not may_read(request.user):
        raise PermissionDenied
    token = change(request.user, request.POST.get("act", ""), instant.now()) if request.method == "POST" else ""
    context = {
        **shell,
        "title": _("Calendar of milestones"),
        "address": settings.SITE_URL + reverse("milestones_calendar", args=[token]) if token else "",
        "current": CalendarAddress.objects.filter(user=request.user).first(),
        "mission": request.mission,
    }
    return TemplateResponse(request, "admin/calendar.html", context)


def change(user: User, act: str, at: datetime) -> str:
    """The token of a new address, which ends the one before; "" where an address is only ended."""
    if act == "end" and CalendarAddress.objects.filter(user=user).delete()[0]:
        record(Act.CALENDAR_ENDED, by=user, subject=user)
    if act != "make":
        return ""
    token = tokens.new()
    CalendarAddress.objects.update_or_create(user=user, defaults={"digest": tokens.digest(token), "created_at": at})
    record(Act.CALENDAR_MADE, by=user, subject=user)
    return token
