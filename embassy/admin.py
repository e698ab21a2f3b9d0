"""The publishing desk, and on it the mission's own facts and the urgent notices."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from counters import calendars
from embassy import edition_search, front_page, rehearsal
from embassy.accounts.recently import RecentlyAuthenticated
from embassy.lib import clock, images, instant, languages
from embassy.lib.desk import KeptRows, NativeInputs, pill
from embassy.models import Mission, Notice


class Suggestions(AutocompleteJsonView):
    """Suggests rows by the words that their own admin finds for them."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        words = getattr(self.model_admin, "suggested_as", str)(obj)
        more: dict[str, str] = getattr(self.model_admin, "suggested_with", lambda _row: {})(obj)
        return {**super().serialize_result(obj, to_field_name), "text": words, **more}


class Desk(admin.AdminSite):
    """Django's admin in the mission's name and in the host city's time."""

    enable_nav_sidebar = False
    index_title = lazy("Press office")
    empty_value_display = "\N{EN DASH}"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")
        # Not by the decorator: this module is imported while the default site, which it defines, is being made.
        self.register(Mission, MissionAdmin)
        self.register(Notice, NoticeAdmin)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every time that is typed or shown is the host city's, unless another city is named beside it."""
        guarded = super().admin_view(view, cacheable)

        def in_host_time(request: Any, *args: Any, **kwargs: Any) -> Any:
            if "_saveasnew" in request.POST:
                raise PermissionDenied
            with timezone.override(request.mission.host_zone):
                response = guarded(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response

        return in_host_time

    def each_context(self, request: Any) -> dict[str, Any]:
        name = str(request.mission.name) or _("Press office")
        return {**super().each_context(request), "site_header": name, "site_title": name}

    def index(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        return super().index(request, {**front_page.contents(request, instant.now()), **(extra_context or {})})

    def get_urls(self) -> list[Any]:
        pages = {"search": edition_search.view, "rehearsal": rehearsal.view, "calendar": calendars.page}
        return [
            *(path(f"{name}/", self.admin_view(self.in_shell(view)), name=name) for name, view in pages.items()),
            *super().get_urls(),
        ]

    def in_shell(self, view: Any) -> Any:
        """A page of the desk that belongs to no model, given what the shell of every page shows."""
        return lambda request: view(request, self.each_context(request))

    def autocomplete_view(self, request: Any) -> Any:
        return Suggestions.as_view(admin_site=self)(request)


class CodesField(forms.CharField):
    """Language codes between commas, as a list."""

    def prepare_value(self, value: Any) -> str:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(code.lower() for code in (value or "").replace(",", " ").split()))

    def validate(self, value: Any) -> None:
        if unknown := [code for code in value if not languages.is_language(code)]:
            message = _("Not a language code: %(codes)s. Use codes such as en, fr or ar.")
            raise ValidationError(message, code="language", params={"codes": ", ".join(unknown)})

    def run_validators(self, value: Any) -> None:
        """The ones of a text do not fit a list."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class EmblemInput(forms.ClearableFileInput):
    template_name = "admin/widgets/emblem.html"

    def format_value(self, value: Any) -> Any:
        """The page's own address of the emblem: the storage has none."""
        if not self.is_initial_named(value):
            return None
        return {"url": reverse("emblem", args=[value.name.removeprefix("emblem/")])}

    def is_initial_named(self, value: Any) -> bool:
        return bool(value and getattr(value, "name", "").startswith("emblem/"))


class MissionForm(forms.ModelForm):
    languages = CodesField(
        label=lazy("languages"),
        required=False,
        help_text=lazy(
            "Codes with commas between: fr, ar. After saving, each text below has one line for each language."
        ),
    )

    class Meta:
        model = Mission
        fields = "__all__"  # noqa: DJ007  (the fieldsets of the admin choose)
        widgets = {
            "colour_1": forms.TextInput({"data-colour": lazy("Choose the first colour"), "size": 8, "dir": "ltr"}),
            "colour_2": forms.TextInput({"data-colour": lazy("Choose the second colour"), "size": 8, "dir": "ltr"}),
            "emblem": EmblemInput,
        }

    class Media:
        js = ["js/colour.js"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "home_time_zone" not in self.fields:
            return  # shown to somebody who may not change it: no field is an input
        for name in ("home_time_zone", "host_time_zone"):
            choices = dict(clock.zone_choices())
            current = getattr(self.instance, name)
            self.fields[name].widget = forms.Select(
                choices=list({**choices, current: choices.get(current, current)}.items())
            )
        codes = {
            code: f"{languages.own_name(code)} ({code})" for code in sorted(LANG_INFO) if languages.is_language(code)
        }
        self.fields["default_language"].widget = forms.Select(choices=list(codes.items()))

    def clean_emblem(self) -> Any:
        sent = self.cleaned_data["emblem"]
        if not isinstance(sent, UploadedFile) or sent.file is None:
            return sent
        try:
            return images.emblem(sent.file, sent.name or "", sent.size or 0)
        except images.BadImageError as error:
            raise ValidationError(str(error), code="image") from error


class MissionAdmin(RecentlyAuthenticated, NativeInputs, admin.ModelAdmin):
    """One row: there is no list of missions, none is added twice or deleted."""

    form = MissionForm
    fieldsets = [
        (
            lazy("The mission"),
            {"fields": ["name", "short_name", "place", "office", "emblem", ("colour_1", "colour_2")]},
        ),
        (lazy("Two cities"), {"fields": ["home_city", "home_time_zone", "host_city", "host_time_zone"]}),
        (lazy("Languages"), {"fields": ["default_language", "languages"]}),
        (lazy("Consular section"), {"fields": ["consular_label", "consular_phone", "consular_hours", "address"]}),
        (lazy("Press office"), {"fields": ["press_contact", "press_phone", "press_email", "press_hours", "licence"]}),
        (lazy("Reference numbers"), {"fields": ["reference_prefix"]}),
        (lazy("Who approves"), {"fields": ["needs_second_officer"]}),
        (lazy("Elsewhere"), {"fields": ["profiles"]}),
    ]

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponse:
        if Mission.objects.exists():
            return HttpResponseRedirect(reverse("admin:embassy_mission_change", args=[1]))
        return HttpResponseRedirect(reverse("admin:embassy_mission_add"))

    def has_add_permission(self, request: Any) -> bool:
        return bool(super().has_add_permission(request)) and not Mission.objects.exists()

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


class NoticeForm(forms.ModelForm):
    """Only a notice that has not begun can be given another beginning, and none begins or ends in the past."""

    def clean_shown_from(self) -> datetime:
        begins: datetime = self.cleaned_data["shown_from"]
        return max(begins, instant.now())

    def clean_shown_until(self) -> datetime | None:
        ends: datetime | None = self.cleaned_data["shown_until"]
        if ends and ends < instant.now():
            raise ValidationError(
                _("This time has passed. To end the notice now, enter the present minute."), code="past"
            )
        return ends


class NoticeAdmin(RecentlyAuthenticated, NativeInputs, KeptRows):
    form = NoticeForm
    list_display = ["heading", "status", "level", "shown_from", "shown_until"]
    list_filter = ["level"]
    fields = ["level", "heading", "text", "link", "shown_from", "shown_until"]

    @admin.display(description=lazy("status"))
    def status(self, notice: Notice) -> str:
        at = instant.now()
        if notice.shown_from > at:
            return pill("scheduled", _("Not begun"))
        has_ended = notice.shown_until is not None and notice.shown_until <= at
        return pill("ended", _("Ended")) if has_ended else pill("published", _("Shown"))

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        return {"shown_from": instant.now(), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: Any, obj: Notice | None = None) -> list[str]:
        at = instant.now()
        if obj is None or obj.shown_from > at:
            return []
        has_ended = obj.shown_until is not None and obj.shown_until <= at
        return [
            name
            for name in ("level", "heading", "text", "link", "shown_from", "shown_until")
            if has_ended or name != "shown_until"
        ]

    def kept_because(self, row: Notice, at: datetime) -> str:
        return (
            _("This notice has been shown and is kept. To take it down, set “shown until”.")
            if row.shown_from <= at
            else ""
        )
