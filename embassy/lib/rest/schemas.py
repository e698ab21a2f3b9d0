"""The parts that several answers are made of, as JSON and as OpenAPI describes it."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from embassy.lib import languages
from embassy.lib.localized import Localized

Words = Annotated[
    dict[str, str],
    Field(
        description="A text by language code (BCP 47). A language without a form of its own is left out.",
        examples=[{"en": "Press Office", "fr": "Bureau de presse"}],
    ),
]


class Answer(BaseModel):
    """Only what is named here goes out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ParameterFault(Answer):
    """One parameter that is at fault."""

    parameter: str = Field(description="The parameter that is at fault.", examples=["limit"])
    detail: str = Field(description="What is wrong with it.", examples=["“limit” takes a whole number from 1 to 100."])


class Problem(Answer):
    """Something went wrong (RFC 9457)."""

    type: str = Field(
        description="Names the kind of problem; leads to what is said about it.",
        json_schema_extra={"format": "uri"},
        examples=["https://press.example.org/api/v1/docs#problem-422"],
    )
    title: str = Field(description="The kind of problem in words.", examples=["Unprocessable Entity"])
    status: int = Field(description="The HTTP status again.", examples=[422])
    detail: str = Field(
        description="This very problem, for a person.", examples=["“limit” takes a whole number from 1 to 100."]
    )
    errors: list[ParameterFault] = Field(
        default=[], description="With status 422: each parameter that is at fault, and why."
    )
    reference: str = Field(default="", description="With status 500: what to name when you tell us of it.")
    known_parameters: list[str] = Field(
        default=[],
        description="With status 422, where a parameter is unknown: those that the operation takes.",
        examples=[["q", "kind", "limit"]],
    )


def words(text: Localized) -> dict[str, str]:
    """The forms in the languages that the site speaks; where it has none of them, the one that a page would print."""
    spoken: dict[str, str] = {code: text[code] for code in languages.all_spoken() if code in text}
    return spoken or ({text.language: str(text)} if text else {})


def with_items(answer: Answer, items: Iterable[str]) -> str:
    """The JSON of an answer with `items`, written already. They are its first field, and empty in `answer`."""
    before, _empty, after = answer.model_dump_json().partition("[]")
    if before != '{"items":':
        raise ValueError(f"{type(answer).__name__} does not begin with items, empty ones")
    return f"{before}[{','.join(items)}]{after}"


def address(description: str, example: str) -> Any:
    """A field that holds an absolute address."""
    examples = [f"https://press.example.org{example}"]
    return Field(description=description, json_schema_extra={"format": "uri"}, examples=examples)
