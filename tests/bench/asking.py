"""Runs in the site: `addresses` prints what there is to ask for, `publish` what approving a text takes, as JSON."""

import json
import os
import statistics
import sys
import time
from datetime import UTC, datetime

from tests import big

os.environ["DJANGO_SETTINGS_MODULE"] = "embassy.settings"

PAGE_SIZE = 20
ACTS = 12


def addresses() -> dict[str, object]:
    from releases.filters import listed

    at = datetime.now(UTC)
    found = listed(at, default_language())
    total = found.count()
    newest = found.select_related("release").prefetch_related("categories").first()
    rows = listed(at, default_language()).filter(release__editions__number__gt=1).values("release_id")
    middle = listed(at, default_language()).exclude(release__in=rows).select_related("release")[total // 3]
    category = next(iter(middle.categories.all()), None) or newest.categories.all()[0]
    return {
        "total": total,
        "deep": max(total // PAGE_SIZE, 1),
        "slug": middle.release.slug,
        "path": middle.get_absolute_url(),
        "filter": f"category={category.slug}&year={middle.dated.year}",
        "rare": big.RARE,
        "common": big.COMMON,
        "database_pids": database_pids(),
    }


def default_language() -> str:
    from embassy.models import Mission

    return Mission.current().default_language


def database_pids() -> list[int]:
    """The PostgreSQL server of this site, where it runs on this machine: the parent of the process that serves us."""
    from django.db import connection

    from tests.bench import processes

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = processes.stat(cursor.fetchone()[0])
    return [int(fields[1])] if fields else []


def publish() -> dict[str, float]:
    """Milliseconds of the act of approval, its commit included, and of writing the draft before it."""
    from django.contrib.auth.models import User

    from releases import workflow
    from releases.models import Edition, Release, State

    officers = [
        User.objects.get_or_create(username=f"bench-{n}", defaults={"is_superuser": True, "is_staff": True})[0]
        for n in (1, 2)
    ]
    approved, wrote = [], []
    body = "".join(f"<p>{'The vessel lies in the harbour and no answer was received. ' * 8}</p>" for _ in range(6))
    for number in range(ACTS + 2):
        at = datetime.now(UTC).replace(second=0, microsecond=0)
        begun = time.perf_counter()
        release = Release.objects.create(slug=f"bench-{time.time_ns()}", language=default_language())
        edition = Edition(release=release, title=f"Act {number}", body=body, dated=at.date(), created_by=officers[0])
        edition.state = State.IN_REVIEW
        edition.save()
        wrote.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        workflow.approve(edition, by=officers[1], live_from=at, at=at)
        approved.append(time.perf_counter() - begun)
    return {"publish_ms": statistics.median(approved[2:]) * 1000, "draft_ms": statistics.median(wrote[2:]) * 1000}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"addresses": addresses, "publish": publish}[sys.argv[1]]()))
