"""What the shell of every public page shows: the mission, both clocks, the notices, the languages."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from embassy import switcher
from embassy.lib import clock, instant, languages, pages
from embassy.lib.addresses import with_query
from embassy.lib.clock import Clock
from embassy.models import Mission, Notice, standing_notices
from releases.filters import ReleaseFilter


class Site:
    """The `site` of a template. Everything is computed as of the request's instant, when it is first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def fragment_key(self) -> tuple[Any, ...]:
        """Of what the frame of the page shows, which is the same for all pages of a language and a minute."""
        return self.mission.fragment_key, self.at, *(notice.fragment_key for notice in self.notices)

    @cached_property
    def mission(self) -> Mission:
        mission: Mission = self.request.mission  # type: ignore[attr-defined]
        return mission

    @cached_property
    def moment(self) -> instant.Moment:
        moment: instant.Moment = self.request.moment  # type: ignore[attr-defined]
        return moment

    @property
    def at(self) -> datetime:
        return self.moment.at

    @property
    def is_future(self) -> bool:
        """Whether the page is a rehearsal of what is to come."""
        return self.at > instant.now()

    @cached_property
    def clocks(self) -> tuple[Clock, Clock]:
        """The home capital's clock and the host city's."""
        return self.mission.clocks(self.at)

    @property
    def is_two_dates(self) -> bool:
        """Whether the two cities are on different dates."""
        return self.clocks[0].date != self.clocks[1].date

    @property
    def host_date(self) -> date:
        return self.clocks[1].date

    @cached_property
    def notices(self) -> list[Notice]:
        return standing_notices(self.at)

    @property
    def language(self) -> str:
        return get_language() or languages.default()

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    @property
    def language_of_dates(self) -> str:
        return clock.language_of_dates()

    @cached_property
    def counterparts(self) -> switcher.Switcher:
        return switcher.of(self.request)

    @property
    def languages(self) -> tuple[switcher.Counterpart, ...]:
        """The switcher; empty where the mission speaks one language."""
        return self.counterparts.links

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """hreflang and absolute address of this page in each language; none on a page as of another instant."""
        return [] if self.moment.as_of else self.counterparts.alternates

    @property
    def now_url(self) -> str:
        """The same page, the same list, as of now."""
        names = [*ReleaseFilter.base_filters, pages.PARAMETER]
        query = [(name, value) for name in names for value in self.request.GET.getlist(name)]
        return with_query(self.request.path, query)


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor. A request that never reached the page middleware (an error before it) has no site."""
    return {"site": Site(request)} if hasattr(request, "mission") else {}
