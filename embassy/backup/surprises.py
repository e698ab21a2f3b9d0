"""What a restored site would do by itself: texts are held, and what has no other way to be held is told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import Q

from counters.models import Incident
from embassy.accounts import factors
from embassy.backup.manifest import Manifest
from embassy.models import Notice
from releases import workflow
from releases.models import Edition, PreviewLink

WHY = "Restored from a backup: look at the text and schedule it anew."


def hold(taken_at: datetime) -> list[str]:
    """Hold every text that had still to go live when the backup was taken, its minute over by now or not.

    To be called while no guard stands in the way: by the clock some of them are public already.
    """
    held = workflow.hold_all(taken_at, reason=WHY)
    return [f"{edition.release.language}/{edition.release.slug}, number {edition.number}" for edition in held]


def notices(said: Manifest, at: datetime, *, keeps_schedule: bool) -> Iterator[str]:
    """What the operator has to know or to look at, a sentence each."""
    if said.site_url != settings.SITE_URL:
        yield (
            f"The backup is of {said.site_url}, this site is {settings.SITE_URL}: feeds and passkeys are bound to the "
            "address, so officers who log in with a passkey need another way in."
        )
    for name in said.missing:
        yield f"The file {name} was not in the storage when the backup was taken."
    if keeps_schedule:
        yield from _scheduled(said.taken_at)
    yield from _by_themselves(said.taken_at)
    links = PreviewLink.objects.filter(revoked_at=None, expires_at__gt=at).count()
    if links:
        yield f"{links} preview links can be opened again; whoever revoked one after the backup has to do it again."
    yield from _sealed_factors()


def _scheduled(taken_at: datetime) -> Iterator[str]:
    waiting = Edition.objects.filter(live_from__gt=taken_at).select_related("release").order_by("live_from")
    for edition in waiting:
        yield f"{edition.release.language}/{edition.release.slug} goes live by itself: {utc(edition.live_from)}."


def _by_themselves(taken_at: datetime) -> Iterator[str]:
    """Nobody approves a notice or an incident, and nobody can hold one: it is shown from its minute on."""
    later = Q(shown_from__gt=taken_at)
    for model, name in ((Notice, "notice"), (Incident, "incident")):
        for row in model.objects.filter(later).order_by("shown_from"):
            yield f"The {name} “{row}” is shown by itself from {utc(row.shown_from)}."


def _sealed_factors() -> Iterator[str]:
    """TOTP secrets and recovery codes are encrypted with the SECRET_KEY of the site that was backed up."""
    for factor in Authenticator.objects.filter(type=Authenticator.Type.TOTP)[:1]:
        try:
            factors.cipher().decrypt(factor.data["secret"].encode())
        except (InvalidToken, KeyError):
            yield (
                "The SECRET_KEY is another than that of the backup, so no second factor works: set the old key, or "
                "let each officer set up a new one (manage.py forget_second_factor NAME)."
            )


def utc(moment: datetime | None) -> str:
    return f"{moment:%d.%m.%Y %H:%M:%S} UTC" if moment else ""


def span(length: timedelta) -> str:
    """3 days 4 h, 2 h 5 min, 40 s: the two largest units."""
    seconds = max(0, int(length.total_seconds()))
    parts = [(seconds // 86_400, "days"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2]) or "0 s"
