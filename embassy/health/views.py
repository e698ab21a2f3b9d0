"""What monitors and load balancers ask. Neither page needs the mission, a session or a template."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare

from embassy.health import quick
from embassy.health.checks import Asker, Result
from embassy.lib.methods import read_only

SECONDS = 2.0
RETRY_AFTER_SECONDS = 10
NO_STORE = {"Cache-Control": "no-store"}
asker = Asker()


@read_only
def live(request: HttpRequest) -> HttpResponse:
    """The process is up; nothing else is asked."""
    return JsonResponse({"status": "up"}, headers=NO_STORE)


@read_only
def ready(request: HttpRequest) -> HttpResponse:
    """Whether all is there that the site stands on: 200, or 503, after two seconds at the latest.

    Everybody is told which check failed; what it found, only who sends `Authorization: Bearer HEALTH_TOKEN` (OPS-05).
    """
    results = asker.ask(quick.CHECKS, seconds=SECONDS)
    is_ready = all(result.status != "failed" for result in results)
    told = {
        "status": "ready" if is_ready else "not ready",
        "checks": {result.check.name: result.status for result in results},
        **(findings(results) if may_know(request) else {}),
    }
    if is_ready:
        return JsonResponse(told, headers=NO_STORE)
    return JsonResponse(told, status=503, headers={**NO_STORE, "Retry-After": str(RETRY_AFTER_SECONDS)})


def findings(results: list[Result]) -> dict[str, Any]:
    return {"findings": {result.check.name: result.findings for result in results if result.findings}}


def may_know(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    return bool(settings.HEALTH_TOKEN) and constant_time_compare(given, f"Bearer {settings.HEALTH_TOKEN}")
