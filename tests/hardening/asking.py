"""Requests to the WSGI callable itself, as a server hands them on: nothing of them is put right on the way."""

import io
from dataclasses import dataclass

from django.core.signals import got_request_exception


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    content: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def environ(method="GET", path="/", query="", body=b"", **headers) -> dict:
    """`path` and `query` as bytes or text; header names with underscores, as CGI has them."""
    named = {
        name if name in ("CONTENT_TYPE", "CONTENT_LENGTH", "REMOTE_ADDR") else f"HTTP_{name}": value
        for name, value in headers.items()
    }
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": latin(path),
        "QUERY_STRING": latin(query),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost:8000",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **named,
    }


def latin(text) -> str:
    """WSGI's strings: bytes, each as the character of its number."""
    return (text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")).decode("latin-1")


def ask(application, *args, **headers) -> Answer:
    said = []
    parts = application(environ(*args, **headers), lambda status, sent, *_: said.extend((status, sent)))
    try:
        content = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    return Answer(int(said[0].split(" ")[0]), said[1], content)


class Faults:
    """Exceptions that nobody expected, while the block lasts."""

    def __enter__(self):
        self.found = []
        got_request_exception.connect(self.note)
        return self.found

    def note(self, request=None, **_rest):
        import sys

        self.found.append(repr(sys.exc_info()[1]))

    def __exit__(self, *_error):
        got_request_exception.disconnect(self.note)
