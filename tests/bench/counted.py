"""The site, writing a line to the file that RENDERED names for each request that enters Django: what was rendered."""

import os

from django.core.signals import request_started

from embassy.wsgi import application

_log = os.open(os.environ["RENDERED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def note(environ, **_rest):
    os.write(_log, f"{environ['PATH_INFO']}\n".encode())


request_started.connect(note, weak=False)
__all__ = ["application"]
