"""What was found at the addresses to which drafts link."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkResult(models.Model):
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """Of the address, which may be longer than what a database can index."""
    url = models.TextField(_("address"))
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    """Why a reader would not arrive; "" if they would."""
    checked_at = models.DateTimeField(_("checked"))

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self) -> str:
        return self.url

    @staticmethod
    def digest_of(url: str) -> str:
        return hashlib.sha256(url.encode()).hexdigest()
