"""Tracked incidents on the desk: the incident, its steps, and the banner as it reads today."""

import copy
import json
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from counters import elapsed
from counters.counter import Counter
from counters.models import Incident, Step
from embassy.lib import clock, instant, languages
from embassy.lib.desk import KeptRows, NativeInputs, SlugInput, pill
from embassy.models import Mission


class StepFormSet(BaseInlineFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["happened_on"].widget.attrs["aria-label"] = _("Date of the step")
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete this step")

    def clean(self) -> None:
        """The row's own rule knows the date in the database; the officer may be changing it."""
        super().clean()
        first = self.instance.occurred_on
        for form in self.forms:
            day = getattr(form, "cleaned_data", {}).get("happened_on")
            if first and day and day < first and not form.has_error("happened_on") and form not in self.deleted_forms:
                form.add_error(
                    "happened_on", ValidationError(_("A step cannot come before the incident itself."), code="early")
                )


class StepInline(NativeInputs, admin.TabularInline):
    model = Step
    formset = StepFormSet
    extra = 0


class IncidentForm(forms.ModelForm):
    class Meta:
        model = Incident
        fields = "__all__"  # noqa: DJ007  (the fieldsets of the admin choose)

    class Media:
        js = ["js/banner-preview.js"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        zones = dict(clock.zone_choices())
        current = self.instance.time_zone
        empty = {"": _("The home capital's")} if not current else {}
        if "time_zone" in self.fields:
            self.fields["time_zone"].widget = forms.Select(
                choices=list({**empty, **zones, current: zones.get(current, current) or empty.get("")}.items())
            )
        if "slug" in self.fields:
            self.fields["slug"].widget = SlugInput("name")
            self.fields["slug"].required = False

    def clean(self) -> Any:
        """An address left empty is made from the name, as the script does it."""
        cleaned = super().clean() or self.cleaned_data
        if "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = slugify(str(cleaned.get("name") or ""))[:80].strip("-_")
            if not cleaned["slug"]:
                self.add_error("slug", _("Write an address in Latin letters: none can be made from this name."))
        return cleaned


@admin.register(Incident)
class IncidentAdmin(NativeInputs, KeptRows):
    form = IncidentForm
    inlines = [StepInline]
    autocomplete_fields = ["releases"]
    search_fields = ["slug"]
    list_display = ["label", "status", "figure", "occurred_on", "resolved_on", "order"]
    fieldsets = [
        (lazy("The banner"), {"fields": ["preview", "name", ("occurred_on", "resolved_on"), "time_zone"]}),
        (lazy("Its page"), {"fields": ["slug", "description", "releases"]}),
        (lazy("When and where it is shown"), {"fields": [("shown_from", "shown_until"), "order"]}),
    ]

    @admin.display(description=lazy("incident"), ordering="order")
    def label(self, incident: Incident) -> str:
        return str(incident)

    @admin.display(description=lazy("status"))
    def status(self, incident: Incident) -> str:
        return pill(*status_of(incident, instant.now()))

    @admin.display(description=lazy("figure today"))
    def figure(self, incident: Incident) -> str:
        at = instant.now()
        return str(incident.days(at)) if incident.has_begun(at) else self.get_empty_value_display()

    @admin.display(description=lazy("as it reads today"))
    def preview(self, incident: Incident) -> str:
        return preview_of(incident, instant.now())

    def get_readonly_fields(self, request: Any, obj: Incident | None = None) -> list[str]:
        return ["preview", "slug"] if obj else ["preview"]

    def save_model(self, request: Any, obj: Incident, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.has_begun(instant.now()):
            messages.warning(request, not_before(obj))

    def view_on_site(self, obj: Incident) -> str | None:
        return obj.get_absolute_url() if obj.is_shown(instant.now()) else None

    def get_deleted_objects(self, objs: Any, request: Any) -> Any:
        """Asked before anything is deleted: that texts will lose their number is said first."""
        for incident in objs if not request.POST.get("post") else ():
            if number := incident.texts_counting().count():
                messages.warning(request, loses_its_number(incident, number))
        return super().get_deleted_objects(objs, request)

    def kept_because(self, row: Incident, at: datetime) -> str:
        return (
            _("This incident has been shown and is kept. To take it down, set “shown until”.")
            if has_been_shown(row, at)
            else ""
        )


def has_been_shown(incident: Incident, at: datetime) -> bool:
    return incident.has_begun(at) and (incident.shown_from is None or incident.shown_from <= at)


def status_of(incident: Incident, at: datetime) -> tuple[str, str]:
    """A pill, and its word."""
    if not incident.has_begun(at):
        return "scheduled", _("Not begun")
    if not incident.is_open(at):
        return "draft", _("Hidden")
    if incident.is_resolved(at):
        return "ended", _("Resolved")
    return "published", _("Tracked")


def not_before(incident: Incident) -> str:
    words = _("“%(name)s” lies in the future: it is not shown before %(day)s.")
    return words % {"name": incident, "day": clock.weekday_date(incident.occurred_on)}


def loses_its_number(incident: Incident, texts: int) -> str:
    words = ngettext(
        "%(count)s edition counts the days since “%(name)s”. Without the incident it says no number.",
        "%(count)s editions count the days since “%(name)s”. Without the incident they say no number.",
        texts,
    )
    return words % {"count": texts, "name": incident}


def preview_of(incident: Incident, at: datetime) -> str:
    """The sentence of the banner, and for the script that follows the typing what it needs to say it anew."""
    shown = copy.copy(incident)
    shown.time_zone = incident.time_zone or Mission.current().home_time_zone
    return render_to_string(
        "admin/counters/incident/preview.html",
        {"incident": shown, "counter": counter_of(shown, at)} | words_of(shown, at),
    )


def counter_of(incident: Incident, at: datetime) -> Counter | None:
    """The incident as it reads; None where it does not read yet, or where the form holds dates that contradict."""
    if not incident.pk or not incident.occurred_on:
        return None
    try:
        return incident.as_of(at)
    except ValueError:
        return None


def words_of(incident: Incident, at: datetime) -> dict[str, str]:
    is_future = bool(incident.pk and incident.occurred_on and not incident.has_begun(at))
    empty = _("Enter a name and a date.")
    return {
        "language": languages.default(),
        "phrases": json.dumps(dict(elapsed.phrases())),
        "early": _("lies in the future: it is not shown before that day."),
        "empty": empty,
        "instead": not_before(incident) if is_future else empty,
    }
