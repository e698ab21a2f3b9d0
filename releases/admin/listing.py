"""The list of releases: each with its newest edition, drafts on top, then what went or goes live last."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import instant, languages
from embassy.models import Mission
from releases.models import Category, Edition, Purpose, Release, State
from releases.models.edition import Stage

ORDER = ["-newest_is_draft", "-newest_from", "-newest_saved_at", "-pk"]


def with_newest(releases: QuerySet[Release]) -> QuerySet[Release]:
    """Joined with the columns of their newest editions. Releases without any edition are left out."""
    later = Edition.objects.filter(release=OuterRef("release"), number__gt=OuterRef("number"))
    newest = Edition.objects.filter(~Exists(later))
    return releases.filter(editions__in=newest).annotate(
        newest_id=F("editions__id"),
        newest_state=F("editions__state"),
        newest_purpose=F("editions__purpose"),
        newest_from=F("editions__live_from"),
        newest_dated=F("editions__dated"),
        newest_saved_at=F("editions__saved_at"),
        newest_folded=F("editions__folded_text"),
        newest_is_draft=Case(When(editions__state=State.APPROVED, then=0), default=1, output_field=IntegerField()),
    )


def in_stage(stage: str, at: datetime) -> Q:
    """Of releases joined with their newest editions: those that an officer would call `stage` at `at`."""
    approved = Q(newest_state=State.APPROVED)
    return {
        Stage.SCHEDULED: approved & Q(newest_from__gt=at),
        Stage.LIVE: approved & Q(newest_from__lte=at) & ~Q(newest_purpose=Purpose.WITHDRAWAL),
        Stage.WITHDRAWN: approved & Q(newest_from__lte=at, newest_purpose=Purpose.WITHDRAWAL),
    }.get(Stage(stage), Q(newest_state=stage))


def newest_of(release: Release) -> Edition:
    """The newest edition, a new unsaved one where there is none. Asked for once for each object."""
    if "newest" not in release.__dict__:
        found = release.editions.order_by("-number").first() if release.pk else None
        release.__dict__["newest"] = found or Edition(release=release)
    edition: Edition = release.__dict__["newest"]
    return edition


def attach_newest(releases: Iterable[Any], mission: Mission, at: datetime) -> None:
    """Give each row its newest edition, and what its words depend on. One query for all."""
    rows = list(releases)
    editions = (
        Edition.objects.select_related("created_by")
        .defer("body", "folded_text")
        .in_bulk([row.newest_id for row in rows])
    )
    for row in rows:
        row.__dict__["newest"] = editions[row.newest_id]
        row.at, row.mission = at, mission


class ReleaseList(ChangeList):
    def _get_default_ordering(self) -> list[str]:
        return ORDER

    def get_results(self, request: Any) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        attach_newest(self.result_list, request.mission, instant.now())


class StageFilter(admin.SimpleListFilter):
    title = lazy("stage")
    parameter_name = "stage"
    stages = [Stage.DRAFT, Stage.IN_REVIEW, Stage.SCHEDULED, Stage.LIVE, Stage.WITHDRAWN]

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [(stage.value, stage.label) for stage in self.stages]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = self.value() in {stage.value for stage in self.stages}
        return queryset.filter(in_stage(self.value() or "", instant.now())) if known else queryset


class LanguageFilter(admin.SimpleListFilter):
    title = lazy("language")
    parameter_name = "language"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, languages.own_name(code)) for code in languages.all_spoken()]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class CategoryFilter(admin.SimpleListFilter):
    title = lazy("category")
    parameter_name = "category"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [(category.slug, str(category)) for category in Category.objects.all()]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        about = Edition.objects.filter(pk=OuterRef("newest_id"), categories__slug=self.value())
        return queryset.filter(Exists(about))
