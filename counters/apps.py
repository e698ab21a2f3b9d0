from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountersConfig(AppConfig):
    name = "counters"
    verbose_name = _("Counters")

    def ready(self) -> None:
        from counters import in_text  # noqa: PLC0415
        from counters.models import Incident  # noqa: PLC0415
        from embassy.lib import live_numbers, unchanged  # noqa: PLC0415

        live_numbers.register(in_text.matters)
        unchanged.but_for(Incident, "shown_from", "shown_until")
