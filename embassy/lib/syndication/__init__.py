"""Feeds: what they hold, and the three formats that they are written in.

    Feed(entries) ── atom.write ──> Atom 1.0 (RFC 4287), tombstones (RFC 6721), archives (RFC 5005)
                  ├─ rss.write ───> RSS 2.0, with the content, media and dcterms modules
                  └─ json.write ──> JSON Feed 1.1

Texts are plain but for `html`, addresses absolute, instants aware. Nothing is asked of the clock or the database.
"""

from embassy.lib.syndication import atom, json_feed, rss
from embassy.lib.syndication.parts import Category, Enclosure, Entry, Feed, Link
from embassy.lib.syndication.tags import tag_uri

FORMATS = {"atom": atom, "rss": rss, "json": json_feed}

__all__ = ["FORMATS", "Category", "Enclosure", "Entry", "Feed", "Link", "tag_uri"]
