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
MOST_TEXTS = 2
"""So many at the most a process has published before it is killed in the midst of the next."""
CHECK = """
import json
from releases.models import Edition, Release
from embassy.lib import instant
from releases.consistency import first_publications, intervals, references, search_index, triggers, words
from releases.lists.checking import check as lists
checks = (first_publications, intervals, references, search_index, triggers, words, lists)
live = Edition.objects.live(instant.now())
print(json.dumps({
    "findings": [said for check in checks for said in check()],
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
        longest = seconds_of_a_text(publisher)
        acknowledged = set().union(*(killed(publisher, longest) for _kill in range(KILLS)))
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


def seconds_of_a_text(publisher: subprocess.Popen) -> float:
    """How long one takes, and then somewhat longer, on this machine as it is now."""
    child, _first = begin(publisher), publisher.stdout.readline()
    begun = time.monotonic()
    publisher.stdout.readline()
    took = time.monotonic() - begun
    end(publisher, child)
    return took * 1.5


def killed(publisher: subprocess.Popen, longest: float) -> set[str]:
    """Begins a child and kills it while it writes its first, second or third text; what it said it had published."""
    child = begin(publisher)
    published = {publisher.stdout.readline().strip() for _text in range(random.randint(0, MOST_TEXTS))}
    time.sleep(random.uniform(0, longest))
    return published | end(publisher, child)


def begin(publisher: subprocess.Popen) -> int:
    publisher.stdin.write("go\n")
    return int(publisher.stdout.readline().split()[1])


def end(publisher: subprocess.Popen, child: int) -> set[str]:
    os.kill(child, signal.SIGKILL)
    return set(iter(lambda: publisher.stdout.readline().strip(), "gone"))
