"""How the page of a release is shared. Withdrawn it says so; of a redacted text nothing is said."""

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from embassy import sharing
from embassy.lib.addresses import Pairs, absolute, with_query
from embassy.lib.sharing import Alternate, Picture, Sharing
from embassy.models import Mission
from embassy.templatetags.page_words import iso_in
from releases import cards, structured_data
from releases.models import Edition


def of(request: HttpRequest, history: list[Edition], translations: list[dict[str, str]]) -> Sharing:
    """`history` are the public editions, the live one first. One query where its categories are not loaded."""
    mission: Mission = request.mission  # type: ignore[attr-defined]
    edition, zone = history[0], mission.host_time_zone
    url, picture = sharing.here(request), picture_of(request, history)
    others = [Alternate(other["code"], absolute(other["url"])) for other in translations]
    name, words = title(edition), description(edition)
    document = structured_data.article(
        history, mission, url=url, title=name, description=words, image=picture.url, translations=others
    )
    published_at = edition.release.first_published_at
    return sharing.of(
        request,
        name,
        description=words,
        kind="article",
        picture=picture,
        published=iso_in(published_at, zone) if published_at else "",
        modified=iso_in(edition.live_from, zone) if edition.live_from else "",
        section=str(edition.release.get_kind_display()),
        tags=structured_data.tags(edition),
        alternates=[Alternate(edition.release.language, url), *others] if others else [],
        documents=[document, sharing.breadcrumbs(request, *steps(edition))],
        oembed_urls=sharing.oembed_urls(url),
    )


def title(edition: Edition) -> str:
    return f"{_('Withdrawn:')} {edition.headline}" if edition.is_withdrawal else edition.headline


def description(edition: Edition) -> str:
    """Why it was withdrawn, or its first words; those of a redacted text are erased."""
    return edition.note if edition.is_withdrawal else edition.excerpt or edition.headline


def picture_of(request: HttpRequest, history: list[Edition]) -> Picture:
    mission: Mission = request.mission  # type: ignore[attr-defined]
    card = cards.of(history, mission)
    alt = ", ".join(part for part in (title(history[0]), card.kind, card.date, card.brand.name) if part)
    return Picture(absolute(with_query(cards.path(history[0], card), [], request)), alt)


def steps(edition: Edition) -> list[tuple[str, str]]:
    month = reverse("releases:month", args=[edition.dated.year, edition.dated.month])
    return [
        (_("All messages"), reverse("releases:list")),
        (formats.date_format(edition.dated, "F Y"), month),
        (title(edition), edition.get_absolute_url()),
    ]


def of_month(request: HttpRequest, first: date, query: Pairs) -> Sharing:
    name = formats.date_format(first, "F Y")
    way = [(_("All messages"), reverse("releases:list")), (name, request.path)]
    return sharing.of(request, name, query=query, documents=[sharing.breadcrumbs(request, *way)])


def of_edition(request: HttpRequest, edition: Edition) -> Sharing:
    """A superseded text, which no search engine lists."""
    words = {"title": edition.headline, "number": edition.number}
    title = _("%(title)s (edition %(number)s)") % words
    return sharing.of(request, title, description=description(edition))
