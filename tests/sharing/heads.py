"""What the head of a page tells other sites."""

import json

from tests.embassy.reading import parsed


def metas(response):
    """Open Graph and Twitter properties: name → content, or a list where there are several."""
    found = {}
    for meta in parsed(response).iter("meta"):
        name = meta.get("property") or meta.get("name", "")
        if name.startswith(("og:", "article:", "twitter:")):
            found.setdefault(name, []).append(meta.get("content"))
    return {name: contents[0] if len(contents) == 1 else contents for name, contents in found.items()}


def links(response, rel):
    return [link for link in parsed(response).iter("link") if link.get("rel") == rel]


def canonical(response):
    return [link.get("href") for link in links(response, "canonical")]


def documents(response):
    """The schema.org documents by their type."""
    scripts = [s for s in parsed(response).iter("script") if s.get("type") == "application/ld+json"]
    found = [json.loads(script.text) for script in scripts]
    return {document["@type"]: document for document in found}


def card_path(response):
    """The address of the share card, without the origin."""
    return metas(response)["og:image"].removeprefix("http://localhost:8000")
