"""How old the mirror is that a timer keeps: for those who watch over the site, not for its readers."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from embassy.lib import instant

MAX_AGE = timedelta(hours=2)
"""A build every ten minutes that takes ten has failed more than once by then."""


def check() -> Iterator[str]:
    """Nothing where no mirror is kept (MIRROR_DIR), or it is as of lately."""
    if not settings.MIRROR_DIR:
        return
    as_of = made_at(Path(settings.MIRROR_DIR))
    remedy = "Run manage.py mirror build by hand and see what it says; look at its timer."
    if as_of is None:
        yield f"There is no mirror in {settings.MIRROR_DIR} (MIRROR_DIR). {remedy}"
    elif instant.now() - as_of > MAX_AGE:
        yield f"The mirror in {settings.MIRROR_DIR} is as of {as_of:%Y-%m-%d %H:%M} UTC. {remedy}"


def made_at(folder: Path) -> datetime | None:
    """The instant of which a mirror is; None where there is none."""
    try:
        return datetime.fromisoformat(json.loads((folder / "mirror.json").read_bytes())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
