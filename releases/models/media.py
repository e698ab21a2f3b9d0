"""Pictures and files to download, private until an edition that uses them is live.

The library (Image, Attachment) holds files under random names; an edition refers to them by uses, which carry the words
and are frozen with the edition. What the library says of a file is frozen as soon as an approved edition uses it.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Sum, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from embassy.lib import markup
from embassy.lib.renditions import WIDTHS
from releases.models.edition import Edition, EditionQuerySet, State

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
MAX_POSITION = 99


def random_stem() -> str:
    """128 random bits: nothing about a file can be had from the name of another."""
    return secrets.token_hex(16)


class UseQuerySet(models.QuerySet[Any]):
    def public(self, at: datetime) -> Self:
        """Uses that readers may see at `at`: of editions that are or were live, and not withheld."""
        return self.filter(edition__in=Edition.objects.public(at), withheld_at=None)


class StoredQuerySet(models.QuerySet[Any]):
    def with_publicity(self, at: datetime) -> Self:
        """Adds `is_public` (some edition that is or was live uses it) and `is_live` (one that is live now)."""
        uses = self.model.uses.rel.related_model.objects.filter(**{self.model.uses.field.name: OuterRef("pk")})
        live = uses.filter(edition__in=Edition.objects.live(at), withheld_at=None)
        return self.annotate(is_public=Exists(uses.public(at)), is_live=Exists(live))

    def with_erasure(self) -> Self:
        """Adds `is_erased`: every use of it was withheld by a redaction, and its files are gone."""
        uses = self.model.uses.rel.related_model.objects.filter(**{self.model.uses.field.name: OuterRef("pk")})
        return self.annotate(is_erased=Exists(uses) & ~Exists(uses.filter(withheld_at=None)))

    def total_bytes(self) -> int:
        return self.aggregate(total=Sum("bytes"))["total"] or 0


def with_media_known(editions: EditionQuerySet) -> EditionQuerySet:
    """Adds `has_media`, so that a page of words alone asks for no pictures."""
    pictures, files = (model.objects.filter(edition=OuterRef("pk")) for model in (ImageUse, AttachmentUse))
    return editions.annotate(has_media=Exists(pictures) | Exists(files))


def load_media(editions: Sequence[Edition]) -> None:
    """Load the uses of editions and their files, at most two queries for all; nothing is asked twice.

    None at all for editions from `with_media_known` that have none.
    """
    editions = [edition for edition in editions if edition.may_have_media]
    pictures = ImageUse.objects.select_related("image").order_by("position")
    files = AttachmentUse.objects.select_related("attachment").order_by("position")
    prefetch_related_objects(editions, Prefetch("image_uses", pictures), Prefetch("attachment_uses", files))


class Stored(models.Model):
    """What pictures and attachments share. `bytes` counts all stored files, `sha256` is the digest of what came in."""

    stem = models.CharField(max_length=32, unique=True, editable=False, default=random_stem)
    mime = models.CharField(_("type"), max_length=40, editable=False)
    bytes = models.PositiveIntegerField(_("size"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    clean_sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    """The digest of what is stored (of a picture the largest JPEG or PNG), which an export carries."""
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    base = ""
    """Below which address this row's files are asked for; "" for the public one. A preview page sets its own."""

    objects = StoredQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.mime]

    def address(self, name: str) -> str:
        return self.base + name if self.base else reverse("media", args=[name])

    def is_frozen(self) -> bool:
        """Whether an approved edition uses it."""
        return bool(self.pk) and self.uses.filter(edition__state=State.APPROVED).exists()  # type: ignore[attr-defined]


class Image(Stored):
    title = models.CharField(
        _("title"), max_length=200, help_text=_("For the press office, to find it again. Readers do not see it.")
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    focal_x = models.FloatField(
        _("focal point, across"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("What must stay in sight when the picture is cropped: 0 is the left edge, 1 the right one."),
    )
    focal_y = models.FloatField(
        _("focal point, down"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("0 is the upper edge, 1 the lower one."),
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who made it. Shown below it."))
    licence = models.CharField(
        _("licence"), max_length=200, blank=True, help_text=_("On what terms others may use it.")
    )

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="image_focal_point_is_inside",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        for name in ("title", "credit", "licence"):
            setattr(self, name, markup.clean_line(getattr(self, name)))
        super().save(*args, **options)

    @property
    def widths(self) -> list[int]:
        """The widths of its renditions, the largest last."""
        return sorted({min(width, self.width) for width in WIDTHS})

    @property
    def names(self) -> list[str]:
        """All its stored files; the last is the largest that every program can read."""
        return [f"{self.stem}-{width}.{extension}" for width in self.widths for extension in ("webp", self.extension)]

    @property
    def focal(self) -> tuple[float, float]:
        """What must stay in sight when it is cropped: shares from the left and from the top."""
        return self.focal_x, self.focal_y

    def height_at(self, width: int) -> int:
        return max(1, round(self.height * width / self.width))

    def url(self, width: int, extension: str) -> str:
        return self.address(f"{self.stem}-{width}.{extension}")

    def source_set(self, extension: str) -> str:
        """The renditions of one type as a srcset."""
        return ", ".join(f"{self.url(width, extension)} {width}w" for width in self.widths)

    @property
    def webp_sources(self) -> str:
        return self.source_set("webp")

    @property
    def sources(self) -> str:
        return self.source_set(self.extension)

    @property
    def shown_url(self) -> str:
        """For programs that know no srcset: the middle width."""
        return self.url(self.widths[len(self.widths) // 2], self.extension)

    @property
    def smallest_url(self) -> str:
        return self.url(self.widths[0], self.extension)


class Attachment(Stored):
    label = models.CharField(_("label"), max_length=200, help_text=_("What readers see as the link to it."))
    download_name = models.CharField(_("file name"), max_length=120, editable=False)
    """What a reader's computer calls it; cleaned by embassy.lib.attached."""

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **options: Any) -> None:
        self.label = markup.clean_line(self.label)
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return self.address(self.names[0])

    @property
    def names(self) -> list[str]:
        return [f"{self.stem}.{self.extension}"]

    @property
    def type_name(self) -> str:
        return self.extension.upper().replace("JPG", "JPEG")


class Use(models.Model):
    """A place of a file in an edition."""

    position = models.PositiveSmallIntegerField(
        _("number"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_POSITION)]
    )
    withheld_at = models.DateTimeField(null=True, editable=False)
    """Set once, by a redaction: from then on nobody outside may fetch the file through this edition."""

    objects = UseQuerySet.as_manager()

    class Meta:
        abstract = True


class ImageUse(Use):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="image_uses", verbose_name=_("edition"))
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="uses", verbose_name=_("picture"))
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture tells, for those who cannot see it. Leave it out only where it is decorative."),
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It says nothing that the text does not say.")
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("picture of the text")
        verbose_name_plural = _("pictures of the text")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"],
                name="image_use_position_is_unique",
                violation_error_message=_("Two pictures have the same number."),
            ),
            models.CheckConstraint(
                condition=Q(Q(is_decorative=True, alt="") | Q(~Q(alt=""), is_decorative=False)),
                name="image_use_has_a_text_or_is_decorative",
                violation_error_message=_("Write an alternative text, or choose “decorative” and write none."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MAX_POSITION), name="image_use_position_is_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.image}"

    def save(self, *args: Any, **options: Any) -> None:
        self.alt, self.caption = markup.clean_line(self.alt), markup.clean_line(self.caption)
        super().save(*args, **options)


class AttachmentUse(Use):
    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="attachment_uses", verbose_name=_("edition")
    )
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="uses", verbose_name=_("attachment")
    )
    label = models.CharField(
        _("label"), max_length=200, blank=True, help_text=_("Where this text calls it otherwise than the library does.")
    )

    class Meta:
        verbose_name = _("attachment of the text")
        verbose_name_plural = _("attachments of the text")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"],
                name="attachment_use_position_is_unique",
                violation_error_message=_("Two attachments have the same number."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MAX_POSITION), name="attachment_use_position_is_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"

    def save(self, *args: Any, **options: Any) -> None:
        self.label = markup.clean_line(self.label)
        super().save(*args, **options)

    @property
    def name(self) -> str:
        return self.label or self.attachment.label
