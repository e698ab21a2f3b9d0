"""The form of the log-in."""

from typing import Any

from allauth.account.forms import LoginForm


class PlainLogInForm(LoginForm):  # type: ignore[misc]
    """Without the link that allauth puts between the label and its field: it stands below the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
