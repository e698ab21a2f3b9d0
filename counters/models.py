"""Tracked incidents: what happened on a day, and what has been done about it since."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counters import elapsed
from counters.counter import Counter
from embassy.lib import clock
from embassy.lib.localized import Localized, LocalizedField
from embassy.lib.markup.vocabulary import DAYS_SINCE
from embassy.models import Mission
from releases.models import Edition, Release
from releases.models.edition import EditionQuerySet

EARLIEST_ZONE = timedelta(hours=14)
"""A date begins at +14:00 (Pacific/Kiritimati) before it begins anywhere else."""


class IncidentQuerySet(models.QuerySet["Incident"]):
    def shown(self, at: datetime) -> list["Incident"]:
        """Incidents that readers see at `at`, in their order. Two queries: the steps are loaded, too."""
        return [incident for incident in self._about_to_be_shown(at).prefetch_related("steps") if incident.is_shown(at)]

    def _about_to_be_shown(self, at: datetime) -> Self:
        """Rows that may be shown; which day it is in the zone of each is for is_shown."""
        still = Q(shown_until=None) | Q(shown_until__gt=at)
        begun = Q(shown_from=None) | Q(shown_from__lte=at)
        return self.filter(still, begun, occurred_on__lte=(at + EARLIEST_ZONE).date())

    def counting(self, at: datetime) -> list["Incident"]:
        """Those of the shown that are not resolved at `at`: the banners."""
        return [incident for incident in self.shown(at) if not incident.is_resolved(at)]


class Incident(models.Model):
    """A tracked incident. Its figure counts the calendar days of its zone since the day it occurred on."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = LocalizedField(_("name"), help_text=_("As it follows “… days have passed since”."))
    description = LocalizedField(_("description"), blank=True, max_length=2000)
    occurred_on = models.DateField(_("occurred on"))
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        validators=[clock.validate_zone],
        help_text=_("At whose midnight the figure turns; left empty, the home capital's."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    shown_from = models.DateTimeField(_("shown from"), null=True, blank=True)
    shown_until = models.DateTimeField(_("shown until"), null=True, blank=True)
    resolved_on = models.DateField(_("resolved on"), null=True, blank=True)
    releases = models.ManyToManyField(
        Release, blank=True, related_name="incidents", verbose_name=_("messages about it")
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["order", "-occurred_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_on=None) | Q(resolved_on__gte=F("occurred_on")),
                name="incident_is_resolved_after_it_occurred",
                violation_error_message=_("An incident cannot be resolved before it occurred."),
            ),
            models.CheckConstraint(
                condition=Q(shown_from=None) | Q(shown_until=None) | Q(shown_until__gt=F("shown_from")),
                name="incident_is_shown_before_it_is_hidden",
                violation_error_message=_("“Shown until” comes after “shown from”."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: Any, **options: Any) -> None:
        """An empty zone becomes the home capital's of today, so that a figure once shown never moves."""
        self.time_zone = self.time_zone or Mission.current().home_time_zone
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("counters:incident", args=[self.slug])

    @property
    def fragment_key(self) -> tuple[object, ...]:
        """As a link to it needs it; its figures are a Counter's."""
        return self.slug, self.name.fragment_key

    def next_turn(self, at: datetime) -> datetime | None:
        """The instant after `at` at which the figure changes; None once it is resolved."""
        return None if self.is_resolved(at) else clock.next_midnight(self.time_zone, at)

    def today(self, at: datetime) -> date:
        """The day there at `at`; in the home capital while a form has left the zone open, as save() will have it."""
        return clock.day_in(self.time_zone or Mission.current().home_time_zone, at)

    def has_begun(self, at: datetime) -> bool:
        return self.occurred_on <= self.today(at)

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in the interval in which officers want it shown."""
        is_early = self.shown_from is not None and self.shown_from > at
        return not is_early and (self.shown_until is None or self.shown_until > at)

    def is_shown(self, at: datetime) -> bool:
        """Whether readers see it at `at`."""
        return self.is_open(at) and self.has_begun(at)

    def is_resolved(self, at: datetime) -> bool:
        return self.resolved_on is not None and self.resolved_on <= self.today(at)

    def last_day(self, at: datetime) -> date:
        """The day up to which the figure counts: today, or the day it was resolved."""
        return self.resolved_on if self.resolved_on and self.is_resolved(at) else self.today(at)

    def days(self, at: datetime) -> int:
        """The figure at `at`. Raises ValueError before the incident."""
        return elapsed.days_since(self.occurred_on, self.last_day(at))

    def steps_by(self, at: datetime) -> list["Step"]:
        """Its steps up to and on the calendar date at `at`, the latest first. No query where steps are prefetched."""
        today = self.today(at)
        return sorted(
            (step for step in self.steps.all() if step.happened_on <= today),
            key=lambda step: (step.happened_on, step.pk),
            reverse=True,
        )

    def status(self, at: datetime) -> Localized:
        """The text of the latest step; empty where there is none."""
        steps = self.steps_by(at)
        return steps[0].text if steps else Localized()

    def editions(self, at: datetime, codes: Sequence[str]) -> EditionQuerySet:
        """What was published about it by `at` in these languages, in the order of the feed. One query."""
        about = Edition.objects.filter(release__language__in=codes, release__incidents=self).listed(at)
        return about.with_release(at).without_text()

    def messages(self, at: datetime, language: str) -> EditionQuerySet:
        """The same in one language, with what a list shows. Two queries."""
        return self.editions(at, [language]).prefetch_related("categories")

    def texts_counting(self) -> EditionQuerySet:
        """The editions, drafts among them, whose text counts the days since it. Reads every text: for the desk only."""
        return Edition.objects.filter(body__contains=f'{DAYS_SINCE}="{self.slug}"')

    def as_of(self, at: datetime) -> Counter:
        days = self.days(at)
        return Counter(self, days, elapsed.phrase(days), self.status(at), self.is_resolved(at))


class Step(models.Model):
    """A dated entry of an incident's timeline; the latest is the status line in the banner."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps", verbose_name=_("incident"))
    happened_on = models.DateField(_("on"))
    text = LocalizedField(_("text"), max_length=1000)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.happened_on:%d.%m.%Y} {self.text}"

    def clean(self) -> None:
        if self.incident_id and self.happened_on and self.happened_on < self.incident.occurred_on:
            raise ValidationError({"happened_on": _("A step cannot come before the incident itself.")})


class CalendarAddress(models.Model):
    """An officer's secret address of the calendar of milestones. The token is nowhere: only its digest."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address", editable=False
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.user)
