"""Who else has the draft open: each browser says so every half minute, and is forgotten after two of silence."""

from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.translation import gettext as _

from embassy.lib import instant
from embassy.models import Mission
from releases.admin.autosave import time_of
from releases.admin.listing import newest_of
from releases.models import Edition, Presence, Release


def view(request: Any, release: Release) -> HttpResponse:
    """POST: the officer is here, or with `leave` gone. Answers with the others, in a sentence each."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    edition, at = newest_of(release), instant.now()
    mine = Presence.objects.filter(edition=edition, officer=request.user)
    Presence.objects.filter(edition=edition, seen_at__lte=at - Presence.EXPIRES_AFTER).delete()
    if "leave" in request.POST:
        mine.delete()
    elif not mine.update(seen_at=at):
        Presence.objects.get_or_create(edition=edition, officer=request.user, defaults={"opened_at": at, "seen_at": at})
    return JsonResponse({"others": others(request, edition)})


def others(request: Any, edition: Edition) -> list[str]:
    if not edition.pk:
        return []
    present = Presence.objects.present(instant.now()).filter(edition=edition).exclude(officer=request.user)
    return [sentence(request.mission, presence) for presence in present.select_related("officer")]


def sentence(mission: Mission, presence: Presence) -> str:
    name = presence.officer.get_full_name() or presence.officer.get_username()
    return _("%(name)s has this open since %(time)s.") % {"name": name, "time": time_of(mission, presence.opened_at)}
