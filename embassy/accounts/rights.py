"""Who may act on the desk or look ahead: signed in, staff, in time, and with a second factor."""

from django.http import HttpRequest

from embassy.accounts import second_factor, sessions
from embassy.lib import instant


def may_act(request: HttpRequest) -> bool:
    """Reads the session, so an answer that depends on it varies by cookie: ask it last."""
    user = request.user
    is_staff = user.is_authenticated and user.is_active and user.is_staff
    return is_staff and not sessions.is_over(request, instant.now()) and not second_factor.is_missing(request)
