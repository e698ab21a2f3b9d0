"""An incident as it reads at an instant: its figure, the words around it, and what to say below."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from embassy.lib import clock
from embassy.lib.localized import Localized
from embassy.templatetags.page_words import grouped

if TYPE_CHECKING:
    from counters.models import Incident


@dataclass(frozen=True, slots=True)
class Counter:
    incident: "Incident"
    days: int
    phrase: str
    status: Localized
    is_resolved: bool

    @property
    def fragment_key(self) -> tuple[object, ...]:
        incident = self.incident
        facts = (
            incident.slug,
            incident.name.fragment_key,
            incident.occurred_on,
            incident.time_zone,
            incident.resolved_on,
        )
        return *facts, self.days, self.phrase, self.status.fragment_key, self.is_resolved

    @property
    def sentence(self) -> str:
        """685 days have passed since the vessel was detained"""
        return f"{grouped(self.days)} {self.phrase} {self.incident.name}"

    @property
    def remark(self) -> str:
        """What stands under the sentence: the status line, or that the matter is settled."""
        return self.settled(_("Settled on %(date)s. The figure is final.")) or str(self.status)

    @property
    def short_remark(self) -> str:
        """The same for where one line is all the room: empty unless the matter is settled."""
        return self.settled(_("Settled on %(date)s."))

    def settled(self, words: str) -> str:
        """`words` with the day on which it was resolved; "" while it is not."""
        day = self.incident.resolved_on
        return words % {"date": clock.long_date(day)} if day and self.is_resolved else ""
