"""Cropping around the focal point: arithmetic first, then pixels."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from embassy.lib.cropping import NotAPicture, crop_box, cropped
from tests.media import samples

SIDES = st.integers(1, 3000)
SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("size", "shape", "focal", "box"),
    [
        ((800, 600), (1, 1), (0.5, 0.5), (100, 0, 700, 600)),
        ((800, 600), (1, 1), (0.0, 0.5), (0, 0, 600, 600)),
        ((800, 600), (1, 1), (1.0, 0.5), (200, 0, 800, 600)),
        ((800, 600), (1, 1), (0.4, 0.9), (20, 0, 620, 600)),
        ((600, 800), (1, 1), (0.5, 0.25), (0, 0, 600, 600)),
        ((600, 800), (1, 1), (0.5, 0.75), (0, 200, 600, 800)),
        ((1600, 1600), (1200, 630), (0.5, 0.1), (0, 0, 1600, 840)),
        ((1600, 1600), (1200, 630), (0.5, 0.5), (0, 380, 1600, 1220)),
        ((800, 600), (4, 3), (0.1, 0.9), (0, 0, 800, 600)),
        ((3000, 1), (1, 1), (0.5, 0.5), (1500, 0, 1501, 1)),
        ((1, 3000), (1200, 630), (0.5, 1.0), (0, 2999, 1, 3000)),
    ],
)
def test_the_part_is_as_large_as_it_can_be_and_as_near_as_the_edges_let_it(size, shape, focal, box):
    assert crop_box(size, shape, focal) == box


@given(st.tuples(SIDES, SIDES), st.tuples(SIDES, SIDES), st.tuples(SHARES, SHARES))
def test_the_part_lies_inside_fills_one_side_and_holds_its_focal_point(size, shape, focal):
    left, top, right, bottom = crop_box(size, shape, focal)

    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert right - left == size[0] or bottom - top == size[1]
    assert left - 1 <= size[0] * focal[0] <= right + 1
    assert top - 1 <= size[1] * focal[1] <= bottom + 1


@pytest.mark.parametrize(("focal", "corner"), [((0, 0), 0), ((1, 0), 1), ((0, 1), 2), ((1, 1), 3)])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_is_at_the_focal_point_stays_in_sight(focal, corner, form):
    wide = samples.encoded(samples.quarters(800, 200), form)

    part = Image.open(io.BytesIO(cropped(wide, 96, 96, focal)))

    place = (5 if focal[0] == 0 else 90, 5 if focal[1] == 0 else 90)
    assert (part.size, part.format, part.info.get("exif")) == ((96, 96), "JPEG", None)
    assert all(abs(a - b) < 12 for a, b in zip(part.getpixel(place), samples.CORNERS[corner], strict=True))


def test_what_is_transparent_is_white():
    clear = samples.encoded(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG")

    assert Image.open(io.BytesIO(cropped(clear, 10, 20))).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"x", samples.SVG, samples.tiff(), samples.jpeg()[:400]])
def test_what_is_no_picture_of_ours_is_refused(content):
    with pytest.raises(NotAPicture):
        cropped(content, 10, 10)
