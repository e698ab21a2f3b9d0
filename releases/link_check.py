"""The background check of the links in drafts, and of what is in review, to other sites. Run it by a timer."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from embassy.lib import outside
from releases import links
from releases.models import Edition, LinkResult, State

FRESH = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(days=90)


def due(at: datetime) -> list[str]:
    """The external links of texts that are not approved, unless asked for within a day."""
    bodies = Edition.objects.exclude(state=State.APPROVED).values_list("body", flat=True)
    wanted = dict.fromkeys(target for body in bodies.iterator() for target in links.external(body))
    fresh = set(LinkResult.objects.filter(checked_at__gt=at - FRESH).values_list("digest", flat=True))
    return [target for target in wanted if LinkResult.digest_of(target) not in fresh]


def run(at: datetime, ask: Callable[[str], str] = outside.problem) -> Iterator[LinkResult]:
    """Ask for each link that is due and keep what was found. May be repeated, and interrupted at any point."""
    LinkResult.objects.filter(checked_at__lte=at - FORGOTTEN_AFTER).delete()
    for target in due(at):
        found = {"url": target, "problem": ask(target)[:200], "checked_at": at}
        result, _is_new = LinkResult.objects.update_or_create(digest=LinkResult.digest_of(target), defaults=found)
        yield result
