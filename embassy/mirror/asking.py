"""The site's own views, asked in this process: by nobody, without HTTP, as of the instant of the mirror."""

import io
import logging
import mimetypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import set_urlconf

from embassy.lib import instant, limits
from embassy.mirror.addresses import Plan

URLS = "embassy.mirror.urls"
HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: bytes = b""
    content_type: str = ""
    location: str = ""
    """Where the site sends its reader on to; "" where it does not."""


class Asker:
    """Of one plan. Made once a process; whoever asks does so inside `at_work`."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.handler = BaseHandler()
        self.handler.load_middleware()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The present is the plan's instant, and a page that is not there is no news to the operator's console."""
        log = logging.getLogger("django.request")
        level = log.level
        log.setLevel(logging.ERROR)
        try:
            with instant.standing_at(self.plan.at):
                yield
        finally:
            log.setLevel(level)

    def ask(self, address: str) -> Answer:
        path, _mark, query = address.partition("?")
        if path.startswith(settings.STATIC_URL):
            return static_file(unquote(path).removeprefix(settings.STATIC_URL))
        request = WSGIRequest(environ(path, query))
        request.urlconf = URLS
        request.mirror = self.plan  # type: ignore[attr-defined]
        try:
            return answer_of(self.handler.get_response(request))
        finally:
            set_urlconf(None)


def answer_of(response: object) -> Answer:
    found: dict[str, str] = response.headers  # type: ignore[attr-defined]
    return Answer(
        response.status_code,  # type: ignore[attr-defined]
        content_of(response),
        found.get("Content-Type", "").partition(";")[0],
        found.get("Location", ""),
    )


def content_of(response: object) -> bytes:
    """The whole answer. It is not closed: that would close the connection to the database after each page."""
    if not getattr(response, "streaming", False):
        return bytes(response.content)  # type: ignore[attr-defined]
    try:
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    finally:
        if file := getattr(response, "file_to_stream", None):
            file.close()


def environ(path: str, query: str) -> dict[str, object]:
    own = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path).encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": own.hostname or "",
        "SERVER_PORT": str(own.port or (443 if own.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": own.netloc,
        # Whether the site is behind TLS is asked of this header (settings.SECURE_PROXY_SSL_HEADER).
        "HTTP_X_FORWARDED_PROTO": own.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        limits.UNLIMITED: True,
        "wsgi.url_scheme": own.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": True,
    }


def static_file(name: str) -> Answer:
    """As collected, else from the source."""
    collected = Path(settings.STATIC_ROOT, name)
    path = collected if collected.is_file() else finders.find(name)
    if not path:
        return Answer(404)
    return Answer(200, Path(path).read_bytes(), mimetypes.guess_type(name)[0] or "application/octet-stream")
