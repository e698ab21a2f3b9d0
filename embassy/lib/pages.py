"""Pages of a long list: which one the reader asked for, and the links to the others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from embassy.lib.addresses import with_query
from embassy.lib.fragments import Later

PARAMETER = "page"
MAX_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the pager; no number stands for the pages left out between two."""

    number: int | None
    url: str
    is_current: bool


@dataclass(frozen=True)
class Pages:
    """One page of a list, with its pager. `problem` tells the reader what was wrong with the number asked for."""

    page: "Page[Any]"
    problem: str
    request: HttpRequest
    query: list[tuple[str, object]] = field(default_factory=list)

    def url(self, number: int) -> str:
        return with_query(self.request.path, self.pairs(number), self.request)

    def pairs(self, number: int | None = None) -> list[tuple[str, object]]:
        """The query of a page of the list, of this one unless another is named: none for the first."""
        number = number or self.page.number
        return [*self.query, (PARAMETER, number)] if number > 1 else self.query

    @cached_property
    def numbers(self) -> list[Link]:
        """Links to pages, none where there is only one."""
        return list(self._links()) if self.page.paginator.num_pages > 1 else []

    def _links(self) -> Iterator[Link]:
        for number in self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1):
            if isinstance(number, int):
                yield Link(number, self.url(number), number == self.page.number)
            else:
                yield Link(None, "", False)

    @property
    def previous_url(self) -> str:
        return self.url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.url(self.page.number + 1) if self.page.has_next() else ""

    @property
    def pager(self) -> Later | None:
        """For the pager: this very object, when its links are needed. None where there is only one page."""
        last = self.page.paginator.num_pages
        return Later((self.request.path, *self.query, self.page.number, last), lambda: self) if last > 1 else None

    @property
    def range(self) -> tuple[int, int] | None:
        """The first and the last item of this page, where there are others."""
        return (self.page.start_index(), self.page.end_index()) if self.page.paginator.num_pages > 1 else None

    def context(self) -> dict[str, Any]:
        return {"page": self.page, "page_problem": self.problem, "pager": self.pager, "range": self.range}


class Sliceable(Protocol):
    """A list of which each part is asked for by itself."""

    def __getitem__(self, rows: slice, /) -> Iterable[Any]: ...


class CountedPaginator(Paginator):  # type: ignore[type-arg]  # Paginator takes no parameter at run time
    """A paginator that has been told the count, and asks the database for nothing but the page."""

    def __init__(self, items: Any, size: int, count: int) -> None:
        super().__init__(items, size)
        self.count = count


def pages_of(
    request: HttpRequest,
    items: Sliceable,
    *,
    size: int,
    count: int | None = None,
    query: list[tuple[str, object]] | None = None,
) -> Pages:
    """The page that `?page=` names. Text that is no number gives page 1 and a problem; past the end raises Http404."""
    paginator = CountedPaginator(items, size, count) if count is not None else Paginator(items, size)  # type: ignore[arg-type]  # what is not counted is a queryset
    number, problem = asked_for(request.GET.get(PARAMETER))
    if number > paginator.num_pages:
        raise Http404(_("This list ends before page %(number)s.") % {"number": request.GET[PARAMETER][:30]})
    return Pages(paginator.page(number), problem, request, query or [])


def asked_for(text: str | None) -> tuple[int, str]:
    """The page number a text names, and what is wrong with the text."""
    if text is None:
        return 1, ""
    if not (text.isascii() and text.isdecimal()) or not text.strip("0"):
        return 1, _("“page” takes a whole number from 1. This is page 1.")
    digits = text.lstrip("0")
    return (int(digits) if len(digits) <= MAX_DIGITS else 10**MAX_DIGITS), ""
