"""The one query-string vocabulary of releases: list, feeds, API and search read the same parameters the same way.

q, kind (repeatable), category, issuer, from, to (ISO dates), year; language (a code, or all); sort (relevance, date).
A malformed value gets a message by its field and filters nothing; an unknown parameter is not looked at.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from embassy.lib import languages
from releases.models import Edition, Kind
from releases.models.edition import EditionQuerySet
from releases.models.taxonomy import labels
from releases.search.matching import matching, ranked
from releases.search.query import Query, parse

ALL = "all"
"""Of languages: every one that the mission speaks."""
MAX_WORDS_LENGTH = 200
Pair = tuple[str, object]


class Sort(models.TextChoices):
    RELEVANCE = "relevance", _("Best match first")
    DATE = "date", _("Newest first")


class YearFilter(django_filters.Filter):
    field_class = forms.IntegerField


class IsoDateFilter(django_filters.Filter):
    field_class = forms.DateField

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("Enter a date as year-month-day, such as 2020-01-18.")},
            **options,
        )


class FilterForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("from"), cleaned.get("to")
        if since and until and until < since:
            self.add_error("to", _("The last day lies before the first."))
        return cleaned


class ReleaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="containing",
        label=_("Words in title or text"),
        max_length=MAX_WORDS_LENGTH,
        error_messages={"max_length": _("Enter at most %(limit_value)d characters.")},
    )
    kind = django_filters.MultipleChoiceFilter(
        field_name="release__kind",
        choices=Kind,
        label=_("Kind"),
        distinct=False,
        error_messages={"invalid_choice": _("There is no kind “%(value)s”.")},
    )
    category = django_filters.ChoiceFilter(
        field_name="categories__slug",
        label=_("Category"),
        empty_label=_("All categories"),
        error_messages={"invalid_choice": _("There is no category “%(value)s”.")},
    )
    issuer = django_filters.ChoiceFilter(
        field_name="office__slug",
        label=_("Issued by"),
        empty_label=_("All offices"),
        error_messages={"invalid_choice": _("There is no office “%(value)s”.")},
    )
    year = YearFilter(
        field_name="dated__year",
        label=_("Year"),
        min_value=1000,
        max_value=9999,
        error_messages={"invalid": _("Enter a year in four digits.")},
    )
    language = django_filters.ChoiceFilter(
        method="unchanged",
        label=_("Language"),
        empty_label=_("This language only"),
        error_messages={"invalid_choice": _("There is no language “%(value)s” here.")},
    )
    sort = django_filters.ChoiceFilter(
        method="unchanged",
        choices=Sort,
        label=_("Order"),
        error_messages={"invalid_choice": _("There is no order “%(value)s”.")},
    )

    class Meta:
        model = Edition
        fields: list[str] = []
        form = FilterForm

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """`from` is a word of Python's and cannot be declared above."""
        filters: dict[str, django_filters.Filter] = super().get_filters()
        filters["from"] = IsoDateFilter(field_name="dated", lookup_expr="gte", label=_("From"))
        filters["to"] = IsoDateFilter(field_name="dated", lookup_expr="lte", label=_("To"))
        return filters

    def __init__(self, data: QueryDict, queryset: EditionQuerySet, language: str = "") -> None:
        """`queryset` is of every language; `language` is the one to choose from where the query names no other.

        Without it the caller has narrowed the queryset, or does so afterwards.
        """
        self.codes = scope(data.get("language", ""), language) if language else []
        super().__init__(data, in_scope(queryset, self.codes) if language else queryset)
        self.filters["language"].extra["choices"] = [
            (ALL, _("All languages")),
            *((code, languages.own_name(code)) for code in languages.all_spoken()),
        ]
        names = self.labels
        self.filters["category"].extra["choices"] = [(slug, str(name)) for slug, name in names["category"].items()]
        self.filters["issuer"].extra["choices"] = [(slug, str(name)) for slug, name in names["office"].items()]

    @cached_property
    def labels(self) -> dict[str, dict[str, Any]]:
        return labels()

    def containing(self, queryset: Any, _name: str, words: str) -> Any:
        return matching(queryset, parse(words))

    def unchanged(self, queryset: Any, _name: str, _value: str) -> Any:
        """An order leaves nothing out; the language has chosen the queryset."""
        return queryset

    def filtered(self, *, without: str = "") -> EditionQuerySet:
        """The editions that pass every filter that was understood, but for the one named. In the feed's order."""
        return self.narrowed(self.queryset.all(), without=without)

    def narrowed(self, queryset: EditionQuerySet, *, without: str = "") -> EditionQuerySet:
        """Those of a queryset that pass."""
        for name, value in self.cleaned.items():
            if name != without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def ranked(self) -> EditionQuerySet:
        """The same editions in the order that the reader asked for."""
        return ranked(self.filtered(), self.query) if self.order == Sort.RELEVANCE else self.filtered()

    @cached_property
    def query(self) -> Query:
        """What is searched for, understood; empty without `q`."""
        return parse(self.active.get("q", ""))

    @property
    def is_search(self) -> bool:
        return "q" in self.active

    @property
    def order(self) -> Sort:
        """Words are looked for to find the text about them: the best match first, unless the reader asks for dates."""
        asked = Sort(self.cleaned.get("sort") or Sort.RELEVANCE)
        return asked if self.is_search else Sort.DATE

    @cached_property
    def active(self) -> dict[str, Any]:
        """The filters that were given and understood, in canonical order. The order of the list is none of them."""
        given = {name: self.cleaned.get(name) for name in self.filters if name != "sort"}
        return {name: value for name, value in given.items() if value not in (None, "", [])}

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """The values of the fields without an error."""
        self.form.full_clean()
        cleaned: dict[str, Any] = self.form.cleaned_data
        return cleaned

    def pairs(self, *, without: Pair | None = None, instead: dict[str, Any] | None = None) -> list[Pair]:
        """The query that makes the same list, but for one pair, or with other values: None for no such filter."""
        given = {**self.active, "sort": self.order, **(instead or {})}
        found = [pair for pair in _pairs(given) if pair != without]
        is_search = any(name == "q" for name, _value in found)
        return [(name, value) for name, value in found if name != "sort" or (is_search and value == Sort.DATE)]

    def filter_pairs(self) -> list[Pair]:
        """The pairs that leave something out, each with a chip of its own."""
        return list(_pairs(self.active))

    def described(self, name: str) -> list[str]:
        """The values of one filter in words."""
        return [self.describe(*pair) for pair in self.filter_pairs() if pair[0] == name]

    def describe(self, name: str, value: object) -> str:
        """A pair in words, as its chip reads."""
        match name:
            case "kind":
                return str(Kind(str(value)).label)
            case "category":
                return str(self.labels["category"][str(value)])
            case "issuer":
                return str(self.labels["office"][str(value)])
            case "language":
                return str(_("All languages")) if value == ALL else languages.own_name(str(value))
            case "from":
                return str(_("from %(day)s")) % {"day": written_day(value)}
            case "to":
                return str(_("to %(day)s")) % {"day": written_day(value)}
            case "q":
                return str(_("“%(words)s”")) % {"words": value}
            case _:
                return str(value)


def _pairs(given: dict[str, Any]) -> Iterator[Pair]:
    for name, value in given.items():
        parts = value if isinstance(value, list) else [value]
        yield from ((name, text_of(part)) for part in parts if part is not None)


def text_of(value: Any) -> object:
    return value.isoformat() if isinstance(value, date) else getattr(value, "value", value)


def written_day(iso: object) -> str:
    return f"{date.fromisoformat(str(iso)):%d.%m.%Y}"


class Year(ExtractYear):
    """On SQLite a date is its ISO text; Django's own extraction calls Python for each row."""

    def as_sqlite(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, Any]:
        column, parameters = compiler.compile(self.lhs)
        return f"CAST(substr({column}, 1, 4) AS integer)", parameters


class Facets:
    """How many editions pass the filters, by kind, and in which years there are any at all. One query for all."""

    def __init__(self, filterset: ReleaseFilter) -> None:
        hit = Q(pk__in=filterset.narrowed(Edition.objects.order_by(), without="kind").values("pk"))
        is_narrowed = any(name != "kind" for name in filterset.active)
        rows = (
            filterset.queryset.order_by()
            .values_list("release__kind", Year("dated"))
            .annotate(hits=Count("pk", filter=hit if is_narrowed else None))
        )
        self.by_kind = dict.fromkeys(Kind.values, 0)
        years = set()
        for kind, year, hits in rows:
            self.by_kind[kind] += hits
            years.add(year)
        self.years = sorted(years, reverse=True)
        chosen = filterset.active.get("kind") or Kind.values
        self.total = sum(self.by_kind[kind] for kind in chosen)


def scope(asked: str, language: str) -> list[str]:
    """The languages of a list: every one of the mission, the one asked for, or `language`."""
    if asked == ALL:
        return list(languages.all_spoken())
    return [asked if asked in languages.all_spoken() else language]


def in_scope(queryset: EditionQuerySet, codes: list[str]) -> EditionQuerySet:
    return queryset.in_language(codes[0]) if len(codes) == 1 else queryset.in_any_of(codes)


def listed(at: datetime, language: str) -> EditionQuerySet:
    """What the filters of a language's list choose from."""
    return Edition.objects.in_language(language).listed(at)
