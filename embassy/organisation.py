"""The mission as share cards and search engines know it."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from embassy.lib.addresses import absolute
from embassy.lib.cards import Brand, NameCard
from embassy.lib.json_ld import without_blanks
from embassy.models import Mission


def brand(mission: Mission) -> Brand:
    return Brand(
        name=str(mission.short_name) or str(mission.name) or _("Press office"),
        line=" · ".join(part for part in (str(mission.place), str(mission.office)) if part),
        colour_1=mission.colour_1,
        colour_2=mission.colour_2,
        emblem=mission.emblem.name or "",
        site=settings.SITE_HOST,
    )


def name_card(mission: Mission, language: str) -> NameCard:
    return NameCard(brand=brand(mission), language=language)


def emblem_url(mission: Mission) -> str:
    """Absolute: the mission's own, or the neutral one."""
    if name := mission.emblem.name:
        return absolute(reverse("emblem", args=[name.removeprefix("emblem/")]))
    return absolute(static("img/emblem.png"))


def identifier() -> str:
    """Names the mission in every document of the site."""
    return absolute("/#mission")


def reference(mission: Mission) -> dict[str, Any]:
    """The mission as the author or publisher of something."""
    logo = {"@type": "ImageObject", "url": emblem_url(mission)}
    return {
        "@type": "GovernmentOrganization",
        "@id": identifier(),
        "name": str(mission.name),
        "url": absolute("/"),
        "logo": logo,
    }


def document(mission: Mission) -> dict[str, Any]:
    """All that the mission says of itself."""
    short = str(mission.short_name)
    return without_blanks(
        {
            **reference(mission),
            "alternateName": short if short != str(mission.name) else "",
            "address": str(mission.address),
            "telephone": mission.press_phone or mission.consular_phone,
            "email": mission.press_email,
            "contactPoint": contacts(mission),
            "sameAs": mission.same_as,
        }
    )


def contacts(mission: Mission) -> list[dict[str, Any]]:
    press = {"contactType": "press", "telephone": mission.press_phone, "email": mission.press_email}
    consular = {"contactType": "consular", "telephone": mission.consular_phone}
    spoken = mission.spoken_languages
    return [
        {"@type": "ContactPoint", **without_blanks(contact), "availableLanguage": spoken}
        for contact in (press, consular)
        if len(without_blanks(contact)) > 1
    ]


def site(mission: Mission, url: str, list_url: str, language: str) -> dict[str, Any]:
    """The site, and how it is searched."""
    return {
        "@type": "WebSite",
        "name": str(mission.name),
        "url": url,
        "inLanguage": language,
        "publisher": {"@id": identifier()},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{list_url}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
