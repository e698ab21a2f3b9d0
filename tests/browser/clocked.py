"""A second server over the same archive, for which it is always the minute that it was started with.

python -m tests.browser.clocked 2026-11-20T14:00Z 8001
"""

import socketserver
import sys
from datetime import datetime
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.utils import timezone


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *_arguments):
        """Nothing is printed."""


def main(at: str, port: str) -> None:
    instant = datetime.fromisoformat(at)
    timezone.now = lambda: instant
    from embassy.wsgi import application  # after the clock is set

    make_server("127.0.0.1", int(port), application, Server, Silent).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
