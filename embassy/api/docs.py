"""What explains the API: the OpenAPI document for programs, and the same for people, without a script."""

import json
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from counters.models import Incident
from embassy.api import v1
from embassy.api.guide import Guide
from embassy.lib import documents, instant, languages
from embassy.lib.addresses import absolute
from embassy.lib.methods import read_only
from embassy.lib.rest.operations import DESCRIPTION
from embassy.lib.rest.problems import CONTENT_TYPE
from releases.models import Edition

PROBLEMS = {
    HTTPStatus.NOT_FOUND: _("There is nothing at this address, or nothing that is public."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("The API is read only: GET and HEAD."),
    HTTPStatus.UNPROCESSABLE_ENTITY: _(
        "A parameter cannot be used. “errors” names each that is at fault and says why; where one is unknown, "
        "“known_parameters” lists those that there are."
    ),
    HTTPStatus.TOO_MANY_REQUESTS: _("Too many requests in this minute. “Retry-After” says how many seconds to wait."),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Something went wrong on our side."),
}


@read_only
def openapi(request: HttpRequest) -> HttpResponseBase:
    content = json.dumps(v1.document(), ensure_ascii=False).encode()
    return documents.answer(request, content, "application/json")


def found(at: datetime) -> dict[str, dict[str, object]]:
    """What there is to ask for at `at`, so that each command line can be tried as it stands. Three queries."""
    values: dict[str, dict[str, object]] = {}
    for edition in Edition.objects.in_language(languages.default()).listed(at).with_release(at).without_text()[:1]:
        release = edition.release
        values["Releases"] = {"language": release.language, "slug": release.slug, "number": edition.number}
    for incident in Incident.objects.shown(at)[:1]:
        values["Incidents"] = {"slug": incident.slug}
    return values


@read_only
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "guide": Guide(v1.document(), found(instant.of(request))),
        "problems": [
            {"status": int(status), "phrase": status.phrase, "text": text} for status, text in PROBLEMS.items()
        ],
        "problem_type": CONTENT_TYPE,
        "openapi_url": absolute(DESCRIPTION),
    }
    return render(request, "api/docs.html", context)
