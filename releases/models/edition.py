"""One version of a release's content, and the interval in which it is live.

             approve                 live_from          a later edition's live_from
    draft ───────────▶ approved: scheduled ──▶ live ──────────────▶ superseded

The stored state knows only draft, in review and approved; scheduled, live and superseded follow from the half-open
interval [live_from, live_until) and an instant.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from releases.models.feature import Feature
from releases.models.release import Release
from releases.models.shown import shown_of
from releases.models.taxonomy import Category, Office
from releases.models.tidying import EXCERPT_MAX_CHARS, Tidied, Words, tidied

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
LISTING = ["release", "state", "live_until", "live_from", "redacted_at", "purpose", "dated"]


class Purpose(models.TextChoices):
    ORIGINAL = "original", _("original")
    CORRECTION = "correction", _("correction")
    UPDATE = "update", _("silent update")
    WITHDRAWAL = "withdrawal", _("withdrawal")


PURPOSES_WITH_NOTE = (Purpose.CORRECTION, Purpose.WITHDRAWAL)


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self, at: datetime) -> Self:
        """Editions that are or were live by `at`: what a reader may know of."""
        return self.filter(state=State.APPROVED, live_from__lte=at)

    def live(self, at: datetime) -> Self:
        """Editions that a reader sees at `at`, withdrawal notices included."""
        return self.public(at).filter(live_until__gt=at)

    def listed(self, at: datetime) -> Self:
        """Live editions fit for lists, feeds and search: no withdrawal notices, nothing redacted. In the feed's order.

        Newest official date first; within a day the release that was first published latest.
        """
        return (
            self.live(at)
            .filter(redacted_at=None)
            .exclude(purpose=Purpose.WITHDRAWAL)
            .order_by("-dated", "-release__first_published_at", "-release_id")
        )

    def featured(self, at: datetime) -> Self:
        """Listed editions of the releases featured at `at`, the one whose feature began latest first."""
        current = Feature.objects.current(at).order_by()
        return (
            self.listed(at)
            # By the releases, too: a planner begins with the few that are featured, not with all of a language.
            .filter(release__in=current.values("release"), release__features__in=current)
            .order_by("-release__features__featured_from", "-release_id")
        )

    def with_release(self, at: datetime) -> Self:
        """Loads what a list item shows beside the edition's own columns, and `is_corrected`: corrected by `at`."""
        corrections = Edition.objects.public(at).filter(release=OuterRef("release"), purpose=Purpose.CORRECTION)
        return self.select_related("release", "office").annotate(is_corrected=Exists(corrections))

    def without_text(self) -> Self:
        """Leaves out the long columns, which lists do not show."""
        return self.defer("body", "folded_text")

    def noted(self, at: datetime) -> Self:
        """Public corrections and withdrawals, the latest first."""
        return (
            self.public(at)
            .filter(purpose__in=PURPOSES_WITH_NOTE)
            .select_related("release", "office")
            .without_text()
            .order_by("-live_from", "-pk")
        )

    def in_language(self, language: str) -> Self:
        return self.filter(release__language=language)

    def in_any_of(self, codes: Sequence[str]) -> Self:
        """Of releases in these languages. Not by a join: a planner that begins with the language sorts all of them."""
        return self.filter(Exists(Release.objects.filter(pk=OuterRef("release_id"), language__in=codes)))

    def in_month(self, year: int, month: int) -> Self:
        """Editions whose official date lies in a month."""
        return self.filter(dated__year=year, dated__month=month)

    def containing(self, words: str) -> Self:
        """Editions whose title, summary or text contains each of the words, in any case."""
        found = self
        for word in words.casefold().split():
            found = found.filter(folded_text__contains=word)
        return found


class Edition(models.Model):
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="editions", verbose_name=_("release"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.ORIGINAL)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    """Raised by every save of a draft, so that a second writer is told that he was not the first."""

    title = models.CharField(_("title"), max_length=500)
    summary = models.TextField(
        _("summary"),
        max_length=1000,
        blank=True,
        help_text=_("Shown in lists and above the text. Without one, lists show the first words of the text."),
    )
    body = models.TextField(_("text"), blank=True)
    dated = models.DateField(_("official date"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("issued by"))
    categories = models.ManyToManyField(Category, blank=True, verbose_name=_("categories"), related_name="editions")
    has_paragraph_numbers = models.BooleanField(_("number the paragraphs"), default=False)
    note = models.TextField(
        _("public note"),
        max_length=1000,
        blank=True,
        help_text=_("What was corrected or why it was withdrawn, for readers."),
    )

    live_from = models.DateTimeField(_("live from"), null=True, blank=True)
    live_until = models.DateTimeField(_("live until"), null=True, blank=True)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("written by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )

    translated_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    """The edition of another language that these words say; None for a source, and where nobody has said."""
    translated_version = models.PositiveIntegerField(null=True, editable=False)
    """The version of that edition: a draft may have been saved since."""

    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, editable=False, related_name="+")
    """Everyone who has saved words of this edition: none of them approves it where the mission asks for a second."""
    review_note = models.TextField(blank=True, editable=False)
    """Why an editor sent it back; "" once it is submitted again."""
    digest = models.CharField(max_length=64, blank=True, editable=False)
    """SHA-256 of the words as approved, in hexadecimal; it stays when they are redacted or the address changes."""
    redacted_at = models.DateTimeField(_("redacted"), null=True, editable=False)

    excerpt = models.CharField(max_length=EXCERPT_MAX_CHARS + 1, blank=True, editable=False)
    folded_text = models.TextField(blank=True, editable=False)
    """Title, summary and text without markup in lower case, for plain search."""

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["release", "number"]
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="edition_number_is_unique_in_its_release"),
            models.UniqueConstraint(
                fields=["release"], condition=~Q(state=State.APPROVED), name="release_has_one_draft_at_most"
            ),
            models.CheckConstraint(
                condition=Q(state=State.APPROVED, live_from__isnull=False, live_until__isnull=False)
                | Q(~Q(state=State.APPROVED), live_from=None, live_until=None),
                name="edition_has_an_interval_when_approved",
            ),
            models.CheckConstraint(condition=Q(live_until__gt=F("live_from")), name="edition_interval_is_not_empty"),
            models.CheckConstraint(
                condition=Q(number=1, purpose=Purpose.ORIGINAL) | Q(~Q(purpose=Purpose.ORIGINAL), number__gt=1),
                name="edition_one_is_the_original",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | ~Q(purpose__in=PURPOSES_WITH_NOTE) | ~Q(note=""),
                name="correction_and_withdrawal_say_why",
            ),
        ]
        permissions = [
            ("approve_edition", "Can approve, schedule, hold, withdraw and send back"),
            ("begin_correction", "Can begin a correction of a public text"),
            ("discard_draft", "Can discard a draft"),
            ("redact_edition", "Can redact a public text"),
        ]
        indexes = [
            models.Index(fields=["-dated"], name="edition_dated"),
            models.Index(fields=["live_from", "live_until"], name="edition_interval"),
            models.Index(fields=["redacted_at"], name="edition_redacted", condition=Q(redacted_at__isnull=False)),
            # All that lists and their counts ask: without it SQLite reads past each text to its dates.
            models.Index(fields=LISTING, name="edition_listing"),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **options: Any) -> None:
        if "body" not in self.get_deferred_fields():
            self.tidy()
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return self.release.get_absolute_url()

    @cached_property
    def fragment_key(self) -> tuple[object, ...]:
        """Once for an instance, which a page does not change any more."""
        return shown_of(self)

    def tidy(self) -> None:
        """Sanitise the text and derive what lists and search read. Call it before a bulk write; save() does."""
        self.take(tidied(self.words))

    @property
    def words(self) -> Words:
        return Words(self.title, self.summary, self.place, self.note, self.body)

    def take(self, text: Tidied) -> None:
        vars(self).update(text._asdict())

    def content_digest(self) -> str:
        """SHA-256 of the canonical content: JSON with sorted keys, UTF-8, no blanks (RFC 8785 for these types).

        Of the words alone: not of the address, which may change, nor of the files, which each site makes anew.
        Costs three queries, none where release, office and categories are loaded.
        """
        content = {
            "body": self.body,
            "categories": sorted(category.slug for category in self.categories.all()),
            "dated": self.dated.isoformat(),
            "issued_by": self.office.slug if self.office else "",
            "language": self.release.language,
            "note": self.note,
            "number": self.number,
            "place": self.place,
            "summary": self.summary,
            "title": self.title,
        }
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def get_edition_url(self) -> str:
        """The page of this very edition, once it is superseded."""
        with override(self.release.language):
            return reverse("releases:edition", args=[self.release.slug, self.number])

    @property
    def headline(self) -> str:
        """Its title, or what stands in its place once the words are erased."""
        return str(_("Redacted for legal reasons")) if self.redacted_at else self.title

    @property
    def may_have_media(self) -> bool:
        """False for an edition from `with_media_known` that has none: nothing need be asked."""
        return bool(self.__dict__.get("has_media", True))

    @property
    def is_approved(self) -> bool:
        return self.state == State.APPROVED

    @property
    def is_withdrawal(self) -> bool:
        return self.purpose == Purpose.WITHDRAWAL

    def has_been_public(self, at: datetime) -> bool:
        return self.live_from is not None and self.live_from <= at

    def was_superseded(self, at: datetime) -> bool:
        return self.live_until is not None and self.live_until <= at

    def stage(self, at: datetime) -> "Stage":
        """What an officer would call it at `at`; derived, never stored."""
        if not self.is_approved:
            return Stage(self.state)
        if not self.has_been_public(at):
            return Stage.SCHEDULED
        if self.was_superseded(at):
            return Stage.SUPERSEDED
        return Stage.WITHDRAWN if self.is_withdrawal else Stage.LIVE


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
