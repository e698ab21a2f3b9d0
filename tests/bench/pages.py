"""The pages that are asked for, and where the textbook has them."""

from typing import Any, NamedTuple


class Page(NamedTuple):
    part: str
    """As ONLY names it."""
    name: str
    site: str
    textbook: str


def pages(found: dict[str, Any]) -> list[Page]:
    """By what `tests.bench.asking` found in the archive."""
    deep, chosen = f"/messages/?page={found['deep']}", f"/messages/?{found['filter']}"
    rare, common = (f"/messages/?q={found[word]}" for word in ("rare", "common"))
    return [
        Page("home", "home", "/", "/"),
        Page("list", "list, page 1", "/messages/", "/messages/"),
        Page("deep", "list, last page", deep, deep),
        Page("filtered", "list, filtered", chosen, chosen),
        Page("release", "release", found["path"], f"/messages/{found['slug']}/"),
        Page("feed", "feed", "/messages/feed.atom", "/messages/feed.atom"),
        Page("rare", "search, rare word", rare, rare),
        Page("common", "search, common word", common, common),
        Page("api", "API, list", "/api/v1/releases", "/api/releases"),
    ]
