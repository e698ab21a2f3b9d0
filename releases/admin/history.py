"""What became of a release on the desk: every act with who, when and why; and any two editions word by word."""

import json
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from releases import workflow
from releases.admin import wording
from releases.admin.listing import newest_of
from releases.changes import Changes
from releases.models import Edition, Release


class CompareForm(forms.Form):
    old = forms.ChoiceField(label=lazy("Edition"))
    new = forms.ChoiceField(label=lazy("with edition"))
    fields: dict[str, Any]

    def __init__(self, *args: Any, editions: list[Edition], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(row.number), f"{row.number}. {row.headline}") for row in editions]
        self.fields["old"].choices = self.fields["new"].choices = choices


def compare_view(desk: Any, request: Any, release: Release) -> HttpResponse:
    editions = list(release.editions.select_related("release", "office").order_by("number"))
    ends = {"old": str(editions[max(len(editions) - 2, 0)].number), "new": str(editions[-1].number)}
    form = CompareForm({**ends, **request.GET.dict()}, editions=editions)
    context: dict[str, Any] = {"form": form, "title": _("Compare two editions")}
    if form.is_valid():
        old, new = (next(row for row in editions if str(row.number) == form.cleaned_data[name]) for name in ends)
        context |= {"old": old, "new": new, "is_redacted": bool(old.redacted_at or new.redacted_at)}
        context["changes"] = None if context["is_redacted"] else Changes(old, new)
    return shown(desk, request, release, "compare", context)


def history_view(desk: Any, request: Any, release: Release) -> HttpResponse:
    kind = ContentType.objects.get_for_model(Release)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(release.pk)).select_related("user")
    rows = [
        {
            "who": entry.user.get_full_name() or entry.user.get_username(),
            "when": wording.moment(request.mission, entry.action_time),
            **told(entry),
        }
        for entry in entries.order_by("-action_time", "-pk")
    ]
    return shown(desk, request, release, "history", {"entries": rows, "title": _("History")})


def told(entry: LogEntry) -> dict[str, Any]:
    """What was done to which edition, and why. A save of the form has no edition and no reason."""
    try:
        record = json.loads(entry.change_message)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        return {"what": entry.get_change_message() or entry.get_action_flag_display()}
    act = workflow.ACTS.get(record["act"])
    what = str(act.label).rstrip("…") if act else record["act"]
    return {"what": what, "edition": record["edition"], "why": record["reason"], "detail": detail(record["detail"])}


def detail(given: dict[str, Any]) -> str:
    return f"{given['before']} → {given['after']}" if "before" in given else ""


def shown(desk: Any, request: Any, release: Release, name: str, context: dict[str, Any]) -> HttpResponse:
    edition = newest_of(release)
    whole = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "media": desk.media,
        "subtitle": edition.headline,
        "edition": edition,
        "release": release,
        **context,
    }
    return TemplateResponse(request, f"admin/releases/release/{name}.html", whole)
