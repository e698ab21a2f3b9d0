"""Two machines serve one site: processes with folders of their own, over one PostgreSQL and one Redis (AVL-07)."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests import postgres
from tests.browser.conftest import free_port
from tests.stack import sites
from tests.stack.asking import ask, seconds_until, timed
from tests.stack.caches import Redis
from tests.stack.publishing import publish

pytestmark = pytest.mark.stack
SECONDS_BEFORE = 40
COUNTER = """
import json
from counters.models import Incident
incident = Incident.objects.order_by("pk").first()
print(json.dumps([incident.slug, incident.time_zone, incident.occurred_on.isoformat()]))
"""
COLLECT = """
import json
from embassy.management.commands import serve
serve.collect_static()
print(json.dumps(None))
"""
SLOW = """
import json
from tests.stack import slow
slow.wait.enqueue("{folder}")
print(json.dumps(None))
"""
SLOWS = """
import json
from django_tasks_db.models import DBTaskResult
row = DBTaskResult.objects.get(task_path="tests.stack.slow.wait")
print(json.dumps([row.status, row.return_value, len(row.worker_ids)]))
"""
QUEUE = """
import json
from releases import tasks
for _ in range({count}):
    tasks.forget_traces.enqueue()
print(json.dumps(None))
"""
DONE = """
import json
from django_tasks_db.models import DBTaskResult
from embassy.background.models import Worker
rows = list(DBTaskResult.objects.values_list("status", "worker_ids"))
print(json.dumps([sorted({status for status, _ in rows}), [len(ids) for _, ids in rows], Worker.objects.count()]))
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """PostgreSQL and Redis, with the demo site in them, and what every machine of the site is told."""
    folder = tmp_path_factory.mktemp("machines")
    redis = Redis(free_port(), folder)
    with postgres.serving() as database:
        redis.start()
        environment = sites.environment(folder / "first", database.url, CACHE_URL=redis.url)
        sites.manage(environment, "migrate", "-v0")
        sites.manage(environment, "demo", "-v0")
        sites.told(environment, COLLECT)
        yield Shared(folder, environment, redis)
        redis.stop()


class Shared:
    def __init__(self, folder, environment, redis):
        self.folder, self.environment, self.redis = folder, environment, redis

    def machine(self, name, **variables):
        """Its static files are those of the first, so that it need not pack them anew."""
        collected, own = self.folder / "first" / "static", self.folder / name / "static"
        if collected.exists() and not own.exists():
            shutil.copytree(collected, own)
        return {**self.environment, "VAR_DIR": str(self.folder / name), **variables}

    def log(self, name):
        return self.folder / f"{name}.log"


@pytest.fixture(scope="module")
def two(shared):
    """The ports of two machines."""
    with ExitStack() as servers:
        ports = [free_port(), free_port()]
        for name, port in zip(("first", "second"), ports, strict=True):
            servers.enter_context(sites.serving(shared.machine(name), port, log=shared.log(name)))
        yield ports


def test_one_publication_is_on_both_machines_within_a_second(shared, two):
    for port in two:
        assert ask(port, "/messages/")[0] == 200
    slug = publish(shared.machine("first"))

    assert [seconds_until(lambda port=port: slug in ask(port, "/messages/")[1], 5) < 1 for port in two] == [True, True]


def test_both_machines_turn_a_counter_at_the_same_midnight(shared):
    """Their clocks are set to shortly before midnight in the zone of the counter."""
    slug, zone, occurred_on = sites.told(shared.environment, COUNTER)
    now = datetime.now(UTC)
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    ahead = datetime.combine(tomorrow, datetime.min.time(), ZoneInfo(zone)) - now - timedelta(seconds=SECONDS_BEFORE)
    days = (tomorrow - date.fromisoformat(occurred_on)).days
    with ExitStack() as servers:
        ports = [free_port(), free_port()]
        for name, port in zip(("early", "late"), ports, strict=True):
            environment = shared.machine(name, CLOCK_AHEAD=str(ahead.total_seconds()))
            servers.enter_context(clocked(environment, port, shared.log(name)))
        before = [figures(port, slug) for port in ports]
        seconds_until(lambda: figures(ports[0], slug) != days - 1, SECONDS_BEFORE + 5)
        after = [figures(port, slug) for port in ports]

    assert (before, after) == ([days - 1] * 2, [days] * 2)


@contextmanager
def clocked(environment, port, log):
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "tests.stack.early:application",
    ]
    with log.open("ab") as output:
        server = subprocess.Popen(command, cwd=sites.ROOT, env=environment, stdout=output, stderr=output)
    try:
        sites.wait_for(port, server, log)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def figures(port, slug):
    return json.loads(ask(port, f"/incidents/{slug}.json")[1])["days"]


@pytest.mark.parametrize("outage", ["stopped", "hanging"])
def test_avl_07_no_page_and_no_log_in_waits_for_a_cache_that_is_gone(shared, two, outage):
    if outage == "stopped":
        shared.redis.stop()
    else:
        shared.redis.hang()
    try:
        paths = ["/", "/messages/?year=2025", "/admin/my-account/log-in/", "/api/v1/clock", "/messages/feed.atom"]
        answers = [timed(port, path) for path in paths * 2 for port in two]
        published = publish(shared.machine("first"))
        seen = [published in ask(two[0], "/messages/")[1]]
    finally:
        shared.redis.start() if outage == "stopped" else shared.redis.go_on()

    assert [status for status, _seconds in answers] == [200] * len(answers)
    assert max(seconds for _status, seconds in answers) < 2
    assert seen == [True]
    assert seconds_until(lambda: published in ask(two[1], "/messages/")[1], 10) < 10


def test_emb_07_two_workers_do_each_task_once(shared):
    sites.told(shared.environment, QUEUE.format(count=20))
    command = [sys.executable, "manage.py", "worker", "--once"]
    workers = [subprocess.Popen(command, cwd=sites.ROOT, env=shared.environment) for _number in range(2)]

    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
    statuses, tries, known = sites.told(shared.environment, DONE)
    assert (statuses, set(tries), known >= 2) == (["SUCCESSFUL"], {1}, True)


def test_a_reload_renews_the_worker_beside_a_server_when_its_task_is_done(shared, tmp_path):
    """A database of its own, so that no other machine's worker takes the task."""
    environment = shared.machine("renewed")
    del environment["DATABASE_URL"]
    with sites.serving(environment, free_port(), log=shared.log("renewed")) as server:
        (worker,) = seen(lambda: children(server.pid))
        sites.told(environment, SLOW.format(folder=tmp_path))
        seconds_until((tmp_path / "begun").exists, 60)
        server.send_signal(signal.SIGHUP)
        time.sleep(2)
        while_it_works = children(server.pid)
        (tmp_path / "enough").touch()
        seconds_until(lambda: children(server.pid) not in ([], [worker]), 60)

    assert while_it_works == [worker]
    assert sites.told(environment, SLOWS) == ["SUCCESSFUL", "done", 1]


def test_a_worker_beside_a_server_that_dies_is_followed_by_another(shared):
    with sites.serving(shared.machine("followed"), free_port(), log=shared.log("followed")) as server:
        (worker,) = seen(lambda: children(server.pid))
        os.kill(worker, signal.SIGKILL)
        seconds_until(lambda: children(server.pid) not in ([], [worker]), 60)


def test_with_a_server_killed_all_that_it_began_ends_and_another_takes_its_port(shared):
    environment, port = shared.machine("beside"), free_port()
    with sites.serving(environment, port, log=shared.log("beside")) as server:
        (worker,) = seen(lambda: children(server.pid))
        begun = members(server.pid)
        os.kill(server.pid, signal.SIGKILL)
        server.wait(timeout=10)
        with sites.serving(environment, port, log=shared.log("beside")):
            assert ask(port, "/messages/")[0] == 200
            took = seconds_until(lambda: not members(server.pid), 60)

    assert worker in begun
    assert took < 60


def seen(look):
    """What there is as soon as there is something."""
    seconds_until(look, 60)
    return look()


def members(group):
    """The processes of a group that live: a server's and whatever it has begun."""
    ran = subprocess.run(["ps", "-e", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in ran.stdout.splitlines()]
    return [int(pid) for pid, of, state in rows if int(of) == group and not state.startswith("Z")]


def children(pid):
    """The workers for background work among the processes that any thread of `pid` has started."""
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [number for number in map(int, " ".join(lists).split()) if b"--beside" in command_of(number)]


def command_of(pid):
    """b"" where it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
