from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import instant
from embassy.lib.desk import KeptRows, NativeInputs, pill
from releases.admin.listing import newest_of
from releases.models import Feature, Release


class ReleaseChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return newest_of(obj).headline or obj.slug


class FeatureForm(forms.ModelForm):
    """What stood on the home page is history: a feature begins and ends now at the earliest."""

    def clean_featured_from(self) -> datetime:
        begins: datetime = self.cleaned_data["featured_from"]
        return max(begins, instant.now())

    def clean_featured_until(self) -> datetime | None:
        ends: datetime | None = self.cleaned_data["featured_until"]
        if ends and ends < instant.now():
            raise ValidationError(
                _("This time has passed. To end the feature now, enter the present minute."), code="past"
            )
        return ends


@admin.register(Feature)
class FeatureAdmin(NativeInputs, KeptRows):
    form = FeatureForm
    autocomplete_fields = ["release"]
    fields = ["release", "featured_from", "featured_until"]
    list_display = ["title", "status", "featured_from", "featured_until"]
    list_select_related = ["release"]

    @admin.display(description=lazy("release"))
    def title(self, feature: Feature) -> str:
        return newest_of(feature.release).headline

    @admin.display(description=lazy("status"))
    def status(self, feature: Feature) -> str:
        at = instant.now()
        if feature.featured_from > at:
            return pill("scheduled", _("Not begun"))
        has_ended = feature.featured_until is not None and feature.featured_until <= at
        return pill("ended", _("Ended")) if has_ended else pill("published", _("On the home page"))

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        approved = Release.objects.exclude(first_published_at=None)
        return super().formfield_for_foreignkey(
            db_field, request, form_class=ReleaseChoice, queryset=approved, **options
        )

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        return {"featured_from": instant.now(), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: Any, obj: Feature | None = None) -> list[str]:
        at = instant.now()
        if obj is None or obj.featured_from > at:
            return []
        has_ended = obj.featured_until is not None and obj.featured_until <= at
        return [
            name for name in ("release", "featured_from", "featured_until") if has_ended or name != "featured_until"
        ]

    def kept_because(self, row: Feature, at: datetime) -> str:
        if row.featured_from > at:
            return ""
        return _("This feature has begun and is kept. To end it, set “featured until”.")
