"""Pictures and attachments below a preview link: those of its edition, while it is good (EMB-04, EMB-10)."""

from datetime import timedelta

import pytest

from embassy.lib import instant
from embassy.lib.csp import SANDBOX
from releases import previews, workflow
from releases.models import Edition
from tests import factories
from tests.media.rows import attach, make_attachment, make_image, show
from tests.media.test_serving import answer, read

pytestmark = pytest.mark.django_db
PLACE = '<figure data-image="1"></figure>'


@pytest.fixture
def draft(mission):
    return factories.make_draft(body=f"<p>Words.</p>{PLACE}")


def address_of(edition, by, **span):
    now = instant.now()
    link, token = previews.issue(edition, recipient="A. Reader", expires_at=now + timedelta(hours=4), by=by, at=now)
    return link, f"/preview/{token}/"


def get(client, address, **headers):
    return read(client.get(address, headers=headers))


def files_below(client, address, rows):
    return [answer(get(client, f"{address}media/{name}")) for row in rows for name in row.names]


@pytest.fixture
def shown(draft, officer):
    """A draft with a placed picture, one after the text and an attachment; its link and address."""
    rows = [make_image("Placed"), make_image("After"), make_attachment()]
    show(draft, rows[0], 1)
    show(draft, rows[1], 2)
    attach(draft, rows[2])
    return rows, *address_of(draft, officer)


@pytest.fixture
def unknown(client, mission):
    """What a file below no link answers."""
    found = answer(get(client, "/preview/never/media/" + "0" * 32 + "-480.webp"))
    assert found[:2] == (404, b"Not found.\n")
    return found


def test_the_page_asks_for_its_files_below_its_own_address_and_holds_no_token(client, shown):
    (placed, after, file), _link, address = shown

    page = client.get(address).content.decode()

    assert [page.count(f'src="media/{image.stem}-960.jpg"') for image in (placed, after)] == [1, 1]
    assert f"media/{placed.stem}-480.webp 480w, media/{placed.stem}-960.webp 960w" in page
    assert f'<a href="media/{file.stem}.pdf">' in page
    assert ("/media/" in page, address.split("/")[2] in page) == (False, False)


def test_emb_10_a_reader_of_the_preview_gets_every_file_of_it_and_no_cache_keeps_one(client, shown):
    rows, _link, address = shown

    found = [get(client, f"{address}media/{name}") for row in rows for name in row.names]

    assert {
        (
            response.status_code,
            response["Cache-Control"],
            response["X-Robots-Tag"],
            response["Referrer-Policy"],
            response["Content-Security-Policy"],
            response["X-Content-Type-Options"],
        )
        for response in found
    } == {
        (
            200,
            "private, no-store",
            "noindex, nofollow, noarchive",
            "no-referrer",
            SANDBOX,
            "nosniff",
        )
    }
    assert [response["Content-Type"] for response in found[-2:]] == ["image/jpeg", "application/pdf"]
    assert found[-1]["Content-Disposition"] == 'attachment; filename="note.pdf"'
    assert {name for response in found for name in ("ETag", "Vary", "Set-Cookie") if name in response} == set()
    assert get(client, f"{address}media/{rows[0].names[0]}", **{"If-None-Match": '"x"'}).status_code == 200


def test_emb_04_the_public_addresses_stay_what_they_were(client, shown):
    rows, _link, address = shown
    public = "/media/" + rows[0].names[0]
    before = answer(get(client, public))

    client.get(address)
    get(client, f"{address}media/{rows[0].names[0]}")

    assert before[:2] == (404, b"Not found.\n")
    assert answer(get(client, public)) == before


def test_emb_10_the_link_shows_no_file_of_any_other_text(client, shown, officer, publish, unknown):
    rows, _link, address = shown
    other, live, unused = factories.make_draft(), factories.make_draft(), make_image("Unused")
    others = [make_image("Other"), make_image("Live"), unused]
    show(other, others[0])
    show(live, others[1])
    publish(live)
    _other_link, other_address = address_of(other, officer)

    assert files_below(client, address, others) == [unknown] * 18
    assert files_below(client, other_address, rows) == [unknown] * 13


@pytest.mark.parametrize("name", ["", "1", "../", "%2e%2e/%2e%2e/", "x" * 5000, "%00", "-480.webp", "%F0%9F%90%A6"])
def test_emb_10_a_name_that_is_none_is_the_same_404(client, shown, name, unknown):
    _rows, _link, address = shown

    assert answer(get(client, f"{address}media/{name}")) == unknown


def test_emb_10_the_files_die_with_the_link_by_every_death(client, shown, officer, monkeypatch, unknown):
    rows, link, address = shown
    now = instant.now()

    monkeypatch.setattr(instant, "now", lambda: link.expires_at)
    assert files_below(client, address, rows) == [unknown] * 13
    monkeypatch.setattr(instant, "now", lambda: now)
    previews.revoke(link, by=officer, at=now)
    assert files_below(client, address, rows) == [unknown] * 13


def test_emb_10_once_the_edition_is_live_its_files_have_public_addresses_alone(client, shown, publish, unknown):
    rows, link, address = shown
    publish(link.edition, minutes=-5)

    assert files_below(client, address, rows) == [unknown] * 13
    assert get(client, "/media/" + rows[0].names[0]).status_code == 200


def test_emb_10_a_scheduled_text_shows_its_files_until_its_minute(client, shown, publish, monkeypatch, unknown):
    rows, link, address = shown
    scheduled = publish(link.edition, minutes=10)
    assert {found[0] for found in files_below(client, address, rows)} == {200}

    monkeypatch.setattr(instant, "now", lambda: scheduled.live_from)

    assert files_below(client, address, rows) == [unknown] * 13


def test_a_picture_taken_out_of_the_draft_leaves_the_link(client, shown, unknown):
    rows, link, address = shown
    link.edition.image_uses.filter(image=rows[1]).delete()

    assert {found[0] for found in files_below(client, address, rows[:1])} == {200}
    assert files_below(client, address, rows[1:2]) == [unknown] * 6


def test_a_discarded_draft_takes_its_files_along(client, shown, officer, unknown):
    rows, link, address = shown
    workflow.discard(Edition.objects.get(pk=link.edition_id), by=officer, at=instant.now())

    assert files_below(client, address, rows) == [unknown] * 13


def test_nobody_writes_there_and_a_head_answers_like_a_get(client, shown):
    rows, _link, address = shown
    url = f"{address}media/{rows[0].names[0]}"

    assert client.post(url).status_code == 405
    assert sorted(read(client.head(url)).headers.items()) == answer(get(client, url))[2]


def test_opening_a_file_is_no_opening_of_the_link(client, shown):
    rows, link, address = shown
    get(client, f"{address}media/{rows[0].names[0]}")

    assert link.openings.count() == 0
