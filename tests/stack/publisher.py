"""Publishes without end, in a child that is killed: python -m tests.stack.publisher

Over the database of the environment. For each line read it forks a child that writes, submits and approves one text
after the other; prints the child's number, then the address of each text once its approval has returned.
"""

import os
import sys
from datetime import date
from itertools import count

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connections  # noqa: E402

from embassy.lib import instant  # noqa: E402
from releases import workflow  # noqa: E402
from releases.models import Edition, Release  # noqa: E402


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def publish_without_end() -> None:
    writer, editor = User.objects.get(username="writer"), User.objects.get(username="editor")
    for number in count():
        slug = f"text-{os.getpid()}-{number}"
        release = Release.objects.create(slug=slug, kind="statement", language="en")
        draft = Edition(release=release, title=f"Title {slug}", body=f"<p>Words of {slug}.</p>", dated=date(2026, 5, 4))
        draft = workflow.create(draft, by=writer)
        at = instant.now()
        draft = workflow.submit(draft, by=writer, at=at)
        edition = workflow.approve(draft, by=editor, live_from=at, at=at)
        say(slug)
        if number % 2:
            correction = workflow.begin(edition, "correct", by=writer, note="A word.", at=at)
            workflow.approve(correction, by=editor, live_from=at, at=at)


def main() -> None:
    for name in ("writer", "editor"):
        User.objects.get_or_create(username=name, defaults={"is_staff": True, "is_superuser": True})
    connections.close_all()
    for _line in sys.stdin:
        if child := os.fork():
            say(f"pid {child}")
            os.waitpid(child, 0)
            say("gone")
        else:
            publish_without_end()


if __name__ == "__main__":
    main()
