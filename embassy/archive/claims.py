"""What only one release can have: an address, now or before, and a reference number. Part of the first pass."""

from embassy.archive.layout import Record
from embassy.archive.release_lines import LineReport
from releases import references
from releases.models import FormerSlug, Release
from releases.references import Number

Address = tuple[str, str]
"""Language and slug."""


class Claims:
    """The former addresses and the numbers that the lines name, each once in the archive and on the site."""

    def __init__(self, lines: dict[Address, int]) -> None:
        self.lines = lines
        """Live address → line, of the lines so far."""
        self.former: dict[Address, int] = {}
        self.numbers: dict[Number, int] = {}

    def check(self, number: int, record: Record, site: "OnSite", own: Release | None, report: LineReport) -> None:
        """Report what a line claims and another has; `own` is the release of the site at its address."""
        self._slug(number, (record["language"], record["slug"]), site, own, report)
        for place, slug in enumerate(record.get("former_slugs", [])):
            self._former(number, place, (record["language"], slug), site, own, report)
        if told := record.get("reference"):
            self._reference(number, told, site, own, report)

    def _slug(self, number: int, address: Address, site: "OnSite", own: Release | None, report: LineReport) -> None:
        if address in self.former:
            report(number, "slug", f"“{address[1]}” is a former address in line {self.former[address]}; change one")
        elif own is None and address in site.former:
            report(
                number, "slug", f"“{address[1]}” was the address of a text of the site, which it leads to; change it"
            )

    def _former(
        self, number: int, place: int, address: Address, site: "OnSite", own: Release | None, report: LineReport
    ) -> None:
        key, slug = f"former_slugs[{place}]", f"“{address[1]}”"
        first = self.former.setdefault(address, number)
        if address in self.lines or first != number:
            report(number, key, f"{slug} is in line {self.lines.get(address, first)} too; leave one out")
        elif address in site.live:
            report(number, key, f"{slug} is the address of a text of the site; leave it out")
        elif site.former.get(address, own and own.pk) != (own and own.pk):
            report(number, key, f"{slug} was the address of another text of the site; leave it out")

    def _reference(self, number: int, told: Number, site: "OnSite", own: Release | None, report: LineReport) -> None:
        held = references.settled(own) if own else None
        if (first := self.numbers.setdefault(told, number)) != number:
            report(number, "reference", f"“{told}” is that of line {first} too; change one of them")
        elif held not in (None, told):
            report(number, "reference", f"differs from the site's, {held}, which no import changes; leave it out")
        elif site.numbers.get(told, own and own.pk) != (own and own.pk):
            report(number, "reference", f"“{told}” is another text's on the site; leave it out")


class OnSite:
    """Who on the site has what a batch of lines names, by the key of the release. Three queries."""

    def __init__(self, batch: dict[int, Record]) -> None:
        records = batch.values()
        former = {slug for record in records for slug in record.get("former_slugs", [])}
        slugs = {record["slug"] for record in records} | former
        numbers = {record["reference"] for record in records if record.get("reference")}
        live = Release.objects.filter(slug__in=former).values_list("language", "slug", "pk")
        before = FormerSlug.objects.filter(slug__in=slugs).values_list("language", "slug", "release_id")
        settled = Release.objects.filter(
            reference_year__in={told.year for told in numbers}, reference_number__in={told.number for told in numbers}
        ).values_list("reference_year", "reference_number", "pk")
        self.live = {(language, slug): pk for language, slug, pk in live}
        self.former = {(language, slug): pk for language, slug, pk in before}
        self.numbers = {Number(year, number): pk for year, number, pk in settled if year and number}
