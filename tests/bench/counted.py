"""The application that SERVED names, and a line in the file that RENDERED names for each request that enters Django."""

import os
from importlib import import_module

from django.core.signals import request_started

_module, _name = os.environ["SERVED"].split(":")
application = getattr(import_module(_module), _name)
_log = os.open(os.environ["RENDERED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def note(environ, **_rest):
    os.write(_log, f"{environ['PATH_INFO']}\n".encode())


request_started.connect(note, weak=False)
