"""The OpenAPI document as a page reads it: operations by tag, and the objects that answers are made of."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
MAX_EXAMPLE_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of an object. The type is `before`, the object that is its `target` if any, `after`."""

    name: str
    description: str
    before: str
    target: str
    after: str
    example: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    path: str
    summary: str
    paragraphs: list[str]
    parameters: list[Field]
    address: str
    """With example values, for a first try."""
    answer: str
    """The name of the object that it answers with."""
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    tag: str
    operations: list[Operation]


@dataclass(frozen=True, slots=True)
class Object:
    name: str
    description: str
    fields: list[Field]


class Guide:
    """Reads one document. `found` has values by tag and name, for addresses that lead to something on this site."""

    def __init__(self, document: Document, found: Mapping[str, Mapping[str, object]] | None = None) -> None:
        self.document = document
        self.found = found or {}
        self.schemas: dict[str, Document] = document["components"]["schemas"]
        self.origin: str = document["servers"][0]["url"]

    @property
    def introduction(self) -> list[str]:
        return paragraphs(self.document["info"]["description"])

    @property
    def groups(self) -> list[Group]:
        return [Group(tag["name"], list(self.operations(tag["name"]))) for tag in self.document["tags"]]

    def operations(self, tag: str) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            if tag in item["get"]["tags"]:
                yield self.operation(path, item["get"])

    def operation(self, path: str, operation: Document) -> Operation:
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        return Operation(
            id=operation["operationId"],
            path=path,
            summary=operation["summary"],
            paragraphs=paragraphs(operation["description"]),
            parameters=[self.parameter(parameter) for parameter in operation["parameters"]],
            address=self.origin + self.tried(path, operation),
            answer=name_of(schema),
            example=json.dumps(self.example_of(schema), indent=2, ensure_ascii=False),
        )

    def tried(self, path: str, operation: Document) -> str:
        found = self.found.get(operation["tags"][0], {})
        for parameter in operation["parameters"]:
            if parameter["in"] == "path":
                value = found.get(parameter["name"], parameter["example"])
                path = path.replace(f"{{{parameter['name']}}}", str(value))
        return path

    def parameter(self, parameter: Document) -> Field:
        return field(parameter["name"], {**parameter["schema"], **parameter}, parameter["in"])

    @property
    def objects(self) -> list[Object]:
        return [
            Object(name, schema.get("description", ""), [field(*pair) for pair in schema["properties"].items()])
            for name, schema in sorted(self.schemas.items())
        ]

    def example_of(self, schema: Document) -> Any:
        """A value that the schema allows, made of the examples in it."""
        if "examples" in schema:
            return schema["examples"][0]
        if "$ref" in schema:
            properties = self.schemas[name_of(schema)]["properties"]
            return {name: self.example_of(value) for name, value in properties.items()}
        if "anyOf" in schema:
            return self.example_of(schema["anyOf"][0])
        if schema.get("type") == "array":
            return [self.example_of(schema["items"])]
        return schema.get("default")


def paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n")]


def name_of(schema: Document) -> str:
    name: str = schema["$ref"].rsplit("/", 1)[-1]
    return name


def field(name: str, schema: Document, place: str = "") -> Field:
    before, target, after = type_of(schema)
    examples = schema.get("examples") or [schema.get("example")]
    example = "" if examples[0] in (None, "", []) else json.dumps(examples[0], ensure_ascii=False)
    return Field(name, schema.get("description", ""), before, target, after, example, place)


def type_of(schema: Document) -> tuple[str, str, str]:
    """The type in words, as what stands before the name of an object, that name, and what stands after it."""
    if "$ref" in schema:
        return "", name_of(schema), ""
    if "anyOf" in schema:
        before, target, after = type_of(schema["anyOf"][0])
        return before, target, " or ".join([after, *map(plain_type, schema["anyOf"][1:])])
    if schema.get("type") == "array":
        before, target, after = type_of(schema["items"])
        return f"list of {before}", target, after
    if "additionalProperties" in schema:
        return "texts by language", "", ""
    return plain_type(schema), "", ""


def plain_type(schema: Document) -> str:
    if "enum" in schema:
        return " | ".join(schema["enum"])
    words = [str(schema.get("format") or schema.get("type", ""))]
    if "minimum" in schema:
        words.append(f"{schema['minimum']} to {schema['maximum']}")
    if "default" in schema:
        words.append(f"default {schema['default']}")
    return ", ".join(words)
