"""Of those who send something only so many are listened to at once (AVL-04).

A body is read by the thread that answers, as slowly as it comes. A few senders that never finish would hold each thread
there is, and no reader would get a page. So they have places of their own; who finds them taken is told so, unread. A
proxy in front that reads bodies first (nginx does) never lets it come to that.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
RETRY_SECONDS = 5
REFUSAL = "Too much is being sent just now. Nothing of this was kept; please send it again in a few seconds.\n"


class Senders:
    """A WSGI application that hears at most `at_once` requests with a body."""

    def __init__(self, application: Callable[..., Iterable[bytes]], at_once: int) -> None:
        self.application = application
        self._places = threading.BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in WITHOUT_BODY:
            return self.application(environ, start_response)
        if not self._places.acquire(blocking=False):
            return refused(start_response)
        try:
            return self.application(environ, start_response)
        finally:
            self._places.release()


def refused(start_response: Callable[..., Any]) -> Iterable[bytes]:
    content = REFUSAL.encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(content))),
        ("Retry-After", str(RETRY_SECONDS)),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Connection", "close"),
    ]
    start_response("503 Service Unavailable", headers)
    return [content]
