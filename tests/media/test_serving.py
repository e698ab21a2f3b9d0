"""EMB-04, UPL-05, UPL-08, HDR-06, HDR-07: what a media address answers, and to whom."""

import random

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from embassy.lib import instant
from embassy.lib.csp import SANDBOX
from releases import media, workflow
from tests import factories
from tests.media.rows import attach, make_attachment, make_image, show

pytestmark = pytest.mark.django_db


def get(client, name, **headers):
    """The answer, its whole body read into `body`."""
    return read(client.get(f"/media/{name}", headers=headers))


def read(response):
    response.body = b"".join(response) if response.streaming else response.content
    return response


def answer(response):
    """All that a stranger can see of an answer."""
    return response.status_code, response.body, sorted(response.headers.items())


@pytest.fixture
def draft():
    return factories.make_draft()


@pytest.fixture
def unknown(client):
    """What an address that never was anything answers."""
    response = answer(get(client, "0" * 32 + "-480.webp"))
    assert response[:2] == (404, b"Not found.\n")
    return response


def test_emb_04_a_draft_and_a_scheduled_text_show_nothing_by_any_address(client, draft, publish, unknown):
    image, attachment, unused = make_image(), make_attachment(), make_image("Unused")
    show(draft, image)
    attach(draft, attachment)
    names = [*image.names, *attachment.names, *unused.names]

    assert {str(answer(get(client, name))) for name in names} == {str(unknown)}
    publish(draft, minutes=5)
    assert {str(answer(get(client, name))) for name in names} == {str(unknown)}
    assert [answer(get(client, f"{name}?as-of=2099-01-01T00:00Z")) for name in names] == [unknown] * len(names)


def test_emb_04_a_live_text_shows_exactly_its_own_files(client, draft, publish, unknown):
    image, attachment, unused = make_image(), make_attachment(), make_image("Unused")
    show(draft, image)
    attach(draft, attachment)
    publish(draft, minutes=0)

    assert [get(client, name).status_code for name in (*image.names, *attachment.names)] == [200] * 7
    assert answer(get(client, unused.names[0])) == unknown


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1",
        "1-480.webp",
        "2026/11/",
        "library/",
        "../db.sqlite3",
        "%2e%2e/db.sqlite3",
        "..%2fdb.sqlite3",
        ".htaccess",
        "a.part",
        "\u202e.jpg",
        "x" * 5000,
        "%00",
        "index.html",
    ],
)
def test_emb_04_upl_06_07_there_is_no_index_and_no_way_out(client, draft, publish, name, unknown):
    show(draft, make_image())
    publish(draft)

    assert answer(get(client, name)) == unknown


def test_emb_04_a_digest_names_nothing(client, draft, publish, unknown):
    image = make_image()
    show(draft, image)
    publish(draft)

    for digest in (image.sha256, image.clean_sha256):
        assert image.stem not in digest
        assert answer(get(client, f"{digest[:32]}-480.webp")) == unknown


def test_upl_08_only_the_sizes_that_were_made_exist(client, draft, publish, folder, unknown):
    image = make_image()
    show(draft, image)
    publish(draft)
    files = sorted(folder.rglob("*"))
    sizes = random.Random(1).sample(range(9999), 300)
    answers = {str(answer(get(client, f"{image.stem}-{size}.webp"))) for size in sizes if size not in (480, 960, 1200)}

    assert answers == {str(unknown)}
    assert answer(get(client, f"{image.stem}-480.png")) == unknown
    assert answer(get(client, f"{image.stem}-0480.webp")) == unknown
    assert answer(get(client, f"{image.stem.upper()}-480.WEBP")) == unknown
    assert sorted(folder.rglob("*")) == files


def test_a_superseded_text_keeps_its_pictures(client, draft, publish):
    image = make_image()
    show(draft, image)
    first = publish(draft)
    follower = factories.follow(first, live_from=instant.now())
    live = get(client, image.names[0])

    assert follower.image_uses.get().image == image
    assert (live.status_code, live["Cache-Control"]) == (200, "public, max-age=31536000, s-maxage=600, immutable")


def test_a_picture_of_the_past_is_not_kept_for_ever(client, draft, publish):
    image = make_image()
    show(draft, image)
    first = publish(draft)
    second = factories.next_draft(first.release, "update")
    second.image_uses.all().delete()
    second.live_from = instant.now()
    workflow.record([[second]])
    past = get(client, image.names[0])

    assert (past.status_code, past["Cache-Control"]) == (200, "public, max-age=600")


def test_emb_04_after_a_redaction_nothing_is_fetchable_and_the_file_is_gone(
    client, draft, publish, unknown, folder, django_capture_on_commit_callbacks
):
    image, shared, attachment = make_image(), make_image("Shared"), make_attachment()
    other = factories.make_draft()
    for position, picture in enumerate((image, shared), 1):
        show(draft, picture, position)
    show(other, shared)
    attach(draft, attachment)
    edition = publish(draft)
    publish(other)
    with django_capture_on_commit_callbacks(execute=True):
        media.withhold(edition, instant.now())

    assert [answer(get(client, name)) for name in (*image.names, *attachment.names)] == [unknown] * 7
    assert get(client, shared.names[0]).status_code == 200
    assert sorted(path.name for path in folder.rglob("*.*")) == sorted(shared.names)


def test_staff_with_the_right_see_everything_and_no_cache_keeps_it(client, draft, officer, unknown):
    image, attachment = make_image(), make_attachment()
    plain = User.objects.create_user("plain", password="tests-only", is_staff=True)
    client.force_login(officer)
    seen = [get(client, name) for name in (*image.names, *attachment.names)]
    client.force_login(plain)
    unseen = get(client, image.names[0])

    assert [(response.status_code, response["Cache-Control"]) for response in seen] == [(200, "no-store")] * 7
    assert "ETag" not in seen[0]
    assert unseen.status_code == 404
    assert unseen.body == unknown[1]


@pytest.mark.parametrize(("extension", "mime"), [("webp", "image/webp"), ("jpg", "image/jpeg")])
def test_upl_05_hdr_06_07_headers_of_a_picture(client, draft, publish, extension, mime):
    image = make_image()
    show(draft, image)
    publish(draft)
    response = get(client, f"{image.stem}-480.{extension}")

    assert response["Content-Type"] == mime
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == SANDBOX
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["ETag"] == f'"{image.stem}-480.{extension}"'
    assert int(response["Content-Length"]) == len(response.body)
    assert response["Content-Disposition"] == f'inline; filename="{image.stem}-480.{extension}"'
    assert not {"Vary", "Set-Cookie"} & set(response.headers)


def test_upl_05_a_pdf_is_downloaded_and_runs_nothing(client, draft, publish):
    attachment = make_attachment(name="Нота-3.pdf")
    attach(draft, attachment)
    publish(draft)
    response = get(client, attachment.names[0])

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%D0%9D%D0%BE%D1%82%D0%B0-3.pdf"
    assert response["Content-Security-Policy"] == SANDBOX
    assert response["X-Content-Type-Options"] == "nosniff"


def test_head_and_not_modified_but_nothing_else(client, draft, publish):
    image = make_image()
    show(draft, image)
    publish(draft)
    url = f"/media/{image.names[0]}"
    etag = get(client, image.names[0])["ETag"]
    head = read(client.head(url))

    assert (head.status_code, head.body, head["ETag"]) == (200, b"", etag)
    assert get(client, image.names[0], **{"If-None-Match": etag}).status_code == 304
    assert client.post(url).status_code == 405


def test_a_redacted_picture_is_not_confirmed_by_its_tag_either(client, draft, publish):
    image = make_image()
    show(draft, image)
    edition = publish(draft)
    etag = get(client, image.names[0])["ETag"]
    media.withhold(edition, instant.now())

    assert get(client, image.names[0], **{"If-None-Match": etag}).status_code == 404


def test_avl_07_a_store_that_is_down_is_said_so_and_left_alone_for_a_while(client, draft, publish, monkeypatch):
    image = make_image()
    show(draft, image)
    publish(draft)
    asked = []

    def hang(name, mode):
        asked.append(name)
        raise TimeoutError

    monkeypatch.setattr(default_storage, "open", hang)
    answers = [get(client, image.names[0]) for _ in range(5)]

    assert [(response.status_code, response["Retry-After"], response["Cache-Control"]) for response in answers] == [
        (503, "15", "no-store")
    ] * 5
    assert len(asked) == 1


def test_a_file_that_is_lost_is_missing_and_no_error(client, draft, publish, folder, unknown):
    image = make_image()
    show(draft, image)
    publish(draft)
    for path in folder.rglob("*.*"):
        path.unlink()

    assert get(client, image.names[0]).status_code == 404


@pytest.mark.parametrize("is_public", [True, False])
def test_a_file_costs_few_queries(client, draft, publish, is_public, django_assert_num_queries):
    image = make_image()
    show(draft, image)
    if is_public:
        publish(draft)

    with django_assert_num_queries(1):
        get(client, image.names[0])
