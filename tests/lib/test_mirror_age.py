"""A mirror that is no longer brought up to date is told of (AVL-02: freshness is monitored)."""

import pytest

from embassy.lib import instant, mirror_age
from tests.factories import utc


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(instant, "now", lambda: utc("2026-06-01T09:00Z"))
    settings.MIRROR_DIR = str(tmp_path)
    return tmp_path


REMEDY = "Run manage.py mirror build by hand and see what it says; look at its timer."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"at": "2026-06-01T07:00:00Z"}', ""),
        ('{"at": "2026-06-01T06:59:00Z"}', "The mirror in {} is as of 2026-06-01 06:59 UTC. "),
        ('{"at": "yesterday"}', "There is no mirror in {} (MIRROR_DIR). "),
        ("[]", "There is no mirror in {} (MIRROR_DIR). "),
        ("", "There is no mirror in {} (MIRROR_DIR). "),
    ],
)
def test_an_old_or_missing_mirror_is_told_of(folder, written, said):
    (folder / "mirror.json").write_text(written)

    assert list(mirror_age.check()) == ([said.format(folder) + REMEDY] if said else [])


def test_where_no_mirror_is_kept_nothing_is_said(settings):
    settings.MIRROR_DIR = ""

    assert list(mirror_age.check()) == []
