"""What a release is about, and who issued it."""

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from embassy.lib.localized import Localized, LocalizedField


class Category(models.Model):
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = LocalizedField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)


class Office(models.Model):
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = LocalizedField(_("name"))

    class Meta:
        verbose_name = _("issuing office")
        verbose_name_plural = _("issuing offices")
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)


def labels() -> dict[str, dict[str, Localized]]:
    """Every category and office by slug, under "category" and "office". One query for both."""
    categories = Category.objects.order_by().values_list(Value("category"), "slug", "name")
    offices = Office.objects.order_by().values_list(Value("office"), "slug", "name")
    found: dict[str, dict[str, Localized]] = {"category": {}, "office": {}}
    for table, slug, name in categories.union(offices, all=True):
        found[table][slug] = name
    return found
