"""Pictures and attachments of a text come with its entry (API-06)."""

import json
from xml.etree import ElementTree

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.lib.storage import WholeFileStorage
from releases import workflow
from releases.models import Edition, Purpose
from tests.factories import PUBLISHED, follow, make_category, make_draft, make_office, utc
from tests.feeds.reading import FORMATS, read
from tests.feeds.validity import ATOM, MEDIA, faults
from tests.media.rows import attach, make_attachment, make_image, show

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.setattr(default_storage, "_wrapped", WholeFileStorage(location=tmp_path / "media"))


def make_illustrated(slug="text", title="Text"):
    """A text with a picture in its place, one after it, and two files; live."""
    draft = make_draft(title, slug=slug, body='<p>One.</p><figure data-image="1"></figure><p>Two.</p>')
    first, second = make_image(f"first {slug}"), make_image(f"second {slug}", width=400, credit="A & B")
    files = [make_attachment(f"note {slug}"), make_attachment(f"table {slug}")]
    show(draft, first, 1, alt="What it shows.", caption="A caption & more")
    show(draft, second, 2, is_decorative=True)
    for position, file in enumerate(files, 1):
        attach(draft, file, position, label=f"File {position} <i>")
    draft.live_from = PUBLISHED
    workflow.record([[draft]])
    return Edition.objects.select_related("release").get(pk=draft.pk), [first, second], files


def test_atom_has_a_link_to_each_file(client, mission):
    _edition, (first, second), (note, table) = make_illustrated()
    response = client.get("/messages/feed.atom")
    found = [
        {name: value for name, value in link.attrib.items() if name != "rel"}
        for link in ElementTree.fromstring(response.content).iter(f"{ATOM}link")
        if link.get("rel") == "enclosure"
    ]

    assert faults(response) == []
    assert found == [
        {
            "href": f"{SITE}/media/{file.stem}.pdf",
            "type": "application/pdf",
            "length": str(file.bytes),
            "title": f"File {number} <i>",
        }
        for number, file in ((1, note), (2, table))
    ] + [
        {"href": f"{SITE}/media/{first.stem}-1200.jpg", "type": "image/jpeg", "title": "A caption & more"},
        {"href": f"{SITE}/media/{second.stem}-400.jpg", "type": "image/jpeg"},
    ]


def test_rss_has_one_enclosure_and_the_rest_as_media(client, mission):
    _edition, (first, second), (note, table) = make_illustrated()
    response = client.get("/messages/feed.rss")
    item = ElementTree.fromstring(response.content).find("channel/item")

    assert faults(response) == []
    assert [file.attrib for file in item.findall("enclosure")] == [
        {"url": f"{SITE}/media/{note.stem}.pdf", "length": str(note.bytes), "type": "application/pdf"}
    ]
    assert [file.attrib for file in item.findall(MEDIA)] == [
        {
            "url": f"{SITE}/media/{table.stem}.pdf",
            "type": "application/pdf",
            "medium": "document",
            "fileSize": str(table.bytes),
        },
        {"url": f"{SITE}/media/{first.stem}-1200.jpg", "type": "image/jpeg", "medium": "image"},
        {"url": f"{SITE}/media/{second.stem}-400.jpg", "type": "image/jpeg", "medium": "image"},
    ]


def test_json_has_attachments_and_the_first_picture(client, mission):
    _edition, (first, second), (note, table) = make_illustrated()
    response = client.get("/messages/feed.json")
    (item,) = json.loads(response.content)["items"]

    assert faults(response) == []
    assert item["image"] == f"{SITE}/media/{first.stem}-960.jpg"
    assert item["attachments"] == [
        {
            "url": f"{SITE}/media/{file.stem}.pdf",
            "mime_type": "application/pdf",
            "title": f"File {number} <i>",
            "size_in_bytes": file.bytes,
        }
        for number, file in ((1, note), (2, table))
    ] + [
        {"url": f"{SITE}/media/{first.stem}-1200.jpg", "mime_type": "image/jpeg", "title": "A caption & more"},
        {"url": f"{SITE}/media/{second.stem}-400.jpg", "mime_type": "image/jpeg"},
    ]


def test_the_text_holds_them_too_with_absolute_addresses(client, mission):
    _edition, (first, second), (note, _table) = make_illustrated()
    (entry,) = read(client.get("/messages/feed.atom"))
    text = entry["text"]

    assert [text.index(part) for part in ("One.", first.stem, "Two.", second.stem, note.stem)] == sorted(
        text.index(part) for part in ("One.", first.stem, "Two.", second.stem, note.stem)
    )
    assert f'srcset="{SITE}/media/{first.stem}-480.webp 480w, {SITE}/media/{first.stem}-960.webp 960w' in text
    assert f'<a href="{SITE}/media/{note.stem}.pdf">File 1 &lt;i&gt;</a> (PDF, {note.bytes}\xa0bytes)' in text
    assert "Picture: A &amp; B" in text


@pytest.mark.parametrize("act", ["withdraw", "redact"])
def test_what_was_taken_back_names_no_file(client, mission, officer, act):
    edition, images, files = make_illustrated()
    if act == "withdraw":
        follow(edition, purpose=Purpose.WITHDRAWAL)
    else:
        workflow.redact(edition, by=officer, reason="A court order.", at=utc("2026-06-01T09:00Z"))

    for name in FORMATS:
        content = client.get(f"/messages/feed.{name}").content.decode()
        assert [file for file in [*images, *files] if file.stem in content] == []


@pytest.mark.parametrize("address", [*(f"/messages/feed.{name}" for name in FORMATS), "/messages/feed.atom?archive=1"])
def test_twenty_illustrated_texts_cost_what_one_does(client, mission, address):
    """Two queries for all media beside the six of a feed without any (AVL-06)."""

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    for number in range(20):
        edition, *_media = make_illustrated(f"illustrated-{number}", f"Text {number}")
        make_draft(f"Draft {number}", categories=[make_category(f"c{number}")], office=make_office(f"o{number}"))
        if number % 3 == 0:
            follow(edition)
        if number == 0 and "archive" not in address:
            assert queries() == 7

    assert queries() == 7
