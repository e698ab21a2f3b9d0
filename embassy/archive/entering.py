"""The second pass over an archive: what the first has found sound is written, in batches, each whole or not there."""

from collections.abc import Iterator
from itertools import count

from django.db import reset_queries, transaction

from embassy.archive import ahead, histories, layout, media, media_kinds
from embassy.archive.checking import Plan, Progress
from embassy.archive.layout import Record
from embassy.archive.problems import ArchiveError, Problems
from embassy.archive.release_lines import Line, LineReport, releases
from embassy.archive.source import Source
from embassy.lib import generation, instant
from releases import references, workflow
from releases.models import Category, Edition, Feature, FormerSlug, Office, Release
from releases.models.tidying import tidied

NUMBERED_AT_ONCE = 500
BEFORE_RELEASES = (layout.MISSION_FILE, layout.CATEGORIES_FILE, layout.OFFICES_FILE)


def enter(archive: Source, plan: Plan, progress: Progress) -> None:
    """Write what the plan says. May be broken off between any two batches and begun again with a new plan."""
    with transaction.atomic():
        references.settle(instant.now())  # what readers have seen stays, whatever older texts are brought in
        for file in BEFORE_RELEASES:
            _write(plan, file)
    writer = Writer(archive, plan)
    with ahead.pool(archive.size(layout.RELEASES_FILE) or 0) as pool:
        for batch, prepared in ahead.one_ahead(_sound(archive, plan), writer.wanted, pool):
            with transaction.atomic():
                writer.write(batch, prepared)
                generation.changed()
            reset_queries()
            progress(batch)
    with transaction.atomic():
        _write(plan, layout.INCIDENTS_FILE)
        generation.changed()
    while references.settle(instant.now(), most=NUMBERED_AT_ONCE):
        """Each time in a transaction of its own, so that no officer waits for all of them."""


def _write(plan: Plan, file: str) -> None:
    for change in plan.facts.get(file, []):
        if change.state != "unchanged":
            change.write()


def _sound(archive: Source, plan: Plan) -> Iterator[list[Line]]:
    """The batches of the first pass once more. A line that was sound and is not any more means another file."""
    report = LineReport(Problems())
    for batch in releases(archive, report):
        if not report.faulty <= plan.left_out:
            raise ArchiveError("The archive was changed while it was read; run the command again.")
        yield batch


class Writer:
    """Writes batches of releases; knows the site's offices and categories."""

    def __init__(self, archive: Source, plan: Plan) -> None:
        self.archive = archive
        self.plan = plan
        self.offices = dict(Office.objects.values_list("slug", "pk"))
        self.categories = dict(Category.objects.values_list("slug", "pk"))

    def wanted(self, batch: list[Line]) -> list[Record]:
        return list(self._wanted(batch).values())

    def _wanted(self, batch: list[Line]) -> dict[int, Record]:
        """What is to be written, by the number of its line."""
        return {
            line.number: line.release
            for line in batch
            if line.release and line.number not in self.plan.left_out and line.number not in self.plan.done
        }

    def write(self, batch: list[Line], prepared: ahead.Prepared) -> None:
        wanted = self._wanted(batch)
        rows = self._rows(wanted)
        told = {number: histories.told(release) for number, release in wanted.items()}
        for place in count():
            generation = [
                self._draft(rows[number], place + 1, editions[place], prepared)
                for number, editions in told.items()
                if self.plan.editions.get(number, 0) <= place < len(editions)
            ]
            if generation:
                self._record(generation, prepared)
            if all(len(editions) <= place + 1 for editions in told.values()):
                break
        self._former(wanted, rows)
        self._number(wanted, rows)
        self._feature(wanted, rows)

    def _rows(self, wanted: dict[int, Record]) -> dict[int, Release]:
        """The release of each line, made where the site has none."""
        new = {number: _release(record) for number, record in wanted.items() if number not in self.plan.editions}
        Release.objects.bulk_create(new.values())
        slugs = [record["slug"] for number, record in wanted.items() if number in self.plan.editions]
        there = {(row.language, row.slug): row for row in Release.objects.filter(slug__in=slugs)}
        return {
            number: new.get(number) or there[record["language"], record["slug"]] for number, record in wanted.items()
        }

    def _draft(
        self, release: Release, number: int, content: Record, prepared: ahead.Prepared
    ) -> tuple[Edition, Record]:
        columns = {histories.COLUMNS.get(name, name): value for name, value in content.items()}
        for name in ("categories", *media_kinds.KEYS):
            del columns[name]
        issuer = columns.pop("issued_by")
        office = self.offices[issuer] if issuer else None
        edition = Edition(release=release, number=number, office_id=office, **columns)
        edition.take(prepared.tidied.get(edition.words) or tidied(edition.words))
        return edition, content

    def _record(self, generation: list[tuple[Edition, Record]], prepared: ahead.Prepared) -> None:
        """One edition each of several releases: a release takes one draft at a time, so later ones wait their turn."""
        drafts = [edition for edition, _content in generation]
        begins = [edition.live_from for edition in drafts]
        for edition in drafts:
            edition.live_from = None
        Edition.objects.bulk_create(drafts)
        for edition, live_from in zip(drafts, begins, strict=True):
            edition.live_from = live_from
        link = Edition.categories.through
        pairs = [(edition, slug) for edition, content in generation for slug in content["categories"]]
        link.objects.bulk_create(
            link(edition_id=edition.pk, category_id=self.categories[slug]) for edition, slug in pairs
        )
        for edition, content in generation:
            if content["images"] or content["attachments"]:
                media.take_in(edition, content, self.archive)
        workflow.record([[edition] for edition in drafts], prepared.analysed)

    def _former(self, wanted: dict[int, Record], rows: dict[int, Release]) -> None:
        """Addresses that the releases had before."""
        told = {number: record for number, record in wanted.items() if record.get("former_slugs")}
        for number, record in told.items():
            FormerSlug.objects.bulk_create(
                FormerSlug(release=rows[number], language=record["language"], slug=slug)
                for slug in histories.missing_former(record, rows[number])
            )

    def _number(self, wanted: dict[int, Record], rows: dict[int, Release]) -> None:
        """The reference numbers that the archive names; all others follow at its end."""
        for number, record in wanted.items():
            if told := record.get("reference"):
                unsettled = Release.objects.filter(pk=rows[number].pk, reference_number=None)
                unsettled.update(reference_year=told.year, reference_number=told.number)

    def _feature(self, wanted: dict[int, Record], rows: dict[int, Release]) -> None:
        for number, record in wanted.items():
            if begins := record.get("featured_from"):
                ends = {"featured_until": record.get("featured_until")}
                Feature.objects.update_or_create(release=rows[number], featured_from=begins, defaults=ends)


def _release(record: Record) -> Release:
    identity = {name: record.get(name, "") for name in histories.IDENTITY}
    return Release(slug=record["slug"], language=record["language"], **identity)
