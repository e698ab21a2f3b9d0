"""What the desk says of an edition and of an instant: the stage, both cities' times, how far ahead it lies."""

from datetime import datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.lib import desk
from embassy.lib.desk import Moment, pill
from embassy.models import Mission
from releases.models import Edition
from releases.models.edition import Stage

PILLS = {Stage.IN_REVIEW: "review", Stage.LIVE: "published"}


def stage_pill(edition: Edition, at: datetime) -> SafeString:
    stage = edition.stage(at)
    return pill(PILLS.get(stage, stage.value), stage.label)


def moment(mission: Mission, at: datetime) -> Moment:
    return desk.moment(mission.clocks(at), at)


def ahead(span: timedelta) -> str:
    """How far an instant lies ahead: 14 h 20 min, or 3 d 4 h. Cut, not rounded."""
    minutes = int(span.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}
