"""What a reader asks of a list, understood once: the parameters are read, and their form is built, for all who ask it.

Words that are searched for are read each time, for there is no end to them; with the form that all searches share.
"""

from collections.abc import Callable, Hashable
from copy import copy
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest, QueryDict

from embassy.lib import fragments, languages
from embassy.lib.keep import Keep
from embassy.lib.once_a_minute import once_a_minute
from releases.filters import ReleaseFilter, in_scope, scope
from releases.models import Edition
from releases.models.edition import EditionQuerySet
from releases.models.taxonomy import labels

Choice = Callable[[datetime], EditionQuerySet]
EACH_BYTES = 40_000
"""About what a filterset takes with its form."""
ASKED: Keep["AskedFilter"] = Keep(2 << 20, bytes_each=EACH_BYTES)


def listed(at: datetime) -> EditionQuerySet:
    return Edition.objects.listed(at)


def public(at: datetime) -> EditionQuerySet:
    return Edition.objects.public(at)


class AskedFilter(ReleaseFilter):
    """The filters of one list; which editions they choose from is not looked at before somebody needs it."""

    def __init__(self, asked: QueryDict, language: str, choose: Choice, fragment_key: Hashable) -> None:
        super().__init__(asked, Edition.objects.none(), language)
        self.language = language
        self.choose = choose
        self.fragment_key = fragment_key
        self.at: datetime | None = None
        del self.queryset

    @cached_property
    def queryset(self) -> EditionQuerySet:
        assert self.at is not None  # noqa: S101  (set by as_of, without which there is no list)
        return in_scope(self.choose(self.at), self.codes)

    def asking(self, asked: QueryDict, fragment_key: Hashable) -> "AskedFilter":
        """The same filters, of which nothing has been read, with other parameters: the fields are shared, no value."""
        found, form = copy(self), copy(self.form)
        form.data, form._errors, form._bound_fields_cache = asked, None, {}  # as a form begins
        found.data, found._form, found.fragment_key = asked, form, fragment_key
        found.codes = scope(asked.get("language", ""), self.language)
        return found

    def as_of(self, at: datetime) -> "AskedFilter":
        """The same for an instant. What has been understood already is shared."""
        found = copy(self)
        found.at = at
        return found


def filterset(request: HttpRequest, at: datetime, language: str, choose: Choice = listed) -> AskedFilter:
    """The filters of a request, for the list of a language as of `at`; `choose` says of what they leave something."""
    given = tuple((name, *request.GET.getlist(name)) for name in ReleaseFilter.base_filters if name in request.GET)
    key = (*languages.of_page(), languages.all_spoken(), language, choose, given, labels_key())
    if not fragments.may_keep(request):
        return AskedFilter(request.GET, language, choose, key).as_of(at)
    if "q" in request.GET:
        return unread(language, choose).asking(request.GET, key).as_of(at)
    return ASKED.value(key, lambda: understood(AskedFilter(request.GET, language, choose, key))).as_of(at)


def unread(language: str, choose: Choice) -> AskedFilter:
    key = (*languages.of_page(), languages.all_spoken(), language, choose, labels_key())
    return ASKED.value(key, lambda: AskedFilter(QueryDict(), language, choose, key))


def understood(asked: AskedFilter) -> AskedFilter:
    """With all that is computed when it is first asked for, so that its copies need not."""
    _all = asked.active, asked.query, asked.form.errors, asked.order
    return asked


@once_a_minute
def labels_key() -> str:
    """Of the names of all categories and offices, among which a reader chooses."""
    return repr({slug: dict(name) for names in labels().values() for slug, name in names.items()})
