"""Feeds as a reader's program has them: titles by identity, whatever the format."""

import json
from xml.etree import ElementTree

from tests.feeds.validity import ATOM, CONTENT, TOMBSTONE

FORMATS = ("atom", "rss", "json")


def entries(response):
    """(id, title) of every entry; for a tombstone of Atom's its comment stands as the title."""
    return [(entry["id"], entry["title"]) for entry in read(response)]


def titles(response):
    return [entry["title"] for entry in read(response)]


def ids(response):
    return [entry["id"] for entry in read(response)]


def read(response):
    """The entries of a feed, each as id, title, text, published, updated."""
    content_type = response.headers["Content-Type"]
    if content_type.startswith("application/atom"):
        return list(of_atom(ElementTree.fromstring(response.content)))
    if content_type.startswith("application/rss"):
        return list(of_rss(ElementTree.fromstring(response.content)))
    return list(of_json(json.loads(response.content)))


def of_atom(feed):
    for element in feed:
        if element.tag == f"{ATOM}entry":
            found = {name: element.findtext(f"{ATOM}{name}") for name in ("id", "title", "published", "updated")}
            yield {**found, "text": element.findtext(f"{ATOM}content"), "is_gone": False}
        elif element.tag == TOMBSTONE:
            comment = element.findtext("{http://purl.org/atompub/tombstones/1.0}comment")
            when = element.get("when")
            yield {"id": element.get("ref"), "title": comment, "updated": when, "text": "", "is_gone": True}


def of_rss(rss):
    for item in rss.iter("item"):
        found = {"id": item.findtext("guid"), "title": item.findtext("title"), "published": item.findtext("pubDate")}
        text = item.findtext(CONTENT, "")
        yield {**found, "updated": item.findtext("{http://purl.org/dc/terms/}modified"), "text": text}


def of_json(feed):
    for item in feed["items"]:
        found = {"id": item["id"], "title": item["title"], "text": item["content_html"]}
        yield {**found, "published": item["date_published"], "updated": item["date_modified"]}


def links(response):
    """The links of a document to the other documents of its feed, by their relation; of JSON Feed the next one."""
    if response.headers["Content-Type"].startswith("application/feed+json"):
        feed = json.loads(response.content)
        return {"self": feed["feed_url"], **({"next": feed["next_url"]} if "next_url" in feed else {})}
    root = ElementTree.fromstring(response.content)
    top = root if root.tag == f"{ATOM}feed" else root.find("channel")
    return {link.get("rel"): link.get("href") for link in top.findall(f"{ATOM}link")}


def subtitle(response):
    content = response.content
    if response.headers["Content-Type"].startswith("application/feed+json"):
        return json.loads(content)["description"]
    root = ElementTree.fromstring(content)
    return root.findtext(f"{ATOM}subtitle") or root.findtext("channel/description")
