"""The media library on the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import attached, renditions, upload_room
from embassy.lib.renditions import BadFileError
from releases import media
from releases.admin import thumbnails
from releases.models import Attachment, Image


class FileInput(forms.FileInput):
    """Names a file that is too large before it is sent, where there is a script."""

    class Media:
        js = [Script("js/file-limit.js", defer=True)]

    def get_context(self, name, value, attrs):
        limits = {"data-max-bytes": renditions.MAX_BYTES, "data-too-large": renditions.too_large()}
        return super().get_context(name, value, {**attrs, **limits})


class UploadForm(forms.ModelForm):
    """Takes the file while the form is checked, so that what is wrong with it stands beside its field."""

    file = forms.FileField(label=lazy("file"), widget=FileInput)
    file_help: Any = ""
    take: Any
    size_of: Any
    officer: Any = None
    refused = ""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk:
            del self.fields["file"]
        else:
            self.fields["file"].help_text = self.file_help
            if self.refused:
                self.fields["file"].error_messages["required"] = self.refused

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            if self.refused:
                raise BadFileError(self.refused)
            taken = self.take(file, file.name)
            media.check_quota(self.size_of(taken), self.officer)
        except BadFileError as error:
            raise forms.ValidationError(str(error)) from error
        return taken


class ImageForm(UploadForm):
    take = staticmethod(renditions.made)
    file_help = lazy(
        "JPEG, PNG, WebP, GIF or AVIF, at most 25 MB and 40 million pixels (WebP 12, AVIF 16). Place, device and "
        "author that the camera wrote into it are not kept, nor is the file itself."
    )

    @staticmethod
    def size_of(taken):
        return taken.total_bytes


class AttachmentForm(UploadForm):
    take = staticmethod(attached.taken)
    file_help = lazy(
        "A PDF or a picture, at most 25 MB. A PDF is published as it is, with its own properties (title, author, "
        "program, dates) and whatever is hidden in it: remove them before. Of a picture only the pixels are kept."
    )

    @staticmethod
    def size_of(taken):
        return len(taken.content)


class LibraryAdmin(admin.ModelAdmin):
    """What pictures and attachments have in common: the file comes once and stays; what is published stays as it is."""

    form = UploadForm
    facts: list[str] = []
    frozen_facts: list[str] = []
    add: Any
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: Any) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.with_erasure()

    def get_form(self, request, obj=None, change=False, **options):
        form = super().get_form(request, obj, change, **options)
        refused = getattr(request, "file_refused", "") or upload_room.problem(request)
        return type("OfficersForm", (form,), {"officer": request.user, "refused": refused})

    def changeform_view(self, request, *args, **options):
        """What goes wrong while the file is stored comes back as an error beside its field."""
        try:
            return super().changeform_view(request, *args, **options)
        except BadFileError as refusal:
            request.file_refused = str(refusal)
            return super().changeform_view(request, *args, **options)

    def get_fields(self, request, obj=None):
        return [*self.facts, "preview", "used_in", "uploaded"] if obj else ["file", *self.facts]

    def get_readonly_fields(self, request, obj=None):
        shown = ["preview", "used_in", "uploaded"]
        return [*shown, *self.frozen_facts] if obj and obj.is_frozen() else shown

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            self.add(form.cleaned_data["file"], obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_frozen())

    def get_actions(self, request):
        """Each file is deleted by itself: in bulk nobody looks where it is used."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_model(self, request, obj):
        media.discard(obj)

    @admin.display(description=lazy("uploaded"))
    def uploaded(self, row):
        officer = row.uploaded_by or "-"
        return f"{row.uploaded_at:%d.%m.%Y %H:%M} UTC, {officer}"

    @admin.display(description=lazy("used in"))
    def used_in(self, row):
        uses = row.uses.select_related("edition").order_by("-edition_id")
        links = (
            (
                reverse("admin:releases_release_change", args=[use.edition.release_id]),
                use.edition.title,
                use.edition.number,
            )
            for use in uses
        )
        return format_html_join("", '<a href="{}">{} ({})</a><br>', links) or _("no text yet")


@admin.register(Image)
class ImageAdmin(LibraryAdmin):
    form = ImageForm
    add = staticmethod(media.add_image)
    facts = ["title", "credit", "licence", "focal_x", "focal_y"]
    frozen_facts = ["credit", "licence", "focal_x", "focal_y"]
    list_display = ["square", "title", "credit", "uploaded"]
    search_fields = ["title", "credit"]

    list_display_links = ["title"]

    def get_urls(self):
        own = path(
            "<int:number>/thumbnail/", self.admin_site.admin_view(self.thumbnail), name="releases_image_thumbnail"
        )
        return [own, *super().get_urls()]

    def thumbnail(self, request, number):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return thumbnails.thumbnail(get_object_or_404(Image, pk=number))

    def suggested_with(self, image):
        """What autocomplete shows beside its name."""
        return {"thumbnail": thumbnails.url(image)}

    @admin.display(description=lazy("picture"))
    def square(self, image):
        return thumbnails.shown(image)

    @admin.display(description=lazy("preview"))
    def preview(self, image):
        if image.is_erased:
            return _("Erased for legal reasons")
        width = image.widths[0]
        source, height = image.smallest_url, image.height_at(width)
        whole = format_html('<img src="{}" width="{}" height="{}" alt="" loading="lazy">', source, width, height)
        return format_html('{} {} <span class="quiet">{}</span>', whole, self.square(image), _("cropped to a square"))


@admin.register(Attachment)
class AttachmentAdmin(LibraryAdmin):
    form = AttachmentForm
    add = staticmethod(media.add_attachment)
    facts = ["label"]
    frozen_facts = ["label"]
    list_display = ["label", "preview", "uploaded"]
    search_fields = ["label", "download_name"]

    @admin.display(description=lazy("file"))
    def preview(self, row):
        if row.is_erased:
            return _("Erased for legal reasons")
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), row.download_name)
