"""What the desk says of an edition and of an instant: the stage, both cities' times, how far ahead it lies."""

from datetime import datetime

from django.utils.safestring import SafeString

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


ahead = desk.ahead
