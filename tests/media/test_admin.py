"""The library on the desk, and the pictures of a draft in the form of its release."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from releases.models import Attachment, Edition, Image, ImageUse
from tests import factories
from tests.media import samples
from tests.media.rows import attach, make_attachment, make_image, show
from tests.media.test_serving import read

pytestmark = pytest.mark.django_db

ADD_IMAGE, ADD_ATTACHMENT = "/admin/releases/image/add/", "/admin/releases/attachment/add/"
FACTS = {"title": "The ship", "credit": "A. N.", "licence": "", "focal_x": "0.5", "focal_y": "0.5"}


@pytest.fixture
def desk(client, mission, officer):
    client.force_login(officer)
    return client


def errors(response):
    """What stands beside the fields."""
    return dict(response.context["adminform"].form.errors)


def test_upl_04_06_a_photo_comes_in_clean_and_under_a_random_name(desk, officer, folder):
    answer = desk.post(ADD_IMAGE, {**FACTS, "file": samples.upload(samples.with_gps(), "../../Secret.php.jpg")})
    image = Image.objects.get()
    stored = sorted(path.name for path in folder.rglob("*.*"))

    assert answer.status_code == 302
    assert (image.title, image.uploaded_by, image.width, image.height, image.mime) == (
        "The ship",
        officer,
        800,
        600,
        "image/jpeg",
    )
    assert stored == sorted(image.names)
    assert image.bytes == sum(path.stat().st_size for path in folder.rglob("*.*"))
    assert [path for path in folder.rglob("*.*") if b"Secret" in path.read_bytes()] == []


UNKNOWN = "This is not a JPEG, PNG, WebP, GIF or AVIF picture, whatever its name says."
NOT_TAKEN = "Use a JPEG, PNG, WebP, GIF or AVIF file. An SVG drawing can carry scripts: save it as PNG first."
TOO_LARGE = "The picture has more than 40 million pixels. Save it smaller."
NOT_PDF = "This is not a PDF file, whatever its name says."
NOT_ATTACHED = "Use a PDF file or a picture (JPEG, PNG, WebP, GIF, AVIF)."


@pytest.mark.parametrize(
    ("address", "content", "name", "sentence"),
    [
        (ADD_IMAGE, samples.SVG, "a.svg", NOT_TAKEN),
        (ADD_IMAGE, samples.HTML, "a.jpg", UNKNOWN),
        (ADD_IMAGE, samples.header_bomb_png(), "a.png", TOO_LARGE),
        (ADD_ATTACHMENT, samples.HTML, "a.pdf", NOT_PDF),
        (ADD_ATTACHMENT, b"x", "a.zip", NOT_ATTACHED),
    ],
)
def test_upl_01_03_a_refusal_stands_beside_the_field(desk, folder, address, content, name, sentence):
    answer = desk.post(address, {**FACTS, "label": "x", "file": samples.upload(content, name)})

    assert errors(answer) == {"file": [sentence]}
    assert not list(folder.rglob("*.*"))


def test_upl_09_a_full_quota_stands_beside_the_field(desk, settings):
    settings.MEDIA_MAX_MB_EACH = 0
    answer = desk.post(ADD_IMAGE, {**FACTS, "file": samples.upload(samples.jpeg(), "a.jpg")})

    assert errors(answer) == {
        "file": ["You have used up your part of the media library. Ask an administrator for more room."]
    }


def test_dur_06_a_full_disk_is_no_server_error(desk, monkeypatch):
    monkeypatch.setattr(
        "embassy.lib.storage.WholeFileStorage._save", lambda *args: (_ for _ in ()).throw(OSError(28, "full"))
    )
    answer = desk.post(ADD_IMAGE, {**FACTS, "file": samples.upload(samples.jpeg(), "a.jpg")})

    assert answer.status_code == 200
    assert errors(answer) == {
        "file": ["The file could not be stored: the disk is full or the storage does not answer. Nothing was kept."]
    }
    assert not Image.objects.exists()


NO_ROOM = "The file could not be stored: the disk is full or the storage does not answer. Nothing was kept."
FULL = {
    "while it comes in": "django.core.files.uploadedfile.TemporaryUploadedFile.write",
    "before it comes in": "django.core.files.uploadedfile.tempfile.NamedTemporaryFile",
    "while it is made smaller": "embassy.lib.renditions.shutil.copyfileobj",
    "while it is stored": "embassy.lib.storage.WholeFileStorage._save",
}


@pytest.mark.parametrize("moment", FULL)
def test_upl_09_a_full_disk_is_said_beside_the_field_and_the_public_site_stays_up(
    desk, publish, folder, monkeypatch, moment
):
    """UPL-09, DUR-06: at whatever moment the disk is full, nothing half done is left."""
    draft = factories.make_draft(slug="public")
    show(draft, make_image("Public"))
    publish(draft)
    before, public = sorted(folder.rglob("*")), Image.objects.get()
    large = samples.encoded(samples.photo(2200, 1600), "PNG", compress_level=0)

    def full(*_given, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FULL[moment], full, raising=False)
    answer = desk.post(ADD_IMAGE, {**FACTS, "file": samples.upload(large, "a.png")})

    assert len(large) > 2_621_440
    assert errors(answer) == {"file": [NO_ROOM]}
    assert (list(Image.objects.all()), sorted(folder.rglob("*"))) == ([public], before)
    assert desk.get("/messages/public/").status_code == 200
    assert read(desk.get(f"/media/{public.names[0]}")).status_code == 200


@pytest.mark.parametrize(
    "name", ["a\x00b.pdf", "\u202egnp.exe.pdf", "x" * 300 + ".pdf", "..\\..\\a.pdf", "' onload=x.pdf"]
)
def test_upl_06_hostile_names_are_taken_quietly(desk, name):
    answer = desk.post(ADD_ATTACHMENT, {"label": "Note", "file": samples.upload(samples.PDF, name)})

    assert answer.status_code in (200, 302)
    for attachment in Attachment.objects.all():
        assert attachment.stem not in name
        assert desk.get(f"/admin/releases/attachment/{attachment.pk}/change/").status_code == 200


def test_the_page_of_a_picture_shows_it_and_where_it_is_used(desk):
    image, draft = make_image(), factories.make_draft("A <b>title</b>")
    show(draft, image)
    page = desk.get(f"/admin/releases/image/{image.pk}/change/").content.decode()

    assert f'<img src="/media/{image.stem}-480.jpg" width="480" height="360" alt="" loading="lazy">' in page
    assert f'<a href="/admin/releases/release/{draft.release_id}/change/">A &lt;b&gt;title&lt;/b&gt; (1)</a>' in page
    assert 'type="file"' not in page


def test_what_is_published_keeps_its_words_and_is_not_deleted(desk, publish):
    image, attachment, draft = make_image(credit="A"), make_attachment(), factories.make_draft()
    show(draft, image)
    attach(draft, attachment)
    publish(draft)
    address = f"/admin/releases/image/{image.pk}/"
    answer = desk.post(f"{address}change/", {**FACTS, "title": "New", "credit": "Forged"})
    image.refresh_from_db()

    assert (answer.status_code, image.title, image.credit) == (302, "New", "A")
    assert desk.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"/admin/releases/attachment/{attachment.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Image.objects.exists()


def test_an_unused_picture_is_deleted_with_its_files(desk, folder, django_capture_on_commit_callbacks):
    image = make_image()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/admin/releases/image/{image.pk}/delete/", {"post": "yes"})

    assert not Image.objects.exists()
    assert not list(folder.rglob("*.*"))


def test_a_picture_of_a_draft_is_protected(desk):
    image = make_image()
    show(factories.make_draft(), image)
    desk.post(f"/admin/releases/image/{image.pk}/delete/", {"post": "yes"})

    assert Image.objects.get() == image


@pytest.mark.parametrize("address", [ADD_IMAGE, ADD_ATTACHMENT, "/admin/releases/image/"])
def test_an_account_without_the_right_has_no_library(client, mission, address):
    client.force_login(User.objects.create_user("plain", password="tests-only", is_staff=True))
    upload = {**FACTS, "label": "x", "file": samples.upload(samples.jpeg(), "a.jpg")}

    assert (client.get(address).status_code, client.post(address, upload).status_code) == (403, 403)


def release_form(edition=None, **more):
    """What the form of a release sends, with no picture and no attachment."""
    words = {"title": "T", "summary": "", "body": "<p>x</p>", "kind": "news", "dated": "2026-05-04", "slug": "t"}
    rest = {
        "language": "en",
        "translation_key": "",
        "place": "",
        "office": "",
        "version": "0",
        "seen": "",
        "is_mine": "",
    }
    formsets = {
        f"{name}-{key}": "0" for name in ("image_uses", "attachment_uses") for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {**words, **rest, **formsets, "_continue": "1", **more}


def picture_row(image, number=0, **words):
    row = {"position": "1", "image": image.pk, "alt": "A ship", "caption": "", **words}
    return {"image_uses-TOTAL_FORMS": number + 1, **{f"image_uses-{number}-{key}": value for key, value in row.items()}}


def test_a_new_release_may_have_pictures_from_the_start(desk):
    answer = desk.post("/admin/releases/release/add/", release_form(**picture_row(make_image())))
    use = ImageUse.objects.select_related("edition").get()

    assert answer.status_code == 302, answer.context["errors"]
    assert (use.edition.title, use.position, use.alt) == ("T", 1, "A ship")


def test_a_draft_gets_changes_and_loses_pictures(desk):
    draft = factories.make_draft(slug="t")
    use = show(draft, make_image())
    address = reverse("admin:releases_release_change", args=[draft.release_id])
    form = desk.get(address).context["adminform"].form
    sent = {**form.initial, "version": draft.version} if form.initial else {}
    held = {key: value for key, value in sent.items() if key in ("seen", "version", "is_mine") and value is not None}
    row = picture_row(use.image, alt="Other", id=use.pk, edition=draft.pk)
    answer = desk.post(address, release_form(**held, **row, **{"image_uses-INITIAL_FORMS": "1"}))
    assert answer.status_code == 302, answer.context["errors"]
    assert ImageUse.objects.get().alt == "Other"
    held["version"] = Edition.objects.get().version
    answer = desk.post(
        address, release_form(**held, **row, **{"image_uses-INITIAL_FORMS": "1", "image_uses-0-DELETE": "on"})
    )

    assert answer.status_code == 302, answer.context["errors"]
    assert not ImageUse.objects.exists()


@pytest.mark.parametrize("words", [{"alt": ""}, {"alt": "x", "is_decorative": "on"}])
def test_a_picture_without_the_choice_is_refused_beside_it(desk, words):
    answer = desk.post("/admin/releases/release/add/", release_form(**picture_row(make_image(), **words)))
    formset = answer.context["inline_admin_formsets"][0].formset

    assert formset.errors == [{"__all__": ["Write an alternative text, or choose “decorative” and write none."]}]
    assert not Edition.objects.exists()


def test_a_forged_post_does_not_touch_the_pictures_of_a_public_text(desk, publish):
    draft = factories.make_draft(slug="t")
    use = show(draft, make_image())
    publish(draft)
    row = picture_row(use.image, alt="Forged", id=use.pk, edition=draft.pk)
    address = reverse("admin:releases_release_change", args=[draft.release_id])
    answer = desk.post(address, release_form(**row, **{"image_uses-INITIAL_FORMS": "1"}))

    assert answer.status_code == 403
    assert ImageUse.objects.get().alt == "What it shows."
    assert desk.get(address).status_code == 200


def test_who_may_write_but_not_upload_chooses_from_the_library(client, mission):
    user = User.objects.create_user("writer", password="tests-only", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["change_release", "view_release", "add_release", "view_image"])
    )
    client.force_login(user)
    image = make_image()
    found = client.get("/admin/autocomplete/?app_label=releases&model_name=imageuse&field_name=image&term=pict").json()

    assert [row["id"] for row in found["results"]] == [str(image.pk)]
    assert client.get(ADD_IMAGE).status_code == 403
