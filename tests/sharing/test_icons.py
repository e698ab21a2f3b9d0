"""The icons that are asked for by name."""

import io

import pytest
from PIL import Image

from embassy.lib import storage
from embassy.lib.cards import serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mission")]


@pytest.mark.parametrize(
    ("address", "kind", "size", "content_type"),
    [
        ("/apple-touch-icon.png", "PNG", (180, 180), "image/png"),
        ("/favicon.ico", "ICO", (48, 48), "image/x-icon"),
    ],
)
def test_an_icon_is_made_of_the_emblem(client, address, kind, size, content_type):
    response = client.get(address)
    picture = Image.open(io.BytesIO(response.content))

    assert (picture.format, picture.size, response.headers["Content-Type"]) == (kind, size, content_type)
    assert response.headers["Cache-Control"] == "public, max-age=86400"


def test_a_home_screen_gets_no_transparency(client):
    picture = Image.open(io.BytesIO(client.get("/apple-touch-icon.png").content))

    assert (picture.mode, picture.getpixel((0, 0))) == ("RGB", (255, 255, 255))


def test_an_emblem_that_cannot_be_had_is_no_fault(client, monkeypatch, mission):
    mission.emblem = "emblem/0123456789abcdef.png"
    mission.save()

    def down(_name):
        raise storage.StorageDown

    monkeypatch.setattr(serving.storage, "read", down)
    assert client.get("/favicon.ico").status_code == 404
