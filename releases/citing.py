"""How an edition is cited: reference number, permanent link, and a quotation ready to be copied."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from embassy.lib.addresses import absolute
from embassy.lib.clock import long_date
from embassy.models import Mission
from embassy.templatetags.page_words import date_and_time, in_zone
from releases import references
from releases.models import Edition


@dataclass(frozen=True, slots=True)
class Citation:
    reference: str
    """With the mission's prefix."""
    link: str
    """Leads to this very edition for ever: to its own page once a later one stands in its place."""
    quotation: str


def citation(edition: Edition, at: datetime, mission: Mission) -> Citation:
    """Of an edition that was public by `at`, its release loaded."""
    reference = references.of_edition(edition, at, mission)
    link = absolute(edition.get_edition_url())
    return Citation(reference, link, _quotation(edition, at, mission, reference, link))


def _quotation(edition: Edition, at: datetime, mission: Mission, reference: str, link: str) -> str:
    words = {"kind": edition.release.get_kind_display(), "reference": reference}
    parts = [
        str(mission.name),
        _("“%(title)s”") % {"title": edition.headline.replace("“", "‘").replace("”", "’")},  # noqa: RUF001
        _("%(kind)s %(reference)s") % words,
        long_date(edition.dated),
        edition.place,
        standing(edition, at, mission),
        link,
    ]
    return ", ".join(part for part in parts if part)


def standing(edition: Edition, at: datetime, mission: Mission) -> str:
    """What a reader must be told of an edition that is not the first, or not the one that holds: "" for none."""
    if edition.is_withdrawal:
        return _("withdrawn on %(moment)s") % {"moment": _told(edition.live_from, mission)}
    number = _("edition %(number)s") % {"number": edition.number} if edition.number > 1 else ""
    if not edition.was_superseded(at):
        return number
    words = {"number": edition.number, "moment": _told(edition.live_until, mission)}
    return _("edition %(number)s, replaced on %(moment)s") % words


def _told(instant: datetime | None, mission: Mission) -> str:
    return date_and_time(in_zone(instant, mission.host_time_zone)) if instant else ""
