"""The answer of the desk while the server's disk is full, or takes nothing (DUR-06). Readers' pages need no room."""

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from embassy.accounts.middleware import is_desk
from embassy.lib import disk, fault_page
from embassy.lib.disk import Trouble

STATUS = {Trouble.FULL: 507, Trouble.READ_ONLY: 503, Trouble.FAULTY: 503}
"""RFC 4918, 11.5: insufficient storage."""


def answer(request: HttpRequest) -> HttpResponse | None:
    """What is wrong and what to do, for the error that is being answered; None where it tells of something else."""
    trouble = disk.trouble(sys.exc_info()[1])
    if trouble is None or not is_desk(request):
        return None
    return HttpResponse(page(trouble), status=STATUS[trouble], headers={"Cache-Control": "no-store"})


def page(trouble: Trouble) -> str:
    full = _(
        "The disk of the server is full. Ask your administrator to make room on it; readers see the site as it is."
    )
    closed = _(
        "The disk of the server takes nothing at the moment. Tell your administrator; readers see the site as it is."
    )
    kept = _(
        "What you typed in a text is kept in this browser and offered to you again: go back, and save it once there is "
        "room. Nothing was saved by halves."
    )
    return fault_page.page(
        get_language() or settings.LANGUAGE_CODE,
        _("Nothing can be saved just now"),
        full if trouble == Trouble.FULL else closed,
        way_on=("/admin/", _("To the desk")),
        more=format_html("<p>{}</p>", kept),
    )
