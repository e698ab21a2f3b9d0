"""security.txt (RFC 9116): whom to tell of a hole. trust.txt (journallist.net): which profiles are the mission's."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy.lib import documents, instant
from embassy.lib.addresses import absolute
from embassy.lib.methods import read_only
from embassy.models import Mission

TEXT = "text/plain; charset=utf-8"
MONTHS_VALID = 11
"""RFC 9116 asks for less than a year."""


@read_only
def security(request: HttpRequest) -> HttpResponseBase:
    mission: Mission = request.mission  # type: ignore[attr-defined]
    lines = [
        ("Contact", contact(mission)),
        ("Expires", f"{expiry(instant.of(request)):%Y-%m-%dT%H:%M:%SZ}"),
        ("Preferred-Languages", ", ".join(mission.spoken_languages)),
        ("Canonical", absolute(reverse("security"))),
    ]
    text = "".join(f"{name}: {value}\n" for name, value in lines)
    return documents.answer(request, text.encode(), TEXT)


def contact(mission: Mission) -> str:
    """A URI. 404 where nobody is named."""
    named = settings.SECURITY_CONTACT or mission.press_email
    if not named:
        raise Http404(_("Nobody is named here."))
    return named if ":" in named else f"mailto:{named}"


def expiry(at: datetime) -> datetime:
    """The first day of a month, so that the file is the same for a month."""
    months = at.year * 12 + at.month - 1 + MONTHS_VALID
    return at.replace(year=months // 12, month=months % 12 + 1, day=1, hour=0, minute=0)


@read_only
def trust(request: HttpRequest) -> HttpResponseBase:
    mission: Mission = request.mission  # type: ignore[attr-defined]
    lines = [f"social={url}" for url in mission.same_as]
    if mission.press_email:
        lines.append(f"contact=mailto:{mission.press_email}")
    if not lines:
        raise Http404(_("Nobody is named here."))
    return documents.answer(request, "".join(f"{line}\n" for line in lines).encode(), TEXT)
