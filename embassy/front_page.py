"""The first page of the desk: what needs the officer, what is live, what lies ahead, how much was published."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from counters import calendars, milestones
from counters.models import Incident
from embassy import rehearsal
from embassy.edition_search import SearchForm, may_search
from embassy.lib import bars
from releases import publications
from releases.models import Edition, Kind, Override, State

LATEST, NEWEST = 8, 5


@dataclass(frozen=True, slots=True)
class List:
    """A list of editions under a heading; `empty` is said where there are none, and a list without it is left out."""

    name: str
    heading: str
    editions: list[Edition]
    empty: str = ""

    @property
    def is_shown(self) -> bool:
        return bool(self.editions or self.empty)


def contents(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """What lies on the desk at `at`, for the rights of its officer. The number of queries never grows."""
    mission = request.mission  # type: ignore[attr-defined]
    shown: dict[str, Any] = {"at": at, "mission": mission, "is_mission_missing": mission.pk is None}
    if may_search(request.user):
        shown["overrides"] = overridden(request.user)
        shown |= texts(request, at) | chart(at, mission) | {"search": SearchForm(), "form": rehearsal.form_of(request)}
    if calendars.may_read(request.user):  # type: ignore[arg-type]
        shown["milestones"] = milestones.upcoming(Incident.objects.counting(at), at)
    return shown


def texts(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """The lists of editions: each also under its own name."""
    groups = [waiting(request), standing(at)]
    return {
        "has_lists": True,
        "groups": groups,
        **{found.name: found.editions for group in groups for found in group},
    }


def rows() -> Any:
    return Edition.objects.select_related("release", "created_by").without_text()


def waiting(request: HttpRequest) -> list[List]:
    """What somebody has to do something about, the latest first; what waits for a review, the longest first."""
    open_texts = list(rows().exclude(state=State.APPROVED).order_by("-saved_at", "-pk"))
    review = [edition for edition in reversed(open_texts) if edition.state == State.IN_REVIEW]
    drafts = [edition for edition in open_texts if edition.state == State.DRAFT]
    back = [edition for edition in drafts if edition.review_note]
    mine = [edition for edition in drafts if edition.created_by_id == request.user.pk]
    others = [edition for edition in drafts if edition.created_by_id != request.user.pk]
    return [
        List("review", _("To review"), review[:LATEST], _("Nothing waits for a review.")),
        List("sent_back", _("Sent back"), back[:LATEST]),
        List("mine", _("My drafts"), mine[:LATEST]),
        List("drafts", _("Drafts"), others[:LATEST], _("No other draft is waiting.")),
    ]


def overridden(officer: Any) -> Any:
    """Texts whose writers approved them themselves, for an editor who can acknowledge it. No query for anybody else."""
    if not officer.has_perm("releases.approve_edition"):
        return Override.objects.none()
    waiting = Override.objects.filter(acknowledged_by=None).exclude(by=officer)
    return waiting.select_related("edition__release", "by")


def standing(at: datetime) -> list[List]:
    """What is public, and what will be."""
    scheduled = rows().filter(state=State.APPROVED, live_from__gt=at).order_by("live_from", "pk")
    live = rows().live(at).order_by("-live_from", "-pk")
    return [
        List("scheduled", _("Scheduled"), list(scheduled[:LATEST]), _("Nothing is scheduled.")),
        List("featured", _("On the home page now"), featured(at), _("No text is featured.")),
        List("live", _("Published last"), list(live[:NEWEST]), _("Nothing is published yet.")),
    ]


def featured(at: datetime) -> list[Edition]:
    """The edition that stands in full on the home page of each language."""
    shown: dict[str, Edition] = {}
    for edition in rows().featured(at)[:LATEST]:
        shown.setdefault(edition.release.language, edition)
    return list(shown.values())


def chart(at: datetime, mission: Any) -> dict[str, Any]:
    months = publications.by_month(at, mission.host_zone)
    columns = [month.counts for month in months]
    drawing = {"bars": list(zip(bars.stacked(columns), months, strict=True)), "width": bars.width(columns)}
    return {"chart": drawing, "kinds": Kind.labels, "published": sum(month.total for month in months)}
