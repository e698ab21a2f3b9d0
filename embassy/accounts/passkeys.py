"""allauth's forms for passkeys, made safe against what no browser sends: some of it raised where nobody looked."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError

MAX_LENGTH = 20_000
"""Characters; a browser's answer has some two thousand."""
MALFORMED = (LookupError, TypeError, ValueError, AttributeError)


class CredentialField(forms.JSONField):
    """Too long, too deep, or with a number of thousands of digits: invalid, as anything else that is not JSON."""

    def to_python(self, value: Any) -> Any:
        try:
            if isinstance(value, str) and len(value) > MAX_LENGTH:
                raise ValueError("too long")
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A credential is never shown again."""
        return None


class Careful:
    """For a form whose credential allauth and fido2 take apart."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)  # type: ignore[attr-defined]

    def clean_credential(self) -> Any:
        try:
            inherited = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])  # type: ignore[attr-defined]
            return inherited()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error

    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LogInPasskeyForm(Careful, LoginWebAuthnForm):  # type: ignore[misc]
    pass


class SecondFactorPasskeyForm(Careful, AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class ConfirmPasskeyForm(Careful, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(Careful, AddWebAuthnForm):  # type: ignore[misc]
    pass
