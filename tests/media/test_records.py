"""Media through the archive's records, out and in."""

import io

import pytest
from django.core.files.storage import default_storage

from embassy.lib import renditions
from releases import media_records
from releases.models import Attachment, Image
from tests import factories
from tests.media import samples
from tests.media.rows import attach, make_attachment, make_image, show

pytestmark = pytest.mark.django_db

RECORD = {
    "images": [
        {
            "file": "media/ship.jpg",
            "alt": "The ship.",
            "caption": "In port.",
            "credit": "A. N.",
            "licence": "CC0",
            "focal": [0.2, 0.9],
        },
        {"file": "media/line.png", "decorative": True},
    ],
    "attachments": [{"file": "media/Note 3.pdf", "label": "The note"}, {"file": "media/Note 3.pdf"}],
}
FILES = {
    "media/ship.jpg": samples.with_gps(),
    "media/line.png": samples.encoded(samples.quarters(100, 20), "PNG"),
    "media/Note 3.pdf": samples.PDF,
}


def opener(files):
    return lambda name: io.BytesIO(files[name])


def exported(edition):
    """Records and bytes as they would stand in an archive."""
    found = media_records.media_of(edition)
    files = {}
    for name, stored in found.files.items():
        with default_storage.open(stored) as file:
            files[name] = file.read()
    return {"images": found.images, "attachments": found.attachments}, files


def without_files(record):
    return {
        key: [{name: value for name, value in line.items() if name != "file"} for line in lines]
        for key, lines in record.items()
    }


def test_an_archive_comes_in_and_goes_out_with_every_word():
    draft = factories.make_draft()
    media_records.take_in(draft, RECORD, opener(FILES))
    record, files = exported(draft)

    assert without_files(record) == {
        "images": [{key: value for key, value in line.items() if key != "file"} for line in RECORD["images"]],
        "attachments": [{"label": "The note"}, {"label": "The note"}],
    }
    assert {line["file"] for lines in record.values() for line in lines} == set(files)
    assert [name.rpartition("/")[2] for name in files][-1] == "Note-3.pdf"
    assert [name for name, content in files.items() if b"Secret" in content] == []


def test_an_import_may_be_repeated_and_an_export_comes_back_to_the_same_pictures():
    draft = factories.make_draft()
    media_records.take_in(draft, RECORD, opener(FILES))
    first = exported(draft)
    media_records.take_in(draft, RECORD, opener(FILES))
    assert exported(draft) == first
    media_records.take_in(draft, first[0], opener(first[1]))

    assert exported(draft) == first
    assert (Image.objects.count(), Attachment.objects.count()) == (2, 1)


def test_a_missing_key_changes_nothing_and_an_empty_one_removes():
    draft = factories.make_draft()
    show(draft, make_image())
    attach(draft, make_attachment())
    media_records.take_in(draft, {"images": []}, opener({}))

    assert (draft.image_uses.count(), draft.attachment_uses.count()) == (0, 1)


def test_upl_03_a_bad_file_of_an_archive_is_named():
    record = {"images": [{"file": "media/page.jpg", "alt": "x"}]}
    with pytest.raises(renditions.BadFileError, match=r"media/page\.jpg: This is not a JPEG"):
        media_records.take_in(factories.make_draft(), record, opener({"media/page.jpg": samples.HTML}))


def test_the_same_picture_under_another_credit_is_another_entry():
    draft = factories.make_draft()
    lines = [{"file": "media/line.png", "alt": "x", "credit": credit} for credit in ("A", "B")]
    media_records.take_in(draft, {"images": lines}, opener(FILES))

    assert [use.image.credit for use in draft.image_uses.select_related("image")] == ["A", "B"]
