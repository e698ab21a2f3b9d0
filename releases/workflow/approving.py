"""Acts that make a text public, at once or at its minute: approve, approve together, hold, reschedule."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from embassy.lib import instant
from releases import references
from releases.lists import keeping
from releases.models import END_OF_TIME, Edition, Override, Release, State
from releases.search import index
from releases.workflow.table import (
    ActRefused,
    announce,
    changed_by_another,
    demand,
    refusal_of_second_officer,
)

MINUTE = timedelta(minutes=1)


def approve(edition: Edition, *, by: User, live_from: datetime, at: datetime, override_reason: str = "") -> Edition:
    """Freeze the edition and give it its interval; end the one it follows at the same instant.

    Raises ActRefused, having changed nothing. Safe against two officers pressing at once: approval is of the very
    version that was read. An edition that follows one of the same minute, or a later one, starts a minute after it:
    no interval is empty. An editor's own text takes a second officer, or a reason that the other editors get to see.
    """
    return approve_together([edition], by=by, live_from=live_from, at=at, override_reason=override_reason)[0]


def approve_together(
    editions: Sequence[Edition], *, by: User, live_from: datetime, at: datetime, override_reason: str = ""
) -> list[Edition]:
    """Approve several texts, a release and its translations, for the same instant: all of them or none."""
    for edition in editions:
        demand(edition, "approve", by, at=at)
    overridden = [edition for edition in editions if refusal_of_second_officer(edition, by)]
    if overridden and not override_reason.strip():
        raise ActRefused(refusal_of_second_officer(overridden[0], by))
    with transaction.atomic():
        _settle_references(at)
        begin = max(_after_predecessor(edition, max(live_from, at)) for edition in editions)
        for edition in editions:
            _freeze(edition, by, begin, at)
            announce(edition, "approve", by, reason=override_reason, live_from=begin.isoformat())
        _settle_references(at)
        Override.objects.bulk_create(
            Override(edition=edition, by=by, reason=override_reason, at=at) for edition in overridden
        )
    found = Edition.objects.select_related("release").in_bulk([edition.pk for edition in editions])
    return [found[edition.pk] for edition in editions]


def _settle_references(at: datetime) -> None:
    """Number what is public by now, before anything else is, and again once it is: a number once read stays.

    By the clock where that is past `at`: another reader has seen the numbers of the minute that has begun meanwhile.
    """
    references.settle(max(at, instant.now()))


def _freeze(edition: Edition, by: User | None, live_from: datetime, at: datetime) -> None:
    """Approve the very version that was read. The digest is that of the row: what was not saved is not approved."""
    row = Edition.objects.select_related("release", "office").get(pk=edition.pk)
    Edition.objects.filter(release=edition.release_id, live_until=END_OF_TIME).update(live_until=live_from)
    as_read = Edition.objects.filter(pk=edition.pk, version=edition.version, state=edition.state)
    interval = {"live_from": live_from, "live_until": END_OF_TIME}
    if not as_read.update(state=State.APPROVED, approved_by=by, digest=row.content_digest(), **interval):
        raise ActRefused(changed_by_another(edition))
    Release.objects.filter(pk=edition.release_id, first_published_at=None).update(first_published_at=live_from)
    index.follow([edition.pk])
    keeping.follow([edition.release_id], at)


def _after_predecessor(edition: Edition, live_from: datetime) -> datetime:
    """`live_from`, or a minute after the last approved edition of the release went or goes live."""
    last = Edition.objects.filter(release=edition.release, live_until=END_OF_TIME)
    begin = last.values_list("live_from", flat=True).first()
    return live_from if begin is None else max(live_from, begin + MINUTE)


def hold(edition: Edition, *, by: User, reason: str, at: datetime) -> Edition:
    """Stop a scheduled text before its minute: it goes back to review, and what it was to follow stays live."""
    demand(edition, "hold", by, at=at, reason=reason)
    with transaction.atomic():
        _unfreeze(edition, at, State.IN_REVIEW)
        announce(edition, "hold", by, reason=reason)
    edition.refresh_from_db()
    return edition


def hold_all(after: datetime, *, reason: str) -> list[Edition]:
    """Hold every text that goes live after `after`, for a site that has just been restored; nobody's act.

    Of several in a row, which only an import makes, the first becomes the draft, since a release has one; the later
    ones wait behind the end of the calendar. To be called in a transaction, while the guards are lifted.
    """
    waiting = Edition.objects.filter(state=State.APPROVED, live_from__gt=after).select_related("release")
    held = []
    for _release, row in groupby(waiting.order_by("release_id", "live_from"), lambda edition: edition.release_id):
        first, *later = row
        until = _put_off(first, later)
        _unfreeze(first, after, State.IN_REVIEW, until=until)
        held += [first, *later]
        for edition in (first, *later):
            announce(edition, "hold", None, reason=reason)
    return held


def _put_off(first: Edition, later: list[Edition]) -> datetime:
    """Move the later ones to where no page is ever of; says until when what goes before them is live now."""
    times = [instant.LATEST + MINUTE * (place + 1) for place in range(len(later))] + [END_OF_TIME]
    # The last one first: no two ever overlap.
    for place, edition in reversed(list(enumerate(later))):
        Edition.objects.filter(pk=edition.pk).update(live_from=times[place], live_until=times[place + 1])
    Edition.objects.filter(pk=first.pk).update(live_until=times[0])
    return times[0]


def _unfreeze(edition: Edition, at: datetime, state: State, *, until: datetime = END_OF_TIME) -> None:
    """Take a scheduled edition's interval, which ends at `until`, away, unless its minute has come in the meantime."""
    scheduled = Edition.objects.filter(pk=edition.pk, state=State.APPROVED, live_from=edition.live_from)
    unset = {"live_from": None, "live_until": None, "approved_by": None, "digest": ""}
    too_late = _("The text has gone live, or a colleague was quicker: nothing was changed.")
    try:
        with transaction.atomic():
            found = scheduled.filter(live_from__gt=at, live_until=until).update(state=state, **unset)
    except IntegrityError as error:  # by the clock of the database its minute has come
        raise ActRefused(too_late) from error
    if not found:
        raise ActRefused(too_late)
    index.follow([edition.pk])
    Edition.objects.filter(release=edition.release, live_until=edition.live_from).update(live_until=until)
    if edition.number == 1:
        Release.objects.filter(pk=edition.release_id).update(first_published_at=None)
    keeping.follow([edition.release_id], at)


def reschedule(edition: Edition, *, by: User, live_from: datetime, at: datetime) -> Edition:
    """Move a scheduled text to another minute. The approval stays: the words are the same."""
    demand(edition, "reschedule", by, at=at)
    with transaction.atomic():
        _settle_references(at)
        _unfreeze(edition, at, State.IN_REVIEW)
        unfrozen = Edition.objects.select_related("release").get(pk=edition.pk)
        begin = _after_predecessor(edition, max(live_from, at))
        _freeze(unfrozen, edition.approved_by, begin, at)
        announce(edition, "reschedule", by, live_from=begin.isoformat())
        _settle_references(at)
    return Edition.objects.select_related("release").get(pk=edition.pk)


def acknowledge(override: Override, *, by: User, at: datetime) -> None:
    """Another editor has seen that, and why, a text was approved by its own writer."""
    demand(override.edition, "acknowledge", by, at=at)
    if override.by_id == by.pk:
        raise ActRefused(_("Another editor has to acknowledge this."))
    with transaction.atomic():
        open_one = Override.objects.filter(pk=override.pk, acknowledged_by=None)
        if not open_one.update(acknowledged_by=by, acknowledged_at=at):
            raise ActRefused(_("A colleague has acknowledged this already."))
        announce(override.edition, "acknowledge", by, reason=override.reason)
