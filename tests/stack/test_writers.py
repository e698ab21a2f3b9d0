"""Eight writers over one file of SQLite for a minute (DUR-03)."""

import pytest

from tests.embassy.test_writers import assert_that_nothing_is_lost
from tests.stack import sites

pytestmark = pytest.mark.stack


def test_dur_03_eight_writers_for_a_minute_meet_no_error_and_lose_no_update(tmp_path):
    environment = sites.environment(tmp_path)
    sites.manage(environment, "migrate", "-v0")

    assert_that_nothing_is_lost(environment, tmp_path / "db.sqlite3", seconds=60)
