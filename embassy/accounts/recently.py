"""Who changes users, roles, keys or the mission's settings has proved who they are within the last minutes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.http import urlencode

from embassy.lib import instant

READING = ("_changelist", "_history")
View = Callable[..., HttpResponseBase]


def is_recent(request: HttpRequest) -> bool:
    """Whether the password or a second factor was given less than ACCOUNT_REAUTHENTICATION_TIMEOUT ago."""
    records = get_authentication_records(request, request.user)
    seconds = instant.now().timestamp() - records[-1]["at"] if records else settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return seconds < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def recently_authenticated(view: View) -> View:
    """Asks staff for the password or second factor where it was given long ago; then goes on, with what was posted.

    What was posted waits in the session meanwhile: except for a form with a password, which is to be filled in anew.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (request.user.is_authenticated and request.user.is_staff) or is_recent(request):
            return view(request, *args, **kwargs)
        if any("password" in name for name in request.POST):
            target = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{target}")
        raise ReauthenticationRequired

    return guarded


class RecentlyAuthenticated:
    """For a ModelAdmin: every page of it that changes something asks for a recent proof; lists and histories do not."""

    def get_urls(self) -> list[URLPattern]:
        patterns: list[URLPattern] = super().get_urls()  # type: ignore[misc]
        for pattern in patterns:
            is_reading = (pattern.name or "").endswith(READING)
            pattern.callback = unless_get(pattern.callback) if is_reading else recently_authenticated(pattern.callback)
        return patterns


def unless_get(view: View) -> View:
    guarded = recently_authenticated(view)

    @wraps(view)
    def chosen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (view if request.method in ("GET", "HEAD") else guarded)(request, *args, **kwargs)

    return chosen
