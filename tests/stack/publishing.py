"""A text that an officer publishes on one machine of a site, in a process beside its server."""

import secrets

from tests.stack import sites

PUBLISH = """
import json
from datetime import date
from django.contrib.auth.models import User
from embassy.lib import instant
from releases import workflow
from releases.models import Edition, Release
editor, writer = (User.objects.get_or_create(username=n, defaults={{"is_superuser": True}})[0] for n in ("e", "w"))
release = Release.objects.create(slug="{slug}", kind="news", language="en")
draft = workflow.create(Edition(release=release, title="{slug}", body="<p>New.</p>", dated=date.today()), by=writer)
workflow.approve(draft, by=editor, live_from=instant.now(), at=instant.now())
print(json.dumps("{slug}"))
"""


def publish(environment: dict[str, str]) -> str:
    """Its slug, which is its title too."""
    return sites.told(environment, PUBLISH.format(slug=f"just-now-{secrets.token_hex(4)}"))
