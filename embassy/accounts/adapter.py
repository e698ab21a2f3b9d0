"""How allauth is bent to this site: no sign-up, our throttle, our client address, mails that name SITE_URL alone."""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from embassy.accounts import posting, recently, throttle
from embassy.audit.models import Act
from embassy.audit.receivers import ACCOUNT, key_of
from embassy.audit.recording import record
from embassy.lib import client_address, instant


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or the password is not correct."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or use a passkey."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address.of(request)

    def is_safe_url(self, url: str) -> bool:
        """A path of this site and nothing else: ALLOWED_HOSTS may hold hosts that are not ours alone."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str, **_rest: Any) -> bool:
        """The log-in itself counts: who has just come in is not asked again."""
        return not recently.is_recent(context.request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        name, at = str(credentials.get("username", "")), instant.now()
        network = client_address.network(client_address.of(request))
        if throttle.is_exceeded(name, network, at):
            if not throttle.was_told(network, at):
                record(Act.LOG_IN_THROTTLED, kind=ACCOUNT, key=key_of(name), request=request)
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A disabled account is answered like one that does not exist."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponseRedirect:
        """A passkey of a disabled account."""
        messages.error(request, self.error_messages["username_password_mismatch"])
        return redirect("account_login")

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def get_from_email(self) -> str:
        return context.request.mission.press_email or settings.DEFAULT_FROM_EMAIL

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Written now, sent after the answer; to "" it is written and thrown away."""
        mission = self.request.mission
        site = SimpleNamespace(
            name=str(mission.short_name or mission.name or settings.SITE_HOST), domain=settings.SITE_URL
        )
        mail = self.render_mail(template_prefix, email, {"email": email, "current_site": site, **context})
        posting.post(mail)
