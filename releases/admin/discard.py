"""The page that asks before a draft is thrown away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy.lib import instant
from releases import workflow
from releases.admin.listing import newest_of
from releases.models import Edition, Release


def view(desk: Any, request: Any, release: Release) -> HttpResponse:
    edition = newest_of(release)
    if not request.user.has_perm(workflow.ACTS["discard"].permission):
        raise PermissionDenied
    if reason := workflow.refusal(edition, "discard", request.user, at=instant.now()):
        messages.error(request, reason)
        return HttpResponseRedirect(reverse("admin:releases_release_change", args=[release.pk]))
    if request.method == "POST":
        return discard(request, edition)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": _("Discard this draft?"),
        "subtitle": edition.title,
        "edition": edition,
        "release": release,
    }
    return TemplateResponse(request, "admin/releases/release/discard.html", context)


def discard(request: Any, edition: Edition) -> HttpResponse:
    try:
        workflow.discard(edition, by=request.user, at=instant.now())
    except workflow.ActRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:releases_release_change", args=[edition.release_id]))
    messages.success(request, _("The draft “%(title)s” is gone.") % {"title": edition.title})
    return HttpResponseRedirect(reverse("admin:releases_release_changelist"))
