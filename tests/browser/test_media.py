"""A photograph that says where it was taken, from the camera to the reader: pixels arrive (UPL-04, EMB-04, EMB-10)."""

import io
import re
import urllib.error
import urllib.request

import pytest
from PIL import Image

from tests.browser.test_desk import go, press, sound, told
from tests.media import samples

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser at the desk")]
TITLE, SLUG = "On the new quay", "on-the-new-quay"
ALT = "The quay from the sea."
HIDDEN = [
    b"Secret",
    b"Exif\0\0",
    b"EXIF",
    b"GPS",
    b"ICC_PROFILE",
    b"ICCP",
    b"iCCP",
    b"ns.adobe.com",
    b"xmpmeta",
    b"XMP ",
]
PLAIN = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "loop", "background"}


def upload(writer, photo):
    page = writer.visit("/admin/releases/image/add/")
    page.set_input_files("[name=file]", photo)
    page.fill("[name=title]", "The new quay")
    page.fill("[name=credit]", "Press office")
    page.fill("[name=focal_y]", "0.2")
    press(writer, "Save")
    page.locator("img.thumbnail").first.wait_for()


def write(writer):
    """A text with a place for the picture, set by the editor's own button, and the picture chosen from the library."""
    page = writer.visit("/admin/releases/release/add/")
    page.get_by_label("Title").fill(TITLE)
    page.locator(".ProseMirror").fill("The quay is open.")
    page.locator(".ProseMirror").press("End")
    page.get_by_role("button", name="Place of a picture").click()
    page.get_by_role("dialog").get_by_label("Number of the picture").fill("1")
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    page.locator("#image_uses-group .add-row a").click()
    row = page.locator("#image_uses-0")
    row.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill("quay")
    suggestion = page.locator(".select2-results .suggestion", has_text="The new quay")
    suggestion.wait_for()
    assert suggestion.locator("img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 192
    suggestion.click()
    row.locator("[name=image_uses-0-alt]").fill(ALT)
    press(writer, "Save")
    assert told(writer) == [f"“{TITLE}” is saved. Nobody outside the press office sees it."]
    return "/" + page.url.split("/", 3)[3]


def fetch(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def addresses(page):
    """Of every picture that the page may ask for, as its browser makes them out."""
    sets = page.eval_on_selector_all("figure img, figure source", "all => all.map(e => `${e.src || ''},${e.srcset}`)")
    named = {part.split()[0] for text in sets for part in text.split(",") if part.strip()}
    return sorted(set(page.evaluate("names => names.map(name => new URL(name, document.baseURI).href)", list(named))))


def loads(page):
    figure = page.locator("figure img")
    figure.scroll_into_view_if_needed()
    return figure.evaluate("picture => picture.decode().then(() => [picture.naturalWidth > 0, picture.alt])")


def link_for(editor, address):
    page = editor.visit(address.replace("change/", "previews/"))
    page.fill("[name=recipient]", "A. Reader")
    press(editor, "Make a preview link")
    return "/preview/" + page.locator(".secret-address").inner_text().split("/preview/")[1]


def test_a_photograph_from_the_camera_to_the_reader(officer, visitor, site, tmp_path):
    photo = tmp_path / "DSC_0001.jpg"
    photo.write_bytes(samples.with_gps())
    assert Image.open(io.BytesIO(photo.read_bytes())).getexif().get_ifd(0x8825)
    writer, editor, reader = officer("writer"), officer("editor"), visitor()

    upload(writer, photo)
    address = write(writer)
    sound(writer)
    preview = link_for(editor, address)
    seen = reader.visit(preview)
    assert loads(seen) == [True, ALT]
    below = addresses(seen)
    assert {re.sub(r"[0-9a-f]{32}", "*", name) for name in below} == {
        f"{site.url}{preview}media/*-{width}.{form}" for width in (480, 800) for form in ("webp", "jpg")
    }
    public = [f"{site.url}/media/{name.rsplit('/', 1)[1]}" for name in below]
    assert [fetch(name)[0] for name in below] == [200] * 4
    assert [fetch(name)[0] for name in public] == [404] * 4

    go(writer, "Submit for review")
    press(writer, "Submit for review")
    editor.visit(address)
    go(editor, "Publish…")
    press(editor, "Publish now")
    seen = reader.visit(f"/messages/{SLUG}/")
    assert loads(seen) == [True, ALT]
    assert seen.locator("figcaption .credit").inner_text() == "Picture: Press office"
    assert addresses(seen) == sorted(public)
    for name in public:
        assert_clean(*fetch(name))
    assert [fetch(name)[0] for name in below] == [404] * 4
    assert (writer.errors, editor.errors, reader.errors, reader.elsewhere) == ([], [], [], [])


def assert_clean(status, headers, content):
    picture = Image.open(io.BytesIO(content))
    assert (status, headers["Content-Type"]) == (200, Image.MIME[picture.format])
    assert (dict(picture.getexif()), set(picture.info) - PLAIN) == ({}, set())
    assert [word for word in HIDDEN if word in content] == []
