from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ReleasesConfig(AppConfig):
    name = "releases"
    verbose_name = _("Releases")

    def ready(self) -> None:
        from embassy.lib import unchanged  # noqa: PLC0415
        from releases import guards, permissions, receivers  # noqa: F401, PLC0415
        from releases.models import Edition, Feature  # noqa: PLC0415

        # An edition ends when the next one begins.
        unchanged.but_for(Edition, "live_from", "redacted_at")
        unchanged.but_for(Feature, "featured_from", "featured_until")

        pre_migrate.connect(guards.remove_before_migrate, sender=self)
        post_migrate.connect(guards.install_after_migrate, sender=self)
        post_migrate.connect(permissions.keep_in_step_after_migrate)
