"""The feeds, by address."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from embassy.lib import instant, languages
from embassy.lib.methods import read_only
from releases import asked
from releases.feeds import entries, shelves
from releases.feeds.documents import Document
from releases.filters import ReleaseFilter


@read_only
def messages(request: HttpRequest, file_format: str) -> HttpResponseBase:
    at, language = instant.of(request), get_language() or languages.default()
    filterset = asked.filterset(request, at, language, asked.public)
    pairs = filterset.filter_pairs()
    document = Document(request, shelves.messages(filterset, at), reverse("releases:list"), pairs)
    title = ", ".join(filterset.describe(*pair) for pair in pairs) or _("All messages")
    about = _("What the press office publishes, with its corrections and withdrawals.")
    found = entries.messages(document.in_order(entries.loaded(document.shelf, document.number)), document.scene)
    return document.answer(file_format, document.feed(title, about, found, problems(filterset)))


def problems(filterset: ReleaseFilter) -> Iterator[str]:
    """What was wrong with each value that filters nothing."""
    for name, errors in filterset.form.errors.items():
        label = filterset.form.fields[name].label if name in filterset.form.fields else name
        yield _("Not filtered by “%(field)s”: %(problem)s") % {"field": label, "problem": " ".join(map(str, errors))}


@read_only
def corrections(request: HttpRequest, file_format: str) -> HttpResponseBase:
    shelf = shelves.corrections(get_language() or languages.default(), instant.of(request))
    document = Document(request, shelf, reverse("releases:corrections"))
    about = _("Every correction and withdrawal of a published message.")
    found = entries.corrections(document.in_order(entries.noted(shelf, document.number)), document.scene)
    return document.answer(file_format, document.feed(_("Corrections"), about, found))
