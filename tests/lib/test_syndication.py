"""An entry that is written once is what would be written anew, in each format."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from embassy.lib import keep
from embassy.lib.syndication import FORMATS, Category, Enclosure, Entry, Feed

ENTRY = Entry(
    id="tag:press.example,2026-05-04:en/text",
    url="https://press.example/messages/text/",
    title="Text & title",
    summary="A <summary>\x0b",
    published_at=datetime(2026, 5, 4, 9, tzinfo=UTC),
    updated_at=datetime(2026, 5, 5, 9, tzinfo=UTC),
    html="<p>“Words” &amp; more</p>",
    author="Press Office",
    categories=(Category("news", "News"),),
    enclosures=(Enclosure("https://press.example/a.pdf", "application/pdf", "A", 3),),
)
ZONE = ZoneInfo("Pacific/Kiritimati")
OTHERS = [
    replace(ENTRY, title="Another"),
    replace(ENTRY, is_gone=True, html=""),
    replace(ENTRY, categories=(), enclosures=()),
    replace(ENTRY, published_at=ENTRY.published_at.astimezone(ZONE)),
    replace(ENTRY, updated_at=ENTRY.updated_at.astimezone(ZONE)),
]


def written(name, entries):
    feed = Feed(
        id="id", url="https://press.example/feed", home="https://press.example/", title="Feed", subtitle="",
        language="en", author="Embassy", author_url="https://press.example/", entries=entries,
    )  # fmt: skip
    return FORMATS[name].write(feed)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("entries", [[], [ENTRY], [ENTRY, *OTHERS], *([other] for other in OTHERS)])
def test_what_is_kept_of_entries_is_what_would_be_written(name, entries):
    written(name, [ENTRY, *OTHERS])
    after = written(name, entries)
    keep.empty_all()

    assert after == written(name, entries)
