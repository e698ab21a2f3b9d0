"""One form for a release and the draft that is being worked on."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.forms.models import construct_instance, fields_for_model
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import instant, languages, markup
from embassy.lib.desk import DayInput, SlugInput
from releases import answers, workflow
from releases.admin import uses
from releases.admin.listing import newest_of
from releases.admin.rich_text import RichText
from releases.models import Category, Edition, FormerSlug, Kind, Release
from releases.models.edition import PURPOSES_WITH_NOTE

BODY_HELP = lazy(
    "Lists and footnotes pasted from Word become real ones when the text is saved; colours, fonts and sizes are "
    "taken out."
)
# What the script writes beside a field whose length matters; the field's own limit stands in its maxlength.
COUNTED = {"data-counter": lazy("{used} of {most} characters")}
WIDGETS: Any = {
    "title": forms.TextInput({"class": "vTextField", "maxlength": 500, **COUNTED}),
    "summary": forms.Textarea({"class": "vLargeTextField", "rows": 4, **COUNTED}),
    "note": forms.Textarea({"class": "vLargeTextField", "rows": 4, **COUNTED}),
    "body": RichText(),
    "dated": DayInput(),
    "place": forms.TextInput({"class": "vTextField"}),
    "categories": forms.CheckboxSelectMultiple(),
}
HELP: Any = {"body": BODY_HELP}
COLUMNS = [*workflow.CONTENT, "note"]
# The columns of an edition as the fields of a plain form: a ModelForm takes those of one model only.
EditionFields: Any = type(
    "EditionFields",
    (forms.Form,),
    fields_for_model(Edition, fields=[*COLUMNS, "categories"], widgets=WIDGETS, help_texts=HELP),
)


class QuestionFields(forms.Form):
    """What stands at the head of an answer; a script shows them for that kind only."""

    outlet = forms.CharField(
        label=lazy("Outlet"),
        required=False,
        max_length=200,
        help_text=lazy("Who asked. It may stay empty."),
        widget=forms.TextInput({"class": "vTextField", "data-shown-with": "kind=answer"}),
    )
    question = forms.CharField(
        label=lazy("Question"),
        required=False,
        max_length=4000,
        help_text=lazy("It stands above the answer as a quotation. It may stay empty."),
        widget=forms.Textarea({"class": "vLargeTextField", "rows": 4, "data-shown-with": "kind=answer"}),
    )


class ReleaseForm(forms.ModelForm, EditionFields, QuestionFields):  # type: ignore[misc]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    """That of the draft when the form was shown."""
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    """That of the other officer's words, which the form has told of."""
    is_mine = forms.BooleanField(
        widget=forms.HiddenInput, required=False, label=lazy("replace the saved text with mine")
    )
    """Offered only to an officer who was not the first to save."""
    officer: User
    fields: dict[str, Any]
    data: Any
    refused = ""
    """Why the database refused what passed this form a moment ago."""
    restored: dict[str, Any] = {}
    """Words that were kept for the officer, to be shown instead of the saved ones."""
    is_conflict = False
    """Somebody else's words stand in the way of these."""

    class Meta:
        model = Release
        fields = ["slug", "kind", "language", "translation_key"]

    def __init__(self, *args: Any, instance: Release | None = None, initial: Any = None, **options: Any) -> None:
        self.draft = newest_of(instance) if instance else Edition()
        content = {name: self.draft.serializable_value(name) for name in COLUMNS} if self.draft.pk else {}
        content |= (
            {"categories": list(self.draft.categories.all()), "version": self.draft.version} if self.draft.pk else {}
        )
        if instance and instance.kind == Kind.ANSWER:
            outlet, question, text = answers.parsed(self.draft.body)
            content |= {"outlet": outlet, "question": question, "body": text}
        initial = {**content, **(initial or {}), **self.restored}
        super().__init__(*args, **{**options, "instance": instance, "initial": initial})
        self.fields["categories"].queryset = Category.objects.all()
        if self.draft.purpose not in PURPOSES_WITH_NOTE:
            del self.fields["note"]
        if "kind" not in self.fields and self.instance.kind != Kind.ANSWER:
            self.fields["outlet"].widget = self.fields["question"].widget = forms.HiddenInput()
        if "language" in self.fields:
            self.fields["language"].widget = forms.Select(choices=self.language_choices())
        if self.instance.pk and "body" in self.fields:
            spoken = {"lang": self.instance.language, "dir": self.instance.direction}
            self.fields["body"].widget.attrs.update(spoken)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].widget = SlugInput("title")
            self.fields["slug"].help_text = _(
                "The last part of the page's address, made from the title if empty. It stays once the text is public."
            )

    def language_choices(self) -> list[tuple[str, str]]:
        codes = dict.fromkeys([*languages.all_spoken(), self.instance.language])
        return [(code, languages.own_name(code)) for code in codes]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "slug" in self.fields and "slug" not in self.errors:
            self.clean_address(cleaned)
        self.compose(cleaned)
        if self.refused or self.is_overtaken:
            self.tell_of_the_other()
        return cleaned

    def clean_address(self, cleaned: dict[str, Any]) -> None:
        slug = cleaned["slug"] = cleaned.get("slug") or slugify(cleaned.get("title", ""))[:200].strip("-_")
        others = Release.objects.exclude(pk=self.instance.pk).filter(language=cleaned.get("language"), slug=slug)
        former = FormerSlug.objects.exclude(release=self.instance.pk).filter(
            language=cleaned.get("language"), slug=slug
        )
        if not slug:
            self.add_error("slug", _("Write an address in Latin letters: none can be made from this title."))
        elif others.exists() or former.exists():
            self.add_error(
                "slug", _("Another release in this language has this address. Change it, for example by a date.")
            )

    def compose(self, cleaned: dict[str, Any]) -> None:
        """Put the question of an answer at the head of its text."""
        outlet, question = cleaned.get("outlet", ""), cleaned.get("question", "")
        if cleaned.get("kind", self.instance.kind) == Kind.ANSWER:
            cleaned["body"] = answers.composed(outlet, question, cleaned.get("body", ""))
        elif outlet or question:
            sentence = _("Only an answer has a question. Choose the kind “Answer”, or empty this field.")
            self.add_error("question" if question else "outlet", sentence)

    @property
    def has_new_words(self) -> bool:
        """Whether what was sent differs from what is saved, the wrappings of the body aside."""
        changed = set(self.changed_data) - {"version", "seen", "is_mine", "body", "outlet", "question"}
        has_new_body = self.cleaned_data.get("body", "") != self.draft.body
        return bool(changed) or has_new_body or uses.has_new(self.data, self.draft)

    @property
    def is_overtaken(self) -> bool:
        """Somebody saved other words since the form was shown, and the officer has not said that these may go."""
        given = self.cleaned_data
        is_meant = bool(given.get("is_mine")) and given.get("seen") == self.draft.version
        is_old = bool(self.draft.pk) and given.get("version") != self.draft.version
        return is_old and not is_meant and self.has_new_words

    def tell_of_the_other(self) -> None:
        """Refuse, and give the officer their words back, with the choice to replace the other's as they now stand."""
        link = format_html('<a href="" target="_blank" rel="noopener">{}</a>', _("Look at the saved text in a new tab"))
        words = self.refused or _(
            "Somebody else has saved this text since you opened it. Nothing of yours was written over theirs."
        )
        advice = _(
            "Your own words are below, not saved. Bring the two together, tick “replace the saved text with mine”, "
            "and save."
        )
        self.add_error(None, format_html("{} {} {}.", words, advice, link))
        self.is_conflict = bool(self.draft.pk)
        self.data = self.data.copy()
        self.data["seen"] = str(self.draft.version)
        self.data.pop("is_mine", None)
        self.fields["is_mine"].widget = forms.CheckboxInput()

    def clean_body(self) -> str:
        return markup.tidied(self.cleaned_data["body"])

    def save_draft(self, release: Release) -> Edition:
        """Write the words of the edition. Raises ActRefused, to be undone with the release's row."""
        draft = construct_instance(self, self.draft, fields=[name for name in COLUMNS if name in self.fields])
        if draft.pk:
            workflow.save(draft, by=self.officer, version=draft.version, at=instant.now())
        else:
            draft.release = release
            workflow.create(draft, by=self.officer)
        draft.categories.set(self.cleaned_data["categories"])
        release.__dict__["newest"] = draft
        return draft
