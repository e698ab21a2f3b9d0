"""Finished answers, kept for the rest of their minute and given before Django is entered.

A public page is a function of the archive and a minute: the same bytes for everybody until the minute turns or
something public is written. So it is kept under its address, the minute and the generation, with its headers, plain and
compressed. What may be kept says so itself (`Cache-Control: public`, no cookie); whatever depends on who asks is
`no-store` and passes by. Unknown parameters are taken off the address before it is looked up, so that a flood of them
finds the page that is there.

    request ── given in this very second? ── yes ──▶ the same again
                 │ no
              key ──▶ kept for this minute and generation? ── yes ──▶ answer
                        │ no: one thread renders, the others wait, or for two seconds give the last minute's page
                        ▼
                      Django ──▶ kept, if public
                        │ cannot: the page of a minute past, marked as stale, if nothing has been written since
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from embassy.lib.answers import Answer, Application, Environ, StartResponse, answered
from embassy.lib.circuit import AWAY, STATE, Circuit
from embassy.lib.documents import STALE
from embassy.lib.packing import Packed
from embassy.lib.shelves import Headers, Kept, Key, Shelves, Stamp

LATE_SECONDS = 2
"""For so long after the turn of a minute the page of the last one is given while another thread renders."""
WAIT_SECONDS = 5.0
STALE_SECONDS = 24 * 60 * 60
"""For so long a page is given on while Django cannot make it anew."""
RETRY_SECONDS = 5
"""After so long whoever was given a stale page may ask again."""
AT_HAND = 5_000
METHODS = frozenset({"GET", "HEAD"})
WITHOUT_DATABASE = ("/health/", "/static/", "/robots.txt")
# Of a request; an answer that is to be kept must not depend on them.
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_ACCEPT_ENCODING")


class Given(NamedTuple):
    """An answer as the server takes it."""

    status: str
    headers: Headers
    body: list[bytes]


class Hand:
    """What was given in one second under one generation, by the request as it came."""

    __slots__ = ("generation", "given", "second")

    def __init__(self, second: int, generation: bytes) -> None:
        self.second, self.generation = second, generation
        self.given: dict[tuple[str | None, ...], Given] = {}

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.second // 60, self.generation)

    def keep(self, asked: tuple[str | None, ...], given: Given) -> None:
        if len(self.given) < AT_HAND:
            self.given[asked] = given


@dataclass(slots=True)
class Rendering:
    """A page in the making. Once it is done, others that came meanwhile take it from here; None: it is not for them."""

    done: threading.Event = field(default_factory=threading.Event)
    kept: Kept | None = None


@dataclass
class MinutePages:
    """The WSGI callable around Django's.

    `canonical(path, query)` is the query with the known parameters alone, in one order, or None for an address that is
    none of ours to keep. `is_ours(host)` says whether a Host header names the site. `generation` gives bytes that
    differ after each public change. `max_bytes` bounds what is kept in this process. `each_second` is called at most
    once a second, and must not wait.
    """

    application: Application
    canonical: Callable[[str, str], str | None]
    generation: Callable[[], bytes]
    max_bytes: int
    now: Callable[[], float] = time.time
    is_ours: Callable[[str], bool] = bool
    each_second: Callable[[], object] = bool
    circuit: Circuit = field(default_factory=Circuit)
    hand: Hand = field(default_factory=lambda: Hand(0, b""))
    rendering: dict[Key, Rendering] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.shelves = Shelves(self.max_bytes)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        get = environ.get
        # All that an answer depends on. Read in one tuple: this is the path of nearly every request.
        asked = (
            get("PATH_INFO"),
            get("QUERY_STRING"),
            get("HTTP_ACCEPT_ENCODING"),
            get("HTTP_IF_NONE_MATCH"),
            get("HTTP_IF_MODIFIED_SINCE"),
            get("HTTP_HOST"),
            get("HTTP_X_FORWARDED_PROTO"),
            get("wsgi.url_scheme"),
            get("REQUEST_METHOD"),
        )
        hand = self.hand
        if hand.second != int(self.now()) or hand.generation != self.generation():
            hand = self.next_hand()
        given = hand.given.get(asked)
        if given is None:
            return self.looked_up(asked, hand, environ, start_response)
        start_response(given.status, given.headers[:])  # a copy: servers may add to it
        return given.body

    def next_hand(self) -> Hand:
        self.each_second()
        hand = self.hand = Hand(int(self.now()), self.generation())
        return hand

    def looked_up(
        self, asked: tuple[str | None, ...], hand: Hand, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        key = self.key(environ)
        if key is None:
            return self.passed_by(environ, start_response)
        stamp = hand.stamp
        page = self.of(key, stamp)
        if page is not None:
            given = self.written(page, environ, hand.second)
            hand.keep(asked, given)
        else:
            given = self.written(self.made(key, stamp, environ), environ, int(self.now()))
        start_response(given.status, given.headers)
        return given.body

    def key(self, environ: Environ) -> Key | None:
        """None for what passes by: another method, a host that Django refuses, an address with rules of its own."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in METHODS or not self.is_ours(environ.get("HTTP_HOST", "")):
            return None
        query = self.canonical(path, environ.get("QUERY_STRING", ""))
        return None if query is None else Key(is_secure(environ), path, query)

    def passed_by(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(WITHOUT_DATABASE) and not self.circuit.may_try():
            environ[STATE] = AWAY
        parts = self.application(environ, start_response)
        self.circuit.heard(environ)
        return parts

    def stamp(self) -> Stamp:
        return Stamp(int(self.now()) // 60, self.generation())

    def of(self, key: Key, stamp: Stamp) -> Kept | None:
        """The page, if it is right for this minute and generation."""
        kept = self.shelves.get(key)
        return kept if kept is not None and kept.stamp == stamp else None

    def made(self, key: Key, stamp: Stamp, environ: Environ) -> Kept | Answer:
        """One thread renders a page; the others give the last minute's for a moment, or wait for the new one."""
        while True:
            with self.lock:
                # Whoever had it in the making may have finished it just now.
                if page := self.of(key, stamp):
                    return page
                theirs = self.rendering.get(key)
                if theirs is None:
                    mine = self.rendering[key] = Rendering()
            if theirs is None:
                return self.rendered(key, stamp, environ, mine)
            last = self.shelves.get(key)
            if last is not None and self.is_just_over(last.stamp, stamp):
                return last
            theirs.done.wait(WAIT_SECONDS)
            if theirs.kept is None:
                return self.asked(key, stamp, environ)
            if theirs.kept.stamp == stamp:
                return theirs.kept
            # It was begun before the turn or the change after which this reader has come.
            stamp = self.stamp()

    def rendered(self, key: Key, stamp: Stamp, environ: Environ, mine: Rendering) -> Kept | Answer:
        try:
            page = self.asked(key, stamp, environ)
            if isinstance(page, Kept):
                mine.kept = page
            return page
        finally:
            with self.lock:
                del self.rendering[key]
            mine.done.set()

    def is_just_over(self, old: Stamp, new: Stamp) -> bool:
        is_last_minutes = old.minute == new.minute - 1 and old.generation == new.generation
        return is_last_minutes and int(self.now()) % 60 < LATE_SECONDS

    def asked(self, key: Key, stamp: Stamp, environ: Environ) -> Kept | Answer:
        """What Django says, kept if it is for everybody; where Django cannot, the page of a minute past."""
        may_try = self.circuit.may_try()
        last = self.last(key)
        if last is not None and not may_try:
            return last
        plain = {name: value for name, value in environ.items() if name not in CONDITIONS}
        plain |= {"REQUEST_METHOD": "GET", "QUERY_STRING": key.query} | ({} if may_try else {STATE: AWAY})
        answer = answered(self.application, plain)
        self.circuit.heard(plain)
        if last is not None and answer.is_failure:
            return last
        if not answer.may_be_kept:
            return answer
        body = Packed(answer.content, answer.is_text, is_lasting=bool(answer.caching))
        kept = Kept(stamp, answer.status, answer.kept_headers, body, answer.caching)
        # A page that was begun in another minute, or before a change, is given but not kept.
        if stamp == self.stamp():
            self.shelves.keep(key, kept)
        return kept

    def last(self, key: Key) -> Kept | None:
        """The page of a minute past that may be given on: nothing has been written since, so nothing taken back."""
        kept = self.shelves.get(key)
        if kept is None or kept.stamp.generation != self.generation() or not kept.status.startswith(("200 ", "301 ")):
            return None
        return kept if 0 <= self.now() - kept.stamp.minute * 60 < STALE_SECONDS else None

    def written(self, page: Kept | Answer, environ: Environ, second: int) -> Given:
        has_body = environ["REQUEST_METHOD"] == "GET"
        if isinstance(page, Answer):
            return Given(page.status, page.headers, [page.content] if has_body else [])
        encoding = page.body.choice(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers = [*page.headers, *times(page, second), ("ETag", page.body.tag(encoding))]
        if page.is_found and is_there_already(page, environ):
            return Given("304 Not Modified", headers, [])
        content = page.body.packed(encoding)
        if encoding:
            headers.append(("Content-Encoding", encoding))
        headers.append(("Content-Length", str(len(content))))
        return Given(page.status, headers, [content] if has_body else [])


def times(page: Kept, second: int) -> Headers:
    """For how long a page is right, and since when it is no more (RFC 9211)."""
    if page.caching:
        return [("Cache-Control", page.caching)]
    left = (page.stamp.minute + 1) * 60 - second
    if left > -LATE_SECONDS:
        return [("Cache-Control", f"public, max-age={max(1, min(left, 60))}, {STALE}")]
    stale = ("Cache-Status", f"Embassy; hit; ttl={left}; detail=stale")
    return [("Cache-Control", f"public, max-age={RETRY_SECONDS}, {STALE}"), stale]


def is_secure(environ: Environ) -> bool:
    """Whether a reader came by TLS, or says so: what the two are given is kept apart."""
    said = environ.get("HTTP_X_FORWARDED_PROTO", "").split(",", 1)[0].strip()
    return said == "https" or environ.get("wsgi.url_scheme") == "https"


def is_there_already(page: Kept, environ: Environ) -> bool:
    """Whether the reader has it, by ETag, or where none is named by date (RFC 9110, 13.2.2)."""
    if tags := environ.get("HTTP_IF_NONE_MATCH"):
        return page.body.is_among(tags)
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return bool(since) and any(name == "Last-Modified" and value == since for name, value in page.headers)
