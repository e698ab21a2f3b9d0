"""Log lines as JSON objects, one a line: what a value holds can neither end the line nor forge another.

    {"at": "2026-01-18T08:46:00.000Z", "level": "ERROR", "logger": "django.request", "reference": "9f86d081884c7d65",
     "message": "Internal Server Error: /messages/", "method": "GET", "path": "/messages/", "status_code": 500,
     "traceback": "…"}

Written by every logger of a site in production. Of a request only method and path are told, never the query, a header
or the body; secret parts of addresses, and e-mail addresses, are put out of sight wherever they stand.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from embassy.lib import reference

STANDARD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", "color_message"}
REFUSALS = "django.security"
"""What a stranger sent and Django refused: no fault of ours, so no traceback."""
HIDDEN = "…"
SECRET = re.compile(
    r"(?P<before>/preview/|/calendar/|/password/new/|[?&](?:token|key|code|password|csrfmiddlewaretoken|sessionid)=)"
    r"[^/?&#\s\"'<>]+"
)
MAIL = re.compile(r"[^…\s@\"'<>()=:,;/\\]{1,64}@[^\s@\"'<>()=,;/\\]+\.[^\s@\"'<>()=,;/\\]+")
CREDENTIALS = re.compile(r"(?P<before>\w://)[^\s/@\"']+@")
MAX_LENGTH = 8_000
"""Characters of one text."""


class JSONFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line: dict[str, Any] = {"at": at, "level": record.levelname, "logger": record.name}
        if told := getattr(record, "reference", "") or reference.of(request):
            line["reference"] = told
        line["message"] = discreet(record.getMessage())
        line |= asked(request)
        line |= {
            name: shown(value)
            for name, value in vars(record).items()
            if name not in STANDARD | {"request", "reference"}
        }
        if record.exc_info and not record.name.startswith(REFUSALS):
            line["traceback"] = discreet(self.formatException(record.exc_info))
        return json.dumps(line, default=lambda value: discreet(str(value)))


def asked(request: Any) -> dict[str, Any]:
    """What was asked for, of a log record that comes with a request (or with a socket, in Django's own server)."""
    path = getattr(request, "path_info", None)
    return {} if path is None else {"method": request.method, "path": discreet(path)}


def shown(value: Any) -> Any:
    return discreet(value) if isinstance(value, str) else value


def discreet(text: str) -> str:
    """Without what opens a door or names a person, and not longer than a line may be."""
    text = CREDENTIALS.sub(rf"\g<before>{HIDDEN}@", text[:MAX_LENGTH])
    return MAIL.sub(HIDDEN, SECRET.sub(rf"\g<before>{HIDDEN}", text))
