"""What is worth a second look before a draft is approved. Nothing here forbids: an officer in a hurry is told, not
stopped; what must never be stands in `workflow` and in the database.

Each check takes a `Draft` and yields sentences, one for each thing that is met or still open; another is one more
function in CHECKS.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from embassy.lib import clock, languages, live_numbers, markup
from embassy.models import Mission
from releases import links
from releases.models import Edition, Release
from releases.workflow.table import without_picture

PAST, AHEAD = timedelta(days=365), timedelta(days=31)
_HEADING = re.compile(r"<h([2-4])\b")
_TABLE = re.compile(r"<table\b[^>]*>(<caption\b)?")
_NOTE, _NOTE_TEXT = re.compile(r'href="#fn-(\d+)"'), re.compile(r'href="#fnref-(\d+)"')


@dataclass(frozen=True, slots=True)
class Check:
    is_met: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Draft:
    edition: Edition
    mission: Mission
    at: datetime


def checks(edition: Edition, mission: Mission, at: datetime) -> list[Check]:
    draft = Draft(edition, mission, at)
    return [check for ask in CHECKS for check in ask(draft)]


def title(draft: Draft) -> Iterator[Check]:
    yield either(draft.edition.title, _("It has a title."), _("It has no title."))
    yield either(draft.edition.body or draft.edition.is_withdrawal, _("It has a text."), _("It has no text."))


def summary(draft: Draft) -> Iterator[Check]:
    missing = _("It has no summary: lists show the first words of the text.")
    yield either(draft.edition.summary, _("It has a summary."), missing)


def headings(draft: Draft) -> Iterator[Check]:
    levels = [1, *(int(level) for level in _HEADING.findall(draft.edition.body))]
    is_fine = all(later <= earlier + 1 for earlier, later in pairwise(levels))
    if len(levels) > 1:
        yield either(is_fine, _("No heading skips a level."), _("A heading skips a level."))


def tables(draft: Draft) -> Iterator[Check]:
    captions = _TABLE.findall(draft.edition.body)
    if captions:
        yield either(all(captions), _("Each table has a caption."), _("A table has no caption."))


def pictures(draft: Draft) -> Iterator[Check]:
    """Each picture has an alternative text or is decorative: the database demands it. A place that lacks its
    picture the approval refuses, in the same words.
    """
    if markup.picture_numbers(draft.edition.body):
        refused = without_picture(draft.edition)
        yield either(not refused, _("Each place of a picture has its picture."), refused)


def footnotes(draft: Draft) -> Iterator[Check]:
    marks, texts = (set(ends.findall(draft.edition.body)) for ends in (_NOTE, _NOTE_TEXT))
    if marks | texts:
        lost = ", ".join(sorted(marks ^ texts, key=int))
        wrong = _("Footnotes without a mark or without a text: %(numbers)s.") % {"numbers": lost}
        yield either(not lost, _("Each footnote has its mark and its text."), wrong)


def counted_days(draft: Draft) -> Iterator[Check]:
    """Of a matter that readers do not see they get the words alone."""
    named = sorted(markup.matters_named(draft.edition.body))
    known = live_numbers.matters() if named else {}
    hidden = [slug for slug in named if slug not in known or not known[slug].is_shown(draft.at)]
    for slug in hidden:
        wrong = _("Its days are not counted, because readers do not see it: %(name)s.")
        yield Check(False, wrong % {"name": known.get(slug, slug)})
    if named and not hidden:
        yield Check(True, _("Each incident whose days it counts is there for readers."))


def targets(draft: Draft) -> Iterator[Check]:
    found = links.targets(draft.edition.body)
    if not found:
        return
    problems = links.problems(found, draft.at)
    for target, problem in problems.items():
        yield Check(False, _("%(link)s: %(problem)s") % {"link": shortened(target), "problem": problem})
    if not problems:
        yield Check(True, _("The links lead somewhere."))


def official_date(draft: Draft) -> Iterator[Check]:
    today = clock.day_in(draft.mission.host_time_zone, draft.at)
    is_near = -PAST <= draft.edition.dated - today <= AHEAD
    yield either(is_near, _("The official date is near."), _("The official date is far from today. Is it right?"))


def translations(draft: Draft) -> Iterator[Check]:
    """Of the text in the mission's own language all the others are translations; of them that one is the source."""
    release, language = draft.edition.release, draft.mission.default_language
    group = {row.language: row for row in same_text(release)}
    if release.language == language:
        for code in languages.all_spoken():
            if code != language:
                yield translation(draft, code, group.get(code))
    elif source := group.get(language):
        is_current = newest(source).saved_at <= draft.edition.saved_at
        yield either(is_current, _("It is newer than its source."), _("Its source has been changed since."))


def translation(draft: Draft, code: str, other: Any) -> Check:
    name = {"language": languages.own_name(code)}
    if other is None:
        return Check(False, _("It is not there in %(language)s.") % name)
    is_current = newest(other).saved_at >= draft.edition.saved_at
    return either(
        is_current,
        _("It is there in %(language)s.") % name,
        _("The text in %(language)s is older than this one.") % name,
    )


def same_text(release: Release) -> Iterable[Release]:
    if not release.translation_key:
        return []
    return Release.objects.filter(translation_key=release.translation_key).exclude(pk=release.pk)


def newest(release: Release) -> Edition:
    return release.editions.latest("number")


def either(is_met: object, met: str, still_open: str) -> Check:
    return Check(bool(is_met), met if is_met else still_open)


def shortened(link: str) -> str:
    return link if len(link) <= 60 else f"{link[:59]}…"


CHECKS: tuple[Callable[[Draft], Iterator[Check]], ...] = (
    title,
    summary,
    headings,
    tables,
    pictures,
    footnotes,
    counted_days,
    targets,
    official_date,
    translations,
)
