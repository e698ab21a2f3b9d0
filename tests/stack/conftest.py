"""What the site stands on, really started: PostgreSQL, Redis, nginx."""

import pytest

from tests import postgres


@pytest.fixture(scope="session")
def postgresql():
    with postgres.running() as url:
        yield url
