"""Answers of the API, each held against what the OpenAPI document says of it."""

from functools import cache

from django.urls import Resolver404
from jsonschema import Draft202012Validator, FormatChecker

from embassy.api import v1
from releases.lists import keeping
from releases.models import Edition

JSON, PROBLEM = "application/json", "application/problem+json"
OPERATIONS = {
    "releases": "/api/v1/releases",
    "release": "/api/v1/releases/en/public",
    "editions": "/api/v1/releases/en/public/editions",
    "edition": "/api/v1/releases/en/public/editions/1",
    "categories": "/api/v1/categories",
    "offices": "/api/v1/offices",
    "incidents": "/api/v1/incidents",
    "incident": "/api/v1/incidents/seen",
    "clock": "/api/v1/clock",
    "mission": "/api/v1/mission",
}
"""One address of each operation, on a site that has a release “public” and an incident “seen”."""


def read(client, address, status=200, **headers):
    """The JSON at an address; fails where it is not what the document describes."""
    response = client.get(address, **headers)
    assert response.status_code == status, response.content
    return described(response)


def described(response):
    content = response.json()
    media_type = JSON if response.status_code == 200 else PROBLEM
    assert response.headers["Content-Type"] == media_type
    try:
        operation = response.resolver_match.url_name
    except Resolver404:
        operation = None
    errors = validator(operation, response.status_code, media_type).iter_errors(content)
    assert [error.message for error in errors] == []
    return content


@cache
def validator(operation, status, media_type):
    document = v1.document()
    by_id = {item["get"]["operationId"]: item["get"] for item in document["paths"].values()}
    described = by_id.get(operation, by_id["releases"])["responses"][str(status)]
    schema = {**described["content"][media_type]["schema"], "components": document["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def faults(client, address):
    """What is wrong with each parameter, by its name."""
    content = read(client, address, 422)
    return {error["parameter"]: error["detail"] for error in content["errors"]}


def titles(content):
    return [item["title"] for item in content["items"]]


def erase(edition, at):
    """What a redaction does to the row and tells the lists."""
    words = {"title": "", "summary": "", "body": "", "place": "", "excerpt": "", "folded_text": ""}
    Edition.objects.filter(pk=edition.pk).update(redacted_at=at, **words)
    keeping.follow([edition.release_id], at)
