"""One page for each act: what will happen, why (where the act asks), and a button. Looking at it changes nothing.

Whose act it is and at which stage stands in `workflow.ACTS`; here stand only the words and what the form sends.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import instant
from releases import workflow
from releases.admin import redacting, wording
from releases.admin.publish import change_url, seen
from releases.models import Edition, Release


class Page(NamedTuple):
    """What happens, the word on the button, and what the officer is told afterwards."""

    question: Promise | str
    button: Promise | str
    outcome: Promise | str


PAGES = {
    "submit": Page(
        lazy("The editors are shown this text. It can still be changed; a change takes it back to you."),
        lazy("Submit for review"),
        lazy("“%(title)s” is with the editors."),
    ),
    "send_back": Page(
        lazy("The text becomes a draft again, and its writers see your reason."),
        lazy("Send back"),
        lazy("“%(title)s” is with its writers again."),
    ),
    "hold": Page(
        lazy("The text does not go public at its minute. It goes back to review; what it was to follow stays public."),
        lazy("Hold it"),
        lazy("“%(title)s” is held: it does not go public."),
    ),
    "correct": Page(
        lazy("A new edition is begun with the words of the public one. Readers see the note and what was changed."),
        lazy("Begin the correction"),
        lazy("The correction of “%(title)s” is begun. Readers see nothing of it before it is published."),
    ),
    "update": Page(
        lazy(
            "For typing errors only: readers are told no reason, but the earlier words stay in the history. "
            "Anything that changes the sense is a correction."
        ),
        lazy("Mend the typing error"),
        lazy("The new edition of “%(title)s” is begun. Readers see nothing of it before it is published."),
    ),
    "withdraw": Page(
        lazy("A withdrawal goes to the editors. Once it is published, the page keeps its address and says why."),
        lazy("Withdraw the text"),
        lazy("The withdrawal of “%(title)s” waits for approval."),
    ),
    "republish": Page(
        lazy("A new edition is begun with the words that were withdrawn. Readers see the note and the history."),
        lazy("Begin the new edition"),
        lazy("The new edition of “%(title)s” is begun. Readers see nothing of it before it is published."),
    ),
    "restore": Page(
        lazy("A new edition is begun with the words of the one chosen here. Readers see the note and the difference."),
        lazy("Restore as a draft"),
        lazy("The words of “%(title)s” are restored as a draft."),
    ),
    "redact": Page(
        lazy(
            "The words of this edition are erased for legal reasons, here and on the site, for ever. "
            "Its number, its dates and its digest stay, with a sentence in place of the text. "
            "Its public note and its address stay. Other editions and drafts with the same words are not touched."
        ),
        lazy("Erase the words"),
        lazy("The words of this edition are erased."),
    ),
    "rename": Page(
        lazy("The page moves to another address. The old one leads there for ever and is never given to another text."),
        lazy("Change the address"),
        lazy("“%(title)s” has another address. The old one leads to it."),
    ),
}
CHOOSES_EDITION = ("restore", "redact")
LABELS = {"reason": lazy("Reason, for your colleagues"), "note": lazy("Public note, for readers")}


class ActForm(forms.Form):
    """The questions of an act; those that it does not ask are left out."""

    edition = forms.ChoiceField(label=lazy("Edition"))
    slug = forms.SlugField(label=lazy("New address"), max_length=200)
    reason = forms.CharField(max_length=1000, widget=forms.Textarea({"rows": 4, "class": "vLargeTextField"}))
    confirmation = forms.CharField(label=lazy("To confirm, type the address of the text"), max_length=200)
    fields: dict[str, Any]

    def __init__(self, *args: Any, act: str, release: Release, editions: list[Edition], **options: Any) -> None:
        super().__init__(*args, **options)
        self.release = release
        needs = workflow.ACTS[act].needs
        asked = {
            "edition": act in CHOOSES_EDITION,
            "slug": act == "rename",
            "reason": bool(needs),
            "confirmation": act == "redact",
        }
        for name in [name for name, is_asked in asked.items() if not is_asked]:
            del self.fields[name]
        if needs:
            self.fields["reason"].label = LABELS[needs]
        if act in CHOOSES_EDITION:
            self.fields["edition"].choices = [(str(row.number), f"{row.number}. {row.headline}") for row in editions]
        if act == "redact":
            self.fields["confirmation"].help_text = release.slug

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"].strip()
        if typed != self.release.slug:
            raise forms.ValidationError(_("This is not the address of the text. Nothing was erased."), code="typed")
        return typed


PERFORM: dict[str, Callable[..., Any]] = {
    "submit": lambda edition, given, **by: workflow.submit(edition, **by),
    "send_back": lambda edition, given, **by: workflow.send_back(edition, reason=given["reason"], **by),
    "hold": lambda edition, given, **by: workflow.hold(edition, reason=given["reason"], **by),
    "redact": lambda edition, given, **by: workflow.redact(edition, reason=given["reason"], **by),
    "rename": lambda edition, given, **by: workflow.rename(edition, slug=given["slug"], reason=given["reason"], **by),
}


def perform(edition: Edition, act: str, given: dict[str, Any], by: Any, at: datetime) -> None:
    if act in PERFORM:
        PERFORM[act](edition, given, by=by, at=at)
    else:
        workflow.begin(edition, act, by=by, note=given["reason"], at=at)


def subjects(release: Release, act: str, by: Any, at: datetime) -> list[Edition]:
    """The editions of a release to which `by` may do `act`, the latest first."""
    editions = release.editions.select_related("release").order_by("-number")
    return [edition for edition in editions if not workflow.refusal(edition, act, by, at=at)]


def refused(request: Any, release: Release, act: str, at: datetime) -> HttpResponse:
    """403 for somebody whose act it never is; else the reason, on the page of the release."""
    if not request.user.has_perm(workflow.ACTS[act].permission):
        raise PermissionDenied
    stages = workflow.ACTS[act].stages
    editions = list(release.editions.select_related("release").order_by("-number"))
    nearest = next((edition for edition in editions if edition.stage(at) in stages), editions[0])
    messages.error(request, workflow.refusal(nearest, act, request.user, at=at))
    return HttpResponseRedirect(change_url(release))


def view(desk: Any, request: Any, release: Release, act: str) -> HttpResponse:
    at = instant.now()
    editions = subjects(release, act, request.user, at)
    if not editions:
        is_rest = act == "redact" and redacting.is_begun(release, request.user)
        return redacting.rest(desk, request, release, at) if is_rest else refused(request, release, act, at)
    first = {"edition": request.GET.get("edition"), "slug": release.slug}
    form = ActForm(
        request.POST if request.method == "POST" else None, act=act, release=release, editions=editions, initial=first
    )
    if form.is_valid():
        number = form.cleaned_data.get("edition", str(editions[0].number))
        return act_on(request, next(row for row in editions if str(row.number) == number), act, form.cleaned_data, at)
    return page(desk, request, editions[0], act, form, at)


def act_on(request: Any, edition: Edition, act: str, given: dict[str, Any], at: datetime) -> HttpResponse:
    """Do it to the edition as it stood on the page that the officer saw."""
    if "version" in request.POST:
        edition.version = seen(request.POST["version"])
    title = edition.headline
    try:
        perform(edition, act, given, request.user, at)
    except workflow.ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, PAGES[act].outcome % {"title": title})
        if act == "redact" and workflow.still_worded(edition.release):
            return look_at_the_rest(request, edition.release)
    return HttpResponseRedirect(change_url(edition.release))


def look_at_the_rest(request: Any, release: Release) -> HttpResponse:
    """After a redaction: on to what may hold the same words."""
    messages.warning(request, _("Other editions may hold the same words: they are listed here."))
    return HttpResponseRedirect(address(release, "redact"))


def page(desk: Any, request: Any, edition: Edition, act: str, form: ActForm, at: datetime) -> HttpResponse:
    release = edition.release
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "media": desk.media,
        "title": str(workflow.ACTS[act].label).rstrip("…"),
        "subtitle": edition.headline,
        "edition": edition,
        "release": release,
        "pill": wording.stage_pill(edition, at),
        "act": PAGES[act],
        "is_final": act == "redact",
        "worded": redacting.worded(release, request.user, at) if act == "redact" else [],
        "form": form,
    }
    return TemplateResponse(request, "admin/releases/release/act.html", context)


class Button(NamedTuple):
    label: str
    url: str
    is_first: bool


ADDRESSES = {"approve": "publish"}
ON_PANEL = [name for name, act in workflow.ACTS.items() if act.is_on_panel]
FIRST = ("submit", "approve")


def buttons(release: Release, by: Any, at: datetime) -> list[Button]:
    """Exactly the acts that are the officer's, and can be done to one of the release's editions now."""
    return [
        Button(str(workflow.ACTS[act].label), address(release, act), act in FIRST)
        for act in ON_PANEL
        if by.has_perm(workflow.ACTS[act].permission) and subjects(release, act, by, at)
    ]


def address(release: Release, act: str) -> str:
    return reverse(f"admin:releases_release_{ADDRESSES.get(act, act)}", args=[release.pk])
