"""What a release is about, and who issued it."""

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from embassy.lib.localized import Localized, LocalizedField
from embassy.lib.once_a_minute import once_a_minute


class Category(models.Model):
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = LocalizedField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def fragment_key(self) -> tuple[object, ...]:
        return self.slug, self.name.fragment_key


class Office(models.Model):
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = LocalizedField(_("name"))

    class Meta:
        verbose_name = _("issuing office")
        verbose_name_plural = _("issuing offices")
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def fragment_key(self) -> tuple[object, ...]:
        return self.slug, self.name.fragment_key


@once_a_minute
def standing() -> list[tuple[str, int, str, Localized]]:
    """Every category and office: its table, number, slug and name. One query for both."""
    categories = Category.objects.order_by().values_list(Value("category"), "pk", "slug", "name")
    offices = Office.objects.order_by().values_list(Value("office"), "pk", "slug", "name")
    return list(categories.union(offices, all=True))


@once_a_minute
def standing_categories() -> dict[int, Category]:
    """All of them by number; never to be changed. No query beside that of `standing`."""
    return {pk: Category(pk, slug, name) for table, pk, slug, name in standing() if table == "category"}


@once_a_minute
def labels() -> dict[str, dict[str, Localized]]:
    """Every category and office by slug, under "category" and "office". No query beside that of `standing`."""
    found: dict[str, dict[str, Localized]] = {"category": {}, "office": {}}
    for table, _pk, slug, name in standing():
        found[table][slug] = name
    return found
