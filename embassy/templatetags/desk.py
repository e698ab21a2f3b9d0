"""Times on the publishing desk: never one city alone."""

from datetime import datetime

from django import template
from django.urls import reverse

from embassy.lib import desk
from embassy.models import Mission

register = template.Library()
LOG_IN = "account_login"
"""The name of the log-in page, which the desk also asks in place when a session has ended."""


@register.simple_tag
def both_cities(mission: Mission, at: datetime) -> str:
    """An instant on the clocks of both cities, the host city's first."""
    return desk.moment(mission.clocks(at), at).sentence


@register.simple_tag
def log_in_url() -> str:
    return reverse(LOG_IN)
