"""Which release stands in full on the home page, from when, until when."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from releases.models.release import Release


class FeatureQuerySet(models.QuerySet["Feature"]):
    def current(self, at: datetime) -> Self:
        """Features whose time it is at `at`, the one that began latest first."""
        still = Q(featured_until=None) | Q(featured_until__gt=at)
        return self.filter(still, featured_from__lte=at).order_by("-featured_from", "-pk")


class Feature(models.Model):
    """A release is featured in [featured_from, featured_until); the one that began latest is shown."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="features", verbose_name=_("release"))
    featured_from = models.DateTimeField(_("featured from"))
    featured_until = models.DateTimeField(_("featured until"), null=True, blank=True)

    objects = FeatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("feature")
        verbose_name_plural = _("features")
        ordering = ["-featured_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["release", "featured_from"], name="release_is_featured_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(featured_until=None) | Q(featured_until__gt=F("featured_from")),
                name="feature_ends_after_it_begins",
                violation_error_message=_("A feature ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} ({self.featured_from:%d.%m.%Y})"
