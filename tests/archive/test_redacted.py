"""A redacted edition through an archive: that it was there stays, what it said is nowhere (EMB-12, DUR-07)."""

import json

import pytest
from django.core.files.storage import default_storage

from embassy.archive import reading, writing
from embassy.lib import instant
from embassy.lib.storage import WholeFileStorage
from releases import guards, workflow
from releases.models import Edition
from tests import factories
from tests.archive.building import archive, release
from tests.archive.with_media import LATER, faults
from tests.media.rows import attach, make_attachment, make_image, show

pytestmark = pytest.mark.django_db
CANARY = "kanarienvogel"
DIGEST = "a" * 64
ERASED = {"redacted_at": "2026-05-06T08:00:00Z", "digest": DIGEST}
COLUMNS = (
    *("number", "purpose", "state", "title", "body", "summary", "place", "excerpt", "folded_text", "note", "dated"),
    *("digest", "redacted_at", "live_from", "live_until", "release__slug", "release__first_published_at"),
)


@pytest.fixture(autouse=True)
def _media(tmp_path, monkeypatch):
    monkeypatch.setattr(default_storage, "_wrapped", WholeFileStorage(location=tmp_path / "media"))


def held():
    return list(Edition.objects.order_by("release__slug", "number").values(*COLUMNS))


def redact(edition, by):
    return workflow.redact(
        Edition.objects.select_related("release").get(pk=edition.pk), by=by, reason="A court.", at=instant.now()
    )


@pytest.fixture
def site(mission, officer):
    """Three releases of three editions each: redacted is the first, the second and the last of one each."""
    for place, name in enumerate(("first", "middle", "last")):
        first = factories.make_live(f"{CANARY} {name}", slug=name, summary=CANARY, place=CANARY)
        second = factories.follow(first)
        third = factories.follow(second, purpose="update", note="")
        redact((first, second, third)[place], officer)
    return held()


def test_an_export_of_it_fills_another_site_with_the_same_editions(site, tmp_path):
    writing.write(tmp_path / "out", instant.now())
    with guards.lifted():
        factories.delete_everything()

    reading.read(tmp_path / "out")

    assert held() == site
    assert {state for file in reading.read(tmp_path / "out").plan.counts.values() for state in (+file)} == {"unchanged"}
    first = (tmp_path / "out" / "releases.jsonl").read_bytes()
    writing.write(tmp_path / "again", instant.now())
    assert (tmp_path / "again" / "releases.jsonl").read_bytes() == first


def test_the_line_holds_no_word_of_it(mission, officer, tmp_path):
    edition = factories.make_live(f"{CANARY} title", slug="named", body=f"<p>{CANARY}</p>", place=CANARY)
    redacted = redact(edition, officer)
    later = factories.follow(redacted, title="Named anew", body="<p>New words.</p>", note="Written anew.")

    writing.write(tmp_path / "out", instant.now())

    text = (tmp_path / "out" / "releases.jsonl").read_text()
    assert json.loads(text) == {
        "slug": "named", "kind": "statement", "language": "en", "dated": "2026-05-04", "categories": [], "title": "",
        "body": "", "published_at": "2026-05-04T09:00:00Z", "redacted_at": redacted.redacted_at.isoformat()[:-6] + "Z",
        "digest": edition.digest,
        "editions": [{
            "purpose": "correction", "note": "Written anew.", "published_at": "2026-05-05T09:00:00Z",
            "title": "Named anew", "body": later.body,
        }],
    }  # fmt: skip
    assert CANARY not in text


def test_its_pictures_and_files_stay_behind(mission, officer, tmp_path):
    draft = factories.make_draft(CANARY)
    show(draft, make_image())
    attach(draft, make_attachment())
    draft.live_from = factories.PUBLISHED
    workflow.record([[draft]])
    redact(draft, officer)

    counts = writing.write(tmp_path / "out", instant.now())

    assert (counts.get("media"), (tmp_path / "out" / "media").exists()) == (None, False)
    assert not {"images", "attachments"} & set(json.loads((tmp_path / "out" / "releases.jsonl").read_text()))


def test_the_other_site_shows_the_tombstone(client, mission, tmp_path):
    reading.read(archive(tmp_path / "a", release("named", title="", body="", **ERASED)))

    page = client.get("/messages/named/")

    assert page.status_code == 200
    assert "Redacted for legal reasons" in page.content.decode()
    assert list(Edition.objects.values_list("title", "body", "folded_text", "digest")) == [("", "", "", DIGEST)]


REDACTED = release(title="", body="", **ERASED)
WORDED = release(editions=[LATER | ERASED])


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (release(title=""), "title: is empty; write a text"),
        (release(body=""), "body: is empty once it is sanitised; write the text"),
        (release(editions=[LATER | {"title": ""}]), "editions[0].title: is empty; write a text"),
        (release(digest=DIGEST), "digest: stands without redacted_at; leave it out, a site makes it of the words"),
        (
            REDACTED | {"digest": "x"},
            "digest: “x” is not a digest; write the 64 digits of a SHA-256 in hexadecimal",
        ),
        (
            REDACTED | {"title": "Words"},
            "title: stands beside redacted_at; a redacted text has no words, leave it out",
        ),
        (
            release(editions=[LATER | ERASED | {"summary": "Words"}]),
            "editions[0].summary: stands beside redacted_at; a redacted text has no words, leave it out",
        ),
        (
            REDACTED | {"redacted_at": "2020-01-01T00:00:00Z"},
            "redacted_at: is before published_at; only what was public is redacted",
        ),
        (
            release(editions=[LATER | ERASED | {"body": '<figure data-image="1"></figure>'}]),
            "editions[0].body: stands beside redacted_at; a redacted text has no words, leave it out",
        ),
    ],
)
def test_each_fault_has_its_sentence(tmp_path, line, fault):
    assert f"releases.jsonl:1: {fault}" in faults(archive(tmp_path / "a", line))


def test_a_redacted_edition_takes_over_no_word_and_no_picture_of_the_one_before(tmp_path):
    reading.read(archive(tmp_path / "a", WORDED))

    first, second = held()
    assert (first["title"], first["redacted_at"]) == ("Title of a-text", None)
    assert [second[name] for name in ("title", "body", "summary", "place", "digest")] == ["", "", "", "", DIGEST]


@pytest.mark.parametrize(
    ("there", "then", "fault"),
    [
        (
            release(),
            REDACTED,
            "redacted_at: tells of a redaction; redact this edition on the site as well, in the admin",
        ),
        (
            REDACTED,
            release(),
            "title: was erased on the site for legal reasons, which no import undoes; take the words out here",
        ),
    ],
)
def test_what_only_one_side_has_erased_is_a_fault_and_changes_nothing(tmp_path, there, then, fault):
    reading.read(archive(tmp_path / "a", there))
    before = held()

    assert f"releases.jsonl:1: {fault}" in faults(archive(tmp_path / "b", then))
    assert held() == before


def test_erased_on_both_sides_is_the_same_whenever_it_was_done(tmp_path, officer):
    reading.read(archive(tmp_path / "a", release()))
    digest = redact(Edition.objects.get(), officer).digest
    told = REDACTED | {"digest": digest}

    counts = reading.read(archive(tmp_path / "b", told)).plan.counts["releases.jsonl"]

    assert +counts == {"unchanged": 1}
    assert "releases.jsonl:1: digest: differs from what the site has published" in "\n".join(
        faults(archive(tmp_path / "c", REDACTED))
    )
