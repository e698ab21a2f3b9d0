"""Incidents on other apps' pages, and what the script needs to count on."""

import json
from typing import Any

from django import template

from counters import elapsed, standing
from counters.models import Incident
from embassy.lib import instant

register = template.Library()


@register.simple_tag
def phrases() -> str:
    """JSON: a phrase of each plural form of the language, by a number that takes it."""
    return json.dumps(dict(elapsed.phrases()), ensure_ascii=False)


@register.simple_tag(takes_context=True)
def incidents_of(context: template.Context, release: Any) -> list[Incident]:
    """The tracked incidents that a release is about. One query."""
    return standing.about(release.pk, instant.of(context.request))  # type: ignore[attr-defined]
