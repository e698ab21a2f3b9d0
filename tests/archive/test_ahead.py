"""Texts that other processes prepare are entered as if they had been prepared on the spot."""

import os
from multiprocessing import active_children

import pytest
from django.db import connection

from embassy.archive import ahead, reading, release_lines
from releases.guards import lifted
from releases.models import Edition
from releases.search import checking
from releases.search.tables import VOCABULARY, WORDS
from tests.archive.building import archive, release
from tests.factories import delete_everything

pytestmark = pytest.mark.django_db
LATER = {
    "purpose": "correction",
    "note": " A  name. ",
    "published_at": "2026-05-05T08:00:00Z",
    "title": "Another title",
}


@pytest.fixture
def texts(tmp_path):
    """In batches of five: hostile words, corrections, a text twice, another language."""
    odd = [
        release("script", body='<p onclick="x">Talks<script>x</script></p>', summary="  Two   blanks "),
        release("corrected", editions=[LATER]),
        release("twin", title="The same", body="<p>Same words.</p>"),
        release("other-twin", title="The same", body="<p>Same words.</p>"),
        release("francais", language="fr", body="<p>Les négociations continuent.</p>"),
        release("typed", body="No tag at all.\n\nTwo paragraphs."),
    ]
    return archive(tmp_path / "texts", *odd, *(release(f"text-{number}") for number in range(9)))


def entered():
    """Everything that the site holds of the texts, and what search does."""
    names = ("title", "summary", "note", "body", "excerpt", "folded_text", "digest", "live_from")
    editions = Edition.objects.order_by("release__slug", "number").values_list("release__slug", "number", *names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT title, text, stems FROM {WORDS} ORDER BY 1, 2, 3")
        index = cursor.fetchall()
        cursor.execute(f"SELECT word, written FROM {VOCABULARY} ORDER BY 1")
        return list(editions), index, cursor.fetchall()


def read_anew(path):
    with lifted():
        delete_everything()
    reading.read(path)
    return entered()


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(release_lines, "BATCH_MAX", 5)


@pytest.fixture
def processes(monkeypatch):
    """Two, on a machine of any size and for an archive of any size."""
    monkeypatch.setattr(ahead, "WORTH_BYTES", 0)
    monkeypatch.setattr(ahead.os, "sched_getaffinity", lambda pid: {0, 1, 2})


def test_the_site_is_the_same_row_by_row(texts, request):
    alone = read_anew(texts)
    request.getfixturevalue("processes")

    assert read_anew(texts) == alone
    assert checking.check().is_sound


def test_nothing_is_prepared_twice(texts, processes, monkeypatch):
    """A second sanitising in the process that writes would be no saving."""
    monkeypatch.setattr("embassy.archive.entering.tidied", None)
    monkeypatch.setattr("releases.search.index.analysed", None)
    read_anew(texts)

    assert active_children() == []


def test_a_process_that_dies_costs_time_and_no_text(texts, processes, monkeypatch, request):
    alone = read_anew(texts)
    monkeypatch.setattr(ahead, "prepare", die)

    assert read_anew(texts) == alone


def die(releases):
    os._exit(1)


def test_a_small_archive_and_a_single_processor_need_no_process(monkeypatch):
    with ahead.pool(ahead.WORTH_BYTES - 1) as small:
        pass
    monkeypatch.setattr(ahead.os, "sched_getaffinity", lambda pid: {0})
    with ahead.pool(ahead.WORTH_BYTES) as single:
        pass

    assert (small, single) == (None, None)
