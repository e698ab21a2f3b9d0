"""Times and stages on the publishing desk: never one city alone."""

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from embassy.lib import desk
from embassy.models import Mission
from releases.admin import wording
from releases.models import Edition

register = template.Library()
LOG_IN = "account_login"
"""The name of the log-in page, which the desk also asks in place when a session has ended."""


@register.simple_tag
def both_cities(mission: Mission, at: datetime) -> str:
    """An instant on the clocks of both cities, the host city's first."""
    return desk.moment(mission.clocks(at), at).sentence


@register.simple_tag
def ahead(later: datetime, at: datetime) -> str:
    """14 h 20 min: from `at` to `later`."""
    return desk.ahead(later - at)


@register.simple_tag
def stage_pill(edition: Edition, at: datetime) -> SafeString:
    return wording.stage_pill(edition, at)


@register.simple_tag
def log_in_url() -> str:
    return reverse(LOG_IN)
