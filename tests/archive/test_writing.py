"""What an export holds, what it keeps to itself, and that it is the same bytes for the same content."""

import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from counters.models import Incident, Step
from embassy.archive import reading, target, writing
from embassy.archive.problems import ArchiveError
from embassy.models import Mission
from releases import guards
from releases.models import Edition, Feature, Release
from tests import factories
from tests.archive.building import INCIDENT, MISSION, archive, release

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
LATER = {"purpose": "correction", "note": "A name.", "published_at": "2026-05-05T08:00:00Z"}

FULL = release(
    "full",
    kind="speech",
    translation_key="group",
    issued_by="press-office",
    place="Strelsau",
    summary="In short.",
    body='<p>Words &amp; “quotes” \u2028 here, <span data-days-since="note">days</span> on.</p>',
    paragraph_numbers=True,
    published_at="2026-05-04T08:46:30Z",
    featured_from="2026-05-04T09:00:00Z",
    featured_until="2026-05-06T09:00:00Z",
    source_url="https://example.org/1",
    editions=[
        LATER | {"title": "Second", "summary": "", "issued_by": "", "paragraph_numbers": False, "categories": []},
        {"purpose": "update", "published_at": "2026-05-06T08:00:00Z", "body": "<p>Third</p>"},
        {"purpose": "withdrawal", "note": "Gone.", "published_at": "2026-05-07T08:00:00Z"},
    ],
)

ELSEWHERE = {"profiles": "https://social.example/@a https://video.example/a"}


def full_archive(folder):
    return archive(
        folder,
        FULL,
        release("earlier", published_at="2026-05-01T08:00:00Z"),
        release("full", language="fr", translation_key="group"),
        mission=MISSION
        | {"name": {"en": "Embassy", "fr": "Ambassade"}, "address": "1 Road", "colour_1": "#000000", **ELSEWHERE},
        offices=[{"slug": "press-office", "name": {"en": "Press", "fr": "Presse"}}],
        incidents=[
            INCIDENT
            | {
                "order": 3,
                "shown_from": "2026-03-05T00:00:00Z",
                "resolved_on": "2026-05-09",
                "description": "D",
                "releases": ["en/full", "fr/full"],
                "steps": [{"on": "2026-03-05", "text": "No answer."}, {"on": "2026-03-05", "text": "None."}],
            }
        ],
    )


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def lines(folder) -> list[dict]:
    return [json.loads(line) for line in (folder / "releases.jsonl").read_bytes().split(b"\n") if line]


def test_an_export_read_into_an_empty_site_exports_as_the_same_bytes(tmp_path):
    reading.read(full_archive(tmp_path / "a"))
    writing.write(tmp_path / "one", AT)
    with guards.lifted():
        factories.delete_everything()
    assert not Mission.objects.exists()

    reading.read(tmp_path / "one")
    counts = writing.write(tmp_path / "two", AT)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert counts == {
        "mission.json": 1,
        "categories.json": 1,
        "offices.json": 1,
        "incidents.json": 1,
        "releases.jsonl": 3,
    }


def test_every_key_comes_out_as_it_went_in(tmp_path):
    reading.read(full_archive(tmp_path / "a"))
    writing.write(tmp_path / "out", AT)

    earlier, french, full = lines(tmp_path / "out")
    assert full == FULL
    assert (earlier["slug"], french["language"]) == ("earlier", "fr")
    body = "<p>Words of the text.</p>"
    assert earlier == release("earlier", published_at="2026-05-01T08:00:00Z", body=body)
    exported = json.loads((tmp_path / "out" / "mission.json").read_text())
    given = {"name": {"en": "Embassy", "fr": "Ambassade"}, "address": "1 Road", "colour_1": "#000000", **ELSEWHERE}
    assert exported == MISSION | given | {"colour_2": "#9a6b1f"}
    incident = json.loads((tmp_path / "out" / "incidents.json").read_text())[0]
    assert incident["steps"] == [{"on": "2026-03-05", "text": "No answer."}, {"on": "2026-03-05", "text": "None."}]
    assert (incident["time_zone"], incident["releases"]) == ("Europe/Vienna", ["en/full", "fr/full"])


def test_a_zip_holds_the_same_and_is_the_same_bytes_each_time(tmp_path):
    reading.read(full_archive(tmp_path / "a"))
    writing.write(tmp_path / "out", AT)
    writing.write(tmp_path / "one.zip", AT)
    writing.write(tmp_path / "two.zip", AT)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == contents(tmp_path / "out")


def test_nothing_that_is_not_public_yet_leaves_the_site(tmp_path, officer):
    soon = AT + timedelta(minutes=1)
    factories.make_mission()
    live = factories.make_live("Public", live_from=AT - timedelta(days=2))
    factories.follow(live, live_from=soon, title="CANARY scheduled correction", note="CANARY note")
    factories.make_live("CANARY scheduled", live_from=soon, slug="canary")
    factories.make_draft("CANARY draft", slug="canary-draft", created_by=officer)
    drafted = factories.make_live("Public too", live_from=AT - timedelta(days=1))
    Edition.objects.create(release=drafted.release, number=2, purpose="update", title="CANARY", dated=date(2026, 5, 5))
    Feature.objects.create(release=live.release, featured_from=soon)
    shown = Incident.objects.create(slug="shown", name={"en": "Shown"}, occurred_on=date(2026, 5, 1), time_zone="UTC")
    shown.releases.set(Release.objects.all())
    Step.objects.create(incident=shown, happened_on=date(2026, 6, 2), text={"en": "CANARY step"})
    later = {"name": {"en": "CANARY"}, "time_zone": "UTC"}
    Incident.objects.create(slug="canary-later", occurred_on=date(2026, 5, 1), shown_from=soon, **later)
    Incident.objects.create(slug="canary-tomorrow", occurred_on=date(2026, 6, 2), **later)
    writing.write(tmp_path / "out", AT)

    everything = b"".join(contents(tmp_path / "out").values()).lower()
    assert everything.count(b"canary") == 0
    assert everything.count(b"officer") == 0
    assert [(line["title"], line.get("editions"), line.get("featured_from")) for line in lines(tmp_path / "out")] == [
        ("Public", None, None),
        ("Public too", None, None),
    ]


def test_a_dry_run_counts_and_writes_nothing(tmp_path):
    reading.read(full_archive(tmp_path / "a"))

    assert writing.write(tmp_path / "out", AT, dry_run=True)["releases.jsonl"] == 3
    assert not (tmp_path / "out").exists()


def refused(path, **options) -> str:
    with pytest.raises(ArchiveError) as error:
        writing.write(path, AT, **options)
    return str(error.value)


def test_a_place_that_is_taken_is_left_as_it_is(tmp_path):
    reading.read(full_archive(tmp_path / "a"))
    before = contents(tmp_path / "a")
    (tmp_path / "b.zip").write_bytes(b"mine")
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letters").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "home")
    taken = "is not empty; name another place, or add --replace."

    assert refused(tmp_path / "a") == f"{tmp_path}/a {taken}"
    assert refused(tmp_path / "b.zip") == f"{tmp_path}/b.zip {taken}"
    assert refused(tmp_path / "file", replace=True) == f"{tmp_path}/file is a file; name another place."
    assert refused(tmp_path / "link", replace=True) == f"{tmp_path}/link is a link; name the place itself."
    assert refused(tmp_path / "home", replace=True) == (
        f"{tmp_path}/home holds letters, which is not part of an archive; name another place."
    )
    assert refused(tmp_path / "no" / "x") == f"The folder {tmp_path}/no does not exist; make it first."
    assert contents(tmp_path / "a") == before
    assert (tmp_path / "b.zip").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["a", "a.zip"])
def test_replace_puts_the_new_archive_in_the_place_of_the_old(tmp_path, name):
    reading.read(full_archive(tmp_path / "given"))
    writing.write(tmp_path / name, AT)
    writing.write(tmp_path / "other", AT - timedelta(days=25, hours=2))
    writing.write(tmp_path / name, AT - timedelta(days=25, hours=2), replace=True)

    assert reading.read(tmp_path / name, dry_run=True, skip_invalid=True).plan.counts["releases.jsonl"].total() == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["given", name, "other"])


@pytest.mark.parametrize("name", ["a", "a.zip"])
def test_an_export_broken_off_leaves_what_was_there(tmp_path, name):
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / name
    with pytest.raises(KeyboardInterrupt), target.writing(path, replace=False) as opened:  # noqa: PT012
        with opened("mission.json") as stream:
            stream.write(b"half")
        raise KeyboardInterrupt
    assert list((tmp_path / "out").iterdir()) == []


def test_a_site_without_a_mission_is_not_exported(tmp_path):
    assert refused(tmp_path / "out") == "The site has no mission yet; enter it in the admin first."


@pytest.mark.shared
def test_the_page_of_2020_comes_out_as_it_went_in(shared, tmp_path):
    reading.read(shared / "seed-page")
    writing.write(tmp_path / "out", AT)

    given = {line["slug"]: line for line in lines(shared / "seed-page")}
    exported = {line["slug"]: line for line in lines(tmp_path / "out")}
    bodies = [{slug: line.pop("body") for slug, line in side.items()} for side in (given, exported)]
    assert exported == given
    assert bodies[0].keys() == bodies[1].keys()
