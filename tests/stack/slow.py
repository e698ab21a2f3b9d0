"""Background work that takes as long as a test has it: it says that it has begun, and waits."""

import time
from pathlib import Path

from django_tasks import task


@task()
def wait(folder: str) -> str:
    (Path(folder) / "begun").touch()
    while not (Path(folder) / "enough").exists():
        time.sleep(0.05)
    return "done"
