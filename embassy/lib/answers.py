"""What a WSGI application said, whole; and whether it may be said again to somebody else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from embassy.lib.shelves import Headers

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

KEPT = ("200 ", "404 ", "410 ")
MOVED = ("301 ", "302 ", "308 ")
SAID_ANEW = frozenset({"cache-control", "etag", "content-length", "content-encoding", "vary"})
TEXT = ("text/", "application/json", "application/xml")
TEXT_SUFFIXES = ("+json", "+xml")


@dataclass(slots=True)
class Answer:
    status: str
    headers: Headers
    content: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def is_failure(self) -> bool:
        return self.status.startswith("5")

    @property
    def may_be_kept(self) -> bool:
        is_public = self.header("cache-control").startswith("public, max-age=")
        return is_public and not self.header("set-cookie") and (self.status.startswith(KEPT) or self.is_moved_here)

    @property
    def is_moved_here(self) -> bool:
        """A redirect that names no host: one that does may have taken it from the request."""
        location = self.header("location")
        return self.status.startswith(MOVED) and location.startswith("/") and not location.startswith("//")

    @property
    def caching(self) -> str:
        """The Cache-Control of a file that never changes; "" for a page, which is right to the turn of the minute."""
        said = self.header("cache-control")
        return said if "immutable" in said else ""

    @property
    def is_text(self) -> bool:
        kind = self.header("content-type").partition(";")[0].strip()
        return kind.startswith(TEXT) or kind.endswith(TEXT_SUFFIXES)

    @property
    def kept_headers(self) -> Headers:
        """Those that stay right for the minute; the others are said anew at each answer."""
        kept = [(name, value) for name, value in self.headers if name.lower() not in SAID_ANEW]
        return [*kept, ("Vary", "Accept-Encoding")]


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
