"""Eight writers over one database of the environment: python -m tests.embassy.writers SECONDS

Officers who write, submit and approve; who count in a row that all of them read and write; a worker; an importer.
Prints as JSON what each says it has done, and every error.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import count

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connections, transaction  # noqa: E402

from embassy.background.worker import Loop  # noqa: E402
from embassy.lib import instant  # noqa: E402
from releases import tasks, workflow  # noqa: E402
from releases.models import Category, Edition, Release  # noqa: E402

OFFICERS, COUNTERS = 4, 2


def publish(name: str, number: int) -> None:
    writer, editor = User.objects.get(username="writer"), User.objects.get(username="editor")
    slug, at = f"{name}-{number}", instant.now()
    release = Release.objects.create(slug=slug, kind="statement", language="en")
    draft = Edition(release=release, title=slug, body=f"<p>Words of {slug}.</p>", dated=date(2026, 5, 4))
    draft = workflow.submit(workflow.create(draft, by=writer), by=writer, at=at)
    workflow.approve(draft, by=editor, live_from=at, at=at)


def add_one(name: str, number: int) -> None:
    """What is read is written one higher: lost where another does the same in between."""
    with transaction.atomic():
        row = Category.objects.get(slug="counter")
        Category.objects.filter(pk=row.pk).update(name={"en": str(int(row.name["en"]) + 1)})


def import_one(name: str, number: int) -> None:
    with transaction.atomic():
        release = Release.objects.create(slug=f"{name}-{number}", kind="news", language="en")
        draft = Edition.objects.create(release=release, title=name, body="<p>Words.</p>", dated=date(2026, 5, 4))
        draft.live_from = instant.now()
        workflow.record([[draft]])


def work(name: str, number: int) -> None:
    tasks.forget_traces.enqueue()
    if not LOOP.turn():
        raise RuntimeError("the worker had to wait for the database")


LOOP = Loop()
WRITERS = [publish] * OFFICERS + [add_one] * COUNTERS + [import_one, work]


def write_on(act: Callable[[str, int], None], place: int, until: float) -> dict:
    name, done, errors = f"{act.__name__}-{place}", 0, []
    for number in count():
        if time.monotonic() >= until:
            break
        try:
            act(name, number)
            done += 1
        except Exception as error:  # noqa: BLE001 - each is told
            errors.append(f"{name}: {error}")
    return {"act": act.__name__, "done": done, "errors": errors}


def main(seconds: str) -> None:
    Category.objects.create(slug="counter", name={"en": "0"})
    for name in ("writer", "editor"):
        User.objects.create_superuser(name)
    connections.close_all()
    until = time.monotonic() + float(seconds)
    pipes = []
    for place, act in enumerate(WRITERS):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.write(writer, json.dumps(write_on(act, place, until)).encode()[:60_000])
            os._exit(0)
        os.close(writer)
        pipes.append(reader)
    print(json.dumps([json.loads(os.fdopen(pipe).read()) for pipe in pipes]))


if __name__ == "__main__":
    main(*sys.argv[1:])
