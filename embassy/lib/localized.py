"""A short text that has one form in each language: the label of a category, the name of an incident.

Stored as a JSON object by language code. Printed, it is the active language's form, else the site's default
language's, else any.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from embassy.lib import languages, markup

LONG = 300
"""Texts that may have more characters than this get a textarea."""


class Localized(dict[str, str]):
    """Forms by language code. A plain string is taken as the site's default language's form."""

    def __init__(self, forms: "str | dict[str, str]" = "") -> None:
        by_code = {languages.default(): forms} if isinstance(forms, str) else forms
        super().__init__({code: cleaned(text) for code, text in sorted(by_code.items()) if text})

    def __str__(self) -> str:
        return self[self.language] if self else ""

    @property
    def fragment_key(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.items())

    @property
    def language(self) -> str:
        """The code of the form that is printed; "" where there is none."""
        preferred = (get_language() or "", languages.default(), *self)
        return next((code for code in preferred if code in self), "")


def cleaned(text: Any) -> Any:
    """Without characters that turn a line around or cannot be seen. What is no text is left to the validation."""
    return markup.clean_lines(text) if isinstance(text, str) else text


class LocalizedAttribute(DeferredAttribute):
    """Whatever is assigned reads back as Localized."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value if isinstance(value, Localized) else Localized(value or "")


class LocalizedField(models.JSONField):
    """A column of Localized text; `max_length` bounds each form, in characters."""

    descriptor_class = LocalizedAttribute
    max_length: int

    def __init__(self, *args: Any, max_length: int = 300, **options: Any) -> None:
        options.setdefault("default", dict)
        super().__init__(*args, **options)
        self.max_length = max_length

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "max_length": self.max_length}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Localized:
        return Localized(super().from_db_value(value, expression, connection) or "")

    def validate(self, value: Any, model_instance: Any) -> None:
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        for code, text in (value or {}).items():
            self._validate_form(code, text)

    def _validate_form(self, code: str, text: Any) -> None:
        if not languages.is_language(code):
            raise ValidationError(_("“%(code)s” is not a language code."), code="language", params={"code": code})
        if not isinstance(text, str):
            raise ValidationError(_("A text is needed for “%(code)s”."), code="type", params={"code": code})
        if len(text) > self.max_length:
            message = _("The text for “%(code)s” has %(length)s characters; %(limit)s are allowed.")
            params = {"code": code, "length": len(text), "limit": self.max_length}
            raise ValidationError(message, code="max_length", params=params)

    def save_form_data(self, instance: models.Model, data: Localized) -> None:
        """A form shows the languages that the site speaks; the forms in others stay as they are."""
        shown = languages.all_spoken()
        kept = {code: text for code, text in getattr(instance, self.attname).items() if code not in shown}
        super().save_form_data(instance, Localized({**kept, **data}))

    def formfield(self, **options: Any) -> Any:
        for unknown in ("encoder", "decoder", "widget", "choices_form_class"):
            options.pop(unknown, None)
        defaults = {"required": not self.blank, "label": self.verbose_name, "help_text": self.help_text}
        return LocalizedFormField(max_length=self.max_length, **{**defaults, **options})


class LocalizedWidget(forms.MultiWidget):
    """One input a language of the site, each named by its language."""

    template_name = "admin/widgets/localized.html"

    def __init__(self, codes: Sequence[str], *, long: bool) -> None:
        self.codes = codes
        super().__init__({code: self.input(code, long=long) for code in codes})

    @staticmethod
    def input(code: str, *, long: bool) -> forms.Widget:
        named = {"lang": code, "dir": languages.direction(code), "aria-label": languages.own_name(code)}
        if long:
            return forms.Textarea({**named, "rows": 3, "class": "vLargeTextField"})
        return forms.TextInput({**named, "class": "vTextField"})

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(code, "") for code in self.codes]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, code in zip(context["widget"]["subwidgets"], self.codes, strict=True):
            part["language"] = languages.own_name(code)
        return context


class LocalizedFormField(forms.MultiValueField):
    """Gives a Localized of the languages that the site speaks; LocalizedField keeps the others."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        self.codes = languages.all_spoken()
        options.pop("initial", None) if options.get("initial") == {} else None
        fields = [forms.CharField(max_length=max_length, required=False) for _code in self.codes]
        super().__init__(
            fields=fields,
            require_all_fields=False,
            widget=LocalizedWidget(self.codes, long=max_length > LONG),
            **options,
        )

    def compress(self, data_list: list[str]) -> Localized:
        return Localized(dict(zip(self.codes, data_list or [], strict=False)))
