"""The site as the server loads it, at a clock shifted by CLOCK_SHIFT seconds; renderings are lines of RENDERINGS."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

SHIFT = float(os.environ["CLOCK_SHIFT"])


def now() -> float:
    return time.time() + SHIFT


timezone.now = lambda: datetime.fromtimestamp(now(), UTC)

from embassy.server import application  # noqa: E402  (after the clock is set)

rendered = application.application


def counted(environ, start_response):
    say(f"{int(now()) // 60} {environ['PATH_INFO']}")
    return rendered(environ, start_response)


def say(line):
    with Path(os.environ["RENDERINGS"]).open("a") as lines:
        lines.write(f"{line}\n")


application.application = counted
application.now = now
say("up")
