"""Whatever officers do in whatever order, the lists say at every instant what the plain query says."""

import functools
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from embassy.lib import languages, once_a_minute
from releases import guards, sitemaps, workflow
from releases.asked import AskedFilter, public
from releases.feeds import filtered, plain, shelf, shelves
from releases.filters import Facets, ReleaseFilter, listed
from releases.listing import AHEAD, Listing, Month, Noted, latest
from releases.lists import checking, keeping
from releases.models import Edition, Kind
from tests.factories import latest_of, make_category, make_draft, make_mission, make_office, utc

pytestmark = pytest.mark.django_db
START = utc("2998-12-30T00:00Z")
"""Far ahead: the guards go by the database's own clock and would take an earlier text for public."""
HOUR = timedelta(hours=1)
CODES = ["en", "fr"]
DAYS = [date(2997, 12, 31), date(2998, 1, 1), date(2998, 2, 28), date(2998, 12, 31), date(2999, 1, 1)]
KINDS = [Kind.NEWS, Kind.SPEECH, Kind.ANSWER]
QUERIES = [
    "",
    "kind=news",
    "kind=news&kind=speech",
    "category=trade",
    "issuer=envoy",
    "category=trade&issuer=envoy&kind=answer",
    "year=2998",
    "year=2001",
    "language=all",
    "language=all&kind=news&kind=answer&category=trade",
    "from=2998-01-01",
    "from=2998-01-02&to=2998-12-31",
    "to=2998-12-30&category=trade",
    "from=2998-02-01&to=2998-02-28",
    "year=2998&from=2998-02-28",
    "from=2998-02-28&to=2998-02-28&issuer=envoy",
    "year=2998&to=2997-01-01",
    "q=text",
    "q=text&kind=news&language=all",
    "q=text&sort=date&category=trade&issuer=envoy",
    "q=-peace&from=2998-02-28",
    "q=peace+text",
    "q=***",
]
ACTS = ["new", "new", "bring_in", "correct", "withdraw", "approve", "approve", "hold", "reschedule", "redact"]
ACT = st.tuples(st.sampled_from(ACTS), st.integers(0, 9), st.integers(0, 30), st.integers(-4, 40))
SHAPE = st.tuples(
    st.sampled_from(DAYS), st.sampled_from(KINDS), st.sampled_from(CODES), st.booleans(),
    st.lists(st.sampled_from(["trade", "peace"]), unique=True),
)  # fmt: skip


class Desk:
    """An office that acts while time goes on; what is refused changes nothing."""

    def __init__(self, officer, shapes):
        self.officer, self.shapes, self.at, self.made = officer, shapes, START, []
        names = ("new", "bring_in", "correct", "withdraw", "approve", "hold", "reschedule", "redact")
        self.acts = {name: getattr(self, name) for name in names}

    def do(self, act, which, hours_later, ahead):
        self.at += hours_later * HOUR
        with suppress(workflow.ActRefused):
            self.acts[act](which, self.at + ahead * HOUR)

    def edition(self, which):
        return Edition.objects.select_related("release").get(pk=latest_of(self.made[which % len(self.made)]).pk)

    def draft(self, which):
        dated, kind, language, has_office, categories = self.shapes[which % len(self.shapes)]
        office = make_office("envoy") if has_office else None
        about = [make_category(slug) for slug in categories]
        title = "A text of peace" if has_office else "A text"
        made = make_draft(title, dated=dated, kind=kind, language=language, office=office, categories=about)
        self.made.append(made.release)
        return made

    def new(self, which, live_from):
        workflow.approve(self.draft(which), by=self.officer, live_from=live_from, at=self.at)

    def bring_in(self, which, live_from):
        draft = self.draft(which)
        draft.live_from = live_from
        workflow.record([[draft]])

    def correct(self, which, live_from):
        """To another date, office and category."""
        if not self.made:
            return
        live = self.edition(which).release.editions.live(self.at).select_related("release").first()
        draft = workflow.begin(live or self.edition(which), "correct", by=self.officer, note="Why.", at=self.at)
        dated, _kind, _language, has_office, categories = self.shapes[which * 7 % len(self.shapes)]
        draft.dated, draft.office = dated, make_office("envoy") if has_office else None
        draft.save()
        draft.categories.set([make_category(slug) for slug in categories])

    def withdraw(self, which, live_from):
        if self.made:
            workflow.begin(self.edition(which), "withdraw", by=self.officer, note="Why.", at=self.at)

    def approve(self, which, live_from):
        if self.made:
            workflow.approve(self.edition(which), by=self.officer, live_from=live_from, at=self.at)

    def hold(self, which, live_from):
        if self.made:
            workflow.hold(self.edition(which), by=self.officer, reason="Not yet.", at=self.at)

    def reschedule(self, which, live_from):
        if self.made:
            workflow.reschedule(self.edition(which), by=self.officer, live_from=live_from, at=self.at)

    def redact(self, which, live_from):
        """By the database's clock nothing is public yet."""
        if self.made:
            with guards.lifted():
                workflow.redact(self.edition(which), by=self.officer, reason="A court.", at=self.at)


def of_the_lists(query, at, size=3):
    """Counts and pages of a list by way of the lists, which must serve it."""
    listing = Listing(ReleaseFilter(QueryDict(query), Edition.objects.listed(at), "en"), at)
    assert listing.counts is not None
    if not listing.filterset.is_search:
        assert followed(listing.texts, size) == [edition.pk for edition in listing.texts[0 : listing.total + 1]]
    pages = [listing.texts[start : start + size] for start in range(0, listing.total + 1, size)]
    return listing.total, dict(listing.by_kind), listing.years, [[edition.pk for edition in page] for page in pages]


def followed(texts, size):
    """The list as a program reads it: each page from where the last one ended; and back again from its end."""
    down, key = [], AHEAD
    while page := texts.beyond(key, size):
        down, key = down + page, texts.key_of(page[-1])
    up, key = [], (0, 0, 0)
    while page := texts.beyond(key, size, is_above=True):
        up, key = page[::-1] + up, texts.key_of(page[-1])
    assert up == down
    return [edition.pk for edition in down]


def of_the_rows(query, at, size=3):
    filterset = ReleaseFilter(QueryDict(query), Edition.objects.listed(at), "en")
    facets = Facets(filterset)
    found = list(filterset.ranked().values_list("pk", flat=True))
    pages = [found[start : start + size] for start in range(0, len(found) + 1, size)]
    return facets.total, dict(facets.by_kind), facets.years, pages


def month_of_the_lists(first, at):
    month = Month(first, "en", at)
    assert month.counts is not None
    earlier, later = month.neighbours
    return month.total, [edition.pk for edition in month.texts[0:50]], month_of(earlier), month_of(later)


def month_of_the_rows(first, at):
    found = listed(at, "en")
    ids = list(found.in_month(first.year, first.month).values_list("pk", flat=True))
    days = found.values_list("dated", flat=True)
    inside = date(first.year, first.month, 1)
    later = [day for day in days if (day.year, day.month) > (inside.year, inside.month)]
    return (
        len(ids),
        ids,
        month_of(max((day for day in days if day < inside), default=None)),
        month_of(min(later, default=None)),
    )


def month_of(day):
    return day and (day.year, day.month)


@contextmanager
def small_documents():
    """Of three entries and the two that changed last."""
    with ExitStack() as stack:
        for module in (shelf, plain, filtered, shelves):
            stack.enter_context(patch.multiple(module, SIZE=3, CHANGES=2))
        yield


def documents(of):
    """Of a feed: how many entries fill archives, what stands in the current document and in each of the others."""
    found = Edition.objects.order_by().select_related("release").annotate(changed_at=shelf.change(of.at))
    current = shelf.current(of.loaded(0, found), of)
    pages = [of.loaded(number, found) for number in range(1, shelf.archives(of) + 1)]
    return of.count, [sorted(edition.pk for edition in page) for page in (current, *pages)]


def feeds_of_the_lists(query, at):
    asked_for = AskedFilter(QueryDict(query), "en", public, query).as_of(at)
    of = shelves.messages(asked_for, at)
    assert not isinstance(of, plain.Plain)
    return *documents(of), of.changed_at


def feeds_of_the_rows(query, at):
    asked_for = AskedFilter(QueryDict(query), "en", public, query).as_of(at)
    of = shelves.of_the_rows(asked_for, at) if query else shelves.of_all_rows("en", at)
    return *documents(of), of.changed_at if query else None


def noted_of_the_lists(at):
    noted, of = Noted("en", at), shelves.corrections("en", at)
    assert noted.line is not None
    assert not isinstance(of, plain.Plain)
    pages = [noted.texts[start : start + 2] for start in range(0, noted.total + 1, 2)]
    return noted.total, [[edition.pk for edition in page] for page in pages], documents(of)


def noted_of_the_rows(at):
    found = list(Edition.objects.noted(at).in_language("en").values_list("pk", flat=True))
    pages = [found[start : start + 2] for start in range(0, len(found) + 1, 2)]
    return len(found), pages, documents(shelves.of_noted_rows("en", at))


def sitemaps_at(at):
    """Each year with its date and the addresses in each of its files, and the date of them all."""
    years = [
        (year, [sitemaps.of_year(year.number, file + 1, at, str) for file in range(year.files + 1)])
        for year in sitemaps.years(at)
    ]
    return years, sitemaps.changed_at(at)


def sitemaps_of_the_rows(at):
    keeping.begin(at, is_whole=False)
    once_a_minute.forget_all()
    found = sitemaps_at(at)
    checking.rebuild()
    once_a_minute.forget_all()
    return found


def taken_back(test):
    """An example's rows are gone after it."""

    @functools.wraps(test)
    def run(*args, **options):
        with transaction.atomic():
            test(*args, **options)
            transaction.set_rollback(True)

    return run


@settings(max_examples=30)
@given(
    acts=st.lists(ACT, min_size=1, max_size=16),
    shapes=st.lists(SHAPE, min_size=3, max_size=6),
    aside=st.lists(st.integers(-200, 60), min_size=2, max_size=2),
    queries=st.lists(st.sampled_from(QUERIES), min_size=4, max_size=4),
)
@taken_back
def test_lists_counts_and_pages_are_those_of_the_plain_query(acts, shapes, aside, queries, officer):
    make_mission(needs_second_officer=False, languages=CODES)
    keeping.begin(START, is_whole=True)
    make_category("trade"), make_category("peace"), make_office("envoy")
    desk = Desk(officer, shapes)
    for act in acts:
        desk.do(*act)
    with languages.speaking("en", CODES, "en"):
        for at in [desk.at, *(desk.at + hours * HOUR for hours in aside)]:
            assert [of_the_lists(query, at) for query in queries] == [of_the_rows(query, at) for query in queries]
            newest = list(listed(at, "en").values_list("pk", flat=True)[:4])
            assert [edition.pk for edition in latest("en", at, 4)] == newest
            with small_documents():
                assert [feeds_of_the_lists(query, at) for query in queries] == [
                    feeds_of_the_rows(query, at) for query in queries
                ]
                assert noted_of_the_lists(at) == noted_of_the_rows(at)
            for first in (day.replace(day=1) for day in DAYS):
                assert month_of_the_lists(first, at) == month_of_the_rows(first, at)
        assert list(checking.check()) == []
        with patch.object(sitemaps, "SIZE", 2):
            for at in [desk.at, desk.at + aside[0] * HOUR]:
                assert sitemaps_at(at) == sitemaps_of_the_rows(at)
