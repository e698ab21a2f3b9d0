"""The share card of a release: what its picture says in messengers and social networks."""

from django.urls import reverse
from django.utils.translation import gettext as _

from embassy import organisation
from embassy.lib import clock
from embassy.lib.cards import TextCard, Tone
from embassy.models import Mission
from releases.models import Edition, Purpose


def of(history: list[Edition], mission: Mission) -> TextCard:
    """In the active language, which is that of the text. `history` are the public editions, the live one first."""
    edition = history[0]
    label = _("Corrected") if any(entry.purpose == Purpose.CORRECTION for entry in history) else ""
    return TextCard(
        brand=organisation.brand(mission),
        language=edition.release.language,
        kind=str(edition.release.get_kind_display()),
        title=edition.headline,
        date=clock.long_date(edition.dated),
        day=f"{edition.dated:%d.%m.%Y}",
        label=_("Withdrawn") if edition.is_withdrawal else label,
        tone=Tone.ERROR if edition.is_withdrawal else Tone.WARNING,
        is_struck=edition.is_withdrawal and not edition.redacted_at,
    )


def path(edition: Edition, card: TextCard) -> str:
    return reverse("releases:card", args=[edition.release.slug, card.digest])
