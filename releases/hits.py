"""What a search found, as a list shows it: with the words marked in the titles, and in passages of the texts."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.expressions import RawSQL
from django.utils.html import conditional_escape

from embassy.lib import markup
from embassy.lib.keep import Keep
from embassy.lib.prepared import Prepared
from releases import items
from releases.items import Item, Marked
from releases.models import Edition
from releases.search import marking
from releases.search.query import Query

MARKED: Keep[Marked] = Keep(8 << 20)


def _with_text(at: datetime, chosen: RawSQL) -> Any:
    editions = Edition.objects.filter(pk__in=chosen).order_by()
    return items.with_items(editions, at, lead=F("summary"), text=F("body"))


WITH_TEXT = Prepared(_with_text, at=datetime, chosen=RawSQL)


class Hits:
    """The texts of which `keys` gives the numbers of a part, in the order in which they were found."""

    def __init__(self, keys: Callable[[slice], Iterable[int]], query: Query, at: datetime) -> None:
        self.keys, self.query, self.at = keys, query, at

    def __getitem__(self, rows: slice) -> list[Item]:
        """Three queries."""
        keys = list(self.keys(rows)) if rows.start < rows.stop else []
        if not keys:
            return []
        found = {row[0]: row for row in WITH_TEXT.rows(at=self.at, chosen=items.numbers(keys))}
        in_order = [found[key] for key in keys]
        shown = items.with_categories([Item(*row[:-2]) for row in in_order])
        if not self.query.wanted:
            return shown
        both = zip(shown, in_order, strict=True)
        return [item._replace(marked=marked(item, row[-2], row[-1], self.query)) for item, row in both]


def marked(item: Item, lead: str, body: str, query: Query) -> Marked:
    key = (item.title, item.excerpt, lead, body, item.language, query)
    return MARKED.value(key, lambda: _marked(item, lead, body, query))


def _marked(item: Item, lead: str, body: str, query: Query) -> Marked:
    """The title, and where the text matches; the usual excerpt where only the title does."""
    titled = marking.spans(item.title, marking.hits(item.title, query, item.language))
    text = f"{lead} {markup.plain_text(body, is_stored=True)}"
    passage = marking.passage(text, query, item.language)
    shown = markup.marked(passage.text, passage.spans) if passage else conditional_escape(item.excerpt)
    return Marked(markup.marked(item.title, titled), shown)
