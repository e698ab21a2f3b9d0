"""Words kept for the officer who typed them, until they are saved: never in the edition itself, so that nobody else
sees them and no text returns from review for them.

    typing ── a pause ──▶ Autosave ── next visit ──▶ offered ──▶ restored in the form, or discarded
                             └── the form is saved: gone
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy.lib import instant, markup
from embassy.models import Mission
from releases import workflow
from releases.admin import uses
from releases.admin.listing import newest_of
from releases.models import Autosave, Edition, Release

NOT_WORDS = frozenset({"version", "seen", "is_mine"})


def view(desk: Any, request: Any, release: Release | None) -> HttpResponse:
    """POST keeps the form's words, or with `discard` throws away what is kept; GET gives a token to do so."""
    if release is None and not desk.has_add_permission(request):
        raise PermissionDenied
    if request.method == "GET":
        return JsonResponse({"csrf": get_token(request), "officer": request.user.get_username()})
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    edition = newest_of(release) if release else None
    if "discard" in request.POST:
        forget(request.user, edition)
        return HttpResponseRedirect(form_url(release))
    if edition and (reason := workflow.refusal(edition, "save", request.user, at=instant.now())):
        return JsonResponse({"problem": reason}, status=409)
    return JsonResponse(answer(request, edition, keep(request, edition, desk.form.base_fields)))


def keep(request: Any, edition: Edition | None, fields: Any) -> Autosave:
    names = fields.keys() - NOT_WORDS
    sent = {name: values for name, values in request.POST.lists() if name in names or uses.is_name(name)}
    # PostgreSQL takes no NUL in JSON; a save would take it out, too.
    words = {name: [markup.clean_lines(value) for value in values] for name, values in sent.items()}
    version = request.POST.get("version", "")
    kept = {
        "words": words,
        "version": int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
        "kept_at": instant.now(),
    }
    row, _is_new = Autosave.objects.update_or_create(officer=request.user, edition=edition, defaults=kept)
    return row


def answer(request: Any, edition: Edition | None, kept: Autosave) -> dict[str, str]:
    when = _("Your words are kept, not yet saved: %(time)s.") % {"time": time_of(request.mission, kept.kept_at)}
    if edition and edition.version != kept.version:
        warning = _("Somebody else has saved this text since you opened it; saving shows you both.")
        return {"said": f"{when} {warning}"}
    return {"said": when}


def time_of(mission: Mission, at: datetime) -> str:
    """16:42 (Lutetia), with the date unless it is today there."""
    _home, host = mission.clocks(at)
    _home, today = mission.clocks(instant.now())
    day = "" if host.date == today.date else f"{host.date:%d.%m.%Y}, "
    return f"{day}{host.time} ({host.city or host.zone})"


def kept_for(officer: User, edition: Edition | None) -> Autosave | None:
    return Autosave.objects.filter(officer=officer, edition=edition if edition and edition.pk else None).first()


def forget(officer: User, edition: Edition | None) -> None:
    Autosave.objects.filter(officer=officer, edition=edition if edition and edition.pk else None).delete()


def restored(autosave: Autosave) -> dict[str, Any]:
    """The kept words as the initial values of a form, with the version that they were written upon."""
    lists = {"categories"}
    given_once = {name: given for name, given in autosave.words.items() if given and not uses.is_name(name)}
    values = {name: given if name in lists else given[0] for name, given in given_once.items()}
    for unticked in ("categories", "has_paragraph_numbers"):
        values.setdefault(unticked, [] if unticked in lists else False)
    return {**values, "version": autosave.version}


def restored_rows(autosave: Autosave, prefix: str) -> list[uses.Row] | None:
    """The kept pictures or attachments, as their forms begin with them; None where none were kept."""
    return uses.listed({name: given[0] for name, given in autosave.words.items() if given}, prefix)


def bound(form: Any, autosave: Autosave, release: Release | None) -> Any:
    """A form of the same kind, as it would be if the kept words were sent."""
    sent = QueryDict(mutable=True)
    for name, given in autosave.words.items():
        sent.setlist(name, given)
    again = form(sent, instance=release)
    again.full_clean()
    return again


def offer(request: HttpRequest, release: Release | None, form: Any) -> dict[str, Any]:
    """What the form says of kept words: nothing where none differ from what is saved."""
    edition = newest_of(release) if release else None
    officer: Any = request.user
    autosave = kept_for(officer, edition)
    if autosave is None or form.is_bound:
        return {}
    mission: Any = request.mission  # type: ignore[attr-defined]
    kept = {"time": time_of(mission, autosave.kept_at), "is_restored": bool(form.restored)}
    if not form.restored and not bound(type(form), autosave, release).has_new_words:
        return {}
    return {"kept": kept, "discard_url": autosave_url(release)}


def form_url(release: Release | None) -> str:
    return (
        reverse("admin:releases_release_change", args=[release.pk])
        if release
        else reverse("admin:releases_release_add")
    )


def autosave_url(release: Release | None) -> str:
    return (
        reverse("admin:releases_release_autosave", args=[release.pk])
        if release
        else reverse("admin:releases_release_autosave_new")
    )
