"""The publishing process is killed at any moment: no text is half published, none that was is lost (DUR-01, DUR-02)."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.stack import sites

pytestmark = pytest.mark.stack
KILLS = 50
LONGEST_SECONDS = 0.5
CHECK = """
import json
from releases.models import Edition, Release
from embassy.lib import instant
from releases.consistency import intervals, references, search_index, triggers, words
live = Edition.objects.live(instant.now())
print(json.dumps({
    "findings": [said for check in (intervals, references, search_index, triggers, words) for said in check()],
    "live": sorted(live.values_list("release__slug", flat=True)),
    "wordless": live.filter(body="").count(),
}))
"""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_dur_02_fifty_kills_leave_no_half_published_text_and_lose_none(database, tmp_path, request):
    url = request.getfixturevalue("postgresql") if database == "postgresql" else ""
    environment = sites.environment(tmp_path / "var", url)
    sites.manage(environment, "migrate", "-v0")

    with publishing(environment) as publisher:
        acknowledged = set().union(*(killed(publisher) for _kill in range(KILLS)))
    found = sites.told(environment, CHECK)

    assert found["findings"] == []
    assert found["wordless"] == 0
    assert acknowledged <= set(found["live"])
    assert len(acknowledged) > KILLS // 3  # it did publish meanwhile


def publishing(environment: dict[str, str]) -> subprocess.Popen:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "tests.stack.publisher"],
        cwd=sites.ROOT,
        env=environment,
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    )


def killed(publisher: subprocess.Popen) -> set[str]:
    """Begins a child, kills it after a moment; what it said it had published."""
    publisher.stdin.write("go\n")
    child = int(publisher.stdout.readline().split()[1])
    time.sleep(random.uniform(0, LONGEST_SECONDS))
    os.kill(child, signal.SIGKILL)
    return set(iter(lambda: publisher.stdout.readline().strip(), "gone"))
