"""Background work that takes a while, for tests that end its worker meanwhile."""

import time

from django_tasks import task


@task()
def wait(seconds: float) -> str:
    time.sleep(seconds)
    return "done"
