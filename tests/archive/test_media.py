"""Pictures and attachments of an archive: what comes in, what goes out again, and what a second run changes."""

import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.db import connection

from embassy.archive import reading, release_lines, writing
from embassy.archive.problems import ArchiveError
from releases import guards, media, media_records
from releases.models import Edition, Image, ImageUse
from tests import factories
from tests.archive.building import archive, release
from tests.archive.with_media import (
    FILES,
    LATER,
    LINE,
    NOTE,
    PICTURE,
    faults,
    named,
    pictured,
    stored_files,
    uses,
    with_media,
)
from tests.media import samples

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def full():
    """Two texts and a translation that share a picture, under a second credit and with a gap in the numbers."""
    photo = {
        "file": "media/photos/ship.png",
        "alt": "The ship.",
        "caption": "In port.",
        "credit": "A. N.",
        "licence": "CC0",
        "focal": [0.2, 0.9],
    }
    return [
        release(
            "a",
            body='<p>a</p>\n<figure data-image="2"></figure>\n<figure data-image="5"></figure>',
            images=[photo, {"file": "media/line.png", "decorative": True}, PICTURE | {"number": 5}],
            attachments=[NOTE, {"file": "media/line.png", "label": "The line"}],
            editions=[
                LATER | {"title": "Second"},
                {"purpose": "update", "published_at": "2026-05-06T08:00:00Z", "attachments": []},
                {"purpose": "update", "published_at": "2026-05-07T08:00:00Z", "images": [photo], "body": "<p>b</p>"},
            ],
        ),
        release("b", images=[PICTURE | {"credit": "Another"}], attachments=[NOTE]),
        release("c"),
    ]


SHIP = {"photos/ship.png": samples.encoded(samples.quarters(640, 480), "PNG")}


def test_what_comes_in_goes_out_with_every_word_and_each_file_once(tmp_path):
    reading.read(with_media(tmp_path / "a", *full(), files=FILES | SHIP))
    counts = writing.write(tmp_path / "out", AT)

    lines = [json.loads(line) for line in (tmp_path / "out" / "releases.jsonl").read_text().splitlines()]
    names = {line["file"] for line in walked(lines)}
    assert [without_files(line) for line in lines] == [
        without_files(line) | {"body": line["body"].strip()} for line in full()
    ]
    assert names == {f"media/{path.relative_to(tmp_path / 'out' / 'media')}" for path in media_of(tmp_path / "out")}
    assert (len(names), counts["media"]) == (4, 4)
    assert writing.write(tmp_path / "dry", AT, dry_run=True) == counts
    assert uses() == {"Image": 3, "ImageUse": 11, "Attachment": 2, "AttachmentUse": 5}


def walked(value):
    """The pictures and attachments anywhere in it."""
    if isinstance(value, dict):
        if "file" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from walked(item)


def without_files(value):
    if isinstance(value, dict):
        return {name: without_files(item) for name, item in value.items() if name != "file"}
    return [without_files(item) for item in value] if isinstance(value, list) else value


def media_of(folder):
    return sorted(path for path in (folder / "media").rglob("*") if path.is_file())


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_an_export_with_media_read_into_an_empty_site_exports_as_the_same_bytes(tmp_path):
    reading.read(with_media(tmp_path / "a", *full(), files=FILES | SHIP))
    writing.write(tmp_path / "one", AT)
    writing.write(tmp_path / "one.zip", AT)
    with guards.lifted():
        factories.delete_everything()
    assert set(uses().values()) == {0}

    reading.read(tmp_path / "one.zip")
    writing.write(tmp_path / "two", AT)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == contents(tmp_path / "one")
    assert states(tmp_path / "one") == {"unchanged": 3}


def states(path, **options) -> dict[str, int]:
    return dict(+reading.read(path, **options).plan.counts["releases.jsonl"])


def test_a_second_run_changes_nothing(tmp_path):
    path = with_media(tmp_path / "a", *full(), files=FILES | SHIP)
    assert states(path, dry_run=True) == {"created": 3}
    assert (uses()["Image"], stored_files()) == (0, [])

    assert states(path) == {"created": 3}
    before = (uses(), sorted(stored_files()))
    assert states(path) == {"unchanged": 3}
    assert (uses(), sorted(stored_files())) == before


def test_a_run_broken_off_leaves_no_half_edition_and_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(release_lines, "BATCH_MAX", 1)
    path = with_media(tmp_path / "a", *full(), files=FILES | SHIP)
    take, calls = media_records.take_in, []

    def stop_at_the_third(*arguments, **options):
        calls.append(1)
        take(*arguments, **options)
        if len(calls) == 5:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(media_records, "take_in", stop_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            reading.read(path)
    assert (Edition.objects.count(), uses()["ImageUse"]) == (4, 10)

    assert states(path) == {"created": 2, "unchanged": 1}
    assert uses()["ImageUse"] == 11


def test_a_later_edition_of_the_archive_is_added_with_its_pictures(tmp_path):
    text = pictured()
    reading.read(with_media(tmp_path / "a", text))
    path = with_media(tmp_path / "b", text | {"editions": [LATER | {"title": "B"}]})

    assert states(path) == {"extended": 1}
    assert (uses()["Image"], list(ImageUse.objects.order_by("pk").values_list("alt", flat=True))) == (
        1,
        ["A line."] * 2,
    )


OTHERS = {
    "other words": ("images", pictured(alt="Another.")),
    "another caption": ("images", pictured(caption="x")),
    "another credit": ("images", pictured(credit="x")),
    "another point": ("images", pictured(focal=[0, 0])),
    "another number": ("images", pictured(number=2)),
    "another picture": ("images", named("media/photo.jpg")),
    "none": ("images", release()),
    "one more": ("images", release(images=[PICTURE, PICTURE])),
    "another label": ("attachments", pictured() | {"attachments": [NOTE | {"label": "x"}]}),
    "another file": ("attachments", pictured() | {"attachments": [{"file": "media/photo.jpg"}]}),
    "no attachment": ("attachments", pictured() | {"attachments": []}),
}


@pytest.mark.parametrize(("key", "other"), OTHERS.values(), ids=OTHERS)
def test_what_has_been_public_keeps_its_media(tmp_path, key, other):
    files = {"line.png": LINE, "note.pdf": samples.PDF, "photo.jpg": samples.jpeg(40, 30)}
    reading.read(with_media(tmp_path / "a", pictured() | {"attachments": [NOTE]}, files=files))
    path = with_media(tmp_path / "b", {"attachments": [NOTE]} | other, files=files)

    assert faults(path) == [
        (
            f"releases.jsonl:1: {key}: differs from what the site has published, which no import changes; "
            "correct it by a later edition"
        ),
    ]


def test_media_are_withheld_from_an_export_as_from_readers(tmp_path):
    reading.read(with_media(tmp_path / "a", pictured() | {"attachments": [NOTE]}))
    media.withhold(Edition.objects.get(), AT)
    writing.write(tmp_path / "out", AT)

    assert sorted(contents(tmp_path / "out")) == [
        "categories.json",
        "incidents.json",
        "mission.json",
        "offices.json",
        "releases.jsonl",
    ]


def test_a_picture_that_was_erased_comes_in_anew(tmp_path, django_capture_on_commit_callbacks):
    reading.read(with_media(tmp_path / "a", pictured()))
    with django_capture_on_commit_callbacks(execute=True):
        media.withhold(Edition.objects.get(), AT)
    reading.read(with_media(tmp_path / "b", release("another", images=[PICTURE])))

    assert sorted(stored_files()) == sorted(Image.objects.latest("pk").names)
    assert uses()["Image"] == 2


def test_a_file_that_the_library_has_lost_ends_the_export(tmp_path):
    reading.read(with_media(tmp_path / "a", pictured()))
    media.delete_files(Image.objects.get().names)

    with pytest.raises(ArchiveError, match=r"^A file of the media library cannot be read \(.*\); restore it first\.$"):
        writing.write(tmp_path / "out", AT)
    assert not (tmp_path / "out").exists()


def test_a_file_that_changes_between_the_passes_ends_the_import(tmp_path, monkeypatch):
    path = with_media(tmp_path / "a", pictured())
    take = media_records.take_in

    def changed(*arguments, **options):
        (path / "media" / "line.png").write_bytes(samples.HTML)
        take(*arguments, **options)

    monkeypatch.setattr(media_records, "take_in", changed)
    with pytest.raises(ArchiveError, match=r"^A file could not be taken in: media/line\.png: This is not a JPEG"):
        reading.read(path)
    assert Edition.objects.count() == 0


def test_an_archive_without_media_costs_no_query_for_them(tmp_path):
    path = archive(tmp_path / "a", *[release(f"t{number}") for number in range(3)])
    asked = []

    def noted(execute, sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        reading.read(path)
        reading.read(path)
        writing.write(tmp_path / "out", AT)
    assert [sql for sql in asked if sql.startswith(('SELECT "releases_image', 'SELECT "releases_attachment'))] == []
