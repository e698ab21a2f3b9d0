"""Pages read as a reader would: parsed by an HTML5 parser, in words, lists and links."""

from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import html5lib

LINKS = {"a": "href", "link": "href", "form": "action", "iframe": "src", "img": "src", "script": "src"}


def parsed(response):
    return html5lib.parse(response.content, namespaceHTMLElements=False, transport_encoding="utf-8")


def words(element):
    """The text of an element, every run of white space as one blank."""
    return " ".join("".join(element.itertext()).split())


def by_class(root, name):
    return [element for element in root.iter() if name in element.get("class", "").split()]


def by_id(root, name):
    return next((element for element in root.iter() if element.get("id") == name), None)


def texts(root, name):
    return [words(element) for element in by_class(root, name)]


def title(root):
    return words(next(root.iter("title")))


def heading(root):
    return [words(element) for element in root.iter("h1")]


def feed(root):
    """The items of a list, as they read: DD.MM.YYYY - Title."""
    return texts(root, "item__title")


def errors(root):
    """What is said beside the fields, by the id of the message."""
    return {element.get("id"): words(element).removeprefix("Error: ") for element in by_class(root, "error")}


def robots(root):
    return [meta.get("content") for meta in root.iter("meta") if meta.get("name") == "robots"]


class Tags(HTMLParser):
    """The opening tags of a page, as (name, attributes): quicker than a tree, for reading a whole site."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def tags(html):
    return Tags(html).found


def addresses(html, base):
    """Every (tag, address) in a page that leads into our own site, without fragments."""
    for tag, attributes in tags(html):
        value = attributes.get(LINKS.get(tag, ""))
        if value is not None:
            address = urljoin(base, urldefrag(value).url)
            if address.startswith("/") and not address.startswith("//"):
                yield tag, address


def is_page(response):
    return response.headers["Content-Type"].startswith("text/html")


def crawl(client, *starts, limit=400):
    """Every page that is reached from `starts` by links, by its address; static files and the desk left out."""
    found, waiting = {}, list(starts)
    while waiting:
        address = waiting.pop(0)
        if address in found or address.startswith(("/static/", "/admin/")):
            continue
        assert len(found) < limit, "the site has no end"
        found[address] = response = client.get(address)
        if is_page(response):
            waiting += [link for _tag, link in addresses(response.content.decode(), address)]
    return found
