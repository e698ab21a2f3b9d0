"""The doors of Django's own admin, each leading to the one log-in"""

from typing import NoReturn

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url


def closed(request: HttpRequest) -> NoReturn:
    """A page of allauth's that this site does not have, under the name by which allauth asks for it."""
    raise Http404


def home(request: HttpRequest) -> HttpResponseRedirect:
    return redirect("mfa_index")


def admin_log_in(request: HttpRequest) -> HttpResponse:
    """Takes nobody in. Who is in already goes on, or is told that the desk is not theirs."""
    wanted = request.GET.get("next", "")
    target = wanted if get_adapter().is_safe_url(wanted) else resolve_url(settings.LOGIN_REDIRECT_URL)
    if not request.user.is_authenticated:
        return redirect_to_login(target)
    if not request.user.is_staff:
        raise PermissionDenied
    return HttpResponseRedirect(target)


def admin_password_change(request: HttpRequest) -> HttpResponseRedirect:
    return redirect("account_change_password")
