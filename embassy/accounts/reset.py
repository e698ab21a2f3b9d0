"""A forgotten password: the same work and the same answer, whether or not there is an account of that address."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.account.internal.flows.password_reset import request_password_reset
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest


def nobody() -> User:
    """A mail to them is written and not sent."""
    return User(pk=0, username="nobody")


class SilentResetForm(ResetPasswordForm):  # type: ignore[misc]
    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        receiver, users = (email, self.users) if self.users else ("", [nobody()])
        request_password_reset(request, receiver, users, default_token_generator)
        return email
