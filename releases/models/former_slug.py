"""An address that a release had before: it leads to the release for ever."""

from django.db import models

from releases.models.release import Release


class FormerSlug(models.Model):
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="former_slugs")
    language = models.CharField(max_length=15)
    slug = models.SlugField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="former_slug_is_unique_in_its_language")
        ]

    def __str__(self) -> str:
        return self.slug
