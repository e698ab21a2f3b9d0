"""Django's middleware of sessions, users and messages, which a visitor's page passes by: it takes a third of its time.

A visitor is nobody, as Django says of everyone without a session.
"""

from typing import Any

from django.contrib.auth import middleware as auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from embassy.lib.visitors import is_visitor


class SessionMiddleware(sessions.SessionMiddleware):
    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request) if is_visitor(request) else super().__call__(request)


class AuthenticationMiddleware(auth.AuthenticationMiddleware):
    def __call__(self, request: HttpRequest) -> Any:
        if not is_visitor(request):
            return super().__call__(request)
        request.user = AnonymousUser()
        return self.get_response(request)


class MessageMiddleware(messages.MessageMiddleware):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request) if is_visitor(request) else super().__call__(request)  # type: ignore[return-value]
