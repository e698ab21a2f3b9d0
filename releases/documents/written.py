"""What every document of a message says around its text, whatever it is written in."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from embassy.lib.addresses import absolute
from embassy.lib.clock import long_date
from embassy.lib.markup.tree import Element, tree
from embassy.models import Mission
from embassy.templatetags.page_words import date_and_time, in_zone
from releases import body, citing, figures
from releases.models import Edition, Purpose


class Said(NamedTuple):
    heading: str
    text: str


class Written:
    """Of a release's public editions, the live one first, as of `at`."""

    def __init__(self, history: Sequence[Edition], at: datetime, mission: Mission) -> None:
        self.history = history
        self.edition = history[0]
        self.release = self.edition.release
        self.at = at
        self.mission = mission
        self.cited = citing.citation(self.edition, at, mission)

    @property
    def shows_text(self) -> bool:
        """A withdrawn or redacted message is told of, and not repeated."""
        return not (self.edition.is_withdrawal or self.edition.redacted_at)

    def letterhead(self) -> list[str]:
        mission = self.mission
        lines = [mission.name, mission.office, mission.address, mission.press_email, mission.press_phone]
        return [str(line) for line in lines if line]

    def facts(self) -> dict[str, str]:
        """By label; what is not known is left out."""
        release, edition = self.release, self.edition
        told = {
            _("Kind"): release.get_kind_display(),
            _("Reference"): self.cited.reference,
            _("Edition"): str(edition.number),
            _("Official date"): long_date(edition.dated),
            _("Place"): edition.place,
            _("Issued by"): str(edition.office or ""),
            _("Published"): "; ".join(self.moments(release.first_published_at)),
            _("Link"): self.cited.link,
        }
        return {label: value for label, value in told.items() if value}

    def moments(self, instant: datetime | None) -> list[str]:
        """In the time of both cities, the host city's first."""
        if instant is None:
            return []
        home, host = self.mission.clocks(instant)
        cities = [host] if home.zone == host.zone else [host, home]
        return [f"{clock.city}, {date_and_time(clock.local)}" for clock in cities]

    def host_time(self, instant: datetime | None) -> str:
        return date_and_time(in_zone(instant, self.mission.host_time_zone)) if instant else ""

    def notices(self) -> Iterator[Said]:
        """What a reader must know before the text."""
        edition = self.edition
        if edition.is_withdrawal:
            moment = {"moment": self.host_time(edition.live_from)}
            yield Said(_("This message was withdrawn on %(moment)s") % moment, edition.note)
        if edition.redacted_at:
            yield self.tombstone()
        elif not edition.is_withdrawal:
            for entry in self.history:
                if entry.purpose == Purpose.CORRECTION:
                    yield Said(_("Corrected on %(moment)s") % {"moment": self.host_time(entry.live_from)}, entry.note)

    def tombstone(self) -> Said:
        edition = self.edition
        words = {"number": edition.number, "text": self.host_time(edition.live_from)}
        return Said(
            _("Redacted for legal reasons on %(moment)s") % {"moment": self.host_time(edition.redacted_at)},
            _(
                "The text of edition %(number)s, public since %(text)s, was erased. "
                "Its number, its dates and its fingerprint are kept."
            )
            % words,
        )

    def body(self) -> Element:
        """The text with all its pictures, as readers get it."""
        page = body.html(self.edition, self.at)
        after = "".join(str(figures.figure(use)) for use in figures.unplaced(self.edition))
        return tree(page + after)

    def attachments(self) -> list[tuple[str, str]]:
        """Name and address."""
        uses = figures.attachments(self.edition) if self.shows_text else []
        return [(use.name, absolute(use.attachment.get_absolute_url())) for use in uses]

    def full(self, address: str) -> str:
        """A link's address in full; of one inside the text, on the message's page."""
        return urljoin(absolute(self.edition.get_absolute_url()), address)
