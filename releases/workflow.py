"""The acts on an edition: who may, what happens, what is recorded.

                 approve (now or at a time)
    draft ─────────────────────────────────▶ approved, frozen
      ▲ begin                      (scheduled, live, superseded by the clock alone)
      └ discard: gone without trace, if nothing of it was ever public

An act refuses with a sentence for the officer and changes nothing, or happens whole; of two officers at once one wins.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from releases import media, signals
from releases.models import END_OF_TIME, Edition, Purpose, Release, State
from releases.models.edition import PURPOSES_WITH_NOTE

PERMISSIONS = {
    "save": "releases.change_release",
    "approve": "releases.change_release",
    "discard": "releases.delete_release",
}
MINUTE = timedelta(minutes=1)


class ActRefused(Exception):
    """The act did not happen; the message says why, for the officer."""


def refusal(edition: Edition, act: str, by: User) -> str:
    """Why `by` may not do `act` to the edition as it stands; "" if they may."""
    if not by.has_perm(PERMISSIONS[act]):
        return _("Your account does not have the right to do this.")
    if edition.is_approved:
        return _("This edition is approved and can no longer be changed.")
    if act == "approve":
        return _incomplete(edition)
    return ""


def _incomplete(edition: Edition) -> str:
    if not edition.title:
        return _("A title is needed before publication.")
    if not edition.body and not edition.is_withdrawal:
        return _("A text is needed before publication.")
    if edition.purpose in PURPOSES_WITH_NOTE and not edition.note:
        return _("A public note is needed: readers must be told what changed.")
    return ""


def changed_by_another(edition: Edition) -> str:
    return _("“%(title)s” has just been changed by somebody else.") % {"title": edition.title}


def save(edition: Edition, *, by: User, version: int) -> Edition:
    """Write a draft's content. Raises ActRefused where somebody saved since `version` was read."""
    if reason := refusal(edition, "save", by):
        raise ActRefused(reason)
    with transaction.atomic():
        claimed = (
            Edition.objects.filter(pk=edition.pk, version=version)
            .exclude(state=State.APPROVED)
            .update(version=version + 1)
        )
        if not claimed:
            raise ActRefused(
                _("Somebody else has saved this text since you opened it. Nothing of yours was written over theirs.")
            )
        edition.version = version + 1
        edition.save()
    return edition


def approve(edition: Edition, *, by: User, live_from: datetime) -> Edition:
    """Freeze the edition and give it its interval; end the one it follows at the same instant.

    Raises ActRefused, having changed nothing. Safe against two officers pressing at once. An edition that follows
    one of the same minute, or a later one, starts a minute after it: no interval is empty.
    """
    if reason := refusal(edition, "approve", by):
        raise ActRefused(reason)
    with transaction.atomic():
        live_from = _after_predecessor(edition, live_from)
        Edition.objects.filter(release=edition.release, live_until=END_OF_TIME).update(live_until=live_from)
        frozen = Edition.objects.filter(pk=edition.pk, version=edition.version).exclude(state=State.APPROVED)
        if not frozen.update(state=State.APPROVED, approved_by=by, live_from=live_from, live_until=END_OF_TIME):
            raise ActRefused(changed_by_another(edition))
        Release.objects.filter(pk=edition.release_id, first_published_at=None).update(first_published_at=live_from)
        transaction.on_commit(partial(signals.acted.send_robust, Edition, edition=edition, act="approve", by=by))
    return Edition.objects.select_related("release").get(pk=edition.pk)


def _after_predecessor(edition: Edition, live_from: datetime) -> datetime:
    """`live_from`, or a minute after the last approved edition of the release went or goes live."""
    last = (
        Edition.objects.filter(release=edition.release, live_until=END_OF_TIME)
        .values_list("live_from", flat=True)
        .first()
    )
    return live_from if last is None else max(live_from, last + MINUTE)


def discard(edition: Edition, *, by: User) -> None:
    """Delete a draft, and its release where nothing else was ever written of it."""
    if reason := refusal(edition, "discard", by):
        raise ActRefused(reason)
    with transaction.atomic():
        deleted, _rows = Edition.objects.filter(pk=edition.pk).exclude(state=State.APPROVED).delete()
        if not deleted:
            raise ActRefused(changed_by_another(edition))
        if not edition.release.editions.exists():
            edition.release.features.all().delete()
            edition.release.delete()


def record(histories: Sequence[list[Edition]]) -> None:
    """Enter editions that were published elsewhere before: an import's way in, past the officers.

    Takes the saved drafts of each release in order, `live_from` set on each; raises ValueError where one does not come
    after the one before it. A history that begins past edition 1 takes over from the release's last edition. To be
    called in a transaction.
    """
    editions = [edition for history in histories for edition in in_sequence(history)]
    _end_predecessors([history[0] for history in histories if history[0].number > 1])
    # One statement a row: a third of what bulk_update takes to build its CASE of all the rows.
    for edition in editions:
        interval = {"live_from": edition.live_from, "live_until": edition.live_until}
        Edition.objects.filter(pk=edition.pk).update(state=edition.state, **interval)
    first = Edition.objects.filter(release=OuterRef("pk"), number=1).values("live_from")
    begun = [history[0].release_id for history in histories if history[0].number == 1]
    Release.objects.filter(pk__in=begun).update(first_published_at=Subquery(first))


def in_sequence(history: list[Edition]) -> list[Edition]:
    """Gives each edition the interval that ends where the next begins."""
    ends = [later.live_from for later in history[1:]] + [END_OF_TIME]
    for edition, end in zip(history, ends, strict=True):
        if edition.live_from is None or end is None or end <= edition.live_from:
            raise ValueError(f"the edition after number {edition.number} does not come later")
        edition.state, edition.live_until = State.APPROVED, end
    return history


def _end_predecessors(successors: list[Edition]) -> None:
    """End the last approved edition of each successor's release where the successor begins. Two queries for many."""
    begins = {edition.release_id: edition.live_from for edition in successors}
    last = Edition.objects.filter(release__in=begins, live_until=END_OF_TIME)
    ending = list(last.only("release_id", "number", "live_from"))
    for edition in ending:
        begin, edition.live_until = edition.live_from, begins[edition.release_id]
        if begin is None or edition.live_until is None or edition.live_until <= begin:
            raise ValueError(f"the edition after number {edition.number} does not come later")
    Edition.objects.bulk_update(ending, ["live_until"], batch_size=100)


def begin(release: Release, *, by: User | None, purpose: Purpose) -> Edition:
    """The next edition as a draft, with the content of the latest one. Safe against two officers pressing at once."""
    latest = release.editions.order_by("-number").first()
    if latest is None:
        raise ActRefused(_("There is no edition to follow."))
    if not latest.is_approved:
        raise ActRefused(_("There is a draft already."))
    content = {name: getattr(latest, name) for name in CONTENT}
    draft = Edition(release=release, number=latest.number + 1, purpose=purpose, created_by=by, **content)
    try:
        with transaction.atomic():
            draft.save()
            draft.categories.set(latest.categories.all())
            media.copy_uses(latest, draft)
    except IntegrityError as error:
        raise ActRefused(_("There is a draft already.")) from error
    return draft


CONTENT = ("title", "summary", "body", "dated", "place", "office", "has_paragraph_numbers")
"""The columns that make the content of an edition, its categories aside."""
