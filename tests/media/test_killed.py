"""UPL-10: an upload that is killed at any moment leaves no row without its files, and what it leaves is swept."""

import random
import time

from tests import once
from tests.backup.site import Site

KILLS = 20
UPLOADS = """
from tests.media.rows import make_attachment, make_image
print("ready", flush=True)
while True:
    make_image()
    make_attachment()
"""
LOOK = """
from datetime import timedelta
from django.core.files.storage import default_storage
from embassy.backup import files
from embassy.lib import instant
from releases import media
named = files.named()
media.delete_files(media.orphans(instant.now() + timedelta(days=1), timedelta(0)))
left = [f"library/{name}" for name in default_storage.listdir("library")[1]]
print(len(named) > 0, [name for name in named if name not in left], sorted(set(left) - set(named)))
"""


def test_upl_10_a_killed_upload_leaves_nothing_broken_and_nothing_that_is_not_swept(tmp_path, tmp_path_factory):
    site = Site(once.migrated(tmp_path_factory)).copy(tmp_path / "site")
    for _kill in range(KILLS):
        with site.start(UPLOADS) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(random.uniform(0, 0.3))
            process.kill()
            process.communicate()

    assert site.manage(LOOK) == "True [] []\n"
