"""The one query-string vocabulary of releases: list, feeds, API and search read the same parameters the same way.

q, kind (repeatable), category, issuer, from, to (ISO dates), year. A malformed value gets a message by its field and
filters nothing; an unknown parameter is not looked at.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from releases.models import Edition, Kind
from releases.models.edition import EditionQuerySet
from releases.models.taxonomy import labels

MAX_WORDS_LENGTH = 200
Pair = tuple[str, object]


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

    def __init__(self, data: QueryDict, queryset: EditionQuerySet) -> None:
        super().__init__(data, queryset)
        names = self.labels
        self.filters["category"].extra["choices"] = [(slug, str(name)) for slug, name in names["category"].items()]
        self.filters["issuer"].extra["choices"] = [(slug, str(name)) for slug, name in names["office"].items()]

    @cached_property
    def labels(self) -> dict[str, dict[str, Any]]:
        return labels()

    def containing(self, queryset: Any, _name: str, words: str) -> Any:
        return queryset.containing(words)

    def filtered(self, *, without: str = "") -> EditionQuerySet:
        """The editions that pass every filter that was understood, but for the one named."""
        queryset: EditionQuerySet = self.queryset.all()
        for name, value in self.cleaned.items():
            if name != without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    @cached_property
    def active(self) -> dict[str, Any]:
        """The filters that were given and understood, in canonical order."""
        return {name: self.cleaned[name] for name in self.filters if self.cleaned.get(name) not in (None, "", [])}

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """The values of the fields without an error."""
        self.form.full_clean()
        cleaned: dict[str, Any] = self.form.cleaned_data
        return cleaned

    def pairs(self, *, without: Pair | None = None) -> list[Pair]:
        """The query that makes the same list, but for one pair."""
        return [pair for pair in self._pairs() if pair != without]

    def _pairs(self) -> Iterator[Pair]:
        for name, value in self.active.items():
            yield from ((name, text_of(part)) for part in (value if isinstance(value, list) else [value]))

    def describe(self, name: str, value: object) -> str:
        """A pair in words, as its chip reads."""
        match name:
            case "kind":
                return str(Kind(str(value)).label)
            case "category":
                return str(self.labels["category"][str(value)])
            case "issuer":
                return str(self.labels["office"][str(value)])
            case "from":
                return str(_("from %(day)s")) % {"day": written_day(value)}
            case "to":
                return str(_("to %(day)s")) % {"day": written_day(value)}
            case "q":
                return f"“{value}”"
            case _:
                return str(value)


def text_of(value: Any) -> object:
    return value.isoformat() if isinstance(value, date) else value


def written_day(iso: object) -> str:
    return f"{date.fromisoformat(str(iso)):%d.%m.%Y}"


class Facets:
    """How many editions pass the filters, by kind, and in which years there are any at all. One query for all."""

    def __init__(self, filterset: ReleaseFilter) -> None:
        hit = Q(pk__in=filterset.filtered(without="kind").order_by().values("pk"))
        rows = (
            filterset.queryset.order_by()
            .values_list("release__kind", ExtractYear("dated"))
            .annotate(hits=Count("pk", filter=hit))
        )
        self.by_kind = dict.fromkeys(Kind.values, 0)
        years = set()
        for kind, year, hits in rows:
            self.by_kind[kind] += hits
            years.add(year)
        self.years = sorted(years, reverse=True)
        chosen = filterset.active.get("kind") or Kind.values
        self.total = sum(self.by_kind[kind] for kind in chosen)


def listed(at: datetime, language: str) -> EditionQuerySet:
    """What the filters of a language's list choose from."""
    return Edition.objects.in_language(language).listed(at)
