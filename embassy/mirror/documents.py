"""What is no page: style sheets lead to fonts, sitemaps and feeds to pages, by addresses that are absolute anyway."""

import re
from html import unescape

from django.conf import settings

from embassy.mirror import addresses
from embassy.mirror.addresses import Plan

CSS, PLAIN, ROBOTS = "text/css", "text/plain", "/robots.txt"
BOM = b"\xef\xbb\xbf"
"""At the head of a plain text: a server of files and a disk do not say that it is UTF-8."""
WITH_ADDRESSES = {
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/json",
}
URL = re.compile(r"url\(\s*(['\"]?)(?!data:)([^'\")]+)\1\s*\)")


def own_address() -> re.Pattern[str]:
    """An address of this site within XML or JSON; one with several parameters, which no mirror has, is none."""
    return re.compile(rf"{re.escape(settings.SITE_URL)}(?>(/[^#\s\"'<>&\\]*))(?!&amp;|&\w+=|\\u0026)")


def style_sheet(plan: Plan, address: str, css: str) -> tuple[str, list[str]]:
    """With the links of the style sheet made relative, and the addresses that it needs."""
    needed: list[str] = []
    file = plan.file_of(address) or ""

    def local(found: re.Match[str]) -> str:
        inside = addresses.inside(found[2], address)
        target = plan.file_of(inside[0]) if inside else None
        if inside is None or target is None:
            return found[0]
        needed.append(inside[0])
        return f'url("{addresses.relative(target, file)}")'

    return URL.sub(local, css), needed


def document(plan: Plan, text: str) -> tuple[str, list[str]]:
    """With the mirror's own addresses if it has one, and the addresses on the site that the document names."""
    pattern = own_address()
    named = dict.fromkeys(unescape(found[1]) for found in pattern.finditer(text))
    if plan.base_url:
        text = pattern.sub(lambda found: plan.absolute(unescape(found[1])), text)
    return text, [address for address in named if plan.file_of(address)]
