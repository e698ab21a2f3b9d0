"""Search over every edition on the desk: drafts, what is scheduled, and what is superseded included."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from embassy.lib import instant
from releases import references
from releases.models import Edition
from releases.permissions import may_see_releases

PAGE_SIZE = 50


class SearchForm(forms.Form):
    q = forms.CharField(
        label=lazy("Search all editions"),
        max_length=200,
        widget=forms.TextInput({"type": "search", "class": "desk-search-words"}),
    )


def may_search(user: Any) -> bool:
    """Whoever may see releases on the desk."""
    return may_see_releases(user)


def view(request: HttpRequest, shell: dict[str, Any]) -> HttpResponse:
    if not may_search(request.user):
        raise PermissionDenied
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        **shell,
        "title": _("Search"),
        "search": form,
        "words": words,
        "at": instant.now(),
        "mission": request.mission,  # type: ignore[attr-defined]
        "found": found(words, request.GET.get("p")) if words else None,
    }
    return TemplateResponse(request, "admin/search.html", context)


def found(words: str, page: str | None) -> Any:
    """A page of the editions that contain every word, or have the reference number; saved last first. Two queries."""
    editions = Edition.objects.containing(words)
    if number := references.found_in(words):
        named = {"release__reference_year": number.year, "release__reference_number": number.number}
        editions = editions | Edition.objects.filter(**named)
    editions = editions.select_related("release", "created_by").without_text()
    return Paginator(editions.order_by("-saved_at", "-pk"), PAGE_SIZE).get_page(page)
