"""What the server loads in each worker: the site, warm. The first page of a process takes a second of imports, which no
reader should wait for: a worker takes requests only once it is through here.
"""

import io
import sys

from embassy.wsgi import application  # first: it sets Django up

# isort: split
from django.conf import settings


def warm_up() -> None:
    """Render the home page, as for a reader. Where the database is away it takes two seconds, and does no harm."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "HTTP_HOST": settings.SITE_HOST,
        "SERVER_NAME": settings.SITE_HOST,
        "SERVER_PORT": "443" if settings.IS_TLS else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https" if settings.IS_TLS else "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    application(environ, lambda _status, _headers: None)


warm_up()
