"""The mission's own facts, and the urgent notices that stand on every page."""

import hashlib
from datetime import datetime
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from embassy.lib import clock, languages
from embassy.lib.clock import Clock
from embassy.lib.localized import LocalizedField
from embassy.lib.once_a_minute import once_a_minute

COLOUR = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Enter a colour as # and six hexadecimal digits, such as #0f4c56."))
PHONE = RegexValidator(r"\A\+?[0-9 ()./-]{3,40}\Z", _("Enter a telephone number, such as +44 20 7946 0000."))


def validate_profiles(text: str) -> None:
    """One https address a line."""
    for line in text.split():
        URLValidator(schemes=["https"], message=_("Enter addresses that begin with https://, one a line."))(line)


class Mission(models.Model):
    """The one row of facts about the mission. Nothing in the code names a country: this does."""

    name = LocalizedField(_("name"), help_text=_("In full: Embassy of … in …"))
    short_name = LocalizedField(_("short name"), blank=True, max_length=100)
    place = LocalizedField(
        _("where it is"), blank=True, max_length=100, help_text=_("Beside the name on every page: in London")
    )
    office = LocalizedField(_("office"), blank=True, max_length=100, help_text=_("Press office"))
    home_city = LocalizedField(_("home capital"), max_length=60)
    home_time_zone = models.CharField(
        _("home time zone"), max_length=60, default="UTC", validators=[clock.validate_zone]
    )
    host_city = LocalizedField(_("host city"), max_length=60)
    host_time_zone = models.CharField(
        _("host time zone"), max_length=60, default="UTC", validators=[clock.validate_zone]
    )

    consular_label = LocalizedField(_("consular label"), blank=True, max_length=60)
    consular_phone = models.CharField(_("consular telephone"), max_length=40, blank=True, validators=[PHONE])
    consular_hours = LocalizedField(_("consular hours"), blank=True, max_length=200)
    address = LocalizedField(_("address"), blank=True)
    press_contact = models.CharField(_("press contact"), max_length=100, blank=True)
    press_phone = models.CharField(_("press telephone"), max_length=40, blank=True, validators=[PHONE])
    press_email = models.EmailField(_("press e-mail"), blank=True)
    press_hours = LocalizedField(_("press hours"), blank=True, max_length=200)
    licence = LocalizedField(_("terms of use"), blank=True, help_text=_("Text may be quoted freely with its source."))

    reference_prefix = models.CharField(
        _("prefix of reference numbers"),
        max_length=20,
        blank=True,
        help_text=_("Stands before year and number: “No. ” makes No. 2026/17. A change shows on all messages."),
    )

    default_language = models.CharField(_("default language"), max_length=15, default="en")
    languages = models.JSONField(_("languages"), default=list, blank=True)
    colour_1 = models.CharField(_("first colour"), max_length=7, default="#24405c", validators=[COLOUR])
    colour_2 = models.CharField(_("second colour"), max_length=7, default="#9a6b1f", validators=[COLOUR])
    needs_second_officer = models.BooleanField(
        _("a second officer approves"),
        default=True,
        help_text=_("Nobody approves a text of their own. An editor may override this with a reason."),
    )
    emblem = models.FileField(_("emblem"), upload_to="emblem", blank=True)
    profiles = models.TextField(
        _("profiles elsewhere"),
        blank=True,
        max_length=2000,
        validators=[validate_profiles],
        help_text=_("Addresses of the mission's own pages on other sites, one a line: https://social.example/@embassy"),
    )

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("mission")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="mission_is_one_row")]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: object, **options: object) -> None:
        self.pk = 1
        super().save(*args, **options)  # type: ignore[arg-type]

    def clean(self) -> None:
        unknown = [code for code in [self.default_language, *self.languages] if not languages.is_language(code)]
        if unknown:
            message = _("Not a language code: %(codes)s. Use codes such as en, fr or ar.")
            raise ValidationError(message, code="language", params={"codes": ", ".join(map(str, unknown))})

    @classmethod
    def current(cls) -> "Mission":
        """The mission, or an unsaved one with neutral values where none has been entered. One query."""
        return cls.objects.first() or cls()

    @cached_property
    def fragment_key(self) -> str:
        """All facts. Computed once: an instance that a page shows is not changed any more."""
        facts = [repr(field.value_from_object(self)) for field in self._meta.concrete_fields]
        return hashlib.sha256("\x00".join(facts).encode()).hexdigest()

    @property
    def spoken_languages(self) -> list[str]:
        """Language codes, the default one first, each once."""
        return list(dict.fromkeys([self.default_language, *self.languages]))

    @property
    def same_as(self) -> list[str]:
        """The mission's own pages on other sites: for schema.org's sameAs and trust.txt."""
        return self.profiles.split()

    @property
    def host_zone(self) -> ZoneInfo:
        return ZoneInfo(self.host_time_zone)

    def clocks(self, at: datetime) -> tuple[Clock, Clock]:
        """The home capital's and the host city's clock."""
        return (
            clock.clock(str(self.home_city), self.home_time_zone, at),
            clock.clock(str(self.host_city), self.host_time_zone, at),
        )

    @property
    def style_digest(self) -> str:
        """Names the version of what the mission adds to the style sheets."""
        parts = [str(self.name), self.colour_1, self.colour_2]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


@once_a_minute
def standing_mission() -> Mission:
    """The mission as readers see it: one row for all pages of a minute, never to be changed."""
    return Mission.current()


class NoticeQuerySet(models.QuerySet["Notice"]):
    def shown(self, at: datetime) -> Self:
        """Notices that stand on every page at `at`, the latest first."""
        return self.filter(Q(shown_until=None) | Q(shown_until__gt=at), shown_from__lte=at).order_by(
            "-shown_from", "-pk"
        )


class Level(models.TextChoices):
    INFORMATION = "information", _("information")
    WARNING = "warning", _("warning")
    EMERGENCY = "emergency", _("emergency")


class Notice(models.Model):
    """A site-wide notice, shown in [shown_from, shown_until)."""

    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.WARNING)
    heading = LocalizedField(_("heading"), max_length=120)
    text = LocalizedField(_("text"), blank=True, max_length=600)
    link = models.URLField(_("link"), blank=True, max_length=500)
    shown_from = models.DateTimeField(_("shown from"))
    shown_until = models.DateTimeField(_("shown until"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-shown_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_until=None) | Q(shown_until__gt=F("shown_from")),
                name="notice_ends_after_it_begins",
                violation_error_message=_("A notice ends after it begins."),
            )
        ]

    def __str__(self) -> str:
        return str(self.heading)

    @property
    def fragment_key(self) -> tuple[object, ...]:
        return self.level, self.heading.fragment_key, self.text.fragment_key, self.link


@once_a_minute
def standing_notices(at: datetime) -> list[Notice]:
    return list(Notice.objects.shown(at))


class Board(models.Model):
    """One row with a random word, another after each public change: what machines tell each other."""

    word = models.CharField(max_length=32)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="board_is_one_row")]

    def __str__(self) -> str:
        return self.word
