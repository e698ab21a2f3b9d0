"""An editor approved a text of their own; the other editors are shown why until one of them has acknowledged it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from embassy.lib import markup
from releases.models.edition import Edition


class Override(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="overrides", verbose_name=_("edition"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("at"))
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("acknowledged by"),
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="override_says_why"),
            models.CheckConstraint(
                condition=Q(acknowledged_by=None) | ~Q(acknowledged_by=F("by")),
                name="override_is_acknowledged_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.reason}"

    def save(self, *args: Any, **options: Any) -> None:
        self.reason = markup.clean_line(self.reason)
        super().save(*args, **options)
