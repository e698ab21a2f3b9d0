"""Texts that were approved by their own writers: shown to the other editors until one of them has acknowledged it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from embassy.lib import instant
from releases import workflow
from releases.models import Override


@require_POST
def acknowledge(request: Any, number: int) -> HttpResponse:
    if not request.user.has_perm(workflow.ACTS["acknowledge"].permission):
        raise PermissionDenied
    override = get_object_or_404(Override.objects.select_related("edition__release"), pk=number)
    try:
        workflow.acknowledge(override, by=request.user, at=instant.now())
    except workflow.ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Acknowledged. It is kept in the history of the text."))
    return HttpResponseRedirect(reverse("admin:index"))
