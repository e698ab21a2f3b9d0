"""What a machine is told about the age of a document (HTP-05, API-06)."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from embassy.lib import documents, instant

CHANGED = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
STALE = "stale-while-revalidate=60, stale-if-error=86400"


@pytest.fixture(autouse=True)
def _eleven_seconds_past(monkeypatch):
    monkeypatch.setattr(instant.timezone, "now", lambda: datetime(2026, 6, 1, 9, 0, 11, tzinfo=UTC))


def answer(content=b"{}", **headers):
    request = RequestFactory().get("/", **headers)
    return documents.answer(request, content, "application/json", changed_at=CHANGED)


def test_a_document_has_validators_and_is_kept_to_the_turn_of_the_minute():
    response = answer()

    assert response.content == b"{}"
    assert dict(response.headers) == {
        "Content-Type": "application/json",
        "ETag": '"44136fa355b3678a1146ad16f7e8649e"',
        "Cache-Control": f"public, max-age=49, {STALE}",
        "Last-Modified": "Mon, 04 May 2026 09:00:00 GMT",
    }


@pytest.mark.parametrize(
    "known",
    [
        {"HTTP_IF_NONE_MATCH": '"44136fa355b3678a1146ad16f7e8649e"'},
        {"HTTP_IF_MODIFIED_SINCE": "Mon, 04 May 2026 09:00:00 GMT"},
    ],
)
def test_who_has_it_is_told_so(known):
    response = answer(**known)

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == '"44136fa355b3678a1146ad16f7e8649e"'


def test_what_any_site_may_ask_says_so_when_it_has_not_changed_either():
    request = RequestFactory().get("/", HTTP_IF_NONE_MATCH='"44136fa355b3678a1146ad16f7e8649e"')
    response = documents.answer(request, b"{}", "application/json", headers={"Access-Control-Allow-Origin": "*"})

    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (304, "*")


@pytest.mark.parametrize(
    "other",
    [{"HTTP_IF_NONE_MATCH": '"other"'}, {"HTTP_IF_MODIFIED_SINCE": "Mon, 04 May 2026 08:59:59 GMT"}],
)
def test_who_has_another_gets_this_one(other):
    assert answer(**other).status_code == 200
