from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who may come in, and how they prove it. The rows are those of Django's auth and of allauth."""

    name = "embassy.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from embassy.accounts import checks, receivers  # noqa: PLC0415  # models are ready only now

        checks.register()
        receivers.connect()
