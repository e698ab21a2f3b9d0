from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from embassy.lib import instant
from embassy.lib.storage import WholeFileStorage
from releases import workflow
from releases.models import Edition


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The media folder of one test."""
    monkeypatch.setattr(default_storage, "_wrapped", WholeFileStorage(location=tmp_path / "media"))
    return tmp_path / "media"


@pytest.fixture
def publish():
    """Takes a draft live, a day ago or after so many minutes from now."""

    def act(draft, *, minutes=-1440):
        draft.live_from = instant.now() + timedelta(minutes=minutes)
        workflow.record([[draft]])
        return Edition.objects.get(pk=draft.pk)

    return act
