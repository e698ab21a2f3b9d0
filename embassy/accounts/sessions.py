"""How long a session lasts, and how all sessions of an account end at once."""

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

BEGAN, SEEN = "began_at", "seen_at"
BACKGROUND = "X-Background"
"""A script that only looks (who else has it open?) sends this header: it does not keep a session alive."""


def begin(request: HttpRequest, at: datetime) -> None:
    request.session[BEGAN] = request.session[SEEN] = int(at.timestamp())


def is_over(request: HttpRequest, at: datetime) -> bool:
    """Whether the session has lasted too long, or lain idle too long, at `at`."""
    seconds = int(at.timestamp())
    age: int = seconds - request.session.get(BEGAN, 0)
    idle: int = seconds - request.session.get(SEEN, 0)
    return age >= settings.SESSION_COOKIE_AGE or idle >= settings.SESSION_IDLE_MINUTES * 60


def touch(request: HttpRequest, at: datetime) -> None:
    """The session was used. `at` is a whole minute, so it is written at most once a minute."""
    seconds = int(at.timestamp())
    if BACKGROUND not in request.headers and request.session.get(SEEN) != seconds:
        request.session[SEEN] = seconds


def end_all(user: Any, except_key: str | None = None) -> None:
    """End every session of the account, `except_key` apart, on every machine."""
    for session in UserSession.objects.filter(user_id=user.pk).exclude(session_key=except_key or ""):
        session.end()
