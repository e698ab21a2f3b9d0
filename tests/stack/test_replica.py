"""A real standby follows a real PostgreSQL: who reads where, what is seen when it lags, and when it is gone."""

import json

import pytest

from tests import postgres
from tests.browser.conftest import free_port
from tests.stack import sites
from tests.stack.asking import ask, seconds_until
from tests.stack.publishing import publish

pytestmark = pytest.mark.stack

REWRITE = """
import json
from releases.models import Edition
Edition.objects.update(excerpt={!r})  # past the acts: no page of before is ended by it
print(json.dumps(None))
"""
CHECK = """
import json
from embassy.lib import replica
print(json.dumps(list(replica.check())))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replica")
    with postgres.serving() as primary:
        port = free_port()
        alone = sites.environment(folder / "var", primary.url, SITE_URL=f"http://localhost:{port}")
        sites.manage(alone, "migrate", "-v0")
        sites.manage(alone, "demo", "-v0")
        with postgres.following(primary) as standby:
            environment = {**alone, "DATABASE_REPLICA_URL": standby.url}
            with sites.serving(environment, port, log=folder / "log"):
                yield Site(environment, primary, standby, port)


class Site:
    def __init__(self, environment, primary, standby, port):
        self.environment, self.primary, self.standby, self.port = environment, primary, standby, port

    def told(self, code):
        return sites.told(self.environment, code)

    def rewrite(self, words):
        """The excerpt of every text, which lists ask for at each request."""
        self.told(REWRITE.format(words))

    def shown(self, path, **headers):
        """The first excerpt on a list that has not been made yet."""
        page = ask(self.port, path, **headers)[1]
        return page.split('<p class="item__text">')[1].split("<")[0]

    def pause(self):
        """The standby receives and does not replay: what is published now is not there."""
        self.standby.ask("SELECT pg_wal_replay_pause()")
        seconds_until(lambda: self.standby.ask("SELECT pg_get_wal_replay_pause_state()") == "paused", 10)

    def resume(self):
        self.standby.ask("SELECT pg_wal_replay_resume()")
        self.catch_up()

    def catch_up(self):
        position = self.primary.ask("SELECT pg_current_wal_lsn()")
        seconds_until(lambda: self.standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'") == "t", 20)


def test_1_visitors_read_at_the_standby_and_officers_at_the_primary(site):
    site.rewrite("As it was")
    site.catch_up()
    assert site.shown("/messages/?year=2026&page=1") == "As it was"
    site.pause()
    site.rewrite("Rewritten")

    by_visitor = site.shown("/messages/?year=2025")
    by_officer = site.shown("/messages/?kind=statement", Cookie="session=anything")
    site.resume()
    assert (by_visitor, by_officer) == ("As it was", "Rewritten")


def test_2_what_is_published_while_the_standby_lags_is_seen_at_once_and_kept(site):
    site.pause()
    slug = publish(site.environment)
    seen = [slug in ask(site.port, "/messages/")[1] for _time in range(3)]
    lagging = site.told(CHECK)
    site.resume()

    assert (seen, ask(site.port, f"/messages/{slug}/")[0]) == ([True] * 3, 200)
    assert lagging == [
        (
            "The replica is behind by more than a second, so that pages are read from the primary; "
            "see pg_stat_replication on the primary and the log of the replica."
        )
    ]
    assert site.told(CHECK) == []


def test_3_once_it_has_caught_up_it_is_read_again(site):
    site.rewrite("Before")
    site.catch_up()
    assert site.shown("/messages/?year=2024") == "Before"
    site.pause()
    site.rewrite("After")

    by_visitor = site.shown("/messages/?kind=speech")
    site.resume()
    assert by_visitor == "Before"


def test_4_with_the_standby_gone_pages_are_read_at_the_primary(site):
    site.standby.stop()
    site.rewrite("Without a standby")
    names = [site.shown(f"/messages/?kind={kind}") for kind in ("news", "comment", "answer")]
    told = site.told(CHECK)
    site.standby.start()

    assert names == ["Without a standby"] * 3
    assert [sentence[:33] for sentence in told] == ["The replica does not answer (conn"]
    site.catch_up()
    assert json.dumps(site.told(CHECK)) == "[]"


def test_5_a_server_that_follows_no_other_is_named(site):
    code = CHECK.replace("from embassy", "import os\nfrom embassy", 1)
    told = sites.told({**site.environment, "DATABASE_REPLICA_URL": site.primary.url}, code)

    assert told == ["DATABASE_REPLICA_URL names a server that follows none; let it name a standby of DATABASE_URL."]
