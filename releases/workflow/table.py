"""Which act is whose, and at which stage. Buttons, pages, bulk actions and forged requests all ask here."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import markup
from embassy.models import Mission
from releases import media, signals
from releases.models import END_OF_TIME, Edition, Purpose, State
from releases.models.edition import PURPOSES_WITH_NOTE, Stage

WRITTEN = frozenset({Stage.DRAFT, Stage.IN_REVIEW})
PUBLIC = frozenset({Stage.LIVE, Stage.SUPERSEDED, Stage.WITHDRAWN})
APPROVED = PUBLIC | {Stage.SCHEDULED}
ANY = APPROVED | WRITTEN


class ActRefused(Exception):
    """The act did not happen; the message says why, for the officer."""


class Act(NamedTuple):
    """An act's name on its button, the permission it takes, the stages of the edition it is done to.

    `needs` is "reason" (for colleagues, kept in the audit log) or "note" (public), `purpose` what it begins. An act
    that is not on the panel has its button elsewhere: on the form, beside the translations, on the front page.
    """

    label: Promise | str
    permission: str
    stages: frozenset[Stage]
    needs: str = ""
    purpose: Purpose | None = None
    is_on_panel: bool = True


ACTS = {
    "save": Act(lazy("Save"), "releases.change_release", WRITTEN, is_on_panel=False),
    "submit": Act(lazy("Submit for review"), "releases.change_release", frozenset({Stage.DRAFT})),
    "discard": Act(lazy("Discard draft"), "releases.discard_draft", WRITTEN),
    "send_back": Act(lazy("Send back"), "releases.approve_edition", frozenset({Stage.IN_REVIEW}), "reason"),
    "approve": Act(lazy("Publish…"), "releases.approve_edition", WRITTEN),
    "reschedule": Act(lazy("Reschedule…"), "releases.approve_edition", frozenset({Stage.SCHEDULED})),
    "hold": Act(lazy("Hold"), "releases.approve_edition", frozenset({Stage.SCHEDULED}), "reason"),
    "correct": Act(lazy("Correct…"), "releases.begin_correction", frozenset({Stage.LIVE}), "note", Purpose.CORRECTION),
    "update": Act(
        lazy("Mend a typing error…"), "releases.begin_correction", frozenset({Stage.LIVE}), "reason", Purpose.UPDATE
    ),
    "withdraw": Act(lazy("Withdraw…"), "releases.approve_edition", frozenset({Stage.LIVE}), "note", Purpose.WITHDRAWAL),
    "republish": Act(
        lazy("Publish again…"), "releases.approve_edition", frozenset({Stage.WITHDRAWN}), "note", Purpose.CORRECTION
    ),
    "restore": Act(
        lazy("Restore as a draft…"),
        "releases.begin_correction",
        frozenset({Stage.SUPERSEDED}),
        "note",
        Purpose.CORRECTION,
    ),
    "redact": Act(lazy("Redact…"), "releases.redact_edition", PUBLIC, "reason"),
    "rename": Act(lazy("Change the address…"), "releases.approve_edition", PUBLIC, "reason"),
    "begin_translation": Act(lazy("Begin the translation"), "releases.add_release", ANY, is_on_panel=False),
    "bring_in_step": Act(lazy("In step with its source"), "releases.change_release", ANY, is_on_panel=False),
    "acknowledge": Act(lazy("Acknowledge"), "releases.approve_edition", APPROVED, is_on_panel=False),
}


def refusal(edition: Edition, act: str, by: User, *, at: datetime) -> str:
    """Why `by` may not do `act` to the edition as it stands at `at`; "" if they may.

    The rule of the second officer is asked apart, since an editor may override it: refusal_of_second_officer.
    """
    rule = ACTS[act]
    if not (by.is_active and by.has_perm(rule.permission)):
        return _("Your account does not have the right to do this.")
    if edition.is_approved and rule.stages == WRITTEN:
        return _("This edition is approved and can no longer be changed.")
    stage = edition.stage(at)
    if stage not in rule.stages:
        return _("“%(act)s” cannot be done to a text that is: %(stage)s.") % {"act": rule.label, "stage": stage.label}
    return PARTICULARS[act](edition, by, at) if act in PARTICULARS else ""


def refusal_of_second_officer(edition: Edition, by: User) -> str:
    """Why another officer has to approve this text; "" where the mission does not ask for one, or it was another's."""
    if not Mission.current().needs_second_officer:
        return ""
    if edition.writers.filter(pk=by.pk).exists():
        return _("You wrote in this text: another editor has to approve it.")
    return ""


def incomplete(edition: Edition, by: User, at: datetime) -> str:
    if not edition.title:
        return _("A title is needed before publication.")
    if not edition.body and not edition.is_withdrawal:
        return _("A text is needed before publication.")
    if edition.purpose in PURPOSES_WITH_NOTE and not edition.note:
        return _("A public note is needed: readers must be told what changed.")
    return without_picture(edition)


def without_picture(edition: Edition) -> str:
    """A place in the text without its picture. That each picture has its words the database demands by itself."""
    numbers = media.lost_places(edition)
    if not numbers:
        return ""
    return _(
        "The text has a place for pictures that are not there: %(numbers)s. Add each picture under this number, or "
        "take its place out of the text."
    ) % {"numbers": numbers}


def of_another(edition: Edition, by: User, at: datetime) -> str:
    """A press officer discards what nobody else wrote in; an editor any draft; an administrator what may hold words
    that were redacted.
    """
    if by.has_perm("releases.redact_edition") and not by.has_perm("releases.change_release"):
        is_redacted = edition.release.editions.exclude(redacted_at=None).exists()
        only = _("An administrator discards a draft only beside a redacted edition of the same text.")
        return "" if is_redacted else only
    if by.has_perm("releases.approve_edition") or not edition.writers.exclude(pk=by.pk).exists():
        return ""
    return _("Others have written in this draft: an editor may discard it.")


def followed(edition: Edition, by: User, at: datetime) -> str:
    if edition.live_until != END_OF_TIME:
        return _("A later edition of this text is approved: hold that one first.")
    return ""


def begun(edition: Edition, by: User, at: datetime) -> str:
    """One draft at a time, and none beside an edition that is still to go live."""
    editions = edition.release.editions
    if editions.exclude(state=State.APPROVED).exists():
        return _("There is a draft of this text already.")
    if editions.filter(live_from__gt=at).exists():
        return _("The next edition of this text is scheduled: hold that one first.")
    return ""


def begun_or_erased(edition: Edition, by: User, at: datetime) -> str:
    """Of a redacted edition there are no words to carry over; a correction writes new ones."""
    return already_redacted(edition, by, at) or begun(edition, by, at)


def wordless(edition: Edition, by: User, at: datetime) -> str:
    return _("There are no words to translate.") if edition.redacted_at or edition.is_withdrawal else ""


def already_redacted(edition: Edition, by: User, at: datetime) -> str:
    return _("This edition is redacted already.") if edition.redacted_at else ""


PARTICULARS: dict[str, Callable[[Edition, User, datetime], str]] = {
    "submit": incomplete,
    "approve": incomplete,
    "discard": of_another,
    "reschedule": followed,
    "hold": followed,
    "correct": begun,
    "update": begun_or_erased,
    "withdraw": begun_or_erased,
    "republish": begun_or_erased,
    "restore": begun_or_erased,
    "redact": already_redacted,
    "begin_translation": wordless,
}


def demand(edition: Edition, act: str, by: User, *, at: datetime, reason: str = "") -> None:
    """Raise ActRefused unless `by` may do `act`, and says why where the act needs it."""
    if refused := refusal(edition, act, by, at=at):
        raise ActRefused(refused)
    if ACTS[act].needs == "reason" and not reason.strip():
        raise ActRefused(_("Say why: the reason is kept for your colleagues."))
    if ACTS[act].needs == "note" and not reason.strip():
        raise ActRefused(_("A public note is needed: readers must be told what changed."))


def announce(edition: Edition, act: str, by: User, *, reason: str = "", **detail: Any) -> None:
    """Tell what hangs on acts, after commit. To be called in the act's transaction."""
    said = markup.clean_line(reason)
    send = partial(signals.acted.send_robust, Edition, edition=edition, act=act, by=by, reason=said, detail=detail)
    transaction.on_commit(send)


def changed_by_another(edition: Edition) -> str:
    return _("“%(title)s” has just been changed by somebody else.") % {"title": edition.title}
