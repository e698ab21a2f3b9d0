"""The query of the list: the vocabulary of `releases.filters`, and beside it the language, and which page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from embassy.lib import instant, languages
from embassy.lib.rest.cursors import BadCursorError
from embassy.lib.rest.parameters import Parameter, whole_number
from embassy.lib.rest.problems import Fault, Refused, quoted
from releases import asked, finding
from releases.api import pages
from releases.filters import ALL, ReleaseFilter
from releases.listing import counts_of, wanted_of
from releases.lists.counting import Counts, Wanted
from releases.models import Edition, Kind
from releases.models.edition import EditionQuerySet

DEFAULT_SIZE, MAX_SIZE = 20, 100

FILTERS = [
    Parameter("q", "Words in the title or the text.", example="consular"),
    Parameter(
        "kind",
        "Only texts of this kind. May be given several times: then texts of any of them.",
        {"type": "array", "items": {"type": "string", "enum": list(Kind.values)}},
        ["statement", "comment"],
    ),
    Parameter("category", "Only texts about this category, by its slug.", example="consular"),
    Parameter("issuer", "Only texts that this office issued, by its slug.", example="press-office"),
    Parameter("from", "The first official date.", {"type": "string", "format": "date"}, "2026-01-01"),
    Parameter("to", "The last official date.", {"type": "string", "format": "date"}, "2026-12-31"),
    Parameter(
        "year",
        "Only texts of this year, by the official date.",
        {"type": "integer", "minimum": 1000, "maximum": 9999},
        2026,
    ),
]
PAGING = [
    Parameter(
        "language",
        "Only texts in this language (a code that the mission speaks), or “all”. Without it: the mission's default.",
        example="en",
    ),
    Parameter(
        "limit",
        "How many on a page.",
        {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE},
        DEFAULT_SIZE,
    ),
    Parameter("cursor", "Which page: as “next” and “previous” name it. It is not to be made or read by others."),
]
PARAMETERS = [*FILTERS, *PAGING]


class ListQuery:
    """The list that a request asks for. Raises Refused with all that is wrong with its parameters."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        faults: list[Fault] = []
        for name in ("codes", "size", "place"):
            try:
                getattr(self, name)
            except Refused as refused:
                faults += refused.faults
        faults += faults_of(self.filterset)
        if faults:
            raise Refused(faults)

    def given(self, name: str) -> str:
        """The value; "" is the same as none."""
        value: str = self.request.GET.get(name, "")
        return value

    @cached_property
    def codes(self) -> list[str]:
        """The languages of the list."""
        spoken, code = languages.all_spoken(), self.given("language")
        if code and code != ALL and code not in spoken:
            known = ", ".join([*spoken, ALL])
            detail = _("There is no language “%(code)s” here. Known are: %(known)s.")
            raise Refused([Fault("language", detail % {"code": quoted(code), "known": known})])
        return list(spoken) if code == ALL else [code or languages.default()]

    @cached_property
    def size(self) -> int:
        text = self.given("limit")
        return whole_number(text, "limit", 1, MAX_SIZE) if text else DEFAULT_SIZE

    @cached_property
    def place(self) -> pages.Place | None:
        text = self.given("cursor")
        try:
            return pages.place_of(text) if text else None
        except BadCursorError as error:
            detail = _("This is no cursor of this list. Take the addresses under “next” and “previous”.")
            raise Refused([Fault("cursor", detail)]) from error

    @cached_property
    def filterset(self) -> ReleaseFilter:
        return asked.filterset(self.request, instant.of(self.request), languages.default())

    @cached_property
    def editions(self) -> EditionQuerySet:
        return self.filterset.narrowed(Edition.objects.listed(instant.of(self.request)).in_any_of(self.codes))

    @cached_property
    def counts(self) -> Counts | None:
        """What the lists know of these texts; None where only the query tells. One query."""
        return counts_of(self.filterset, self.wanted, instant.of(self.request))

    @cached_property
    def wanted(self) -> Wanted:
        return wanted_of(self.filterset, self.codes)

    def nearest(self, place: pages.Place | None, size: int) -> list[int]:
        """The numbers of editions beside a place: what a search finds, by the lists where they know of it. One query.

        By the plain query where they do not.
        """
        is_above = pages.is_above(place)
        if self.counts:
            query, at, key = self.filterset.query, instant.of(self.request), pages.key_of(place)
            return finding.beyond(self.wanted, query, at, key, size, is_above=is_above)
        rows = pages.above(self.editions, place) if place and is_above else pages.below(self.editions, place)
        return list(rows.values_list("pk", flat=True)[:size])

    @property
    def total(self) -> int:
        """How many there are on all pages. One query where the lists do not know."""
        return self.counts.total if self.counts else self.editions.order_by().count()

    def pairs(self, place: pages.Place) -> list[tuple[str, object]]:
        """The query of another page of the same list."""
        own = [("limit", self.given("limit"))] if self.given("limit") else []
        return [*self.filterset.pairs(), *own, ("cursor", place.cursor())]


def faults_of(filterset: ReleaseFilter) -> list[Fault]:
    errors: dict[str, Any] = filterset.form.errors
    # The language has been asked for already: without one the API answers in the default language, not in the page's.
    own = {name: messages for name, messages in errors.items() if name != "language"}
    return [Fault(name, str(message)) for name, messages in own.items() for message in messages]
