"""What an archive brings in is as harmless as what an officer types: on every page only words (XSS-02, XSS-08)."""

import pytest
from django.core.management import call_command

from releases.models import Edition
from tests.admin.test_hostile_words import BODY, HOSTILE, dangers
from tests.archive.building import archive, release
from tests.embassy.reading import crawl

pytestmark = pytest.mark.django_db


def test_hostile_words_of_an_archive_are_only_words(client, tmp_path):
    record = release(title=HOSTILE, summary=HOSTILE, body=BODY, place=HOSTILE[:60])
    call_command("import_archive", archive(tmp_path / "a", record), verbosity=0)

    pages = crawl(client, "/")

    found = {path: dangers(page) for path, page in pages.items() if "html" in page.get("Content-Type", "")}
    assert {path: problems for path, problems in found.items() if problems} == {}
    assert b"{{7*7}}" in pages["/"].content
    assert "script" not in Edition.objects.get().body.replace("&lt;script&gt;", "")
