"""The API itself: its parts, what it does with errors, and its OpenAPI document."""

from functools import cache
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

import counters.api
import releases.api.operations
from embassy.api import mission
from embassy.lib.rest import problems

DESCRIPTION = """\
What the mission has published, as data: read only, for everybody, without a key and without cookies.

Every answer is a function of the archive and an instant. `as-of` asks for a past one; the addresses in that answer
carry it on. Texts that are not public yet are in no answer, count, date or validator.

Answers hold until the next full minute and have an `ETag`: send it back as `If-None-Match`, and what has not changed
costs nothing (304). A parameter that an operation does not know is refused, not ignored. HEAD is answered like GET.
Errors are problem documents (RFC 9457). One address may ask {rate} times a minute; after that it is told, with 429,
how many seconds to wait (`Retry-After`). Pages of any site may ask (CORS), without credentials.
"""
ANSWER_HEADERS = {
    "ETag": "Names this very answer: for `If-None-Match`.",
    "Cache-Control": "For how many seconds the answer holds.",
    "Link": "Related addresses (RFC 8288): `next`, `prev`, `canonical`, `service-doc`, `service-desc`.",
}
LAST_MODIFIED = {"Last-Modified": "When something public in the answer last changed."}
MAY_HAVE_MOVED = {"release", "editions", "edition"}
HAVE_NO_DATE = {"categories", "offices", "incidents", "incident", "clock", "mission"}


def description() -> str:
    return DESCRIPTION.format(rate=settings.API_REQUESTS_PER_MINUTE or "any number of")


api = NinjaAPI(
    title="Press office API",
    version="1",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    servers=[{"url": settings.SITE_URL}],
)
api.add_router("", releases.api.operations.router)
api.add_router("", counters.api.router)
api.add_router("", mission.router)


def raised_again(_request: HttpRequest, error: Any) -> NoReturn:
    """What is missing, and a fault of ours, is answered where those of pages are: `embassy.errors`."""
    raise error


def unreadable(_request: HttpRequest, error: Any) -> HttpResponse:
    """No part of an address gets here that its pattern does not let through; this is the second lock."""
    return problems.problem(422, "; ".join(str(fault.get("msg")) for fault in error.errors))


api.add_exception_handler(Exception, raised_again)
for expected in list(api._exception_handlers):  # ninja's own answers are no problem documents
    api.add_exception_handler(expected, raised_again)
api.add_exception_handler(ValidationError, unreadable)
api.add_exception_handler(problems.Refused, problems.refusal)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document. The same for every request: it names no value that is data."""
    found: dict[str, Any] = dict(api.get_openapi_schema())
    found["info"] = {**found["info"], "description": description()}
    found["tags"] = [{"name": tag} for tag in ("Releases", "Incidents", "Mission")]
    for item in found["paths"].values():
        del item["head"]  # the same as get, and an operationId stands for one operation
        complete(item["get"])
    return found


def complete(operation: dict[str, Any]) -> None:
    """What ninja does not say: the media type of problems, the headers, and the answers without a body."""
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {problems.CONTENT_TYPE: response["content"]["application/json"]}
    has_date = operation["operationId"] not in HAVE_NO_DATE
    headers = ANSWER_HEADERS | (LAST_MODIFIED if has_date else {})
    operation["responses"][200]["headers"] = described(headers)
    if operation["operationId"] in MAY_HAVE_MOVED:
        operation["responses"][301] = {"description": "The release has another address now: `Location`."}
    operation["responses"][304] = {"description": "What the reader has is still the answer."}
    operation["responses"][429]["headers"] = described({"Retry-After": "Seconds to wait."})
    operation["responses"] = {str(status): operation["responses"][status] for status in sorted(operation["responses"])}


def described(headers: dict[str, str]) -> dict[str, Any]:
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()}
