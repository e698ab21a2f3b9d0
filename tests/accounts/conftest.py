import pytest

from embassy.accounts import posting


@pytest.fixture(autouse=True)
def _nothing_taken_for_granted(real_log_in):
    pass


@pytest.fixture(autouse=True)
def _post_at_once(monkeypatch):
    """A test waits for its mail."""
    monkeypatch.setattr(posting, "Thread", AtOnce)


class AtOnce:
    def __init__(self, target, args, name):
        self.work, self.args = target, args

    def start(self):
        self.work(*self.args)
