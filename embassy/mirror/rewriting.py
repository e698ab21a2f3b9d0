"""A page of the site made fit to be a file: its links lead to files, its forms to static lists and the static search.

link to what the mirror has        relative, with index.html spelt out: from any folder, on a stick, too
canonical, share card, hreflang    absolute: on the mirror's own address if it has one, else on the site's
link to what needs the server      its words without the link; a point of a list that is nothing else goes
filters, search                    `panel`; the static search
clocks, dates                      `clocks`: empty, for the script to fill in

Most tags of a page stand on many others: what has become of one is remembered for all pages of its depth and language.
"""

import json
import posixpath
import re
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import override

from embassy.lib import json_ld
from embassy.mirror import addresses, clocks, html, panel
from embassy.mirror.addresses import OWN, Plan
from embassy.mirror.html import Tag
from embassy.mirror.shell import Shell

ABSOLUTE_RELATIONS = {"canonical"}
SHARED = {"og:url", "og:image"}
FILTERS = re.compile(r'<form id="filters".*?</form>', re.DOTALL)
MOVED = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{words}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={url}">
</head>
<body><p><a href="{url}">{words}</a></p></body>
</html>
"""
GOES = "\0"
"""Stands for now in a point of a list that loses its link."""
UNLINKED = {"<span>", f"{GOES}<span>"}
TAGS = html.only("a", "/a", "link", "meta", "script", "iframe", "img", "source", "form", "html")
MOST_KNOWN = 20_000
"""Tags that are remembered at a time: some 10 MB."""


class _Fit(NamedTuple):
    """A tag as it stands in the mirror, and the addresses that it needs."""

    text: str
    links: tuple[str, ...] = ()


@dataclass
class Rewriter:
    """`dead` are files that the mirror would have if the site had something at their addresses."""

    plan: Plan
    shell: Shell
    dead: frozenset[str] = frozenset()
    known: dict[tuple[str, str], _Fit] = field(default_factory=dict)
    """By the place of the page (`_Page.place`) and the tag."""

    def page(self, address: str, content: str) -> tuple[str, list[str]]:
        """The file for a page, and the addresses on this site that it needs or leads to."""
        return _Page(self, address).written(content)

    def moved(self, address: str, location: str) -> tuple[str, list[str]]:
        """A page that leads on, for an address that the site redirects."""
        page, language = _Page(self, address), self.shell.language(address)
        url = escape(page.link(location) or urljoin(settings.SITE_URL + address, location))
        with override(language):
            words = escape(_("This page has moved."))
        return MOVED.format(language=language, url=url, words=words), list(page.links)


@dataclass
class _Page:
    of: Rewriter
    address: str
    links: dict[str, None] = field(default_factory=dict)
    is_unlinked: bool = False
    is_own: bool = False
    """Whether the tag at hand would be another on another page of this place."""

    @property
    def plan(self) -> Plan:
        return self.of.plan

    @cached_property
    def file(self) -> str:
        return self.plan.file_of(self.address) or ""

    @cached_property
    def root(self) -> str:
        """The way to the first folder. The page of errors stands at any address: its links begin at the server's."""
        if posixpath.basename(self.file) == addresses.NOT_FOUND.strip("/"):
            return urlsplit(self.plan.base_url).path + "/"
        return "../" * self.file.count("/")

    @cached_property
    def place(self) -> str:
        return f"{self.root} {self.of.shell.prefix(self.address)}"

    def written(self, content: str) -> tuple[str, list[str]]:
        if not self.plan.is_standing:
            above, main, below = content.partition("<main")
            content = f"{clocks.emptied(above)}{main}{below}"
        content = self.with_notice(FILTERS.sub(self.lists, content))
        parts = [part for text, tag in html.parts(content, TAGS) for part in (text, self.tag(tag))]
        return without_empty_points("".join(parts)), list(self.links)

    def lists(self, form: re.Match[str]) -> str:
        return panel.panel(form[0], f"{self.of.shell.prefix(self.address)}messages/")

    def with_notice(self, content: str) -> str:
        """A frame for other sites has no header, and no room for a notice."""
        style = f'<link rel="stylesheet" href="{static("css/mirror.css")}">\n<link rel="stylesheet" href="{OWN}">\n'
        notice = self.of.shell.notice(self.of.shell.language(self.address))
        if "<header" not in content:
            return content
        return content.replace("</head>", f"{style}</head>", 1).replace("<header", f"{notice}<header", 1)

    def tag(self, written: str) -> str:
        if written.startswith("</"):
            was, self.is_unlinked = self.is_unlinked, False
            return "</span>" if was else written
        fit = self.of.known.get((self.place, written)) or self.fit(written)
        self.links.update(dict.fromkeys(fit.links))
        self.is_unlinked |= fit.text in UNLINKED
        return fit.text

    def fit(self, written: str) -> _Fit:
        """What becomes of a tag; remembered where it is the same on all pages of this place."""
        if not written:
            return _Fit("")
        tag, before = html.tag_of(written), self.links
        self.links, self.is_own = {}, False
        fit = _Fit(getattr(self, f"start_{tag.name}")(tag), tuple(self.links))
        self.links = before
        if not self.is_own:
            if len(self.of.known) >= MOST_KNOWN:
                self.of.known.clear()
            self.of.known[self.place, written] = fit
        return fit

    # Links

    def local(self, tag: Tag, name: str) -> str | None:
        """The tag with its link made relative; None for a link that needs the server."""
        attributes = tag.attributes
        url = attributes.get(name, "")
        if not url or url.startswith("#"):
            return tag.text
        link = self.link(url)
        if link is None:
            return None
        return tag.text if link == url else tag.with_attributes({**attributes, name: link})

    def link(self, url: str) -> str | None:
        """What leads from this page to `url`; None where it needs the server or nothing is there."""
        found = self.inside(url)
        if found is None:
            return url
        target, fragment = found
        if fragment == "#q":
            target, fragment = self.of.shell.search(self.address), ""
        file = self.plan.file_of(target)
        if file is None or file in self.of.dead:
            return None
        self.links[target] = None
        if file == self.file and fragment:
            return fragment
        return self.to(file) + fragment

    def inside(self, url: str) -> tuple[str, str] | None:
        """As of `addresses`. What does not begin at the root leads from here elsewhere than from other pages."""
        self.is_own |= not url.startswith(("/", "http:", "https:")) or "#" in url
        return addresses.inside(url, self.address)

    def to(self, file: str) -> str:
        return self.root + quote(file)

    def absolute(self, url: str, *, is_needed: bool = False) -> str:
        """An address for who reads elsewhere. Its page is a part of the mirror; a file only where it is `is_needed`."""
        found = self.inside(url)
        if found is None:
            return url
        target, fragment = found
        if self.plan.file_of(target) and (is_needed or target.partition("?")[0].endswith("/")):
            self.links[target] = None
        return self.plan.absolute(target) + fragment

    def start_a(self, tag: Tag) -> str:
        if tag.has("data-elsewhere"):
            return tag.text
        if (written := self.local(tag, "href")) is not None:
            return written
        found = addresses.inside(tag.attributes["href"], self.address)
        is_dead = found is not None and self.plan.file_of(found[0]) in self.of.dead
        return "<span>" if is_dead else f"{GOES}<span>"

    def start_link(self, tag: Tag) -> str:
        attributes = tag.attributes
        if attributes.get("type", "").endswith("+oembed") or attributes.get("rel") == "preload":
            return ""  # what only the server answers; what a browser refuses to fetch ahead from a disk
        if attributes.get("rel") in ABSOLUTE_RELATIONS or "hreflang" in attributes:
            return tag.with_attributes({**attributes, "href": self.absolute(attributes["href"])})
        return self.local(tag, "href") or ""

    def start_meta(self, tag: Tag) -> str:
        attributes = tag.attributes
        if attributes.get("http-equiv") == "refresh":
            return ""
        if attributes.get("property") not in SHARED:
            return tag.text
        is_card = attributes["property"] == "og:image" and bool(self.plan.base_url)
        return tag.with_attributes({**attributes, "content": self.absolute(attributes["content"], is_needed=is_card)})

    def start_script(self, tag: Tag) -> str:
        if "ld+json" in tag.written:
            return self.document(tag)
        return self.local(tag, "src") or "" if tag.has("src=") else tag.text

    def start_iframe(self, tag: Tag) -> str:
        return self.local(tag, "src") or ""

    def start_img(self, tag: Tag) -> str:
        written = self.local(tag, "src")
        return "" if written is None else self.with_sources(written)

    def start_source(self, tag: Tag) -> str:
        return self.with_sources(tag.text)

    def with_sources(self, written: str) -> str:
        """The same with each address of its srcset made relative."""
        if "srcset=" not in written:
            return written
        tag = html.tag_of(written)
        attributes = tag.attributes
        sources = [source.strip().split(" ", 1) for source in attributes["srcset"].split(",")]
        kept = [" ".join([self.link(url) or "", *size]) for url, *size in sources]
        return tag.with_attributes({**attributes, "srcset": ", ".join(kept)})

    def document(self, tag: Tag) -> str:
        """JSON-LD with the mirror's own addresses."""
        if not self.plan.base_url or tag.inside is None:
            return tag.text
        found = json.loads(tag.inside)
        return str(json_ld.script(self.with_addresses(found)))

    def with_addresses(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.with_addresses(part) for name, part in value.items() if name != "@context"}
        if isinstance(value, list):
            return [self.with_addresses(part) for part in value]
        is_own = isinstance(value, str) and value.startswith(f"{settings.SITE_URL}/") and "{" not in value
        return self.absolute(value) if is_own else value

    # Forms

    def start_form(self, tag: Tag) -> str:
        """The one kind that is left: a search, which the static search answers."""
        return tag.with_attributes({**tag.attributes, "action": self.link(self.of.shell.search(self.address)) or ""})

    # What goes on with time

    def start_html(self, tag: Tag) -> str:
        attributes = {**tag.attributes, "data-mirror": "../" * self.file.count("/") or "./"}
        if self.plan.is_standing:
            return tag.with_attributes({**attributes, "data-frozen": ""})
        attributes.pop("data-at", None)
        return tag.with_attributes(attributes)


def without_empty_points(content: str) -> str:
    """A point of a list that held nothing but a link which is gone, goes too."""
    if GOES not in content:
        return content
    lone = re.compile(rf"<li[^>]*>\s*{GOES}<span>(?:(?!</li>|<a\b).)*</span>\s*</li>", re.DOTALL)
    return lone.sub("", content).replace(GOES, "")
