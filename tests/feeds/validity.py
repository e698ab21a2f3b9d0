"""What the W3C feed validator would say, as far as its rules are known; and feedparser, which readers are built on."""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import html5lib

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MODIFIED = "{http://purl.org/dc/terms/}modified"
MEDIA = "{http://search.yahoo.com/mrss/}content"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:[a-z-]+/[A-Za-z0-9_-]+(/editions/\d+)?")
ADDRESSES = ("href", "src", "srcset")


def is_absolute(address):
    parts = urlsplit(address)
    return parts.scheme in ("mailto", "tel") or (parts.scheme in ("http", "https") and bool(parts.netloc))


def relative_in(html):
    """The addresses in a text that need a page to be read from."""
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        for name in ADDRESSES:
            value = element.get(name)
            if value is not None:
                parts = [part.split()[0] for part in value.split(",")] if name == "srcset" else [value]
                yield from (part for part in parts if not is_absolute(part))


def repeated(values):
    return {value for value in values if values.count(value) > 1}


def faults_of_atom(content):
    """RFC 4287, section 4, and the tombstones of RFC 6721."""
    feed = ElementTree.fromstring(content)
    if feed.tag != f"{ATOM}feed":
        yield f"root {feed.tag}"
    yield from wanting(feed, ("id", "title", "updated"))
    if [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") != 1:
        yield "not one link to itself"
    for link in feed.iter(f"{ATOM}link"):
        if not is_absolute(link.get("href")):
            yield f"relative link {link.get('href')}"
    entries, tombstones = feed.findall(f"{ATOM}entry"), feed.findall(TOMBSTONE)
    for entry in entries:
        yield from faults_of_entry(entry)
    for tombstone in tombstones:
        if not TAG.fullmatch(tombstone.get("ref")) or not RFC3339.fullmatch(tombstone.get("when")):
            yield f"tombstone {tombstone.attrib}"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries] + [tombstone.get("ref") for tombstone in tombstones]
    yield from (f"id twice: {found}" for found in repeated(ids))
    for name in ("updated", "published"):
        dates = [element.text for element in feed.iter(f"{ATOM}{name}")]
        yield from (f"date {text}" for text in dates if not RFC3339.fullmatch(text))
    newest = max((datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) for entry in entries), default=None)
    if newest and newest > datetime.fromisoformat(feed.findtext(f"{ATOM}updated")):
        yield "an entry is newer than its feed"


def wanting(element, names):
    for name in names:
        found = element.findall(f"{ATOM}{name}")
        if len(found) != 1 or not found[0].text:
            yield f"{element.tag} has {len(found)} {name}"


def faults_of_entry(entry):
    yield from wanting(entry, ("id", "title", "updated", "published", "content"))
    if not TAG.fullmatch(entry.findtext(f"{ATOM}id")):
        yield f"id {entry.findtext(f'{ATOM}id')}"
    if not entry.findtext(f"{ATOM}author/{ATOM}name"):
        yield "no author"
    if [link.get("rel") for link in entry.findall(f"{ATOM}link")].count("alternate") != 1:
        yield "not one page"
    content = entry.find(f"{ATOM}content")
    if content.get("type") != "html":
        yield "content is no HTML"
    yield from relative_in(content.text)
    if datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) < datetime.fromisoformat(
        entry.findtext(f"{ATOM}published")
    ):
        yield "updated before it was published"


def faults_of_rss(content):
    """RSS 2.0 and its Best Practices Profile."""
    root = ElementTree.fromstring(content)
    channels = root.findall("channel")
    if (root.tag, root.get("version"), len(channels)) != ("rss", "2.0", 1):
        yield "no RSS 2.0"
    channel = channels[0]
    yield from (f"no {name}" for name in ("title", "link", "description", "language") if not channel.findtext(name))
    selves = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(selves) != 1 or not is_absolute(selves[0].get("href")):
        yield "not one link to itself"
    items = channel.findall("item")
    for item in items:
        yield from faults_of_item(item)
    yield from (f"guid twice: {found}" for found in repeated([item.findtext("guid") for item in items]))
    dates = [element.text for name in ("pubDate", "lastBuildDate") for element in channel.iter(name)]
    yield from (f"date {text}" for text in dates if not RFC822.fullmatch(text) or not parsedate_to_datetime(text))


def faults_of_item(item):
    yield from (f"no {name}" for name in ("title", "link", "description", "pubDate", "guid") if not item.findtext(name))
    if item.find("guid").get("isPermaLink") != "false" or not TAG.fullmatch(item.findtext("guid")):
        yield f"guid {item.findtext('guid')}"
    if not is_absolute(item.findtext("link")):
        yield "relative link"
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield "two enclosures"
    for file in enclosures:
        if not is_absolute(file.get("url")) or not file.get("length").isdecimal() or "/" not in file.get("type"):
            yield f"enclosure {file.attrib}"
    yield from (f"date {element.text}" for element in item.iter(MODIFIED) if not RFC3339.fullmatch(element.text))
    yield from relative_in(item.findtext(CONTENT, ""))


def faults_of_json(content):
    """JSON Feed 1.1."""
    feed = json.loads(content)
    if feed["version"] != "https://jsonfeed.org/version/1.1" or not feed["title"]:
        yield "no JSON Feed 1.1"
    for name in ("home_page_url", "feed_url", "next_url"):
        if not is_absolute(feed.get(name, feed["feed_url"])):
            yield f"relative {name}"
    yield from (f"id twice: {found}" for found in repeated([item["id"] for item in feed["items"]]))
    for item in feed["items"]:
        if not TAG.fullmatch(item["id"]) or not is_absolute(item["url"]) or not item["content_html"]:
            yield f"item {item}"
        dates = (item["date_published"], item["date_modified"])
        yield from (f"date {text}" for text in dates if not RFC3339.fullmatch(text))
        yield from relative_in(item["content_html"])
        for file in item.get("attachments", []):
            if not is_absolute(file["url"]) or "/" not in file["mime_type"]:
                yield f"attachment {file}"


def faults_of_feedparser(content, content_type):
    """feedparser takes what no parser should: bozo says what it had to forgive."""
    found = feedparser.parse(content, response_headers={"content-type": content_type})
    if found.bozo:
        yield f"bozo: {found.bozo_exception}"
    if not found.version:
        yield "of no version"


RULES = {
    "application/atom+xml; charset=utf-8": faults_of_atom,
    "application/rss+xml; charset=utf-8": faults_of_rss,
    "application/feed+json; charset=utf-8": faults_of_json,
}


def faults(response):
    """Everything that is wrong with a feed."""
    content_type = response.headers["Content-Type"]
    found = list(RULES[content_type](response.content))
    if "json" not in content_type:
        found += faults_of_feedparser(response.content, content_type)
    return found
