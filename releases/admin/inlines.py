"""The pictures and attachments of a draft, in the form of its release."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.checks import InlineModelAdminChecks
from django.db.models import UniqueConstraint
from django.forms import Script
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from releases.admin import thumbnails, uses
from releases.admin.listing import newest_of
from releases.models import AttachmentUse, Edition, ImageUse, Release


class DraftFormSet(BaseInlineFormSet):
    """Stands in the form of a release and belongs to its newest edition; what is sent replaces what there was."""

    model: Any
    prefix: Any

    def __init__(self, *, prefix: str, data: Any = None, instance: Any = None, initial: Any = None, **options):
        self.release = instance
        options["instance"] = newest_of(instance) if instance else Edition()
        if data is not None:
            data = uses.sent_again(data, prefix)
        if initial is not None:
            self.extra = len(initial)
            options["queryset"] = self.model.objects.none()
        super().__init__(data, prefix=prefix, initial=initial, **options)

    def clean(self):
        """The list is looked at as a whole: the database knows the rows that it replaces."""
        super().clean()
        numbers = [form.cleaned_data.get("position") for form in self.extra_forms if form.has_changed()]
        if any(number is not None and numbers.count(number) > 1 for number in numbers):
            unique = next(rule for rule in self.model._meta.constraints if isinstance(rule, UniqueConstraint))
            raise forms.ValidationError(unique.get_violation_error_message())

    def validate_unique(self):
        """Left to `clean`, in words that an officer knows."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")

    def save(self, commit=True):
        self.instance = newest_of(self.release)
        if uses.are_saved(self.data, self.prefix, self.instance):
            self.new_objects, self.changed_objects, self.deleted_objects = [], [], []
            return []
        getattr(self.instance, self.prefix).all().delete()
        return super().save(commit)


class OfTheDraft(InlineModelAdminChecks):
    """The foreign key leads to the edition, not to the release whose form this is."""

    def _check_exclude_of_parent_model(self, obj, parent_model):
        return []

    def _check_relation(self, obj, parent_model):
        return []


class DraftInline(admin.TabularInline):
    columns: list[str] = []
    extra = 0
    checks_class = OfTheDraft
    formset = DraftFormSet

    def get_formset(self, request, obj: Release | None = None, **options):
        """Django looks for a foreign key to the release; here it leads to the edition."""
        return inlineformset_factory(
            Edition,
            self.model,
            form=self.form,
            formset=self.formset,
            fields=self.columns,
            extra=self.get_extra(request, obj),
            can_delete=self.may_edit(request, obj),
            formfield_callback=lambda field, **rest: self.formfield_for_dbfield(field, request, **rest),
        )

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        """Named by itself: stock Django names the columns of a table, and none of the fields in it."""
        field: Any = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None:
            getattr(field.widget, "widget", field.widget).attrs["aria-label"] = capfirst(field.label)
        return field

    def may_edit(self, request, obj):
        is_frozen = obj is not None and newest_of(obj).is_approved
        return request.user.has_perm("releases.change_release") and not is_frozen

    def has_add_permission(self, request, obj=None):
        return self.may_edit(request, obj)

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("releases.view_release")


class ImageUseInline(DraftInline):
    model = ImageUse
    columns = list(uses.COLUMNS["image_uses"])
    autocomplete_fields = ["image"]
    readonly_fields = ["square"]

    class Media:
        js = [Script("js/thumbnails.js", defer=True)]

    def get_fields(self, request, obj=None):
        return [self.columns[0], "square", *self.columns[1:]]

    @admin.display(description=lazy("picture"))
    def square(self, use):
        return thumbnails.shown(use.image) if use.image_id else self.get_empty_value_display()


class AttachmentUseInline(DraftInline):
    model = AttachmentUse
    columns = list(uses.COLUMNS["attachment_uses"])
    autocomplete_fields = ["attachment"]
