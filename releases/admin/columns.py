"""The list of releases on the desk: its rows, its columns, and what its search and the suggestions find."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import languages
from releases.admin import listing, wording
from releases.admin.listing import CategoryFilter, LanguageFilter, ReleaseList, StageFilter, newest_of
from releases.models import Release


class ReleaseColumns(admin.ModelAdmin):
    change_list_template = "admin/releases/release/change_list.html"
    list_display = ["title", "stage", "kind", "spoken", "dated", "publication", "writer"]
    list_display_links = ["title"]
    list_filter = [StageFilter, "kind", LanguageFilter, CategoryFilter]
    list_per_page = 50
    search_fields = ["slug"]
    search_help_text = lazy("Words of the title, the summary or the text")
    show_full_result_count = False

    def get_queryset(self, request: Any) -> QuerySet[Release]:
        return listing.with_newest(super().get_queryset(request)).order_by(*listing.ORDER)

    def get_changelist(self, request: Any, **options: Any) -> type[ReleaseList]:
        return ReleaseList

    def get_search_results(self, request: Any, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        for word in search_term.casefold().split():
            queryset = queryset.filter(newest_folded__contains=word)
        if request.GET.get("model_name") == "feature":
            queryset = queryset.exclude(first_published_at=None)
        return queryset, False

    def suggested_as(self, release: Release) -> str:
        """What autocomplete calls it."""
        edition = newest_of(release)
        return f"{edition.headline} ({edition.dated:%d.%m.%Y})"

    @admin.display(description=lazy("title"))
    def title(self, release: Release) -> str:
        return newest_of(release).headline

    @admin.display(description=lazy("stage"))
    def stage(self, release: Any) -> str:
        return wording.stage_pill(newest_of(release), release.at)

    @admin.display(description=lazy("language"), ordering="language")
    def spoken(self, release: Release) -> str:
        return format_html('<span class="lang">{}</span>', languages.own_name(release.language))

    @admin.display(description=lazy("official date"), ordering="newest_dated")
    def dated(self, release: Release) -> str:
        return f"{newest_of(release).dated:%d.%m.%Y}"

    @admin.display(description=lazy("publication"), ordering="newest_from")
    def publication(self, release: Any) -> str:
        edition = newest_of(release)
        if edition.live_from is None:
            return self.get_empty_value_display()
        moment = wording.moment(release.mission, edition.live_from)
        first, second = (f"{shown.local:%d.%m.%Y %H:%M} {shown.city}" for shown in (moment.host, moment.home))
        return format_html(
            '<time datetime="{}">{}</time><span class="quiet">{}</span>', edition.live_from.isoformat(), first, second
        )

    @admin.display(description=lazy("written by"))
    def writer(self, release: Release) -> str:
        officer = newest_of(release).created_by
        return (officer.get_full_name() or officer.get_username()) if officer else self.get_empty_value_display()
