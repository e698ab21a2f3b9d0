"""Acts on a text that is being written: begin, save, submit, send back, discard."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from embassy.lib import markup
from releases import media
from releases.models import Edition, Override, Purpose, Release, State
from releases.workflow.table import ACTS, ActRefused, announce, changed_by_another, demand

CONTENT = ("title", "summary", "body", "dated", "place", "office", "has_paragraph_numbers")
"""The columns that make the content of an edition, its categories and its public note aside."""


def create(edition: Edition, *, by: User) -> Edition:
    """Save the first draft of a new release; its writer is on record from the first word."""
    if not (by.is_active and by.has_perm("releases.add_release")):
        raise ActRefused(_("Your account does not have the right to do this."))
    with transaction.atomic():
        edition.created_by = by
        edition.save()
        edition.writers.add(by)
    return edition


def save(edition: Edition, *, by: User, version: int, at: datetime) -> Edition:
    """Write a draft's content. What was in review is a draft again: nobody approves a text that they have not read.

    Raises ActRefused where somebody saved since `version` was read.
    """
    demand(edition, "save", by, at=at)
    with transaction.atomic():
        open_draft = Edition.objects.filter(pk=edition.pk, version=version).exclude(state=State.APPROVED)
        if not open_draft.update(version=version + 1, state=State.DRAFT):
            raise ActRefused(
                _("Somebody else has saved this text since you opened it. Nothing of yours was written over theirs.")
            )
        edition.version, edition.state = version + 1, State.DRAFT
        edition.save()
        edition.writers.add(by)
    return edition


def submit(edition: Edition, *, by: User, at: datetime) -> Edition:
    """Give a draft to the editors."""
    demand(edition, "submit", by, at=at)
    return _moved(edition, "submit", by, State.IN_REVIEW, review_note="")


def send_back(edition: Edition, *, by: User, reason: str, at: datetime) -> Edition:
    """Give a text in review back to its writers, who see the reason."""
    demand(edition, "send_back", by, at=at, reason=reason)
    reason = markup.clean_line(reason)
    return _moved(edition, "send_back", by, State.DRAFT, reason=reason, review_note=reason)


def _moved(edition: Edition, act: str, by: User, state: State, *, reason: str = "", review_note: str) -> Edition:
    with transaction.atomic():
        unchanged = Edition.objects.filter(pk=edition.pk, version=edition.version, state=edition.state)
        if not unchanged.update(state=state, review_note=review_note):
            raise ActRefused(changed_by_another(edition))
        announce(edition, act, by, reason=reason)
    edition.refresh_from_db()
    return edition


def discard(edition: Edition, *, by: User, at: datetime) -> None:
    """Delete a draft, and its release where nothing else was ever written of it."""
    demand(edition, "discard", by, at=at)
    with transaction.atomic():
        Override.objects.filter(edition=edition.pk, edition__in=Edition.objects.exclude(state=State.APPROVED)).delete()
        deleted, _rows = Edition.objects.filter(pk=edition.pk).exclude(state=State.APPROVED).delete()
        if not deleted:
            raise ActRefused(changed_by_another(edition))
        announce(edition, "discard", by)
        if not edition.release.editions.exists():
            edition.release.features.all().delete()
            edition.release.delete()


def begin(edition: Edition, act: str, *, by: User, note: str, at: datetime) -> Edition:
    """Begin the release's next edition by one of the acts that have a purpose, with the content of `edition`.

    A withdrawal goes to the editors at once: there is nothing to write but the note. Safe against two at once.
    """
    demand(edition, act, by, at=at, reason=note)
    purpose = ACTS[act].purpose
    assert purpose is not None, act  # noqa: S101  (an act of the table that begins nothing is a mistake of the caller)
    is_public_note = ACTS[act].needs == "note"
    try:
        with transaction.atomic():
            draft = next_edition(edition.release, edition, purpose, by=by, note=note if is_public_note else "")
            announce(draft, act, by, reason=note)
    except IntegrityError as error:
        raise ActRefused(_("There is a draft of this text already.")) from error
    return draft


def next_edition(
    release: Release, source: Edition, purpose: Purpose, *, by: User | None = None, note: str = ""
) -> Edition:
    """A saved draft that follows the release's latest edition and has the content of `source`."""
    number = release.editions.order_by("-number").values_list("number", flat=True)[0] + 1
    content = {name: getattr(source, name) for name in CONTENT}
    state = State.IN_REVIEW if purpose == Purpose.WITHDRAWAL and by else State.DRAFT
    draft = Edition(release=release, number=number, purpose=purpose, state=state, created_by=by, note=note, **content)
    draft.save()
    draft.categories.set(source.categories.all())
    media.copy_uses(source, draft)
    if by:
        draft.writers.add(by)
    return draft
