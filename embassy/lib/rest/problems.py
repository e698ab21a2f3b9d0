"""What goes wrong, said to a program: problem documents in JSON (RFC 9457)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from embassy.lib.addresses import absolute

ROOT: Final = "/api/"
DOCS: Final = "/api/v1/docs"
CONTENT_TYPE: Final = "application/problem+json"
MAX_QUOTED: Final = 80
"""Characters of what was sent that are said again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class Refused(Exception):
    """A request whose parameters cannot be used. `known` are those that there are, where one was unknown."""

    def __init__(self, faults: Iterable[Fault], known: Iterable[str] = ()) -> None:
        self.faults = list(faults)
        self.known = list(known)
        super().__init__(*(fault.detail for fault in self.faults))


def is_asked_for(request: HttpRequest) -> bool:
    """Whether whoever sent this reads JSON and no pages."""
    return request.path_info.startswith(ROOT)


def problem(status: int, detail: str, **members: object) -> HttpResponse:
    """The problem as an answer that no cache keeps: what is missing now may be there the next minute (EMB-09)."""
    document = {
        "type": absolute(f"{DOCS}#problem-{status}"),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(json.dumps(document), status=status, content_type=CONTENT_TYPE, headers=headers)


def refusal(_request: HttpRequest, refused: Any) -> HttpResponse:
    """422 for a `Refused`, with every parameter that is at fault."""
    members: Mapping[str, object] = {"known_parameters": refused.known} if refused.known else {}
    errors = [asdict(fault) for fault in refused.faults]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(map(str, refused.args)), errors=errors, **members)


def quoted(text: str) -> str:
    """The beginning of what was sent, for a sentence that says it again."""
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"
