"""What stands before every page under /admin/: nobody keeps a copy, sessions end in time, a second factor is shown."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from embassy.accounts import second_factor, sessions
from embassy.audit.models import Act
from embassy.audit.recording import record
from embassy.lib import client_address, fault_page, instant

logger = logging.getLogger("embassy.security")
DESK = "/admin/"
OWN_PAGES = "/admin/my-account/"
"""Log-in and all that belongs to one's own account. The hyphen keeps it from ever being the name of an app."""
METHODS = ("GET", "HEAD", "POST")
OPEN = (OWN_PAGES, "/admin/login/", "/admin/logout/")
Answer = Callable[[HttpRequest], HttpResponseBase]


class StrangersMiddleware:
    """Before the check of forms: what somebody who is not signed in sends to the desk is not even read.

    Else a stranger who sends it a byte a minute would hold a thread with each.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_sent = request.method == "POST" and is_desk(request) and not request.path_info.startswith(OPEN)
        if is_sent and SESSION_KEY not in request.session:
            return redirect_to_login(request.get_full_path())
        return self.get_response(request)


class DeskMiddleware:
    """After the authentication, messages and allauth's own middleware."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_desk(request):
            return self.get_response(request)
        if request.method not in METHODS:
            return fault_page.answer(request, 405, headers={"Allow": ", ".join(METHODS)})
        keep_time(request)
        response = self.get_response(request)
        if "no-store" not in response.get("Cache-Control", ""):
            add_never_cache_headers(response)
        if response.status_code == 403:
            tell_of_refusal(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not is_desk(request) or request.path_info.startswith(OPEN):
            return None
        user = request.user
        if not (user.is_authenticated and user.is_staff) or not second_factor.is_missing(request):
            return None
        if second_factor.is_set_up(user):
            # A session begun with the password alone, before there was a second factor.
            logout(request)
            return redirect_to_login(request.get_full_path())
        messages.warning(request, _("Set up a second factor first: an authenticator app or a passkey."))
        return HttpResponseRedirect(reverse("mfa_index"))


def is_desk(request: HttpRequest) -> bool:
    return request.path_info.startswith(DESK)


def keep_time(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        return
    at = instant.now()
    if sessions.is_over(request, at):
        record(Act.SESSION_ENDED, by=request.user, subject=request.user, request=request)
        logout(request)
    else:
        sessions.touch(request, at)


def tell_of_refusal(request: HttpRequest) -> None:
    """A line for who watches the log. Not an entry of the audit log: whoever is refused could fill it."""
    facts = {
        "actor_name": request.user.get_username(),
        "address": client_address.of(request),
        "method": request.method,
        "path": request.path_info[:500],
    }
    if reason := getattr(request, "refused_because", ""):
        facts["reason"] = reason
    logger.info("permission denied", extra=facts)
