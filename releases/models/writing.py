"""What happens to a draft before it is saved: words kept aside for their writer, and who has it open."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from releases.models.edition import Edition


class Autosave(models.Model):
    """The form of one officer, as typed and not saved. Nobody else sees it, and the edition knows nothing of it."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="autosaves")
    """None: of a release that has not been saved yet."""
    words = models.JSONField()
    """Lists of strings by the name of the field, as a form sends them."""
    version = models.PositiveIntegerField(default=0)
    """That of the edition when the form was shown."""
    kept_at = models.DateTimeField(_("kept"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "edition"], name="one_autosave_an_officer_and_edition"),
            models.UniqueConstraint(
                fields=["officer"], condition=Q(edition=None), name="one_autosave_an_officer_of_a_new_release"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.edition or ''}"


class PresenceQuerySet(models.QuerySet["Presence"]):
    def present(self, at: datetime) -> Self:
        """Those who have been heard of in the last two minutes, who came first on top."""
        return self.filter(seen_at__gt=at - Presence.EXPIRES_AFTER).order_by("opened_at", "pk")


class Presence(models.Model):
    """An officer has a draft open; their browser says so again and again."""

    EXPIRES_AFTER = timedelta(minutes=2)

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="presences")
    opened_at = models.DateTimeField(_("opened"))
    seen_at = models.DateTimeField(_("last heard of"))

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "edition"], name="one_presence_an_officer_and_edition")
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.edition}"
