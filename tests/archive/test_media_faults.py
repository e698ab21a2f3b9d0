"""What is refused of an archive's pictures and attachments, in which words, and that nothing of it is kept."""

import pytest

from embassy.lib import renditions
from tests.archive.building import held, release
from tests.archive.with_media import (
    LATER,
    NOTE,
    PICTURE,
    PLACE,
    faults,
    named,
    pictured,
    stored_files,
    uses,
    with_media,
)

pytestmark = pytest.mark.django_db

NO_FILE = "is no file of the archive; write media/<name>, such as media/photo.jpg"
NO_POINT = "images[0].focal: is no point of the picture; write two numbers from 0 to 1, such as [0.5, 0.3]"
PLAIN_FILE = "is not a plain file (links are not followed); put the file itself there"
NO_PLACE = "the text has a place for picture 1, which is not in images; add it"
FAULTS = {
    "no list": (release(images={}), "images: is an object; write a list"),
    "no object": (release(attachments=["a.pdf"]), "attachments[0]: is a text; write an object"),
    "no file": (release(images=[{"alt": "x"}]), "images[0].file: is missing; add it"),
    "unknown key": (pictured(credits="x"), "images[0].credits: is not a key of the format; did you mean credit?"),
    "key of a picture": (
        release(attachments=[NOTE | {"alt": "x"}]),
        "attachments[0].alt: is not a key of the format; leave it out",
    ),
    "too many": (release(images=[PICTURE] * 100), "images: has 100 elements; at most 99 are read"),
    "number for alt": (pictured(alt=7), "images[0].alt: is a number; write a text in quotation marks"),
    "long alt": (pictured(alt="a" * 501), "images[0].alt: has 501 characters; at most 500 fit"),
    "long caption": (pictured(caption="a" * 501), "images[0].caption: has 501 characters; at most 500 fit"),
    "long credit": (pictured(credit="a" * 201), "images[0].credit: has 201 characters; at most 200 fit"),
    "long licence": (pictured(licence="a" * 201), "images[0].licence: has 201 characters; at most 200 fit"),
    "long label": (
        release(attachments=[NOTE | {"label": "a" * 201}]),
        "attachments[0].label: has 201 characters; at most 200 fit",
    ),
    "neither alt nor decorative": (
        release(images=[{"file": "media/line.png"}]),
        'images[0].alt: is missing; say what the picture tells, or write "decorative": true',
    ),
    "empty alt": (
        pictured(alt=" "),
        'images[0].alt: is missing; say what the picture tells, or write "decorative": true',
    ),
    "not decorative": (
        release(images=[{"file": "media/line.png", "decorative": False}]),
        'images[0].alt: is missing; say what the picture tells, or write "decorative": true',
    ),
    "alt and decorative": (
        pictured(decorative=True),
        'images[0].alt: stands beside "decorative": true; leave one of the two out',
    ),
    "decorative as a text": (pictured(decorative="yes"), "images[0].decorative: is a text; write true or false"),
    "focal outside": (pictured(focal=[0.5, 1.1]), NO_POINT),
    "focal without end": (pictured(focal=[0.5, 10**14]), NO_POINT),
    "one focal": (pictured(focal=[0.5]), NO_POINT),
    "focal in words": (pictured(focal="middle"), NO_POINT),
    "focal of truths": (pictured(focal=[True, False]), NO_POINT),
    "number in words": (pictured(number="one"), "images[0].number: is a text; write a whole number"),
    "number too high": (pictured(number=100), "images[0].number: is 100; write a whole number from 1 to 99"),
    "numbers that go back": (
        release(images=[PICTURE | {"number": 3}, PICTURE]),
        "images[1].number: 2 does not come after 3; count upwards",
    ),
    "elsewhere": (named("line.png"), f"images[0].file: “line.png” {NO_FILE}"),
    "traversal": (named("media/../mission.json"), f"images[0].file: “media/../mission.json” {NO_FILE}"),
    "absolute": (named("/etc/passwd"), f"images[0].file: “/etc/passwd” {NO_FILE}"),
    "backslash": (named("media/..\\x.png"), f"images[0].file: “media/..\\x.png” {NO_FILE}"),
    "folder": (named("media/"), f"images[0].file: “media/” {NO_FILE}"),
    "line break": (named("media/a\nb.png"), f"images[0].file: “media/a\nb.png” {NO_FILE}"),
    "long name": (
        named("media/" + "é" * 128),
        f"images[0].file: “media/{'é' * 54}…” is too long a name; at most 255 bytes fit",
    ),
    "long path": (named("media/" + "a/" * 250), "images[0].file: has 506 characters; at most 500 fit"),
    "absent": (named("media/no.png"), "images[0].file: “media/no.png” is missing; add it to the archive"),
    "below a file": (
        named("media/line.png/x.png"),
        "images[0].file: “media/line.png/x.png” is missing; add it to the archive",
    ),
    "link": (named("media/link.png"), f"images[0].file: “media/link.png” {PLAIN_FILE}"),
    "in a linked folder": (named("media/linked/line.png"), f"images[0].file: “media/linked/line.png” {PLAIN_FILE}"),
    "a folder": (named("media/folder"), f"images[0].file: “media/folder” {PLAIN_FILE}"),
    "too large": (
        named("media/large.png"),
        "images[0].file: “media/large.png” is larger than 25 MB; make it smaller",
    ),
    "HTML": (
        named("media/page.png"),
        (
            "images[0].file: “media/page.png” is refused: "
            "This is not a JPEG, PNG, WebP, GIF or AVIF picture, whatever its name says"
        ),
    ),
    "misnamed": (
        named("media/photo.png"),
        (
            "images[0].file: “media/photo.png” is refused: "
            "The file's content is JPEG, its name says otherwise. Rename it or save it anew"
        ),
    ),
    "bomb": (
        named("media/bomb.png"),
        "images[0].file: “media/bomb.png” is refused: The picture has more than 40 million pixels. Save it smaller",
    ),
    "drawing with scripts": (
        named("media/script.svg"),
        (
            "images[0].file: “media/script.svg” is refused: Use a JPEG, PNG, WebP, GIF or AVIF file. "
            "An SVG drawing can carry scripts: save it as PNG first"
        ),
    ),
    "nothing in it": (named("media/empty.png"), "images[0].file: “media/empty.png” is refused: The file is empty"),
    "PDF cut off": (
        release(attachments=[{"file": "media/cut.pdf"}]),
        (
            "attachments[0].file: “media/cut.pdf” is refused: The PDF file is cut off, or something else is hidden "
            "behind its end. Save it anew"
        ),
    ),
    "in a later edition": (
        release(images=[PICTURE], editions=[LATER | {"images": [PICTURE | {"file": "media/no.png"}]}]),
        "editions[0].images[0].file: “media/no.png” is missing; add it to the archive",
    ),
    "figure without pictures": (release(body=f"<p>a</p>{PLACE}"), f"body: {NO_PLACE}"),
    "figure past the end": (
        release(body="<p>a</p><FIGURE DATA-IMAGE=2></FIGURE>", images=[PICTURE]),
        "body: the text has a place for picture 2, which is not in images; add it",
    ),
    "figure whose picture a later edition takes away": (
        release(body=f"<p>a</p>{PLACE}", images=[PICTURE], editions=[LATER | {"images": []}]),
        f"editions[0].images: {NO_PLACE}",
    ),
    "figure of a later body": (
        release(editions=[LATER | {"body": f"<p>a</p>{PLACE}"}]),
        f"editions[0].body: {NO_PLACE}",
    ),
}


@pytest.mark.parametrize(("record", "sentence"), FAULTS.values(), ids=FAULTS)
def test_upl_03_a_faulty_picture_is_named_with_its_line_and_nothing_is_kept(tmp_path, record, sentence):
    path = with_media(tmp_path / "a", release("sound", images=[PICTURE], attachments=[NOTE]), record)
    (path / "media" / "link.png").symlink_to(path / "media" / "line.png")
    (path / "media" / "linked").symlink_to(path / "media")
    (path / "media" / "folder").mkdir()
    with (path / "media" / "large.png").open("wb") as large:
        large.truncate(renditions.MAX_BYTES + 1)

    assert faults(path) == f"releases.jsonl:2: {sentence}".splitlines()
    assert (held(), stored_files(), set(uses().values())) == ({}, [], {0})


def test_upl_03_a_full_library_refuses_before_anything_is_written(tmp_path, settings):
    settings.MEDIA_MAX_MB = 0
    path = with_media(tmp_path / "a", pictured())

    assert faults(path) == [
        (
            "releases.jsonl:1: images[0].file: “media/line.png” is refused: "
            "The media library is full. Ask an administrator for more room"
        ),
    ]
    assert held() == {}
