"""Archives with pictures and attachments, good and hostile, and what the library holds after they were read."""

import pytest
from django.core.files.storage import default_storage

from embassy.archive import reading
from releases import media
from releases.models import Attachment, AttachmentUse, Image, ImageUse
from tests.archive.building import archive, release
from tests.media import samples

LATER = {"purpose": "correction", "note": "A name.", "published_at": "2026-05-05T08:00:00Z"}
LINE = samples.encoded(samples.quarters(100, 20), "PNG")
FILES = {
    "line.png": LINE,
    "note.pdf": samples.PDF,
    "page.png": samples.HTML,
    "photo.png": samples.jpeg(40, 30),
    "bomb.png": samples.header_bomb_png(),
    "script.svg": samples.SVG,
    "cut.pdf": samples.PDF[:-8],
    "empty.png": b"",
}
PICTURE = {"file": "media/line.png", "alt": "A line."}
NOTE = {"file": "media/note.pdf", "label": "The note"}
PLACE = '<figure data-image="1"></figure>'


def with_media(folder, *releases, files=FILES, **more):
    path = archive(folder, *releases, **more)
    for name, content in files.items():
        (path / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (path / "media" / name).write_bytes(content)
    return path


def faults(path) -> list[str]:
    with pytest.raises(reading.Refused) as refused:
        reading.read(path)
    return str(refused.value).splitlines()


def stored_files() -> list[str]:
    try:
        return default_storage.listdir(media.FOLDER)[1]
    except FileNotFoundError:
        return []


def uses() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Image, ImageUse, Attachment, AttachmentUse)}


def pictured(**keys):
    return release(images=[PICTURE | keys])


def named(file):
    return release(images=[{"file": file, "alt": "x"}])
