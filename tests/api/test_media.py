"""Pictures and attachments of a text in the API: with whole addresses, and gone with a redaction."""

import pytest

from releases import workflow
from releases.models import Purpose
from tests.api.reading import erase, read
from tests.factories import PUBLISHED, follow, make_draft, utc
from tests.media.rows import attach, make_attachment, make_image, show

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


@pytest.fixture
def published(mission):
    """A text with a picture in it and one after it, and a file."""
    draft = make_draft(slug="public", body='<p>Before.</p><figure data-image="1"></figure>')
    show(draft, make_image("One", credit="J. R.", licence="CC BY 4.0"), alt="A wreath.", caption="The wreath")
    show(draft, make_image("Two", width=400), position=2, alt="", is_decorative=True)
    attach(draft, make_attachment(), label="The note verbale")
    draft.live_from = PUBLISHED
    workflow.record([[draft]])
    return draft


def rendition(image, width, kind):
    return {
        "url": f"{SITE}/media/{image.stem}-{width}.{kind}",
        "type": {"webp": "image/webp", "jpg": "image/jpeg"}[kind],
        "width": width,
        "height": width * 3 // 4,
    }


def test_pictures_have_their_words_and_renditions(client, published):
    one, two = (use.image for use in published.image_uses.order_by("position"))

    assert read(client, "/api/v1/releases/en/public")["images"] == [
        {
            "number": 1,
            "alt": "A wreath.",
            "caption": "The wreath",
            "credit": "J. R.",
            "licence": "CC BY 4.0",
            "width": 1200,
            "height": 900,
            "renditions": [rendition(one, width, kind) for width in (480, 960, 1200) for kind in ("webp", "jpg")],
        },
        {
            "number": 2,
            "alt": "",
            "caption": "",
            "credit": "",
            "licence": "",
            "width": 400,
            "height": 300,
            "renditions": [rendition(two, 400, kind) for kind in ("webp", "jpg")],
        },
    ]


def test_a_file_has_its_name_size_and_digest(client, published):
    attachment = published.attachment_uses.get().attachment

    assert read(client, "/api/v1/releases/en/public")["attachments"] == [
        {
            "url": f"{SITE}/media/{attachment.stem}.pdf",
            "label": "The note verbale",
            "name": "note.pdf",
            "type": "application/pdf",
            "bytes": attachment.bytes,
            "sha256": attachment.clean_sha256,
        }
    ]


def test_a_picture_in_the_text_is_named_by_whole_addresses(client, published):
    stem = published.image_uses.get(position=1).image.stem
    html = read(client, "/api/v1/releases/en/public")["body_html"]

    assert f'src="{SITE}/media/{stem}-960.jpg"' in html
    assert f'srcset="{SITE}/media/{stem}-480.webp 480w, {SITE}/media/{stem}-960.webp 960w, ' in html
    assert html.count(stem) == html.count(f"{SITE}/media/{stem}")


def test_a_withdrawn_text_keeps_what_its_page_shows(client, published):
    follow(published, purpose=Purpose.WITHDRAWAL, body=published.body)
    content = read(client, "/api/v1/releases/en/public/editions")

    assert [(len(item["images"]), len(item["attachments"])) for item in content["items"]] == [(1, 0), (2, 1)]


def test_a_redaction_takes_pictures_and_files_away(client, published):
    erase(published, utc("2026-05-06T09:00Z"))
    for uses in (published.image_uses, published.attachment_uses):
        uses.update(withheld_at=utc("2026-05-06T09:00Z"))
    content = read(client, "/api/v1/releases/en/public")

    assert (content["status"], content["images"], content["attachments"]) == ("redacted", [], [])
