"""A page of the site made fit to be a file: its links lead to files, its forms to static lists and the static search.

link to what the mirror has        relative, with index.html spelt out: from any folder, on a stick, too
canonical, share card, hreflang    absolute: on the mirror's own address if it has one, else on the site's
link to what needs the server      its words without the link; a point of a list that is nothing else goes
filters, search                    `panel`; the static search
clocks, dates                      empty, for the script to fill in: no file knows what time it is
"""

import json
import posixpath
import re
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import override

from embassy.lib import json_ld
from embassy.mirror import addresses, html, panel
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


@dataclass
class Rewriter:
    """`dead` are files that the mirror would have if the site had something at their addresses."""

    plan: Plan
    shell: Shell
    dead: frozenset[str] = frozenset()

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
    is_clock: bool = False
    is_blank: bool = False

    @property
    def plan(self) -> Plan:
        return self.of.plan

    @property
    def file(self) -> str:
        return self.plan.file_of(self.address) or ""

    def written(self, content: str) -> tuple[str, list[str]]:
        content = self.with_notice(FILTERS.sub(self.lists, content))
        parts = [self.tag(piece) if isinstance(piece, Tag) else self.text(piece) for piece in html.pieces(content)]
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

    def text(self, words: str) -> str:
        return "" if self.is_blank else words

    def tag(self, tag: Tag) -> str:
        act = getattr(self, f"{'end' if tag.is_end else 'start'}_{tag.name}", None)
        return act(tag) if act else tag.text

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
        found = addresses.inside(url, self.address)
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

    def to(self, file: str) -> str:
        """The page of errors stands at any address, so that its links begin at the root."""
        if posixpath.basename(self.file) == addresses.NOT_FOUND.strip("/"):
            return urlsplit(self.plan.base_url).path + "/" + quote(file)
        return addresses.relative(file, self.file)

    def absolute(self, url: str, *, is_needed: bool = False) -> str:
        """An address for who reads elsewhere. Its page is a part of the mirror; a file only where it is `is_needed`."""
        found = addresses.inside(url, self.address)
        if found is None:
            return url
        target, fragment = found
        if self.plan.file_of(target) and (is_needed or target.partition("?")[0].endswith("/")):
            self.links[target] = None
        return self.plan.absolute(target) + fragment

    def start_a(self, tag: Tag) -> str:
        if tag.has("data-elsewhere"):
            return tag.text
        written = self.local(tag, "href")
        self.is_unlinked = written is None
        if written is not None:
            return written
        found = addresses.inside(tag.attributes["href"], self.address)
        is_dead = found is not None and self.plan.file_of(found[0]) in self.of.dead
        return "<span>" if is_dead else f"{GOES}<span>"

    def end_a(self, tag: Tag) -> str:
        was, self.is_unlinked = self.is_unlinked, False
        return "</span>" if was else tag.text

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
        tag = next(html.pieces(written))
        assert isinstance(tag, Tag)  # noqa: S101  (it was one)
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
        attributes = tag.attributes
        attributes["data-mirror"] = posixpath.relpath(".", posixpath.dirname(self.file) or ".") + "/"
        if self.plan.is_standing:
            return tag.with_attributes({**attributes, "data-frozen": ""})
        attributes.pop("data-at", None)
        return tag.with_attributes(attributes)

    def start_li(self, tag: Tag) -> str:
        if not tag.has("data-clock=") or self.plan.is_standing:
            return tag.text
        self.is_clock = True
        return tag.with_attributes({**tag.attributes, "class": "clock"})

    def start_p(self, tag: Tag) -> str:
        self.is_clock = tag.has("data-dates") and not self.plan.is_standing
        return tag.text

    def end_li(self, tag: Tag) -> str:
        self.is_clock = False
        return tag.text

    end_p = end_li

    def start_path(self, tag: Tag) -> str:
        """The hands of a clock, at twelve."""
        if not self.is_clock or not tag.has("transform="):
            return tag.text
        return tag.with_attributes({name: value for name, value in tag.attributes.items() if name != "transform"})

    def start_span(self, tag: Tag) -> str:
        """The dates: one for both cities, until the script knows better."""
        if not self.is_clock or not (tag.has("data-second") or tag.has("data-city")):
            return tag.text
        return tag.with_attributes({**tag.attributes, "hidden": ""})

    def start_time(self, tag: Tag) -> str:
        if not self.is_clock:
            return tag.text
        self.is_blank = True
        return tag.with_attributes({**tag.attributes, "datetime": ""})

    def end_time(self, tag: Tag) -> str:
        self.is_blank = False
        return tag.text


def without_empty_points(content: str) -> str:
    """A point of a list that held nothing but a link which is gone, goes too."""
    if GOES not in content:
        return content
    lone = re.compile(rf"<li[^>]*>\s*{GOES}<span>(?:(?!</li>|<a\b).)*</span>\s*</li>", re.DOTALL)
    return lone.sub("", content).replace(GOES, "")
