"""The editor of a body: a textarea, to which a script gives headings, lists, tables and the like."""

import json
from typing import Any

from django import forms
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import override

from embassy.lib import instant, languages, live_numbers

EDITOR = "django_prose_editor/editor.js"


class RichText(forms.Textarea):
    """Works as it is without a script. The address of the editor stands on it, so that no import map is needed."""

    class Media:
        css = {"all": ["django_prose_editor/material-icons.css", "django_prose_editor/editor.css", "css/rich-text.css"]}
        js = [forms.Script("js/rich-text.js", type="module")]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "vLargeTextField", "rows": 24, "spellcheck": "true", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        given = {
            "data-rich-text": static(EDITOR),
            "data-words": json.dumps(words(), ensure_ascii=False),
            "data-matters": json.dumps(matters(), ensure_ascii=False),
        }
        return super().get_context(name, value, {**(attrs or {}), **given})


def matters() -> list[dict[str, Any]]:
    """What an officer may have a text count the days of, and the words to put into it in each language. One query."""
    spoken = languages.all_spoken()
    return [
        {"slug": matter.slug, "name": named(matter), "wording": {code: wording(matter, code) for code in spoken}}
        for matter in live_numbers.matters().values()
    ]


def named(matter: live_numbers.Matter) -> str:
    """Its name, and whether readers know of it."""
    if matter.is_shown(instant.now()):
        return str(matter)
    return _("%(name)s (not shown to readers)") % {"name": matter}


def wording(matter: live_numbers.Matter, language: str) -> tuple[str, str]:
    with override(language):
        return matter.wording()


def words() -> dict[str, str]:
    """What the editor calls its tools, and the sentences of its dialogs."""
    return {
        "Formatting": _("Formatting"),
        "heading2": _("Heading"),
        "heading3": _("Heading of the second level"),
        "heading4": _("Heading of the third level"),
        "bulletList": _("List"),
        "orderedList": _("Numbered list"),
        "blockquote": _("Quotation"),
        "horizontalRule": _("Rule"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "subscript": _("Subscript"),
        "superscript": _("Superscript"),
        "link": _("Link"),
        "unlink": _("Remove the link"),
        "footnote": _("Footnote"),
        "history:undo": _("Undo"),
        "history:redo": _("Redo"),
        "picture": _("Place of a picture"),
        "Number of the picture": _("Number of the picture"),
        "Footnote": _("Footnote"),
        "daysSince": _("Days since …"),
        "Incident": _("Incident"),
        "unknown incident": _("unknown incident"),
        "Caption": _("Caption"),
        "Table caption": _("Table caption"),
        "URL": _("Address"),
        "Title": _("Title"),
        "Edit Link": _("Link"),
        "Update": _("Apply"),
        "Cancel": _("Cancel"),
        **table_words(),
    }


def table_words() -> dict[str, str]:
    return {
        "table": _("Table"),
        "table:caption": _("Table caption"),
        "table:addColumnAfter": _("Add a column"),
        "table:deleteColumn": _("Remove the column"),
        "table:addRowAfter": _("Add a row"),
        "table:deleteRow": _("Remove the row"),
        "table:mergeCells": _("Merge cells"),
        "table:splitCell": _("Split the cell"),
        "table:toggleHeaderCell": _("Header cell"),
        "table:deleteTable": _("Remove the table"),
    }
