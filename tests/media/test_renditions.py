import io
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from embassy.lib import rendering, renditions
from embassy.lib.renditions import BadFileError
from tests.media import samples


def made(content, name):
    return renditions.made(io.BytesIO(content), name)


def opened(content):
    return Pillow.open(io.BytesIO(content))


def refusal(content, name):
    with pytest.raises(BadFileError) as refused:
        made(content, name)
    return str(refused.value)


MISNAMED = "The file's content is {}, its name says otherwise. Rename it or save it anew."
UNKNOWN = "This is not a JPEG, PNG, WebP, GIF or AVIF picture, whatever its name says."
EXTENSION = "Use a JPEG, PNG, WebP, GIF or AVIF file. An SVG drawing can carry scripts: save it as PNG first."
MOVING = "The picture moves. Use one that stands still."
PIXELS = "The picture has more than 40 million pixels. Save it smaller."
PARTS = "The file is made of far too many parts. Save the picture anew."
DAMAGED = "The picture is damaged, or too large to be read. Save it anew, with fewer pixels."

REFUSED = {
    "bomb": (samples.bomb_png, "a.png", {PIXELS}),
    "header bomb": (samples.header_bomb_png, "a.png", {PIXELS}),
    "text chunks": (samples.texts_png, "a.png", {DAMAGED}),
    "a million chunks": (samples.chunks_png, "a.png", {PARTS}),
    "thousands of scans": (samples.scans_jpeg, "a.jpg", {PARTS}),
    "10,000 frames": (samples.frames_gif, "a.gif", {MOVING}),
    "moving WebP": (lambda: samples.moving("WEBP"), "a.webp", {MOVING}),
    "moving PNG": (lambda: samples.moving("PNG"), "a.png", {MOVING}),
    "moving AVIF": (lambda: samples.moving("AVIF"), "a.avif", {MOVING}),
    "cut JPEG": (lambda: samples.jpeg()[:4000], "a.jpg", {DAMAGED}),
    "header only": (lambda: samples.jpeg()[:300], "a.jpg", {DAMAGED, UNKNOWN}),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_upl_01_a_hostile_picture_is_refused_at_once_and_costs_the_server_nothing(kind):
    generate, name, sentences = REFUSED[kind]
    content, before = generate(), peak_of_this_process()
    _memory, seconds = cost(content, name)

    assert {refusal(content, name)} <= sentences
    assert peak_of_this_process() - before < 200 << 20
    assert seconds < 2


@pytest.mark.parametrize(("generate", "name"), [(samples.large_png, "a.png")])
def test_upl_01_the_largest_picture_stays_within_its_memory_and_time(generate, name):
    memory, seconds = cost(generate(), name)

    assert memory < rendering.MAX_MEMORY_BYTES
    assert seconds < rendering.MAX_CPU_SECONDS + 1


def peak_of_this_process():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) << 10


def cost(content, name):
    """Peak memory and seconds of processor that the decoding process takes. Started through a small shell, because a
    process that is forked from this one counts its memory as its own."""
    script = (
        "import sys, os, tempfile, subprocess, resource, json\n"
        "folder = tempfile.mkdtemp(); open(folder + '/source', 'wb').write(sys.stdin.buffer.read())\n"
        "subprocess.run([sys.executable, '-I', *sys.argv[1:2], folder, *sys.argv[2:]], stdout=2)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([used.ru_maxrss << 10, used.ru_utime + used.ru_stime]))"
    )
    command = [sys.executable, "-I", "-c", script, str(renditions.RENDERING), renditions.extension_of(name), "page"]
    return json.loads(subprocess.run(command, input=content, capture_output=True, check=True).stdout)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (samples.jpeg(), "photo.png", MISNAMED.format("JPEG")),
        (samples.encoded(samples.photo(), "PNG"), "photo.JPG", MISNAMED.format("PNG")),
        (samples.encoded(samples.photo(), "WEBP"), "photo.gif", MISNAMED.format("WEBP")),
        (samples.jpeg(), "photo.jpg.php", EXTENSION),
        (samples.jpeg(), "photo", EXTENSION),
        (samples.jpeg(), ".htaccess", EXTENSION),
        (samples.SVG, "drawing.svg", EXTENSION),
        (samples.SVG, "drawing.png", UNKNOWN),
        (samples.HTML, "page.html", EXTENSION),
        (samples.HTML, "page.jpg", UNKNOWN),
        (samples.EPS, "drawing.eps", EXTENSION),
        (samples.EPS, "drawing.jpg", UNKNOWN),
        (samples.tiff(), "scan.tiff", EXTENSION),
        (samples.tiff(), "scan.png", UNKNOWN),
        (samples.PDF, "text.png", UNKNOWN),
        (b"", "a.png", "The file is empty."),
        (samples.jpeg() + b"\0" * (25 << 20), "a.jpg", "The file is larger than 25 MB."),
    ],
)
def test_upl_03_07_only_pictures_come_in_by_content_and_by_extension(content, name, sentence):
    assert refusal(content, name) == sentence


@pytest.mark.parametrize(
    ("form", "extension"),
    [("JPEG", "jpg"), ("JPEG", "JPEG"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif"), ("GIF", "gif")],
)
def test_upl_03_each_permitted_type_is_taken(form, extension):
    pictures = made(samples.encoded(samples.photo(), form), f"photo.php.{extension}")

    assert (pictures.width, pictures.height) == (800, 600)
    assert opened(pictures.files["800.webp"]).size == (800, 600)


@pytest.mark.parametrize("hidden", [samples.HTML, samples.PDF, b"PK\x03\x04" + b"x" * 100, b"<?php phpinfo(); ?>"])
def test_upl_04_05_what_is_hidden_in_a_picture_does_not_come_out_again(hidden):
    content = samples.encoded(samples.photo(), "JPEG", comment=hidden) + hidden

    assert [name for name, file in made(content, "a.jpg").files.items() if hidden[:12] in file] == []


def test_upl_04_no_metadata_is_published():
    source = samples.with_gps()
    pictures = made(source, "a.jpg")

    assert b"SecretCamera" in source
    assert b"SecretPlace" in source
    assert list(pictures.files) == ["480.webp", "480.jpg", "800.webp", "800.jpg"]
    for content in pictures.files.values():
        picture = opened(content)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
            "loop",
            "background",
            "timestamp",
            "duration",
        }
        assert b"Secret" not in content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_upl_04_a_picture_stands_upright(orientation):
    pictures = made(samples.turned(orientation), "a.jpg")

    assert (pictures.width, pictures.height) == (800, 600)
    for name in ("800.png" if "800.png" in pictures.files else "800.jpg", "480.webp"):
        assert corners(opened(pictures.files[name])) == list(samples.CORNERS)


def corners(picture):
    """The nearest of the sample's colours in each corner."""
    picture = picture.convert("RGB")
    places = [(x * picture.width // 4, y * picture.height // 4) for y in (1, 3) for x in (1, 3)]
    return [min(samples.CORNERS, key=lambda colour: distance(colour, picture.getpixel(place))) for place in places]


def distance(one, other):
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def chart():
    """A drawing of few colours whose edges have thousands once it is made smaller."""
    picture = Pillow.new("RGB", (1200, 720), "white")
    pen = ImageDraw.Draw(picture)
    for number in range(120):
        colour = (number * 2, 255 - number * 2, (number * 37) % 256)
        pen.line((number * 10, 0, 1200 - number * 7, 720), fill=colour, width=3)
        pen.ellipse((number * 8, number * 5, number * 8 + 90, number * 5 + 60), outline=colour)
    return picture


def test_every_width_of_a_picture_is_of_the_same_type():
    """The addresses on a page are made from the type of the largest."""
    small = chart().resize((480, 288), Pillow.Resampling.LANCZOS)
    assert (chart().getcolors(4096) is None, small.getcolors(4096) is None) == (False, True)

    drawn, taken = (made(samples.encoded(picture, "PNG"), "a.png") for picture in (chart(), samples.photo(1200, 720)))

    names = [f"{width}.{{}}" for width in (480, 960, 1200)]
    assert list(drawn.files) == [name.format(kind) for name in names for kind in ("webp", "png")]
    assert list(taken.files) == [name.format(kind) for name in names for kind in ("webp", "jpg")]


def test_widths_never_exceed_the_picture():
    large, small = made(samples.jpeg(2000, 1000), "a.jpg"), made(samples.jpeg(300, 100), "a.jpg")

    assert [opened(file).size for file in large.files.values()] == [
        (480, 240), (480, 240), (960, 480), (960, 480), (1600, 800), (1600, 800)
    ]  # fmt: skip
    assert list(small.files) == ["300.webp", "300.jpg"]
    assert (large.width, large.height, large.largest) == (1600, 800, "1600.jpg")


def test_every_width_of_a_picture_has_the_form_of_the_largest():
    """A drawing of few colours has many at its edges once it is made smaller."""
    drawing = Pillow.new("RGB", (800, 400))
    drawing.putdata([((n * 7919 % 97) * 2, (n * n % 31) * 8, (n * 104_729 % 13) * 19) for n in range(320_000)])
    drawing = drawing.quantize(64).convert("RGB")
    pictures = made(samples.encoded(drawing, "PNG"), "a.png")

    assert sorted(pictures.files) == ["480.png", "480.webp", "800.png", "800.webp"]


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (100, 20_000)])
def test_extreme_shapes_are_taken(size):
    pictures = made(samples.encoded(Pillow.new("RGB", size), "PNG"), "a.png")

    assert (pictures.width, pictures.height) == (
        max(1, min(size[0], 1600, round(size[0] * 2400 / size[1]))),
        min(size[1], 2400),
    )


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_keeps_its_look(mode):
    grey = Pillow.new("L", (2000, 100), 128)
    source = Pillow.new("I;16", (2000, 100), 128 * 257) if mode == "I;16" else grey.convert("RGB").convert(mode)
    pictures = made(samples.encoded(source, "PNG"), "a.png")
    shown = opened(pictures.files[pictures.largest]).convert("L").resize((1, 1)).getpixel((0, 0))

    assert abs(shown - 128) <= 2


def test_transparent_pictures_stay_so_and_cmyk_becomes_rgb():
    clear = Pillow.new("RGBA", (50, 50), (255, 0, 0, 0))
    clear.paste((0, 255, 0, 255), (0, 0, 25, 50))
    pictures = made(samples.encoded(clear, "PNG"), "a.png")
    press = made(samples.encoded(samples.photo().convert("CMYK"), "JPEG"), "a.jpg")

    assert opened(pictures.files["50.png"]).getpixel((40, 40))[3] == 0
    assert opened(pictures.files["50.png"]).getpixel((5, 5)) == (0, 255, 0, 255)
    assert opened(press.files["800.jpg"]).mode == "RGB"


def test_a_damaged_colour_profile_is_no_reason_to_refuse():
    assert made(samples.with_profile(), "a.jpg").width == 800


def test_the_decoder_sees_nothing_of_the_sites_environment(monkeypatch):
    seen = []
    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: seen.append(options) or real(*args, **options))
    made(samples.jpeg(40, 40), "a.jpg")

    assert [options["env"] for options in seen] == [{}]


def test_upl_01_a_decoder_that_never_ends_is_ended(monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(renditions, "RENDERING", endless)
    monkeypatch.setattr(renditions, "MAX_SECONDS", 1)

    assert refusal(samples.jpeg(), "a.jpg") == "The picture takes too long to read. Save it with fewer pixels."


def test_several_officers_may_upload_at_once():
    results, started = [], time.monotonic()
    work = [threading.Thread(target=lambda: results.append(made(samples.jpeg(), "a.jpg").width)) for _ in range(4)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()

    assert results == [800] * 4
    assert time.monotonic() - started < 30
