"""A message as plain text: what a newsroom pastes, a terminal shows and a screen reader reads without a page around."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from embassy.lib import plain_document
from releases.documents.written import Written


def text(written: Written) -> str:
    return "\n\n".join(block for block in _blocks(written) if block) + "\n"


def _blocks(written: Written) -> Iterator[str]:
    yield "\n".join(written.letterhead())
    yield "\n".join(f"{label}: {value}" for label, value in written.facts().items())
    yield written.edition.headline
    if written.shows_text:
        yield written.edition.summary
    for said in written.notices():
        yield f"{said.heading.upper()}\n{said.text}"
    if written.shows_text:
        yield plain_document.text(written.body(), written.full)
    if attachments := written.attachments():
        yield "\n".join([_("Attachments"), *(f"- {name}: {address}" for name, address in attachments)])
    yield "\n".join(filter(None, ["--", written.cited.quotation, str(written.mission.licence)]))
