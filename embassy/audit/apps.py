from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "embassy.audit"
    verbose_name = _("Audit log")

    def ready(self) -> None:
        from embassy.audit import guards, receivers  # noqa: PLC0415  # models are ready only now

        post_migrate.connect(guards.install_after_migrate, sender=self)
        receivers.connect()
