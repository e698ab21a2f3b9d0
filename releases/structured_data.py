"""A release as schema.org's NewsArticle (https://schema.org/NewsArticle, https://schema.org/CorrectionComment)."""

from collections.abc import Iterable
from typing import Any

from embassy import organisation
from embassy.lib.json_ld import without_blanks
from embassy.lib.sharing import Alternate
from embassy.models import Mission
from embassy.templatetags.page_words import iso_in
from releases.models import Edition, Purpose


def article(
    history: list[Edition], mission: Mission, *, url: str, title: str, description: str, image: str,
    translations: Iterable[Alternate],
) -> dict[str, Any]:  # fmt: skip
    """`history` are the public editions, the live one first. No query where its categories and offices are loaded."""
    edition = history[0]
    zone = mission.host_time_zone
    published_at = edition.release.first_published_at
    return without_blanks(
        {
            "@type": "NewsArticle",
            "headline": title,
            "description": description,
            "url": url,
            "mainEntityOfPage": url,
            "image": [image],
            "datePublished": iso_in(published_at, zone) if published_at else "",
            "dateModified": iso_in(edition.live_from, zone) if edition.live_from else "",
            "inLanguage": edition.release.language,
            "author": author(edition, mission),
            "publisher": organisation.reference(mission),
            "articleSection": str(edition.release.get_kind_display()),
            "keywords": tags(edition),
            "isAccessibleForFree": True,
            "correction": [correction(entry, zone) for entry in corrections(history)],
            "workTranslation": [
                {"@type": "NewsArticle", "url": other.url, "inLanguage": other.code} for other in translations
            ],
        }
    )


def author(edition: Edition, mission: Mission) -> dict[str, Any]:
    """The office that issued it, as a part of the mission; else the mission."""
    whole = {"@type": "GovernmentOrganization", "@id": organisation.identifier(), "name": str(mission.name)}
    if edition.office is None or edition.redacted_at:
        return {**whole, "url": organisation.reference(mission)["url"]}
    return {"@type": "GovernmentOrganization", "name": str(edition.office), "parentOrganization": whole}


def tags(edition: Edition) -> list[str]:
    return [str(category) for category in edition.categories.all()]


def corrections(history: list[Edition]) -> list[Edition]:
    return [entry for entry in history if entry.purpose == Purpose.CORRECTION]


def correction(edition: Edition, zone: str) -> dict[str, Any]:
    at = iso_in(edition.live_from, zone) if edition.live_from else ""
    return {"@type": "CorrectionComment", "text": edition.note, "datePublished": at}
