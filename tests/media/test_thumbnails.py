"""Squares of the library on the desk, cropped around the focal point."""

import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image as Pillow

from embassy.lib import instant
from embassy.lib.csp import SANDBOX
from releases import media
from releases.models import Image
from tests import factories
from tests.media import samples
from tests.media.rows import make_attachment, make_image, make_picture, show
from tests.media.test_serving import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, mission, officer):
    client.force_login(officer)
    return client


def url(image):
    return f"/admin/releases/image/{image.pk}/thumbnail/"


def colour_at_the_edge(response, place):
    return Pillow.open(io.BytesIO(response.content)).getpixel(place)


def test_the_square_follows_the_focal_point_as_soon_as_it_is_changed(desk):
    image = make_picture(samples.encoded(samples.quarters(800, 200), "PNG"), "wide.png", focal_x=0.0)
    left = desk.get(url(image))
    Image.objects.update(focal_x=1.0)
    right = desk.get(url(image))

    assert [response["Content-Type"] for response in (left, right)] == ["image/jpeg"] * 2
    assert left["Cache-Control"].startswith("private, no-store")
    assert left["Content-Security-Policy"] == SANDBOX
    assert [max(range(3), key=colour_at_the_edge(response, (5, 5)).__getitem__) for response in (left, right)] == [0, 1]


def test_it_says_nothing_of_the_photograph_but_its_pixels(desk):
    square = desk.get(url(make_picture(samples.with_gps()))).content

    found = Pillow.open(io.BytesIO(square))
    assert (found.size, dict(found.getexif()), found.info.get("icc_profile")) == ((192, 192), {}, None)
    assert b"Secret" not in square


def test_a_picture_that_is_lost_or_unknown_has_none(desk, folder):
    image = make_picture()
    for path in folder.rglob("*.*"):
        path.unlink()

    assert [desk.get(url(row)).status_code for row in (image, make_image("Not a picture"))] == [404, 404]
    assert desk.get("/admin/releases/image/999999999999/thumbnail/").status_code == 404


def test_a_store_that_is_down_is_no_server_error(desk, monkeypatch):
    image = make_picture()
    monkeypatch.setattr(default_storage, "open", lambda *_names: (_ for _ in ()).throw(TimeoutError))

    assert desk.get(url(image)).status_code == 404


def test_the_list_the_suggestions_and_the_form_of_a_text_show_it(desk):
    image, draft = make_image(), factories.make_draft()
    show(draft, image)
    tag = f'<img class="thumbnail" src="{url(image)}" width="96" height="96" alt="" loading="lazy">'
    pages = ["/admin/releases/image/", f"/admin/releases/image/{image.pk}/change/"]
    pages.append(reverse("admin:releases_release_change", args=[draft.release_id]))
    asked = "/admin/autocomplete/?app_label=releases&model_name=imageuse&field_name=image&term=picture"

    assert [desk.get(page).content.decode().count(tag) for page in pages] == [1, 1, 1]
    assert desk.get(asked).json()["results"] == [{"id": str(image.pk), "text": "A picture", "thumbnail": url(image)}]


def test_what_was_erased_is_said_so_in_its_place(desk, publish):
    image, attachment, draft = make_image(), make_attachment(), factories.make_draft()
    show(draft, image)
    draft.attachment_uses.create(attachment=attachment)
    media.withhold(publish(draft), instant.now())

    for model, row in (("image", image), ("attachment", attachment)):
        pages = [desk.get(f"/admin/releases/{model}/{rest}").content.decode() for rest in ("", f"{row.pk}/change/")]
        assert ["Erased for legal reasons" in page for page in pages] == [True, True]
        assert [row.stem in page for page in pages] == [False, False]


def test_the_list_costs_no_more_with_more_pictures(desk, django_assert_max_num_queries):
    for number in range(5):
        make_image(f"{number}")
    with django_assert_max_num_queries(12):
        read(desk.get("/admin/releases/image/"))
