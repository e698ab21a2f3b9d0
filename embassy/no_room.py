"""The answer of the desk while the server's disk is full, or takes nothing (DUR-06). Readers' pages need no room."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader

from embassy.accounts.middleware import is_desk
from embassy.lib import disk
from embassy.lib.disk import Trouble

STATUS = {Trouble.FULL: 507, Trouble.READ_ONLY: 503, Trouble.FAULTY: 503}
"""RFC 4918, 11.5: insufficient storage."""


def answer(request: HttpRequest) -> HttpResponse | None:
    """What is wrong and what to do, for the error that is being answered; None where it tells of something else."""
    trouble = disk.trouble(sys.exc_info()[1])
    if trouble is None or not is_desk(request):
        return None
    page = loader.get_template("no_room.html").render({"is_full": trouble == Trouble.FULL})
    return HttpResponse(page, status=STATUS[trouble], headers={"Cache-Control": "no-store"})
