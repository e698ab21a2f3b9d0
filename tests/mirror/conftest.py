import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from embassy.lib.storage import WholeFileStorage
from embassy.mirror import building
from embassy.mirror.addresses import Plan
from tests.browser.conftest import without_content
from tests.conftest import ROOT
from tests.factories import utc
from tests.mirror.reading import files

AT = utc("2026-06-01T09:00Z")


@pytest.fixture(autouse=True)
def _media(tmp_path, monkeypatch):
    monkeypatch.setattr(default_storage, "_wrapped", WholeFileStorage(location=tmp_path / "media"))


@dataclass
class Mirror:
    """A mirror in a folder of the test, built as often as the test likes."""

    folder: Path

    def build(self, at=AT, *, key=None, is_now=False, progress=lambda done, found: None, **plan):
        return building.build(self.folder, Plan(at, **plan), key=key, is_now=is_now, progress=progress)

    @property
    def files(self):
        return files(self.folder)

    def text(self, file):
        return (self.folder / file).read_text()


@pytest.fixture
def mirror(tmp_path):
    return Mirror(tmp_path / "mirror")


SMALL = (
    "from tests.factories import make_live, make_mission; make_mission(); [make_live(f'Text {n}') for n in range(25)]"
)


@dataclass
class Small:
    """A small site with its own database, and commands run over it in processes of their own."""

    environment: dict[str, str]

    def start(self, *words):
        command = [sys.executable, "manage.py", *map(str, words)]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *words):
        process = self.start(*words)
        printed, _none = process.communicate(timeout=300)
        return process.returncode, printed


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    left_out = {"SECRET_KEY", "SITE_URL", "DATABASE_URL", "MIRROR_KEY_FILE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    folder = without_content(tmp_path_factory, tmp_path_factory.mktemp("small") / "var")
    made = Small({**environment, "VAR_DIR": str(folder), "SITE_URL": "http://localhost:8000"})
    status, printed = made.run("shell", "-v", "0", "-c", SMALL)
    assert status == 0, printed
    return made
