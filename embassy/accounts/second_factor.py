"""Everybody who may act shows a second factor. This module alone says who has, and who need not."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

SESSION_KEY = "second_factor_of"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes stand in for a factor that there is; alone they are none."""


def is_needless(user: Any) -> bool:
    """On a site of this machine alone, the administrator whose password `make run` prints needs no more than that."""
    return bool(settings.IS_LOCAL and settings.DEMO_ADMINISTRATOR and user.username == settings.DEMO_ADMINISTRATOR)


def is_set_up(user: Any) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def is_missing(request: HttpRequest) -> bool:
    """Whether the signed-in user has yet to show a second factor in this session. At most one query."""
    user = request.user
    if is_needless(user):
        return False
    return request.session.get(SESSION_KEY) != user.pk or not is_set_up(user)


def mark_shown(request: HttpRequest, user: Any) -> None:
    """To be called when the user of the session has shown, or just set up, a factor."""
    request.session[SESSION_KEY] = user.pk


def forget(user: User) -> None:
    """The factors are lost: the user sets up new ones at the next log-in."""
    Authenticator.objects.filter(user=user).delete()
