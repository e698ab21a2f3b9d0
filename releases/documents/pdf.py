"""A message on paper: the mission's letter, as a tagged PDF."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from embassy.lib import paper, qr
from embassy.lib.paper.blocks import Setting
from releases import body
from releases.documents.written import Written
from releases.media import stored_name

EMBLEM = "img/emblem.svg"
MAX_PICTURES = 40


def made(written: Written) -> bytes:
    """Raises paper.Unfit or paper.Busy."""
    if not body.can_be_set(written.edition):
        raise paper.Unfit("a sign that no font has")
    letter = Letter(written)
    return paper.made(letter.content(), letter.files)


class Letter:
    """The data of embassy/lib/paper/letter.typ, and the pictures that it names."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.files: dict[str, bytes] = {}

    def content(self) -> dict[str, Any]:
        written = self.written
        edition, release, mission = written.edition, written.release, written.mission
        lines = [str(part) for part in (mission.place, mission.office) if part]
        return {
            "lang": release.language.split("-")[0],
            "rtl": release.direction == "rtl",
            "day": [edition.dated.year, edition.dated.month, edition.dated.day],
            "title": edition.headline,
            "author": str(mission.name),
            "colour": mission.colour_1,
            "emblem": self.emblem(),
            "name": str(mission.short_name if mission.short_name and mission.place else mission.name),
            "under": " · ".join(lines),
            "address": str(mission.address),
            "reference": written.cited.reference,
            "kind": release.get_kind_display(),
            "moments": written.moments(release.first_published_at),
            "summary": edition.summary if written.shows_text else "",
            "notices": [said._asdict() for said in written.notices()],
            "blocks": self.blocks() if written.shows_text else [],
            "files_title": _("Attachments"),
            "files": [{"name": name, "link": address} for name, address in written.attachments()],
            "seal": self.seal(),
            "footer": str(mission.name),
        }

    def blocks(self) -> list[dict[str, Any]]:
        return Setting(self.written.full, self.picture).of(self.written.body())

    def seal(self) -> dict[str, Any]:
        written, edition = self.written, self.written.edition
        words = _("QR code of the permanent link")
        drawn = qr.svg(written.cited.link, words).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        self.files["qr.svg"] = drawn.encode()
        head = _("%(reference)s, edition %(number)s") % {
            "reference": written.cited.reference,
            "number": edition.number,
        }
        return {
            "qr": "qr.svg",
            "qr_alt": words,
            "lines": [head, "; ".join(written.moments(edition.live_from)), _("This edition is kept at")],
            "link": written.cited.link,
            "digest": f"SHA-256 {edition.digest}" if edition.digest else "",
        }

    def picture(self, address: str) -> str:
        """The file of a picture of the text, "" for one that cannot be read: its words stand in its place."""
        name = address.rsplit("/", 1)[-1]
        stem = name.split("-")[0]
        image = next((use.image for use in self.written.edition.image_uses.all() if use.image.stem == stem), None)
        if image is None or len(self.files) > MAX_PICTURES:
            return ""
        return self._stored(stored_name(image.names[-1]))

    def emblem(self) -> str:
        emblem = self.written.mission.emblem
        if emblem and emblem.name:
            return self._stored(emblem.name)
        found = finders.find(EMBLEM)
        if not isinstance(found, str):
            return ""
        self.files["emblem.svg"] = Path(found).read_bytes()
        return "emblem.svg"

    def _stored(self, name: str) -> str:
        try:
            with default_storage.open(name) as file:
                content = file.read()
        except Exception:  # noqa: BLE001  (each store has exceptions of its own; the text is what matters)
            return ""
        local = name.rsplit("/", 1)[-1]
        self.files[local] = content
        return local
