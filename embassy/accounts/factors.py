"""Second factors as this site keeps them: secrets encrypted in the row, a code good for one use, our name and host."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from embassy.accounts import throttle
from embassy.lib import instant

SECONDS_REMEMBERED = 180
"""A used code is refused for longer than any clock within the tolerance takes it."""


def cipher() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(f"second factor {key!s}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _("The code is not correct, or was used.")}

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        mission = context.request.mission
        return str(mission.short_name or mission.name or settings.SITE_HOST)

    def _get_user_identifier(self, user: User) -> str:
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bound to the host of SITE_URL, whatever host the request names."""
        return {"id": settings.SITE_HOST, "name": self._get_site_name()}


def claim(authenticator: Authenticator, code: str) -> bool:
    """Take the code for this use; False where it was taken before. Safe against two at once, in any worker."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        now = time.time()
        used = {known: at for known, at in row.data.get("used", {}).items() if now - at < SECONDS_REMEMBERED}
        digest = hashlib.sha256(f"{row.pk} {code}".encode()).hexdigest()[:16]
        if digest in used:
            return False
        row.data["used"] = used | {digest: now}
        row.save(update_fields=["data"])
    return True


class CodeOnce:
    """For allauth's code forms: few attempts, and each code of the authenticator app once."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        if throttle.is_code_exceeded(self.user, instant.now()):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not claim(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]


class LogInCodeForm(CodeOnce, AuthenticateForm):  # type: ignore[misc]
    pass


class ConfirmCodeForm(CodeOnce, ReauthenticateForm):  # type: ignore[misc]
    pass
