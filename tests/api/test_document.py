"""The OpenAPI document is valid and leaves nothing undescribed; its page says the same to people."""

import json

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from embassy.api import v1
from embassy.api.guide import Guide
from releases.api import schemas
from releases.models import Kind, Purpose
from tests.api.reading import OPERATIONS
from tests.embassy.reading import by_class, heading, parsed, tags, texts, words
from tests.factories import make_incident, make_live

pytestmark = pytest.mark.django_db


def test_the_document_is_valid_openapi():
    document = json.loads(json.dumps(v1.document()))

    assert document["openapi"] == "3.1.0"
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_document_names_every_operation_once():
    paths = v1.document()["paths"]

    assert {item["get"]["operationId"] for item in paths.values()} == set(OPERATIONS)
    assert {method for item in paths.values() for method in item} == {"get"}


def test_every_parameter_and_every_field_is_described():
    document = v1.document()
    fields = {
        f"{name}.{field}": schema
        for name, model in document["components"]["schemas"].items()
        for field, schema in model["properties"].items()
    }
    parameters = {
        f"{item['get']['operationId']}.{parameter['name']}": parameter
        for item in document["paths"].values()
        for parameter in item["get"]["parameters"]
    }

    assert [name for name, schema in {**fields, **parameters}.items() if not schema.get("description")] == []
    assert [name for name, model in document["components"]["schemas"].items() if not model.get("description")] == []
    assert {tuple(item["get"]["responses"]) for item in document["paths"].values()} == {
        ("200", "304", "404", "422", "429", "500"),
        ("200", "301", "304", "404", "422", "429", "500"),
    }


def test_the_kinds_and_purposes_are_all_that_there_are():
    assert set(schemas.KindName.__args__) == set(Kind.values)
    assert set(schemas.PurposeName.__args__) == set(Purpose.values)


@pytest.mark.parametrize(
    "operation", [operation for group in Guide(v1.document()).groups for operation in group.operations]
)
def test_the_example_of_an_answer_is_one(operation):
    document = v1.document()
    schema = {"$ref": f"#/components/schemas/{operation.answer}", "components": document["components"]}

    assert [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(operation.example))] == []


def test_a_program_gets_the_document(client, mission):
    response = client.get("/api/v1/openapi.json")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert response.json() == json.loads(json.dumps(v1.document()))
    assert client.get("/api/v1/openapi.json", headers={"if-none-match": response.headers["ETag"]}).status_code == 304


def test_a_reader_gets_a_page_that_loads_nothing_from_elsewhere(client, mission):
    response = client.get("/api/v1/docs")
    page = parsed(response)
    html = response.content.decode()

    assert heading(page) == ["Press office API"]
    assert "X-Robots-Tag" not in response.headers
    assert texts(page, "codebox")[0] == 'curl "http://localhost:8000/api/v1/releases?limit=3"'
    assert [words(element) for element in by_class(page, "call__path")] == [
        f"GET {path}" for path in v1.document()["paths"]
    ]
    scripts = {attributes["src"] for tag, attributes in tags(html) if tag == "script"}
    assert scripts
    assert {script for script in scripts if not script.startswith(("/static/", "/site-"))} == set()
    assert [attributes for _tag, attributes in tags(html) if "style" in attributes or "onclick" in attributes] == []


def test_every_link_inside_the_page_leads_to_something(client, mission):
    found = tags(client.get("/api/v1/docs").content.decode())
    ids = [attributes["id"] for _tag, attributes in found if "id" in attributes]
    targets = {attributes["href"][1:] for tag, attributes in found if tag == "a" and attributes["href"].startswith("#")}

    assert targets - set(ids) == set()
    assert len(ids) == len(set(ids))


def test_each_command_can_be_tried_as_it_stands(client, mission):
    make_live(slug="of-this-site")
    make_incident(slug="seen-here")
    commands = texts(parsed(client.get("/api/v1/docs")), "codebox")
    addresses = [command.split('"')[1] for command in commands if command.startswith("curl")]

    assert len(addresses) == 1 + len(OPERATIONS)
    assert {client.get(address.removeprefix("http://localhost:8000")).status_code for address in addresses} == {200}


@pytest.mark.parametrize("address", ["/api/", "/api/v1/"])
def test_the_roots_lead_to_the_page(client, mission, address):
    response = client.get(address)

    assert (response.status_code, response.headers["Location"]) == (302, "/api/v1/docs")


def test_the_foot_of_every_page_leads_there(client, mission):
    links = {
        words(link): link.get("href")
        for part in by_class(parsed(client.get("/")), "foot__in")
        for link in part.iter("a")
    }

    assert links["For developers"] == "/api/v1/docs"
