"""How often one address may ask for what is costly, and how much of it runs at once in a process (API-04, AVL-05).

Counted by the minute in the shared cache, so for all processes alike, by the address that the last trusted hop saw. A
finished page (embassy/lib/minute_pages.py) is given before anything is counted. The numbers are in the settings.
"""

import logging
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.utils.translation import gettext as _

from embassy.lib import bodies, client_address, fault_page, instant
from embassy.lib.rest import problems
from embassy.lib.turns import Busy, Places, Turns

READ, SEND = ("GET", "HEAD"), ("POST",)
SECONDS_KEPT = 120
REST_SECONDS = 10
"""How long a cache that has failed is not asked again."""
SECONDS_TO_RETRY = 2
LONGEST_QUESTION = 4096
UNLIMITED = "embassy.unlimited"
"""In the WSGI environment, where no header reaches: the site's own work, such as the mirror, is not counted."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """What counts under one name. `is_search`: only with words to search for. `is_door`: strangers may send to it."""

    name: str
    methods: tuple[str, ...]
    path: re.Pattern[str]
    is_search: bool = False
    is_door: bool = False
    turns: Turns | None = None

    @property
    def most(self) -> int:
        """Requests a minute; 0 for any number."""
        per_minute: int = settings.REQUESTS_PER_MINUTE.get(self.name, 0)
        return settings.API_REQUESTS_PER_MINUTE if self.name == "api" else per_minute

    def holds_for(self, request: HttpRequest) -> bool:
        is_meant = request.method in self.methods and self.path.match(request.path_info) is not None
        return is_meant and (not self.is_search or is_question(request.META.get("QUERY_STRING", "")))


COSTLY = Turns(settings.COSTLY_AT_ONCE)
"""Nobody waits for a turn: a thread that waits is one that answers nobody."""
HASHING = Turns(settings.HASHING_AT_ONCE)
"""Of its own, so that no flood of searches keeps officers out."""
HEARD = Places()
"""What is sent to a door is read before a place is taken for it: who sends a byte a minute keeps nobody else out."""
PASSWORDS = r"my-account/(log-in|confirm|password)/(?!code/|passkey/)"
LIMITS = (
    Limit("search", READ, re.compile(r"/"), is_search=True, turns=COSTLY),
    Limit("api", READ, re.compile(r"/api/")),
    Limit("log-in", SEND, re.compile(rf"/admin/{PASSWORDS}"), is_door=True, turns=HASHING),
    Limit("log-in", SEND, re.compile(rf"/admin/(?!{PASSWORDS})(my-account/|login/|logout/)"), is_door=True),
    Limit("upload", SEND, re.compile(r"/admin/releases/(image|attachment)/add/"), turns=COSTLY),
    Limit("form", SEND, re.compile(r"/admin/")),
    Limit("preview", READ, re.compile(r"/(preview|calendar)/")),
    Limit("document", READ, re.compile(r".*\.pdf\Z"), turns=COSTLY),
    Limit("card", READ, re.compile(r".*/card-[0-9a-f]+\.png\Z"), turns=COSTLY),
    Limit("feed", READ, re.compile(r".*/feed\.(atom|rss|json)\Z|/(news-)?sitemap.*\.xml\Z")),
    Limit("icon", READ, re.compile(r"/emblem/icon/"), turns=COSTLY),
    Limit("oembed", READ, re.compile(r"/oembed")),
)


class LimitsMiddleware:
    """After the API's own middleware, which marks its answers, and before sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = [] if UNLIMITED in request.META else [limit for limit in LIMITS if limit.holds_for(request)]
        if any([is_exceeded(limit, request) for limit in found]):  # noqa: C419 - each is counted
            return refused(request)
        try:
            if any(limit.is_door for limit in found) and bodies.told_bytes(request):
                hear(request)
            with ExitStack() as taken:
                for turns in {limit.turns for limit in found if limit.turns}:
                    taken.enter_context(turns.taken())
                return self.get_response(request)
        except Busy:
            return busy(request)
        except UnreadablePostError:
            return fault_page.answer(request, 400)


def hear(request: HttpRequest) -> None:
    """Read the body, one at a time of each address. Raises Busy, and UnreadablePostError where the client has gone."""
    with HEARD.taken(client_address.network(client_address.of(request))):
        request.body  # noqa: B018 - Django keeps it


def is_question(query: str) -> bool:
    """Whether a query has words to search for. What is too long to be read is taken for one."""
    if len(query) > LONGEST_QUESTION:
        return True
    return any(name == "q" and value.strip() for name, value in parse_qsl(query))


def is_exceeded(limit: Limit, request: HttpRequest) -> bool:
    """Count this request; whether it is one too many in this minute. A cache that is down refuses nobody."""
    most = limit.most
    return most > 0 and _count(key_of(limit.name, request)) > most


def key_of(name: str, request: HttpRequest) -> str:
    """By the address that the last trusted hop saw, never by what the client says of itself (API-04, HTP-02)."""
    network = client_address.network(client_address.of(request))
    return f"rate:{name}:{network}:{instant.now():%Y%m%d%H%M}"


_failed_at = float("-inf")


def _count(key: str) -> int:
    global _failed_at  # noqa: PLW0603 - one cache a process
    if time.monotonic() - _failed_at < REST_SECONDS:
        return 0
    try:
        cache.add(key, 0, SECONDS_KEPT)
        return cache.incr(key)
    except ValueError:  # dropped between the two lines
        return 1
    except Exception:
        _failed_at = time.monotonic()
        log.exception("Requests cannot be counted: the cache does not answer.")
        return 0


def reset() -> None:
    """Forget that the cache has failed."""
    global _failed_at  # noqa: PLW0603 - one cache a process
    _failed_at = float("-inf")


def refused(request: HttpRequest) -> HttpResponse:
    """429 until the minute turns (RFC 6585)."""
    seconds = instant.seconds_to_next_minute()
    if problems.is_asked_for(request):
        response = problems.problem(429, _("Too many requests in this minute. Please wait."))
    else:
        response = fault_page.answer(request, 429)
    response["Retry-After"] = str(seconds)
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """503, at once: nothing is wrong, too much is asked for just now."""
    if problems.is_asked_for(request):
        response = problems.problem(503, _("Please try again in a few seconds."))
    else:
        response = fault_page.answer(request, 503)
        if request.method in READ:
            response["Refresh"] = str(SECONDS_TO_RETRY)  # a reader need do nothing
    response["Retry-After"] = str(SECONDS_TO_RETRY)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's: a flood of these fills no log
    return response
