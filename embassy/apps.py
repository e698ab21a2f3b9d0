from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class EmbassyConfig(AppConfig):
    name = "embassy"
    verbose_name = _("Mission")

    def ready(self) -> None:
        from embassy import receivers, unavailable  # noqa: PLC0415
        from embassy.lib import unchanged  # noqa: PLC0415
        from embassy.models import Notice  # noqa: PLC0415

        receivers.connect()
        unavailable.connect()
        unchanged.but_for(Notice, "shown_from", "shown_until")


class DeskConfig(AdminConfig):
    """Django's admin as the publishing desk."""

    default_site = "embassy.admin.Desk"
