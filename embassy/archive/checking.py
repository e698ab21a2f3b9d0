"""The first pass over an archive: everything is read and checked, beside the site too, and nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from embassy.archive import facts, histories, json_text, layout, source
from embassy.archive.claims import Address, Claims, OnSite
from embassy.archive.facts import Change
from embassy.archive.kinds import Kind, Report
from embassy.archive.layout import Record
from embassy.archive.media import MediaFiles
from embassy.archive.problems import Path, Problems, printed
from embassy.archive.release_lines import Line, LineReport, decoded, releases
from embassy.archive.source import Source
from releases.models import Category, Office, Release

Progress = Callable[[list[Line]], None]
"""Is told of each batch that is done."""


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    default: str = "en"
    """The site's default language."""
    facts: dict[str, list[Change]] = field(default_factory=dict)
    editions: dict[int, int] = field(default_factory=dict)
    """Line → how many editions the site has of its release; only of those that the site has."""
    done: set[int] = field(default_factory=set)
    """Lines whose release needs nothing."""
    left_out: set[int] = field(default_factory=set)
    """Lines that failed."""
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """File → state → how many."""

    def take(self, file: str, changes: list[Change]) -> None:
        self.facts[file] = changes
        self.counts[file].update(change.state for change in changes)


class Check:
    """One run of the first pass."""

    def __init__(self, archive: Source, problems: Problems) -> None:
        self.archive = archive
        self.problems = problems
        self.plan = Plan()
        self.lines: dict[Address, int] = {}
        self.claims = Claims(self.lines)
        self.groups: dict[Address, int] = {}
        self.slugs: dict[str, set[str]] = {}
        self.media = MediaFiles(archive)

    def run(self, progress: Progress) -> Plan:
        self._mission()
        self._names(layout.CATEGORIES_FILE, layout.CATEGORY, Category)
        self._names(layout.OFFICES_FILE, layout.OFFICE, Office)
        self._releases(progress)
        self._incidents()
        return self.plan

    def _mission(self) -> None:
        loaded = self._loaded(layout.MISSION_FILE, required=True)
        if loaded is None:
            return
        value, lines = loaded
        before = self.problems.count
        record = layout.MISSION(value, (), self._report(layout.MISSION_FILE, lines, fatal=True))
        if self.problems.count == before:
            self.plan.default = record["default_language"]
            self.plan.take(layout.MISSION_FILE, [facts.mission(record, self.plan.default)])

    def _names(self, file: str, kind: Kind, model: type[Category] | type[Office]) -> None:
        records = [record for record, _report in self._records(file, kind)]
        self.plan.take(file, facts.names(model, records, self.plan.default))
        self.slugs[file] = {record["slug"] for record in records} | set(model.objects.values_list("slug", flat=True))

    def _incidents(self) -> None:
        records = []
        for record, report in self._records(layout.INCIDENTS_FILE, layout.INCIDENT):
            before = self.problems.count
            layout.check_incident(record, (), report)
            for place, address in enumerate(record.get("releases", [])):
                if not self._is_known(address):
                    report(
                        ("releases", place),
                        f"“{address}” is neither in this archive nor on the site; add it or leave it out",
                    )
            if self.problems.count == before:
                records.append(record)
            else:
                self.plan.counts[layout.INCIDENTS_FILE]["left out"] += 1
        self.plan.take(layout.INCIDENTS_FILE, facts.incidents(records, self.plan.default))

    def _is_known(self, address: str) -> bool:
        language, _slash, slug = address.partition("/")
        line = self.lines.get((language, slug))
        if line is not None and line not in self.plan.left_out:
            return True
        return Release.objects.filter(language=language, slug=slug).exists()

    def _records(self, file: str, kind: Kind) -> Iterator[tuple[Record, Report]]:
        """The sound elements of a list file, each with the way to report more about it."""
        loaded = self._loaded(file)
        if loaded is None:
            return
        elements, lines = loaded
        if not isinstance(elements, list):
            self.problems.add(file, 1, "(file)", "is not a list; write a list of objects", fatal=True)
            return
        first: dict[str, int] = {}
        for place, element in enumerate(elements):
            report = self._report(file, lines, place)
            before = self.problems.count
            record = kind(element, (), report)
            line = lines[(place,)]
            if self.problems.count == before and first.setdefault(record["slug"], line) != line:
                report(("slug",), f"“{record['slug']}” stands on line {first[record['slug']]} too; keep one of them")
            if self.problems.count == before:
                yield record, report
            else:
                self.plan.counts[file]["left out"] += 1

    def _loaded(self, file: str, *, required: bool = False) -> tuple[Any, dict[Path, int]] | None:
        """A list file's value and the lines in it; None where it is absent or no JSON at all."""
        if self.archive.size(file) is None:
            if required:
                self.problems.add(file, 1, "(file)", "is missing; add it to the archive", fatal=True)
            return None
        content = b""
        try:
            content = source.whole(self.archive, file).removeprefix(source.BOM)
            return json_text.located(decoded(content))
        except source.TooLong:
            sentence, line = f"is larger than {source.FILE_MAX_BYTES} bytes; no such file needs that", 1
        except json_text.NotJson as error:
            sentence, line = str(error), _line_of(content, error)
        self.problems.add(file, line, "(file)", sentence, fatal=True)
        return None

    def _report(self, file: str, lines: dict[Path, int], place: int | None = None, *, fatal: bool = False) -> Report:
        """Faults of an element of a file are filed under the line of the nearest key that is there."""
        element: Path = () if place is None else (place,)

        def report(path: Path, sentence: str) -> None:
            where = (*element, *path)
            line = next(lines[where[:size]] for size in range(len(where), -1, -1) if where[:size] in lines)
            key = printed(path) or ("(file)" if place is None else "(element)")
            self.problems.add(file, line, key, sentence, fatal=fatal)

        return report

    def _releases(self, progress: Progress) -> None:
        if self.archive.size(layout.RELEASES_FILE) is None:
            self.problems.add(layout.RELEASES_FILE, 1, "(file)", "is missing; add it to the archive", fatal=True)
            return
        report = LineReport(self.problems)
        self.plan.left_out = report.faulty
        counts = self.plan.counts[layout.RELEASES_FILE]
        for batch in releases(self.archive, report):
            self._batch(batch, report)
            progress(batch)
        counts["left out"] += len(report.faulty)

    def _batch(self, batch: list[Line], report: LineReport) -> None:
        sound = {line.number: line.release for line in batch if line.release is not None}
        standing = histories.standing([(r["language"], r["slug"]) for r in sound.values()])
        groups = _groups(sound)
        site = OnSite(sound)
        for number, release in sound.items():
            self._references(number, release, report)
            self._doubles(number, release, report)
            self.media.check(number, release, report)
            address = (release["language"], release["slug"])
            self.claims.check(number, release, site, standing.get(address), report)
            holder = groups.get((release.get("translation_key", ""), release["language"]))
            if holder is not None and holder != release["slug"]:
                report(
                    number, "translation_key", f"is that of “{holder}” on the site in the same language; use another"
                )
            self._compare(number, release, standing.get(address), report)

    def _references(self, number: int, release: Record, report: LineReport) -> None:
        for place, edition in enumerate([release, *release.get("editions", [])]):
            where = f"editions[{place - 1}]." if place else ""
            office = edition.get("issued_by")
            if office and office not in self.slugs[layout.OFFICES_FILE]:
                report(number, f"{where}issued_by", f"“{office}” is not an office; add it to {layout.OFFICES_FILE}")
            for category in edition.get("categories", []):
                if category not in self.slugs[layout.CATEGORIES_FILE]:
                    report(
                        number,
                        f"{where}categories",
                        f"“{category}” is not a category; add it to {layout.CATEGORIES_FILE}",
                    )

    def _doubles(self, number: int, release: Record, report: LineReport) -> None:
        slug, language, group = release["slug"], release["language"], release.get("translation_key")
        if (first := self.lines.setdefault((language, slug), number)) != number:
            report(number, "slug", f"“{slug}” is that of line {first} too, in the same language; change one of them")
        if group and (first := self.groups.setdefault((language, group), number)) != number:
            report(
                number,
                "translation_key",
                f"“{group}” is that of line {first} too, in the same language; change one of them",
            )

    def _compare(self, number: int, release: Record, site: Release | None, report: LineReport) -> None:
        """Settle what becomes of a line; `site` is the release that stands at its address."""
        editions = histories.told(release)
        if site:
            for key, sentence in histories.differences(release, editions, site):
                report(number, key, sentence)
        if number in report.faulty:
            return
        self.plan.counts[layout.RELEASES_FILE][self._state(number, release, editions, site)] += 1

    def _state(self, number: int, release: Record, editions: list[Record], site: Release | None) -> str:
        if not site:
            return "created"
        self.plan.editions[number] = len(site.editions.all())
        if len(editions) > len(site.editions.all()):
            return "extended"
        if histories.feature_differs(release, site) or histories.missing_former(release, site):
            return "updated"
        self.plan.done.add(number)
        return "unchanged"


def _groups(releases: dict[int, Record]) -> dict[Address, str]:
    """(translation group, language) → slug of the site's release that has it. One query, or none."""
    keys = {release["translation_key"] for release in releases.values() if release.get("translation_key")}
    if not keys:
        return {}
    found = Release.objects.filter(translation_key__in=keys).values_list("translation_key", "language", "slug")
    return {(key, language): slug for key, language, slug in found}


def _line_of(content: bytes, error: json_text.NotJson) -> int:
    """The line of a fault: its position counts bytes where the file is not even UTF-8, else characters."""
    if isinstance(error.__cause__, UnicodeDecodeError):
        return content.count(b"\n", 0, error.position) + 1
    return content.decode().count("\n", 0, error.position) + 1
