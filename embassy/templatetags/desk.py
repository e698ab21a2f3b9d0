"""Times on the publishing desk: never one city alone."""

from datetime import datetime

from django import template

from embassy.lib import desk
from embassy.models import Mission

register = template.Library()


@register.simple_tag
def both_cities(mission: Mission, at: datetime) -> str:
    """An instant on the clocks of both cities, the host city's first."""
    return desk.moment(mission.clocks(at), at).sentence
