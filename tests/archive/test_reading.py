"""What an import accepts, what it refuses and in which words, and what is there after it."""

import json
import os
import stat
import zipfile
from datetime import UTC, date, datetime

import pytest

from counters.models import Incident
from embassy.archive import entering, reading, release_lines, source
from embassy.archive.problems import ArchiveError
from embassy.models import Mission
from releases import guards
from releases.models import END_OF_TIME, Edition, Feature, Release
from tests.archive.building import INCIDENT, MISSION, PUBLISHED, archive, held, histories, release

pytestmark = pytest.mark.django_db

LATER = {"purpose": "correction", "note": "A name.", "published_at": "2026-05-05T08:00:00Z"}


def faults(path, **options) -> list[str]:
    with pytest.raises(reading.Refused) as refused:
        reading.read(path, **options)
    return str(refused.value).splitlines()


def without(record: dict, key: str) -> dict:
    return {name: value for name, value in record.items() if name != key}


NOT_LATER = "is not later than the edition before it"
RELEASES = {
    "unknown key": (release(tytle="x"), "tytle: is not a key of the format; did you mean title?"),
    "unknown key unlike any": (release(approved_by=1), "approved_by: is not a key of the format; leave it out"),
    "missing key": (without(release(), "title"), "title: is missing; add it"),
    "null": (release(summary=None), "summary: is null; write a text in quotation marks"),
    "number for text": (release(title=7), "title: is a number; write a text in quotation marks"),
    "text for list": (release(categories="press"), "categories: is a text; write a list"),
    "text for boolean": (release(paragraph_numbers="yes"), "paragraph_numbers: is a text; write true or false"),
    "list for the line": ([], "(line): is a list; write an object"),
    "no zone": (
        release(published_at="2026-05-04T08:46:00"),
        "published_at: “2026-05-04T08:46:00” has no time zone; write 2020-01-18T08:46:00Z",
    ),
    "date for instant": (
        release(published_at="2026-05-04"),
        "published_at: “2026-05-04” is not an instant; write 2020-01-18T08:46:00Z",
    ),
    "impossible date": (
        release(dated="2026-02-29"),
        "dated: “2026-02-29” is not in the calendar; check year, month, day and time",
    ),
    "zero date": (
        release(dated="0000-00-00"),
        "dated: “0000-00-00” is not in the calendar; check year, month, day and time",
    ),
    "Thai year": (
        release(dated="0569-05-04"),
        "dated: “0569-05-04” is out of range; years from 1500 to 2999 are accepted",
    ),
    "ambiguous date": (release(dated="04.05.2026"), "dated: “04.05.2026” is not a date; write 2020-01-18"),
    "before all time": (
        release(published_at="0001-01-01T00:00:00+14:00"),
        "published_at: “0001-01-01T00:00:00+14:00” is not in the calendar; check year, month, day and time",
    ),
    "unknown kind": (
        release(kind="tweet"),
        "kind: “tweet” is unknown; use one of statement, comment, press_release, answer, speech, news",
    ),
    "unknown language": (
        release(language="xx"),
        "language: “xx” is not a language code; use a code such as en, fr or ar",
    ),
    "slug with letters beyond ASCII": (
        release("été"),
        "slug: “été” is not an address; use a-z, 0-9, - and _ only",
    ),
    "slug as a path": (release("../x"), "slug: “../x” is not an address; use a-z, 0-9, - and _ only"),
    "long slug": (release("a" * 201), "slug: has 201 characters; at most 200 fit"),
    "long title": (release(title="a" * 501), "title: has 501 characters; at most 500 fit"),
    "blank title": (release(title=" \u202e\u0007 "), "title: is empty; write a text"),
    "body of script alone": (
        release(body="<script>alert(1)</script>"),
        "body: is empty once it is sanitised; write the text",
    ),
    "source that is no web address": (
        release(source_url="javascript:alert(1)"),
        "source_url: “javascript:alert(1)” is not accepted: enter a valid URL",
    ),
    "unknown category": (
        release(categories=["sport"]),
        "categories: “sport” is not a category; add it to categories.json",
    ),
    "unknown office": (release(issued_by="moon"), "issued_by: “moon” is not an office; add it to offices.json"),
    "half a surrogate": (
        release(title="a\ud800"),
        "title: holds the character U+D800, which cannot be stored; take it out",
    ),
    "NUL": (release(body="<p>a\0</p>"), "body: holds the character U+0000, which cannot be stored; take it out"),
    "edition not later": (
        release(editions=[LATER | {"published_at": PUBLISHED}]),
        f"editions[0].published_at: {NOT_LATER} (2026-05-04T08:46:00Z); write a later instant",
    ),
    "edition not later than the last": (
        release(editions=[LATER, LATER]),
        f"editions[1].published_at: {NOT_LATER} (2026-05-05T08:00:00Z); write a later instant",
    ),
    "correction without note": (
        release(editions=[without(LATER, "note")]),
        "editions[0].note: is missing; tell readers the reason of the correction",
    ),
    "withdrawal with an empty note": (
        release(editions=[LATER | {"purpose": "withdrawal", "note": " "}]),
        "editions[0].note: is missing; tell readers the reason of the withdrawal",
    ),
    "second original": (
        release(editions=[LATER | {"purpose": "original"}]),
        "editions[0].purpose: “original” is unknown; use one of correction, update, withdrawal",
    ),
    "unknown key of an edition": (
        release(editions=[LATER | {"slug": "x"}]),
        "editions[0].slug: is not a key of the format; leave it out",
    ),
    "unknown category of an edition": (
        release(editions=[LATER | {"categories": ["sport"]}]),
        "editions[0].categories: “sport” is not a category; add it to categories.json",
    ),
    "featured until before from": (
        release(featured_from="2026-05-05T00:00:00Z", featured_until="2026-05-05T00:00:00Z"),
        "featured_until: is not later than featured_from; write a later instant",
    ),
    "featured until alone": (
        release(featured_until="2026-05-05T00:00:00Z"),
        "featured_until: stands without featured_from; add when it begins",
    ),
    "too many editions": (release(editions=[LATER] * 1001), "editions: has 1001 elements; at most 1000 are read"),
}


@pytest.mark.parametrize(("record", "sentence"), RELEASES.values(), ids=RELEASES)
def test_a_faulty_release_is_named_and_nothing_is_kept(tmp_path, record, sentence):
    path = archive(tmp_path / "a", release("sound"), record)

    assert faults(path) == [f"releases.jsonl:2: {sentence}"]
    assert held() == {}


LINES = {
    "not JSON": (
        b'{slug: "a"}',
        (
            "is not JSON (column 2: Expecting property name enclosed in double quotes); "
            "check quotation marks, commas and brackets there"
        ),
    ),
    "cut off": (
        b'{"slug": "a"',
        "is not JSON (column 13: Expecting ',' delimiter); check quotation marks, commas and brackets there",
    ),
    "NaN": (b'{"slug": NaN}', "holds NaN, which is not JSON; write a number or leave the key out"),
    "Infinity": (b'{"slug": -Infinity}', "holds -Infinity, which is not JSON; write a number or leave the key out"),
    "5,000 digits": (b'{"slug": ' + b"9" * 5000 + b"}", "holds a number of 5000 digits; at most 15 are read"),
    "a key twice": (b'{"slug": "a", "slug": "b"}', "has the key “slug” twice in one object; keep one of them"),
    "deep nesting": (b"[" * 100_000 + b"]" * 100_000, "is nested too deeply; the format has four levels"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "is nested too deeply; the format has four levels"),
    "Windows-1251": (
        b'{"slug": "' + "Посольство".encode("cp1251") + b'"}',
        "is not UTF-8 (byte 11); save the file as UTF-8",
    ),
    "too long": (b" " * (source.LINE_MAX_BYTES + 1), "is longer than 4194304 bytes; split the text or shorten it"),
}


@pytest.mark.parametrize(("line", "sentence"), LINES.values(), ids=LINES)
def test_a_line_that_is_no_json_is_named(tmp_path, line, sentence):
    sound = json.dumps(release()).encode()
    path = archive(tmp_path / "a", releases=sound + b"\n" + line + b"\n" + json.dumps(release("b")).encode())

    assert faults(path) == [f"releases.jsonl:2: (line): {sentence}"]
    assert held() == {}


def mission(**keys) -> dict:
    return {"mission": MISSION | keys}


def incident(**keys) -> dict:
    return {"incidents": [INCIDENT | keys]}


STEP = {"on": "2026-03-05", "text": "No answer."}
FILES = {
    "mission without a name": ({"mission": without(MISSION, "name")}, "mission.json:1: name: is missing; add it"),
    "mission with an empty name": (mission(name=""), "mission.json:2: name: is empty; write a text"),
    "unknown zone": (
        mission(home_time_zone="Europe/Strelsau"),
        "mission.json:5: home_time_zone: “Europe/Strelsau” is not a time zone; use a name such as Europe/London",
    ),
    "zone as a path": (
        mission(host_time_zone="../../etc/passwd"),
        "mission.json:7: host_time_zone: “../../etc/passwd” is not a time zone; use a name such as Europe/London",
    ),
    "no telephone": (
        mission(consular_phone="call us"),
        "mission.json:8: consular_phone: “call us” is not accepted: enter a telephone number, such as +44 20 7946 0000",
    ),
    "no e-mail address": (
        mission(press_email="press"),
        "mission.json:10: press_email: “press” is not accepted: enter a valid email address",
    ),
    "unknown second language": (
        mission(languages=["en", "elvish"]),
        "mission.json:14: languages[1]: “elvish” is not a language code; use a code such as en, fr or ar",
    ),
    "name in an unknown language": (
        mission(name={"en": "Embassy", "elvish": "x"}),
        "mission.json:4: name.elvish: “elvish” is not a language code; use a code such as en, fr or ar",
    ),
    "name as a list": (
        mission(name=[]),
        "mission.json:2: name: is a list; write a text, or an object of texts by language code",
    ),
    "long text": (mission(home_city="a" * 61), "mission.json:4: home_city: has 61 characters; at most 60 fit"),
    "no colour": (
        mission(colour_1="red"),
        (
            "mission.json:16: colour_1: “red” is not accepted: "
            "enter a colour as # and six hexadecimal digits, such as #0f4c56"
        ),
    ),
    "mission as a list": ({"mission": []}, "mission.json:1: (file): is a list; write an object"),
    "mission key twice": (
        {"mission": '{\n"name": "a",\n"name": "b"}'},
        "mission.json:3: (file): has the key “name” twice in one object; keep one of them",
    ),
    "mission no JSON": (
        {"mission": '{\n"name": "a"\n"short_name": "b"}'},
        (
            "mission.json:3: (file): is not JSON (column 1: Expecting ',' delimiter); "
            "check quotation marks, commas and brackets there"
        ),
    ),
    "more after the end": (
        {"mission": json.dumps(MISSION) + "\n{}"},
        "mission.json:2: (file): is not JSON (column 1: Extra data); check quotation marks, commas and brackets there",
    ),
    "mission not UTF-8": (
        {"mission": '{\n"name": "Посольство"}'.encode("cp1251")},
        "mission.json:2: (file): is not UTF-8 (byte 12); save the file as UTF-8",
    ),
    "UTF-16": (
        {"mission": json.dumps(MISSION).encode("utf-16")},
        "mission.json:1: (file): is not UTF-8 (byte 1); save the file as UTF-8",
    ),
    "deep list file": (
        {"offices": "[" * 100_000},
        "offices.json:1: (file): is nested too deeply; the format has four levels",
    ),
    "huge list file": (
        {"offices": "[" + "1," * (2 << 20) + "1]"},
        "offices.json:1: (file): is larger than 4194304 bytes; no such file needs that",
    ),
    "offices as an object": ({"offices": {}}, "offices.json:1: (file): is not a list; write a list of objects"),
    "office as a text": ({"offices": ["x"]}, "offices.json:2: (element): is a text; write an object"),
    "office twice": (
        {"offices": [{"slug": "a", "name": "A"}, {"slug": "a", "name": "B"}]},
        "offices.json:7: slug: “a” stands on line 2 too; keep one of them",
    ),
    "office slug in capitals": (
        {"offices": [{"slug": "A", "name": "A"}]},
        "offices.json:3: slug: “A” is not an address; use a-z, 0-9, - and _ only",
    ),
    "resolved before it occurred": (
        incident(resolved_on="2026-03-03"),
        "incidents.json:7: resolved_on: is before the incident itself (2026-03-04); write that day or a later one",
    ),
    "step before the incident": (
        incident(steps=[STEP, STEP | {"on": "2026-03-03"}]),
        "incidents.json:12: steps[1].on: is before the incident itself (2026-03-04); write that day or a later one",
    ),
    "hidden before shown": (
        incident(shown_from="2026-03-05T00:00:00Z", shown_until="2026-03-05T01:00:00+01:00"),
        "incidents.json:8: shown_until: is not later than shown_from; write a later instant",
    ),
    "order as text": (incident(order="1"), "incidents.json:7: order: is a text; write a whole number"),
    "order too large": (
        incident(order=40000),
        "incidents.json:7: order: is 40000; write a whole number from 0 to 32767",
    ),
    "release of nowhere": (
        incident(releases=["en/gone"]),
        "incidents.json:8: releases[0]: “en/gone” is neither in this archive nor on the site; add it or leave it out",
    ),
    "release without its language": (
        incident(releases=["a-text"]),
        "incidents.json:8: releases[0]: “a-text” names no release; write <language>/<slug>, such as en/some-statement",
    ),
}


@pytest.mark.parametrize(("files", "sentence"), FILES.values(), ids=FILES)
def test_a_fault_of_a_list_file_is_named_by_its_line(tmp_path, files, sentence):
    path = archive(tmp_path / "a", release(), **files)

    assert faults(path) == [sentence]
    assert held() == {}


def test_the_files_that_must_be_there(tmp_path):
    (tmp_path / "a").mkdir()

    assert faults(tmp_path / "a") == [
        "mission.json:1: (file): is missing; add it to the archive",
        "releases.jsonl:1: (file): is missing; add it to the archive",
    ]


def test_doubles_name_both_lines(tmp_path):
    path = archive(
        tmp_path / "a",
        release("one", translation_key="group"),
        release("one"),
        release("one", language="fr", translation_key="group"),
        release("two", translation_key="group"),
    )

    assert faults(path) == [
        "releases.jsonl:2: slug: “one” is that of line 1 too, in the same language; change one of them",
        "releases.jsonl:4: translation_key: “group” is that of line 1 too, in the same language; change one of them",
    ]


def test_fifty_faults_are_listed_and_the_rest_counted(tmp_path):
    path = archive(tmp_path / "a", *[release(kind="x")] * 53)

    found = faults(path)
    assert (len(found), found[-1]) == (51, "and 3 more")


def test_a_byte_order_mark_and_blank_lines_are_passed_over(tmp_path):
    lines = "\ufeff" + json.dumps(release()) + "\r\n\r\n  \n"
    path = archive(tmp_path / "a", releases=lines, mission="\ufeff" + json.dumps(MISSION))

    assert reading.read(path).report() == (
        "mission.json: 1 created\ncategories.json: 1 created\nreleases.jsonl: 1 created"
    )


def test_everything_of_a_release_arrives(tmp_path):
    line = release(
        translation_key="group",
        issued_by="press-office",
        place="Strelsau",
        summary="In short.",
        paragraph_numbers=True,
        source_url="https://example.org/1",
        featured_from="2026-05-04T10:00:00+02:00",
        editions=[
            LATER | {"title": "Second", "issued_by": ""},
            {"purpose": "withdrawal", "note": "Gone.", "published_at": "2026-05-06T08:00:00Z"},
        ],
    )
    reading.read(archive(tmp_path / "a", line, offices=[{"slug": "press-office", "name": {"fr": "Presse"}}]))

    row = Release.objects.get()
    assert (row.kind, row.translation_key, row.source_url) == ("statement", "group", "https://example.org/1")
    assert row.first_published_at == datetime(2026, 5, 4, 8, 46, tzinfo=UTC)
    body, begins = "<p>Words of the text.</p>", datetime(2026, 5, 4, 8, 46, tzinfo=UTC)
    second, third = datetime(2026, 5, 5, 8, tzinfo=UTC), datetime(2026, 5, 6, 8, tzinfo=UTC)
    assert histories() == [
        ("a-text", 1, "original", "Title of a-text", body, "", "approved", begins, second),
        ("a-text", 2, "correction", "Second", body, "A name.", "approved", second, third),
        ("a-text", 3, "withdrawal", "Second", body, "Gone.", "approved", third, END_OF_TIME),
    ]
    editions = list(Edition.objects.order_by("number"))
    assert [edition.office and edition.office.slug for edition in editions] == ["press-office", None, None]
    assert [[c.slug for c in edition.categories.all()] for edition in editions] == [["press"]] * 3
    assert {(e.dated, e.place, e.summary, e.has_paragraph_numbers, e.created_by) for e in editions} == {
        (date(2026, 5, 4), "Strelsau", "In short.", True, None)
    }
    assert Feature.objects.get().featured_from == datetime(2026, 5, 4, 8, tzinfo=UTC)


def test_a_plain_string_is_a_text_of_the_default_language(tmp_path):
    reading.read(archive(tmp_path / "a", **mission(default_language="fr", home_city={"en": "A", "fr": "B"})))

    row = Mission.objects.get()
    assert (dict(row.name), dict(row.home_city)) == ({"fr": "Embassy of Ruritania"}, {"en": "A", "fr": "B"})


def test_the_second_time_nothing_changes(tmp_path):
    featured = release("featured", featured_from=PUBLISHED, editions=[LATER | {"body": "<p>Other</p>"}])
    path = archive(tmp_path / "a", release(), featured, **incident(steps=[STEP, STEP], releases=["en/featured"]))
    reading.read(path)
    before = held(), histories()

    assert reading.read(path).report() == (
        "mission.json: 1 unchanged\ncategories.json: 1 unchanged\n"
        "incidents.json: 1 unchanged\nreleases.jsonl: 2 unchanged"
    )
    assert (held(), histories()) == before


def test_a_note_on_a_first_edition_is_no_difference(tmp_path):
    path = archive(tmp_path / "a", release())
    reading.read(path)
    with guards.lifted():
        Edition.objects.update(note="Never shown.")

    assert reading.read(path).plan.counts["releases.jsonl"] == {"unchanged": 1, "left out": 0}


def test_later_editions_are_appended(tmp_path):
    reading.read(archive(tmp_path / "a", release()))
    withdrawal = {"purpose": "withdrawal", "note": "Gone.", "published_at": "2026-05-06T08:00:00Z"}
    outcome = reading.read(archive(tmp_path / "a", release(editions=[LATER, withdrawal])))

    assert outcome.plan.counts["releases.jsonl"] == {"extended": 1, "left out": 0}
    ends = [datetime(2026, 5, 5, 8, tzinfo=UTC), datetime(2026, 5, 6, 8, tzinfo=UTC), END_OF_TIME]
    assert list(Edition.objects.order_by("number").values_list("live_until", flat=True)) == ends


OTHERWISE = {
    "title": (release(title="Other"), "title"),
    "body": (release(body="<p>Other</p>"), "body"),
    "kind": (release(kind="news"), "kind"),
    "categories": (release(categories=[]), "categories"),
    "published_at": (release(published_at="2026-05-04T08:47:00Z"), "published_at"),
    "a later title": (release(editions=[LATER | {"title": "Third"}]), "editions[0].title"),
}


@pytest.mark.parametrize(("line", "key"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_has_been_published_is_not_changed(tmp_path, line, key):
    line = {"editions": [LATER | {"title": "Second"}]} | line
    reading.read(archive(tmp_path / "a", release(editions=[LATER | {"title": "Second"}])))
    before = histories()

    sentence = "differs from what the site has published, which no import changes; correct it by a later edition"
    found = faults(archive(tmp_path / "a", line))
    assert found[0] == f"releases.jsonl:1: {key}: {sentence}"
    assert histories() == before


def test_an_import_takes_no_edition_back_and_passes_no_draft(tmp_path):
    reading.read(archive(tmp_path / "a", release(editions=[LATER]), release("drafted")))
    Edition.objects.create(
        release=Release.objects.get(slug="drafted"), number=2, purpose="update", title="x", dated=date(2026, 5, 4)
    )
    Release.objects.create(slug="unpublished")

    path = archive(tmp_path / "a", release(), release("drafted", editions=[LATER]), release("unpublished"))
    assert faults(path) == [
        "releases.jsonl:1: editions: are 0 and the site has 1; an import takes none back",
        (
            "releases.jsonl:2: editions: cannot be added: the site holds a draft of this release; "
            "approve or discard it first"
        ),
        (
            "releases.jsonl:3: slug: is the address of an unpublished release of the site; "
            "publish or discard that one, or change the slug"
        ),
    ]


def test_a_translation_group_of_the_site_is_kept_apart(tmp_path):
    reading.read(archive(tmp_path / "a", release("one", translation_key="group")))

    assert faults(archive(tmp_path / "a", release("two", translation_key="group"))) == [
        "releases.jsonl:1: translation_key: is that of “one” on the site in the same language; use another"
    ]


def test_labels_are_brought_up_to_date(tmp_path):
    reading.read(archive(tmp_path / "a", release(), **incident(steps=[STEP], description="Before.")))
    renamed = INCIDENT | {"name": "the other note", "steps": [STEP, STEP | {"text": "Still none."}]}
    path = archive(
        tmp_path / "a",
        release(),
        mission=MISSION | {"short_name": "E"},
        categories=[{"slug": "press", "name": "Media"}],
        incidents=[renamed | {"releases": ["en/a-text"]}],
    )

    assert reading.read(path).report() == (
        "mission.json: 1 updated\ncategories.json: 1 updated\nincidents.json: 1 updated\nreleases.jsonl: 1 unchanged"
    )
    row = Incident.objects.get()
    assert (dict(row.name), dict(row.description)) == ({"en": "the other note"}, {"en": "Before."})
    assert [dict(step.text) for step in row.steps.all()] == [{"en": "Still none."}, {"en": "No answer."}]
    assert [linked.slug for linked in row.releases.all()] == ["a-text"]


def test_a_feature_gets_its_end(tmp_path):
    reading.read(archive(tmp_path / "a", release(featured_from=PUBLISHED)))
    ended = release(featured_from=PUBLISHED, featured_until="2026-05-05T00:00:00Z")

    assert reading.read(archive(tmp_path / "a", ended)).plan.counts["releases.jsonl"] == {"updated": 1, "left out": 0}
    assert Feature.objects.get().featured_until == datetime(2026, 5, 5, tzinfo=UTC)


def test_skip_invalid_leaves_out_what_is_faulty_and_what_needs_it(tmp_path):
    path = archive(
        tmp_path / "a",
        release("sound"),
        release("faulty", kind="x"),
        release("orphan", categories=["broken"]),
        categories=[{"slug": "press", "name": "Press"}, {"slug": "broken", "name": ""}],
        incidents=[
            INCIDENT | {"releases": ["en/orphan"]},
            INCIDENT | {"slug": "sound", "releases": ["en/sound"]},
        ],
    )
    outcome = reading.read(path, skip_invalid=True)

    assert outcome.problems.sentences == [
        "categories.json:8: name: is empty; write a text",
        "releases.jsonl:2: kind: “x” is unknown; use one of statement, comment, press_release, answer, speech, news",
        "releases.jsonl:3: categories: “broken” is not a category; add it to categories.json",
        "incidents.json:8: releases[0]: “en/orphan” is neither in this archive nor on the site; add it or leave it out",
    ]
    assert outcome.left_out == 4
    assert held() == {"Mission": 1, "Category": 1, "Release": 1, "Edition": 1, "Incident": 1}


def test_skip_invalid_does_not_pass_a_faulty_mission(tmp_path):
    path = archive(tmp_path / "a", release(), **mission(default_language="xx"))

    assert len(faults(path, skip_invalid=True)) == 1
    assert held() == {}


def test_a_dry_run_counts_and_writes_nothing(tmp_path):
    path = archive(tmp_path / "a", release(), **incident())

    assert reading.read(path, dry_run=True).report() == (
        "mission.json: 1 created\ncategories.json: 1 created\nincidents.json: 1 created\nreleases.jsonl: 1 created"
    )
    assert held() == {}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_an_import_broken_off_leaves_whole_releases_and_is_completed_by_the_next(tmp_path, monkeypatch, stop):
    monkeypatch.setattr(release_lines, "BATCH_MAX", 2)
    path = archive(tmp_path / "a", *[release(f"text-{n}", editions=[LATER]) for n in range(7)], **incident())
    batches = []

    def record_two(histories, known):
        batches.append(histories)
        if len(batches) == 6:  # the second generation of the third batch
            raise stop
        return record(histories, known)

    record = entering.workflow.record
    with monkeypatch.context() as patch, pytest.raises(stop):  # noqa: PT012  (the patch ends with the block)
        patch.setattr(entering.workflow, "record", record_two)
        reading.read(path)
    assert held() == {"Mission": 1, "Category": 1, "Release": 4, "Edition": 8}
    assert set(Edition.objects.values_list("state", flat=True)) == {"approved"}

    outcome = reading.read(path)
    assert outcome.plan.counts["releases.jsonl"] == {"created": 3, "unchanged": 4, "left out": 0}
    assert held() == {"Mission": 1, "Category": 1, "Release": 7, "Edition": 14, "Incident": 1}


def test_hostile_bodies_are_sanitised(tmp_path):
    hostile = (
        '<p onclick="x()">Hello <a href="jav&#x09;ascript:alert(1)">there</a></p><script>alert(1)</script><iframe>'
    )
    reading.read(archive(tmp_path / "a", release(body=hostile, title="A\u202etitle\u0007", editions=[LATER])))

    assert list(Edition.objects.values_list("body", "title")) == [("<p>Hello there</p>", "Atitle")] * 2


# The archive as a zip


def zipped(folder, target, prefix=""):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.write(path, prefix + path.name)
    return target


@pytest.mark.parametrize("prefix", ["", "archive/"])
def test_a_zip_is_read_like_its_folder(tmp_path, prefix):
    path = zipped(archive(tmp_path / "a", release()), tmp_path / "a.zip", prefix)

    assert reading.read(path).plan.counts["releases.jsonl"] == {"created": 1, "left out": 0}


def member(name="x", mode=stat.S_IFREG | 0o644, **more):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in more.items():
        setattr(info, key, value)
    return info


HOSTILE_MEMBERS = {
    "parent": (member("../../etc/cron.d/x"), "“../../etc/cron.d/x” points outside the archive"),
    "absolute": (member("/etc/passwd"), "“/etc/passwd” points outside the archive"),
    "backslash": (member("..\\x"), "“..\\x” points outside the archive"),
    "drive": (member("C:x"), "“C:x” points outside the archive"),
    "symlink": (member("x", stat.S_IFLNK | 0o777), "“x” is a link or a device, not a file"),
}


@pytest.mark.parametrize(("info", "words"), HOSTILE_MEMBERS.values(), ids=HOSTILE_MEMBERS)
def test_a_zip_that_points_outside_is_refused(tmp_path, info, words):
    path = zipped(archive(tmp_path / "a", release()), tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(info, "x")

    with pytest.raises(ArchiveError, match=r"^The zip file was refused: ") as refused:
        reading.read(path)
    assert str(refused.value) == f"The zip file was refused: {words}."
    assert held() == {}


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = archive(tmp_path / "a", releases=b"\n" * (20 << 20))

    with pytest.raises(ArchiveError) as refused:
        reading.read(zipped(path, tmp_path / "a.zip"))
    assert str(refused.value) == ("The zip file was refused: “releases.jsonl” unpacks to more than 200 times its size.")


def test_a_zip_of_too_much_is_refused(tmp_path, monkeypatch):
    path = zipped(archive(tmp_path / "a", release()), tmp_path / "a.zip")

    monkeypatch.setattr(source, "TOTAL_MAX_BYTES", 100)
    with pytest.raises(ArchiveError, match=r"^The zip file unpacks to more than 1 GB; send the folder itself\.$"):
        reading.read(path)
    monkeypatch.setattr(source, "MEMBERS_MAX", 2)
    with pytest.raises(ArchiveError, match=r"^The zip file holds 3 files; at most 2 are read\.$"):
        reading.read(path)


def test_a_damaged_zip_is_refused(tmp_path):
    path = zipped(archive(tmp_path / "a", *[release(f"t-{n}") for n in range(50)]), tmp_path / "a.zip")
    content = bytearray(path.read_bytes())
    start = content.index(b"releases.jsonl") + 20
    content[start : start + 60] = bytes(60)
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"^releases\.jsonl cannot be read: "):
        reading.read(path)

    path.write_bytes(b"no zip")
    with pytest.raises(ArchiveError, match=r"is neither a folder nor a zip file"):
        reading.read(path)


def test_links_and_pipes_in_a_folder_are_refused(tmp_path):
    path = archive(tmp_path / "a", release())
    (path / "offices.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(ArchiveError) as refused:
        reading.read(path)
    assert str(refused.value) == (
        f"{path}/offices.json is not a plain file (links are not followed); put the file itself there."
    )

    (path / "offices.json").unlink()
    os.mkfifo(path / "offices.json")
    with pytest.raises(ArchiveError):
        reading.read(path)


# Real archives, where they stand beside the project


@pytest.mark.shared
def test_the_page_of_2020_arrives_whole(shared):
    outcome = reading.read(shared / "seed-page")

    assert outcome.problems.sentences == []
    assert held() == {
        "Mission": 1, "Category": 1, "Office": 4, "Release": 11, "Edition": 11, "Feature": 1, "Incident": 2, "Step": 2,
    }  # fmt: skip
    at = datetime(2020, 1, 18, 8, 46, tzinfo=UTC)
    assert [counter.days(at) for counter in Incident.objects.counting(at)] == [685, 677]
    assert reading.read(shared / "seed-page").plan.counts["releases.jsonl"] == {"unchanged": 11, "left out": 0}


@pytest.mark.shared
def test_two_thousand_real_releases_arrive_and_no_script_with_them(shared):
    reading.read(shared / "corpus" / "state-department")

    assert (Release.objects.count(), Edition.objects.count()) == (2031, 2240)
    assert Release.objects.filter(editions__purpose="correction").distinct().count() == 187
    assert Edition.objects.filter(body__icontains="<script").count() == 0
    assert Edition.objects.exclude(state="approved").count() == 0
    again = reading.read(shared / "corpus" / "state-department")
    assert again.plan.counts["releases.jsonl"] == {"unchanged": 2031, "left out": 0}
