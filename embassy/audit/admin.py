"""The audit log on the desk: read, searched, exported, never changed."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as lazy

from embassy.audit.models import Act, Entry
from embassy.audit.recording import record
from embassy.lib.csv_cells import inert

COLUMNS = ("at", "actor_name", "address", "act", "subject_type", "subject_id", "subject_text", "detail")
ROWS_AT_A_TIME = 500


class ActFilter(admin.SimpleListFilter):
    title = lazy("act")
    parameter_name = "act"

    def lookups(self, request, model_admin):
        found = Entry.objects.order_by("act").values_list("act", flat=True).distinct()
        return [(act, Act(act).label if act in Act.values else act) for act in found]

    def queryset(self, request, queryset):
        return queryset.filter(act=self.value()) if self.value() else queryset


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    list_display = ["at", "who", "what", "subject_text", "address"]
    list_filter = [ActFilter, "at", "subject_type"]
    list_select_related = False
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["actor_name", "subject_text", "address"]
    search_help_text = lazy("Who, subject or address")
    fields = ["at", "actor_name", "address", "what", "subject_type", "subject_id", "subject_text", "more"]
    readonly_fields = ["at", "actor_name", "address", "what", "subject_type", "subject_id", "subject_text", "more"]
    actions = ["export"]

    @admin.display(description=lazy("who"), ordering="actor_name")
    def who(self, entry: Entry) -> str:
        return entry.actor_name or self.get_empty_value_display()

    @admin.display(description=lazy("act"), ordering="act")
    def what(self, entry: Entry) -> str:
        return entry.label

    @admin.display(description=lazy("detail"))
    def more(self, entry: Entry) -> str:
        return json.dumps(entry.detail, ensure_ascii=False) if entry.detail else self.get_empty_value_display()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("audit.export_entry")

    @admin.action(description=lazy("Export as CSV"), permissions=["export"])
    def export(self, request: HttpRequest, queryset: QuerySet[Entry]) -> StreamingHttpResponse:
        record(
            Act.EXPORTED, by=request.user, kind=Entry._meta.label_lower, text="CSV", detail={"rows": queryset.count()}
        )
        rows = queryset.order_by("pk").values_list(*COLUMNS).iterator(chunk_size=ROWS_AT_A_TIME)
        response = StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
        return response


class Line:
    """A file that hands back each line as it is written."""

    def write(self, text: str) -> str:
        return text


def lines(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    writer = csv.writer(Line())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"  # spreadsheets read a file without it in the code page of their country
    yield writer.writerow(COLUMNS)
    for at, *others, detail in rows:
        words = json.dumps(detail, ensure_ascii=False) if detail else ""
        yield writer.writerow([at.isoformat(), *map(inert, others), inert(words)])
