"""Finished answers, kept for the rest of their minute and given before Django is entered.

A public page is a function of the archive and a minute: the same bytes for everybody until the minute turns or
something public is written. So it is kept under its address, the minute and the generation, with its headers, plain and
compressed. What may be kept says so itself (`Cache-Control: public`, no cookie); whatever depends on who asks is
`no-store` and passes by. Unknown parameters are taken off the address before it is looked up, so that a flood of them
finds the page that is there.

    request ── key ──▶ kept for this minute and generation? ── yes ──▶ answer
                        │ no: one thread renders, the others wait, or for two seconds give the last minute's page
                        ▼
                      Django ──▶ kept, if public
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from embassy.lib import packing
from embassy.lib.documents import STALE

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]

LATE_SECONDS = 2.0
"""For so long after the turn of a minute the page of the last one is given while another thread renders."""
WAIT_SECONDS = 10.0
METHODS = frozenset({"GET", "HEAD"})
# Of a request; an answer that is to be kept must not depend on them.
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_ACCEPT_ENCODING")


class Key(NamedTuple):
    """What an answer is looked up by. The host stands in it, so that one that Django refuses is never given a page."""

    scheme: str
    host: str
    path: str
    query: str


class Stamp(NamedTuple):
    minute: int
    generation: bytes


@dataclass(slots=True)
class Kept:
    stamp: Stamp
    headers: Headers
    body: packing.Packed

    @property
    def size(self) -> int:
        return self.body.size + 1024


@dataclass(slots=True)
class Answer:
    """What Django said."""

    status: str
    headers: Headers
    content: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def may_be_kept(self) -> bool:
        is_public = self.header("cache-control").startswith("public, max-age=")
        return self.status.startswith("200 ") and is_public and not self.header("set-cookie") and not self.is_long_lived

    @property
    def is_long_lived(self) -> bool:
        """Files that never change are the business of the browser, not of the minute."""
        return "immutable" in self.header("cache-control")


@dataclass
class MinutePages:
    """The WSGI callable around Django's.

    `canonical(path, query)` is the query with the known parameters alone, in one order, or None for an address that is
    none of ours to keep. `generation` gives bytes that differ after each public change. `max_bytes` bounds what is
    kept in this process.
    """

    application: Application
    canonical: Callable[[str, str], str | None]
    generation: Callable[[], bytes]
    max_bytes: int
    now: Callable[[], float] = time.time
    pages: dict[Key, Kept] = field(default_factory=dict)
    size: int = 0
    rendering: dict[Key, threading.Event] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in METHODS:
            return self.application(environ, start_response)
        path = environ.get("PATH_INFO", "")
        query = self.canonical(path, environ.get("QUERY_STRING", ""))
        if query is None:
            return self.application(environ, start_response)
        scheme = environ.get("HTTP_X_FORWARDED_PROTO") or environ.get("wsgi.url_scheme", "http")
        key = Key(scheme, environ.get("HTTP_HOST", ""), path, query)
        stamp = self.stamp()
        kept = self.pages.get(key)
        if kept is not None and kept.stamp == stamp:
            return self.give(kept, environ, start_response)
        return self.rendered(key, stamp, kept, environ, start_response)

    def stamp(self) -> Stamp:
        return Stamp(int(self.now() // 60), self.generation())

    def rendered(
        self, key: Key, stamp: Stamp, last: Kept | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """One thread renders a page; the others give the last minute's for a moment, or wait for the new one."""
        with self.lock:
            others = self.rendering.get(key)
            if others is None:
                mine = self.rendering[key] = threading.Event()
        if others is None:
            try:
                return self.render(key, stamp, environ, start_response)
            finally:
                with self.lock:
                    del self.rendering[key]
                mine.set()
        if last is not None and self.is_just_over(last.stamp, stamp):
            return self.give(last, environ, start_response)
        others.wait(WAIT_SECONDS)
        kept = self.pages.get(key)
        if kept is not None and kept.stamp == self.stamp():
            return self.give(kept, environ, start_response)
        return self.application(environ, start_response)

    def is_just_over(self, old: Stamp, new: Stamp) -> bool:
        is_last_minutes = old.minute == new.minute - 1 and old.generation == new.generation
        return is_last_minutes and self.now() % 60 < LATE_SECONDS

    def render(self, key: Key, stamp: Stamp, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        plain = {name: value for name, value in environ.items() if name not in CONDITIONS}
        answer = answered(self.application, {**plain, "REQUEST_METHOD": "GET", "QUERY_STRING": key.query})
        # A page that was begun in another minute, or before a change, is given but not kept.
        if not answer.may_be_kept:
            start_response(answer.status, answer.headers)
            return [answer.content] if environ["REQUEST_METHOD"] == "GET" else []
        kept = Kept(stamp, kept_headers(answer), packing.Packed(answer.content))
        if stamp == self.stamp():
            self.keep(key, kept)
        return self.give(kept, environ, start_response)

    def keep(self, key: Key, kept: Kept) -> None:
        if kept.size > self.max_bytes:
            return
        with self.lock:
            self.forget(key)
            if self.size + kept.size > self.max_bytes:
                self.make_room(kept.stamp, kept.size)
            self.pages[key] = kept
            self.size += kept.size

    def make_room(self, stamp: Stamp, size: int) -> None:
        """First goes what is no longer right, then what was rendered first."""
        for key in [key for key, kept in self.pages.items() if kept.stamp != stamp]:
            self.forget(key)
        for key in list(self.pages):
            if self.size + size <= self.max_bytes:
                return
            self.forget(key)

    def forget(self, key: Key) -> None:
        if old := self.pages.pop(key, None):
            self.size -= old.size

    def give(self, kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        encoding = kept.body.choice(environ.get("HTTP_ACCEPT_ENCODING", ""))
        tag = kept.body.tag(encoding)
        seconds = 60 - int(self.now() % 60) if kept.stamp.minute == int(self.now() // 60) else 1
        headers = [*kept.headers, ("Cache-Control", f"public, max-age={seconds}, {STALE}"), ("ETag", tag)]
        if kept.body.is_among(environ.get("HTTP_IF_NONE_MATCH", "")):
            start_response("304 Not Modified", headers)
            return []
        content = kept.body.packed(encoding)
        if encoding:
            headers.append(("Content-Encoding", encoding))
        start_response("200 OK", [*headers, ("Content-Length", str(len(content)))])
        return [content] if environ["REQUEST_METHOD"] == "GET" else []


def answered(application: Application, environ: Environ) -> Answer:
    said: list[Any] = []

    def start_response(status: str, headers: Headers, _exc_info: Any = None) -> None:
        said[:] = [status, headers]

    parts = application(environ, start_response)
    try:
        content = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    return Answer(said[0], said[1], content)


def kept_headers(answer: Answer) -> Headers:
    """Those that stay right for the minute; the others are said anew at each answer."""
    anew = {"cache-control", "etag", "content-length", "content-encoding", "vary"}
    return [*((name, value) for name, value in answer.headers if name.lower() not in anew), ("Vary", "Accept-Encoding")]
