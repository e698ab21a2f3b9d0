import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from embassy.lib import images
from embassy.models import Mission
from tests.admin.conftest import errors_of

PAGE = "/admin/embassy/mission/1/change/"


def facts(**changes):
    sent = {
        "name_en": "Embassy of Ruritania in Lutetia",
        "home_city_en": "Strelsau",
        "home_time_zone": "Europe/Helsinki",
        "host_city_en": "Lutetia",
        "host_time_zone": "Europe/Paris",
        "default_language": "en",
        "languages": "",
        "colour_1": "#24405c",
        "colour_2": "#9a6b1f",
    }
    return {**sent, **changes}


def picture(file_format="PNG", size=(20, 10), **options):
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, file_format, **options)
    return buffer.getvalue()


def test_the_list_of_missions_is_the_one_form(desk):
    assert desk.get("/admin/embassy/mission/")["Location"] == PAGE
    assert desk.get("/admin/embassy/mission/add/").status_code == 403
    assert desk.post("/admin/embassy/mission/1/delete/", {"post": "yes"}).status_code == 403
    assert Mission.objects.count() == 1


def test_an_empty_site_is_led_to_the_form(client, officer):
    client.force_login(officer)

    assert client.get("/admin/embassy/mission/")["Location"] == "/admin/embassy/mission/add/"
    client.post("/admin/embassy/mission/add/", facts())
    assert str(Mission.objects.get()) == "Embassy of Ruritania in Lutetia"


def test_languages_are_codes_with_commas(desk):
    desk.post(PAGE, facts(languages="fr, AR fr"))

    assert Mission.current().spoken_languages == ["en", "fr", "ar"]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("languages", "fr, klingon", "Not a language code: klingon. Use codes such as en, fr or ar."),
        ("home_time_zone", "Mars/Olympus", "“Mars/Olympus” is not a time zone. Use a name such as Europe/London."),
        (
            "home_time_zone",
            "../../etc/passwd",
            "“../../etc/passwd” is not a time zone. Use a name such as Europe/London.",
        ),
        ("colour_1", "red;}", "Enter a colour as # and six hexadecimal digits, such as #0f4c56."),
        ("name_en", "", "This field is required."),
        ("profiles", "http://social.example/a", "Enter addresses that begin with https://, one a line."),
    ],
)
def test_a_fact_that_cannot_be_is_refused_beside_its_field(desk, field, value, message):
    response = desk.post(PAGE, facts(**{field: value}))

    assert errors_of(response) == {field.removesuffix("_en"): [message]}


def test_an_emblem_is_made_anew_without_metadata(desk, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = "The author", 6
    sent = SimpleUploadedFile("../../Our emblem.JPG", picture("JPEG", (2000, 1000), exif=exif))

    desk.post(PAGE, facts(emblem=sent))

    name = Mission.current().emblem.name
    kept = Image.open(tmp_path / name)
    assert (kept.format, kept.size, dict(kept.getexif()), sorted(kept.info)) == ("PNG", (256, 512), {}, [])
    assert name == f"emblem/{images.hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()[:16]}.png"


HOSTILE = {
    "svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
    "svg in a png's clothes": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "html": ("a.jpg", b"<!doctype html><script>1</script>"),
    "another format than its name": ("a.png", picture("JPEG")),
    "gif": ("a.gif", picture("GIF")),
    "gif in a png's clothes": ("a.png", picture("GIF")),
    "tiff": ("a.webp", picture("TIFF")),
    "cut short": ("a.png", picture("PNG", (400, 400))[:60]),
    "a double extension": ("a.png.php", picture("PNG")),
    "empty": ("a.png", b"\x89PNG\r\n\x1a\n"),
    "41 million pixels": ("a.png", picture("PNG", (41_000, 1_001))),
    "pixels beyond the library's own limit": (
        "a.png",
        picture("PNG", (2, 2)).replace(b"\0\0\0\2\0\0\0\2", b"\0\1\0\0\0\1\0\0"),
    ),
    "too large a file": ("a.png", picture("PNG") + bytes(images.MAX_BYTES)),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_emblem_is_refused_beside_its_field(desk, case):
    name, content = HOSTILE[case]

    response = desk.post(PAGE, facts(emblem=SimpleUploadedFile(name, content)))

    assert list(errors_of(response)) == ["emblem"]
    assert not Mission.current().emblem


def test_an_svg_is_told_why(desk):
    response = desk.post(PAGE, facts(emblem=SimpleUploadedFile(*HOSTILE["svg"])))

    message = "Use a JPEG, PNG or WebP file. An SVG drawing can carry scripts: save it as PNG first."
    assert errors_of(response) == {"emblem": [message]}


def test_a_moving_picture_is_refused():
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])

    with pytest.raises(images.BadImageError):
        images.emblem(buffer, "a.webp", len(buffer.getvalue()))
