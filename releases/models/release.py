"""The identity of a text: everything that its editions share."""

from datetime import datetime
from functools import lru_cache
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from embassy.lib import languages


def path(language: str, slug: str) -> str:
    """The path of a text's page, without asking the map of addresses for each of thousands."""
    before, after = _around_a_slug(language, languages.default())
    return f"{before}{slug}{after}"


@lru_cache(maxsize=64)
def _around_a_slug(language: str, _default: str) -> tuple[str, str]:
    with override(language):
        before, _slug, after = reverse("releases:release", args=["-slug-"]).partition("-slug-")
    return before, after


class Kind(models.TextChoices):
    STATEMENT = "statement", _("Statement")
    COMMENT = "comment", _("Comment")
    PRESS_RELEASE = "press_release", _("Press release")
    ANSWER = "answer", _("Answer")
    SPEECH = "speech", _("Speech")
    NEWS = "news", _("News")


class ReleaseQuerySet(models.QuerySet["Release"]):
    def public(self, at: datetime) -> Self:
        """Releases of which something had been published by `at`."""
        return self.filter(first_published_at__lte=at)


class Release(models.Model):
    """One text in one language. Its words and dates are in its editions; it is never deleted once public."""

    slug = models.SlugField(
        _("address"),
        max_length=200,
        help_text=_("The last part of the page's address. It stays once the text is public."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PRESS_RELEASE)
    language = models.CharField(_("language"), max_length=15, default="en")
    translation_key = models.CharField(
        _("translation group"), max_length=100, blank=True, help_text=_("The same word on a text and its translations.")
    )
    source_url = models.URLField(_("source"), max_length=1000, blank=True)
    first_published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    """When the first edition goes or went live; None while nothing is approved. Orders texts of one official date."""
    reference_year = models.PositiveSmallIntegerField(_("year of the reference"), null=True, editable=False)
    reference_number = models.PositiveSmallIntegerField(_("reference number"), null=True, editable=False)
    """Both None until the number is settled; see releases.references, which alone writes and prints it."""
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "slug"],
                name="release_slug_is_unique_in_its_language",
                violation_error_message=_("Another release in this language has this address."),
            ),
            models.UniqueConstraint(
                fields=["translation_key", "language"],
                condition=~Q(translation_key=""),
                name="translation_group_has_one_release_a_language",
                violation_error_message=_("This translation group already has a release in this language."),
            ),
            models.UniqueConstraint(fields=["reference_year", "reference_number"], name="reference_is_unique"),
            models.CheckConstraint(
                condition=Q(reference_year=None, reference_number=None)
                | Q(
                    reference_year__isnull=False,
                    reference_number__isnull=False,
                    reference_number__gte=1,
                    first_published_at__isnull=False,
                ),
                name="reference_is_whole_and_of_a_published_text",
            ),
        ]
        indexes = [
            models.Index(fields=["first_published_at"], name="release_first_published"),
            models.Index(fields=["translation_key"], name="release_translation_key"),
            models.Index(
                fields=["first_published_at"], condition=Q(reference_number=None), name="release_without_reference"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return path(self.language, self.slug)

    @property
    def direction(self) -> str:
        """The HTML dir of its texts."""
        return languages.direction(self.language)
