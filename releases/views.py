"""The public pages of releases."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from embassy import sharing as page_sharing
from embassy.lasting import lasting
from embassy.lib import cards, instant, languages
from embassy.lib.addresses import with_query
from embassy.lib.fragments import Later
from embassy.lib.methods import read_only
from embassy.lib.pages import pages_of
from embassy.templatetags.page_words import grouped
from releases import asked, history, sharing
from releases import cards as release_cards
from releases.around import Around
from releases.asked import AskedFilter
from releases.changes import Changes
from releases.filters import Sort
from releases.listing import Listing, Month, Noted
from releases.models import Edition, Kind, Release
from releases.suggestions import suggestions

PAGE_SIZE = 20
FEEDS = {"feed_atom": "Atom", "feed_rss": "RSS", "feed_json": "JSON"}
MONTH_PAGE_SIZE = 100


def language_of(request: HttpRequest) -> str:
    return get_language() or languages.default()


@read_only
@lasting
def release_list(request: HttpRequest) -> HttpResponse:
    at = instant.of(request)
    filterset = asked.filterset(request, at, language_of(request))
    listing = Listing(filterset, at)
    pages = pages_of(request, listing.texts, size=PAGE_SIZE, count=listing.total, query=filterset.pairs())
    shared = {"sharing": page_sharing.of_list(request, _("All messages"), pages.pairs())}
    context = {**pages.context(), **filter_context(request, filterset, listing), **shared}
    return render(request, "releases/list.html", context)


def filter_context(request: HttpRequest, filterset: AskedFilter, listing: Listing) -> dict[str, Any]:
    """What the filter form, its chips and the heading of the results show."""
    year = filterset.active.get("year") or (listing.years[0] if listing.years else None)
    return {
        "filterset": filterset,
        "filters": filters(filterset, listing),
        "chips": chips(request, filterset),
        "is_filtered": bool(filterset.active),
        "has_errors": bool(filterset.form.errors),
        "total": listing.total,
        "query": filterset.query,
        "orders": orders(request, filterset),
        "suggestions": None if listing.total else suggested(request, filterset),
        "follow": Later(filterset.fragment_key, lambda: {"feeds": feeds(request, filterset)}),
        "result_title": result_title(listing.total, is_filtered=bool(filterset.active)),
        "clear_url": with_query(request.path, [], request),
        "archive": archive(request, year) if year else None,
    }


def filters(filterset: AskedFilter, listing: Listing) -> Later:
    """The form of the filters, with the counts that stand in it."""
    key = (filterset.fragment_key, *listing.by_kind.values(), *listing.years)
    return Later(key, lambda: filter_form(filterset, listing))


def filter_form(filterset: AskedFilter, listing: Listing) -> dict[str, Any]:
    form = filterset.form
    fields = {name: form[name] for name in ("q", "kind", "category", "issuer", "year", "language", "sort")}
    chosen = filterset.active.get("kind", [])
    kinds = [
        {"value": kind.value, "label": kind.label, "count": listing.by_kind[kind], "is_checked": kind in chosen}
        for kind in Kind
    ]
    return {
        "fields": {**fields, "since": form["from"], "until": form["to"]},
        "kinds": kinds,
        "years": listing.years,
        "has_errors": bool(form.errors),
        "has_words_above": not filterset.query.is_empty,
        "sort": filterset.order,
        "several_languages": len(languages.all_spoken()) > 1,
    }


def chips(request: HttpRequest, filterset: AskedFilter) -> list[dict[str, str]]:
    return [
        {"label": filterset.describe(*pair), "url": with_query(request.path, filterset.pairs(without=pair), request)}
        for pair in filterset.filter_pairs()
    ]


def orders(request: HttpRequest, filterset: AskedFilter) -> list[dict[str, Any]]:
    """The orders that a search can be read in, with the link to the other one. A list without words has one."""
    if filterset.query.is_empty:
        return []
    return [
        {
            "label": order.label,
            "is_current": order == filterset.order,
            "url": with_query(request.path, filterset.pairs(instead={"sort": order}), request),
        }
        for order in Sort
    ]


def suggested(request: HttpRequest, filterset: AskedFilter) -> dict[str, list[dict[str, Any]]]:
    """Links to lists that are not empty."""
    found = suggestions(filterset, instant.of(request))
    return {
        name: [
            {
                "words": ", ".join(suggestion.words),
                "count": suggestion.count,
                "is_at_least": suggestion.is_at_least,
                "url": with_query(request.path, suggestion.pairs, request),
            }
            for suggestion in offered
        ]
        for name, offered in (("spellings", found.spellings), ("fewer", found.fewer))
    }


def feeds(request: HttpRequest, filterset: AskedFilter) -> list[dict[str, str]]:
    """Links to the feeds of this very list, those that the site has."""
    found = []
    for name, label in FEEDS.items():
        with suppress(NoReverseMatch):
            address = reverse(f"releases:{name}")
            found.append({"label": label, "url": with_query(address, filterset.filter_pairs(), request)})
    return found


def result_title(total: int, *, is_filtered: bool) -> str:
    words = {"count": grouped(total)}
    if is_filtered:
        return ngettext("%(count)s message found", "%(count)s messages found", total) % words
    return ngettext("%(count)s message", "%(count)s messages", total) % words


def archive(request: HttpRequest, year: int) -> Later:
    """Links to the month archives of a year, up to the month of the page."""
    today = instant.of(request)
    return Later((year, today.year, today.month), lambda: {"months": months(request, year)})


def months(request: HttpRequest, year: int) -> list[dict[str, Any]]:
    today = instant.of(request)
    firsts = (date(year, month, 1) for month in range(1, 13))
    return [
        {"first": first, "url": with_query(reverse("releases:month", args=[year, first.month]), [], request)}
        for first in firsts
        if (first.year, first.month) <= (today.year, today.month)
    ]


@read_only
@lasting
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = date(year, month, 1)
    archive = Month(first, language_of(request), instant.of(request))
    pages = pages_of(request, archive.texts, size=MONTH_PAGE_SIZE, count=archive.total)
    earlier, later = archive.neighbours
    return render(
        request,
        "releases/month.html",
        {
            **pages.context(),
            "sharing": sharing.of_month(request, first, pages.pairs()),
            "month": first,
            "earlier_url": month_url(request, earlier),
            "later_url": month_url(request, later),
        },
    )


def month_url(request: HttpRequest, day: date | None) -> str:
    return with_query(reverse("releases:month", args=[day.year, day.month]), [], request) if day else ""


@read_only
@lasting
def release(request: HttpRequest, slug: str) -> HttpResponse:
    editions = public_history(request, slug)
    if not editions:
        return redirect(with_query(moved_to(request, slug).get_absolute_url(), [], request), permanent=True)
    edition = editions[0]
    around = Around(edition, instant.of(request))
    # For the switcher in the head of the page.
    request.translated_paths = {other.language: other.get_absolute_url() for other in around.translations}  # type: ignore[attr-defined]
    others = translations(request, around)
    return render(
        request,
        "releases/release.html",
        {
            "edition": edition,
            "history": editions,
            "around": around,
            "translations": others,
            "description": sharing.description(edition),
            "sharing": page_sharing.later(request, lambda: sharing.of(request, editions, others), editions, others),
        },
    )


def public_history(request: HttpRequest, slug: str) -> list[Edition]:
    """The editions of a release that were public by the request's instant, the live one first."""
    mission = request.mission  # type: ignore[attr-defined]
    return history.public(slug, language_of(request), instant.of(request), mission)


@read_only
def card(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The share card. An address of what the release has ceased to say leads to the card of what it says."""
    history = public_history(request, slug) or public_history(request, moved_to(request, slug).slug)
    found = release_cards.of(history, request.mission)  # type: ignore[attr-defined]
    if digest != found.digest:
        return cards.moved(with_query(release_cards.path(history[0], found), [], request))
    return cards.answer(request, found)


def moved_to(request: HttpRequest, slug: str) -> Release:
    """The public release that had this address before. 404 for none."""
    former = {"former_slugs__language": language_of(request), "former_slugs__slug": slug}
    found = Release.objects.public(instant.of(request)).filter(**former).first()
    if found is None:
        raise Http404(_("There is no message at this address."))
    return found


def translations(request: HttpRequest, around: Around) -> list[dict[str, str]]:
    """Links to the live translations of a text."""
    return [
        {
            "code": other.language,
            "name": other.language_name,
            "url": with_query(other.get_absolute_url(), [], request),
        }
        for other in around.translations
    ]


@read_only
@lasting
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    at = instant.of(request)
    history = public_history(request, slug)
    if not history:
        address = reverse("releases:edition", args=[moved_to(request, slug).slug, number])
        return redirect(with_query(address, [], request), permanent=True)
    by_number = {entry.number: entry for entry in history}
    if number not in by_number:
        raise Http404(_("There is no such edition of this message."))
    if not by_number[number].was_superseded(at):
        return redirect(with_query(history[0].get_absolute_url(), [], request))
    following = min((entry for entry in history if entry.number > number), key=lambda entry: entry.number)
    is_redacted = bool(by_number[number].redacted_at or following.redacted_at)
    context = {
        "edition": by_number[number],
        "next_edition": following,
        "live_edition": history[0],
        "changes": None if is_redacted else Changes(by_number[number], following),
        "sharing": sharing.of_edition(request, by_number[number]),
    }
    return render(request, "releases/edition.html", context)


@read_only
@lasting
def corrections(request: HttpRequest) -> HttpResponse:
    noted = Noted(language_of(request), instant.of(request))
    pages = pages_of(request, noted.texts, size=PAGE_SIZE, count=noted.total)
    shared = {"sharing": page_sharing.of_list(request, _("Corrections"), pages.pairs())}
    return render(request, "releases/corrections.html", {**pages.context(), **shared})
