"""Reference numbers and former addresses survive an archive, and take nothing from another text."""

import json

import pytest

from embassy.archive import reading, writing
from embassy.lib import instant
from releases import guards, references, workflow
from releases.models import Edition, FormerSlug, Release
from tests.factories import delete_everything, make_live, make_mission, utc

pytestmark = pytest.mark.django_db
MAY = "2026-05-04T09:00:00Z"


def line(slug, published_at=MAY, **more):
    content = {
        "kind": "news",
        "language": "en",
        "dated": "2026-05-04",
        "categories": [],
        "title": "T",
        "body": "<p>B</p>",
    }
    return {"slug": slug, "published_at": published_at, **content, **more}


@pytest.fixture
def bring(tmp_path):
    """Imports releases, given as lines, into the site."""
    mission = {"name": "M", "short_name": "", "home_city": "A", "home_time_zone": "UTC", "host_city": "B"}
    mission |= {"host_time_zone": "UTC", "consular_phone": "", "consular_label": "", "press_email": ""}
    mission |= {"default_language": "en", "languages": ["en"]}

    def run(*lines, **options):
        (tmp_path / "mission.json").write_text(json.dumps(mission))
        (tmp_path / "releases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        return reading.read(tmp_path, **options)

    return run


def faults(bring, *lines):
    with pytest.raises(reading.Refused) as refused:
        bring(*lines)
    assert not FormerSlug.objects.filter(slug__in=["wrong"]).exists()
    return refused.value.problems.sentences


def numbers():
    rows = Release.objects.values_list("slug", "reference_year", "reference_number").order_by("slug")
    return {slug: f"{year}/{number}" for slug, year, number in rows}


def former():
    return sorted(FormerSlug.objects.values_list("release__slug", "slug"))


def exported(tmp_path, name):
    writing.write(tmp_path / name, instant.now())
    return [json.loads(text) for text in (tmp_path / name / "releases.jsonl").read_text().splitlines()]


def emptied():
    with guards.lifted():
        delete_everything()


def test_an_import_numbers_in_the_order_of_publication_whatever_the_order_of_lines(bring):
    bring(line("b", "2026-05-02T00:00:00Z"), line("a", "2026-05-01T00:00:00Z"), line("old", "2019-01-01T00:00:00Z"))
    assert numbers() == {"a": "2026/1", "b": "2026/2", "old": "2019/1"}

    bring(line("later-found", "2026-04-01T00:00:00Z"))
    assert numbers()["later-found"] == "2026/3"


def test_an_import_of_older_texts_moves_no_number_that_was_seen(bring):
    make_mission()
    seen = make_live(slug="seen", live_from=utc("2026-05-02T00:00Z")).release
    assert references.of(seen, instant.now()) == "2026/1"

    bring(line("older", "2026-05-01T00:00:00Z"))
    assert numbers() == {"seen": "2026/1", "older": "2026/2"}


def test_numbers_survive_a_round_trip(bring, tmp_path):
    bring(line("b", "2026-05-02T00:00:00Z"), line("old", "2019-01-01T00:00:00Z"))
    bring(line("found", "2026-04-01T00:00:00Z"))
    before = numbers()
    told = exported(tmp_path, "one")
    assert {record["slug"]: record.get("reference") for record in told} == {
        "old": None, "found": "2026/2", "b": "2026/1",
    }  # fmt: skip

    emptied()
    reading.read(tmp_path / "one")
    assert numbers() == before == {"b": "2026/1", "found": "2026/2", "old": "2019/1"}
    assert exported(tmp_path, "two") == told
    assert {**reading.read(tmp_path / "one").plan.counts["releases.jsonl"]} == {"unchanged": 3, "left out": 0}


def test_a_number_that_is_not_settled_yet_is_told_like_the_settled(bring, tmp_path):
    make_mission()
    make_live(slug="b", live_from=utc("2026-05-02T00:00Z"))
    references.settle(instant.now())
    make_live(slug="a", live_from=utc("2026-05-01T00:00Z"))

    told = {record["slug"]: record["reference"] for record in exported(tmp_path, "one")}
    assert told == {"a": "2026/2", "b": "2026/1"}


def test_a_number_goes_to_one_text(bring):
    assert faults(bring, line("a", reference="2026/7"), line("b", reference="2026/7")) == [
        "releases.jsonl:2: reference: “2026/7” is that of line 1 too; change one of them"
    ]
    bring(line("a", reference="2026/7"))
    assert numbers() == {"a": "2026/7"}
    assert faults(bring, line("b", reference="2026/7")) == [
        "releases.jsonl:1: reference: “2026/7” is another text's on the site; leave it out"
    ]
    assert faults(bring, line("a", reference="2026/8")) == [
        "releases.jsonl:1: reference: differs from the site's, 2026/7, which no import changes; leave it out"
    ]


@pytest.mark.parametrize("wrong", ["17", "2026/0", "2026/017", "26/1", "2026/32768", "2026/1 ", "٢٠٢٦/1"])
def test_a_number_is_year_and_number(bring, wrong):
    [fault] = faults(bring, line("a", reference=wrong))
    assert fault == (
        f"releases.jsonl:1: reference: “{wrong}” is not a reference number; write year/number, such as 2020/17"
    )


def test_old_addresses_survive_a_round_trip(bring, tmp_path, client, officer):
    """API-08."""
    make_mission()
    edition = make_live(slug="first")
    make_live(slug="other")
    for slug in ("second", "third"):
        edition = Edition.objects.select_related("release").get(pk=edition.pk)
        workflow.rename(edition, by=officer, slug=slug, reason="A name was misspelt.", at=instant.now())
    told = exported(tmp_path, "one")
    assert {record["slug"]: record.get("former_slugs") for record in told} == {
        "third": ["first", "second"], "other": None,
    }  # fmt: skip

    emptied()
    reading.read(tmp_path / "one")
    assert former() == [("third", "first"), ("third", "second")]
    assert exported(tmp_path, "two") == told
    response = client.get("/messages/first/")
    assert (response.status_code, response["Location"]) == (301, "/messages/third/")


def test_a_text_of_the_site_learns_of_its_former_addresses(bring):
    bring(line("a"))
    outcome = bring(line("a", former_slugs=["z"]))

    assert outcome.report() == "mission.json: 1 unchanged\nreleases.jsonl: 1 updated"
    assert former() == [("a", "z")]
    assert bring(line("a")).report() == "mission.json: 1 unchanged\nreleases.jsonl: 1 unchanged"


def test_no_former_address_takes_anothers(bring):
    """API-08: no capture."""
    bring(line("here", former_slugs=["before"]))

    assert faults(bring, line("a", former_slugs=["b"]), line("b")) == [
        "releases.jsonl:2: slug: “b” is a former address in line 1; change one"
    ]
    assert faults(bring, line("b"), line("a", former_slugs=["b"])) == [
        "releases.jsonl:2: former_slugs[0]: “b” is in line 1 too; leave one out"
    ]
    assert faults(bring, line("a", former_slugs=["x"]), line("b", former_slugs=["x"])) == [
        "releases.jsonl:2: former_slugs[0]: “x” is in line 1 too; leave one out"
    ]
    assert faults(bring, line("a", former_slugs=["here"])) == [
        "releases.jsonl:1: former_slugs[0]: “here” is the address of a text of the site; leave it out"
    ]
    assert faults(bring, line("a", former_slugs=["before"])) == [
        "releases.jsonl:1: former_slugs[0]: “before” was the address of another text of the site; leave it out"
    ]
    assert faults(bring, line("before")) == [
        "releases.jsonl:1: slug: “before” was the address of a text of the site, which it leads to; change it"
    ]
    assert faults(bring, line("a", former_slugs=["a"]), line("b", former_slugs=["../admin"])) == [
        "releases.jsonl:1: former_slugs[0]: “a” is named twice for this release; leave one out",
        "releases.jsonl:2: former_slugs[0]: “../admin” is not an address; use a-z, 0-9, - and _ only",
    ]
    assert former() == [("here", "before")]
