"""What the pages of the publishing desk have in common: native date inputs, named zones, pills, rows that stay."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from embassy.lib import clock, instant
from embassy.lib.clock import Clock


class DayInput(forms.DateInput):
    """One native input, so that one label names it; the browser shows the date in the officer's own order."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class SlugInput(forms.TextInput):
    """Fills itself from another field while it is empty, by a script; the form does the same without one."""

    def __init__(self, source: str) -> None:
        super().__init__({"data-slug-from": source, "class": "vTextField", "dir": "ltr", "spellcheck": "false"})

    class Media:
        js = ["admin/js/urlify.js", "js/slug.js"]


class NativeInputs:
    """For a ModelAdmin or inline: native inputs for dates and times, and the city whose time it is beside each."""

    formfield_overrides: Any = {
        models.DateField: {"widget": DayInput},
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MomentInput},
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if field is not None and isinstance(db_field, models.DateTimeField):
            zone = _("Time in %(city)s.") % {"city": request.mission.host_city or request.mission.host_time_zone}
            field.help_text = f"{zone} {field.help_text}".strip()
        return field


class KeptRows(admin.ModelAdmin):  # type: ignore[type-arg]  # any model
    """Rows of which `kept_because` says why they are kept cannot be deleted; the officer is told so."""

    def kept_because(self, row: Any, at: datetime) -> str:
        """Why the row may not be deleted; "" if it may."""
        return ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and self.kept_because(obj, instant.now()))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        reason = self.kept_because(row, instant.now()) if row and self.has_view_permission(request, row) else ""
        if row is None or not reason:
            return super().delete_view(request, object_id, extra_context)
        messages.error(request, reason)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        )


def pill(status: str, word: object) -> SafeString:
    """A word of status, in its shape and colour; `status` is a pill of press-admin.css."""
    return format_html('<span class="pill pill--{}">{}</span>', status, word)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant on the clocks of both cities, the host city's first."""

    at: datetime
    host: Clock
    home: Clock

    @property
    def sentence(self) -> str:
        """Tuesday 12 May 2026, 09:30 in Lutetia; 10:30 in Strelsau. The second date only where it is another."""
        home = (
            self.home.time
            if self.home.date == self.host.date
            else f"{clock.weekday_date(self.home.date)}, {self.home.time}"
        )
        words = {"date": clock.weekday_date(self.host.date), "time": self.host.time, "home": home}
        return _("%(date)s, %(time)s in %(host_city)s; %(home)s in %(home_city)s") % {
            **words,
            "host_city": self.host.city or self.host.zone,
            "home_city": self.home.city or self.home.zone,
        }

    @property
    def utc(self) -> str:
        return f"{self.at.astimezone(UTC):%d.%m.%Y %H:%M}"


def moment(clocks: tuple[Clock, Clock], at: datetime) -> Moment:
    """`clocks` are the home capital's and the host city's, both at `at`."""
    home, host = clocks
    return Moment(at, host, home)


def ahead(span: timedelta) -> str:
    """How far an instant lies ahead: 14 h 20 min, or 3 d 4 h. Cut, not rounded."""
    minutes = int(span.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}
