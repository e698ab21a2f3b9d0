"""An operation of the API: its address, what it takes and gives, and its answer with validators."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router

from embassy.lib import documents
from embassy.lib.addresses import absolute
from embassy.lib.rest import parameters
from embassy.lib.rest.parameters import AS_OF, Parameter
from embassy.lib.rest.problems import DOCS
from embassy.lib.rest.schemas import Answer, Problem

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PROBLEMS = {404: Problem, 422: Problem, 429: Problem, 500: Problem}
DESCRIPTION = "/api/v1/openapi.json"
SERVICE = {"service-doc": DOCS, "service-desc": DESCRIPTION}


def operation(
    router: Router, path: str, gives: type[Answer], summary: str, *, name: str, takes: Sequence[Parameter] = ()
) -> Callable[[View], View]:
    """Register a view under GET and HEAD. What it takes beside `as-of` is named; anything else is refused.

    The view's docstring is the description in the OpenAPI document, `name` is the URL name and the operation's id.
    """
    known = [*takes, AS_OF]

    def register(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            parameters.check(request, known)
            request.moment = moment = parameters.moment_of(request)  # type: ignore[attr-defined]
            # Nothing finished is shared with an answer of another instant.
            request.is_for_everybody = not moment.as_of  # type: ignore[attr-defined]
            return view(request, **parts)

        router.api_operation(
            ["GET", "HEAD"],
            path,
            response={200: gives, **PROBLEMS},
            summary=summary,
            operation_id=name,
            url_name=name,
            openapi_extra={"parameters": [parameter.document() for parameter in known]},
        )(checked)
        return view

    return register


def answered(
    request: HttpRequest,
    content: Answer | str,
    *,
    changed_at: datetime | None = None,
    links: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """The answer as JSON, which a text is already, or 304. `links` are addresses by relation: Link header, RFC 8288."""
    related = {**(links or {}), **{relation: absolute(path) for relation, path in SERVICE.items()}}
    header = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in related.items())
    body = content if isinstance(content, str) else content.model_dump_json()
    return documents.answer(request, body.encode(), "application/json", changed_at=changed_at, headers={"Link": header})
