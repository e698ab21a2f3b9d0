"""The query of an operation: what it may hold, and the refusal of anything else (API-02)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from embassy.lib import instant
from embassy.lib.rest.problems import Fault, Refused, quoted


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query. `schema` is JSON Schema; of a list, each value stands in a pair of its own."""

    name: str
    description: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})
    example: Any = None

    @property
    def is_list(self) -> bool:
        return bool(self.schema["type"] == "array")

    def document(self) -> dict[str, Any]:
        """As an OpenAPI document describes it."""
        example = {} if self.example is None else {"example": self.example}
        spelling = {"style": "form", "explode": True} if self.is_list else {}
        return {
            "name": self.name,
            "in": "query",
            "required": False,
            "description": self.description,
            "schema": self.schema,
            **spelling,
            **example,
        }


AS_OF = Parameter(
    instant.PARAMETER,
    "The past instant as of which everything is answered: with an offset, or a date, which means the end of that day "
    "in the host city. Without it: now. An instant in the future is refused.",
    {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]},
    "2026-01-18T08:46Z",
)


def check(request: HttpRequest, known: Sequence[Parameter]) -> None:
    """Raise Refused for a parameter that is not among `known`, and for one that is given twice and is no list."""
    single = {parameter.name: not parameter.is_list for parameter in known}
    faults = list(_faults(request, single))
    if faults:
        raise Refused(faults, list(single) if any(name not in single for name in request.GET) else ())


def _faults(request: HttpRequest, single: dict[str, bool]) -> Iterator[Fault]:
    for name, values in request.GET.lists():
        if name not in single:
            yield Fault(quoted(name), _("There is no parameter “%(name)s” here.") % {"name": quoted(name)})
        elif single[name] and len(values) > 1:
            yield Fault(name, _("“%(name)s” is given more than once.") % {"name": name})


def moment_of(request: HttpRequest) -> instant.Moment:
    """The instant asked for, whoever asks: nobody looks ahead through the API. Raises Refused for a bad one."""
    moment = instant.moment(
        request.GET.get(instant.PARAMETER),
        zone=request.mission.host_zone,  # type: ignore[attr-defined]
        present=instant.now(),
        may_rehearse=lambda: False,
    )
    if moment.problem:
        raise Refused([Fault(instant.PARAMETER, _as_of_problem(request.GET[instant.PARAMETER], moment))])
    return moment


def _as_of_problem(text: str, moment: instant.Moment) -> str:
    """Not the sentence of the pages, which say that they show the present instead."""
    try:
        instant.parse(text, moment.at.tzinfo)  # type: ignore[arg-type]
    except instant.BadInstantError:
        return _("“as-of” takes a date (2020-01-18) or an instant with its offset (2020-01-18T08:46Z).")
    return _("“as-of” lies in the future. The API answers for now and for the past.")


def whole_number(text: str, name: str, least: int, most: int) -> int:
    """The number that a text names in plain digits. Raises Refused for anything else, and outside the bounds."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        words = {"name": name, "least": least, "most": most}
        raise Refused([Fault(name, _("“%(name)s” takes a whole number from %(least)d to %(most)d.") % words)])
    return int(text)
