"""Where a body's links lead: on this site, asked of the database; elsewhere, known from the last background check."""

import html
import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import override

from embassy.lib import languages
from releases.models import Edition, LinkResult

_HREF = re.compile(r'<a (?:[a-z]+="[^"]*" )*href="([^"]*)"')


def targets(body: str) -> list[str]:
    """The targets of a stored body's links, each once, in reading order; those inside the body left out."""
    found = dict.fromkeys(html.unescape(target) for target in _HREF.findall(body))
    return [target for target in found if not target.startswith("#")]


def external(body: str) -> list[str]:
    """The addresses on other sites that a background check may ask for."""
    return [target for target in targets(body) if is_external(target) and not syntax_problem(target)]


def is_external(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return True
    return parts.scheme in {"http", "https"} and parts.hostname != settings.SITE_HOST


def problems(found: Iterable[str], at: datetime) -> dict[str, str]:
    """Why a reader would not arrive, by target. One query for all external ones, one for each on this site."""
    found = list(found)
    digests = {LinkResult.digest_of(target): target for target in found if is_external(target)}
    known = {row.digest: row.problem for row in LinkResult.objects.filter(digest__in=digests)}
    told: dict[str, str] = {}
    for target in found:
        if is_external(target):
            problem = syntax_problem(target) or known.get(LinkResult.digest_of(target), _("not checked yet"))
        else:
            problem = own_problem(target, at)
        if problem:
            told[target] = problem
    return told


def syntax_problem(target: str) -> str:
    try:
        parts = urlsplit(target)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return _("not an address")
    if "." not in host or re.search(r"\s", target):
        return _("not an address")
    return ""


def own_problem(target: str, at: datetime) -> str:
    """Of a link on this site, or to a mail address or telephone, of which nothing can be known."""
    parts = urlsplit(target)
    if parts.scheme in {"mailto", "tel"}:
        return ""
    if not parts.path.startswith("/"):
        return _("not an address: begin with / or https://")
    first = parts.path.split("/")[1]
    try:
        with override(first if first in languages.all_spoken() else languages.default()):
            match = resolve(parts.path)
    except Resolver404:
        return _("there is no such page on this site")
    if match.view_name != "releases:release":
        return ""
    is_public = Edition.objects.public(at).filter(release__slug=match.kwargs["slug"]).exists()
    return "" if is_public else _("this message is not public")
