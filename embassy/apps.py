from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class EmbassyConfig(AppConfig):
    name = "embassy"
    verbose_name = _("Mission")


class DeskConfig(AdminConfig):
    """Django's admin as the publishing desk."""

    default_site = "embassy.admin.Desk"

    def ready(self) -> None:
        """Our own admin of users in the place of Django's, which is registered by then."""
        super().ready()
        from django.contrib import admin  # noqa: PLC0415
        from django.contrib.auth.models import User  # noqa: PLC0415

        from embassy.officers import OfficerAdmin  # noqa: PLC0415

        admin.site.unregister(User)
        admin.site.register(User, OfficerAdmin)
