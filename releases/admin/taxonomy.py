from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib.desk import KeptRows, SlugInput
from releases.models import Category, Office, State


class TaxonomyAdmin(KeptRows):
    """A label of editions: its address stays once it is used, and it is kept once an approved edition has it."""

    list_display = ["name", "slug", "uses"]
    search_fields = ["slug"]
    fields = ["name", "slug"]
    editions = "editions"

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).annotate(uses=Count(self.editions, distinct=True))

    def get_search_results(self, request: Any, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """By the words of the name in any language; there are few rows, and the database folds no letters."""
        words = search_term.casefold().split()
        rows = queryset if words else []
        found = [
            row.pk
            for row in rows
            if all(word in f"{row.slug} {' '.join(row.name.values())}".casefold() for word in words)
        ]
        return (queryset.filter(pk__in=found) if words else queryset), False

    @admin.display(description=lazy("editions"))
    def uses(self, row: Any) -> Any:
        return row.uses

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        if db_field.name == "slug":
            options["widget"] = SlugInput("name")
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        return ["slug"] if obj and getattr(obj, f"{self.editions}").exists() else []

    def kept_because(self, row: Any, at: datetime) -> str:
        if not getattr(row, self.editions).filter(state=State.APPROVED).exists():
            return ""
        return _("“%(name)s” stands on approved texts and is kept with them.") % {"name": row}


@admin.register(Category)
class CategoryAdmin(TaxonomyAdmin):
    pass


@admin.register(Office)
class OfficeAdmin(TaxonomyAdmin):
    editions = "edition_set"

    def get_queryset(self, request: Any) -> Any:
        return admin.ModelAdmin.get_queryset(self, request).annotate(uses=Count("edition", distinct=True))
