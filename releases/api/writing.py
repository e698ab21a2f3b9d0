"""Editions and what hangs on them, written as the API's answers. Everything they need must be loaded."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from embassy.lib import instant, markup
from embassy.lib.addresses import absolute, with_query
from embassy.lib.localized import Localized
from embassy.lib.rest.schemas import words
from embassy.models import Mission
from releases import body, figures, references
from releases.api import schemas
from releases.models import Category, Edition, ImageUse, Office


class Writer:
    """Writes for one request: as of its instant, which every link carries on."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.at = instant.of(request)
        self.mission: Mission = request.mission  # type: ignore[attr-defined]

    def link(self, path: str) -> str:
        return absolute(with_query(path, [], self.request))

    def api_link(self, name: str, *parts: object) -> str:
        return self.link(reverse(f"api:{name}", args=parts))

    def page(self, edition: Edition) -> str:
        return self.link(edition.get_absolute_url())

    def page_of_edition(self, edition: Edition) -> str:
        """Its own, once another has followed it."""
        return self.link(edition.get_edition_url()) if edition.was_superseded(self.at) else self.page(edition)

    def release_parts(self, edition: Edition) -> tuple[str, str]:
        return edition.release.language, edition.release.slug

    def summary(self, edition: Edition) -> schemas.Summary:
        return schemas.Summary(**self.summary_fields(edition))

    def summary_fields(self, edition: Edition) -> dict[str, Any]:
        release = edition.release
        return {
            "url": self.page(edition),
            "api_url": self.api_link("release", *self.release_parts(edition)),
            "language": release.language,
            "slug": release.slug,
            "reference": references.of_edition(edition, self.at, self.mission),
            "kind": release.kind,
            "title": edition.headline,
            "summary": edition.summary,
            "excerpt": edition.excerpt,
            **self.facts(edition),
            "first_published_at": release.first_published_at,
            "changed_at": edition.live_from,
            "edition": edition.number,
            "is_corrected": edition.is_corrected,  # type: ignore[attr-defined]
        }

    def facts(self, edition: Edition) -> dict[str, Any]:
        """What is printed above the text."""
        return {
            "dated": edition.dated,
            "place": edition.place,
            "issued_by": label(edition.office) if edition.office else None,
            "categories": [label(category) for category in edition.categories.all()],
        }

    def release(self, edition: Edition, translations: Iterable[Edition]) -> schemas.Release:
        return schemas.Release(
            **self.summary_fields(edition),
            **self.text(edition),
            status=standing(edition),
            note=edition.note,
            digest=edition.digest,
            source_url=edition.release.source_url,
            translations=[self.translation(other) for other in translations],
            editions_url=self.api_link("editions", *self.release_parts(edition)),
        )

    def translation(self, edition: Edition) -> schemas.Translation:
        return schemas.Translation(
            language=edition.release.language,
            title=edition.title,
            url=self.page(edition),
            api_url=self.api_link("release", *self.release_parts(edition)),
        )

    def edition(self, edition: Edition) -> schemas.Edition:
        """`live_until` only once it has come: one that lies ahead would tell of a text that is scheduled (EMB-01)."""
        is_over = edition.was_superseded(self.at)
        fields: dict[str, Any] = {
            "url": self.page_of_edition(edition),
            "api_url": self.api_link("edition", *self.release_parts(edition), edition.number),
            "number": edition.number,
            "purpose": edition.purpose,
            "status": "superseded" if is_over and not edition.redacted_at else standing(edition),
            "note": edition.note,
            "live_from": edition.live_from,
            "live_until": edition.live_until if is_over else None,
            "redacted_at": edition.redacted_at,
            "digest": edition.digest,
        }
        words_of_it = {"title": edition.headline, "summary": edition.summary, **self.text(edition)}
        return schemas.Edition(**fields, **self.facts(edition), **words_of_it)

    def text(self, edition: Edition) -> dict[str, Any]:
        """The words and what stands among them, in the text's language. Of a withdrawn text what its page shows."""
        with override(edition.release.language):
            html = body.html(edition, self.at)
        is_withdrawn = edition.is_withdrawal
        pictures = placed_pictures(edition) if is_withdrawn else figures.shown(edition)
        files = [] if is_withdrawn else figures.attachments(edition)
        return {
            "body_html": markup.absolute(html, self.page(edition)),
            "body_text": markup.plain_text(edition.body, is_stored=True),
            "images": [picture(use) for use in pictures],
            "attachments": [file(use) for use in files],
        }


def standing(edition: Edition) -> Literal["live", "withdrawn", "redacted"]:
    if edition.redacted_at:
        return "redacted"
    return "withdrawn" if edition.is_withdrawal else "live"


def label(row: Category | Office) -> schemas.Label:
    return named(row.slug, row.name)


def named(slug: str, name: Localized) -> schemas.Label:
    return schemas.Label(slug=slug, name=words(name))


def placed_pictures(edition: Edition) -> list[ImageUse]:
    numbers = markup.picture_numbers(edition.body)
    return [use for use in figures.shown(edition) if use.position in numbers]


def picture(use: ImageUse) -> schemas.Picture:
    image = use.image
    renditions = [
        schemas.Rendition(
            url=absolute(image.url(width, extension)),
            type=mime,
            width=width,
            height=image.height_at(width),
        )
        for width in image.widths
        for mime, extension in (("image/webp", "webp"), (image.mime, image.extension))
    ]
    return schemas.Picture(
        number=use.position,
        alt=use.alt,
        caption=use.caption,
        credit=image.credit,
        licence=image.licence,
        width=image.width,
        height=image.height,
        renditions=renditions,
    )


def file(use: Any) -> schemas.File:
    attachment = use.attachment
    return schemas.File(
        url=absolute(attachment.get_absolute_url()),
        label=use.name,
        name=attachment.download_name,
        type=attachment.mime,
        bytes=attachment.bytes,
        sha256=attachment.clean_sha256,
    )


def changed_at(editions: Sequence[Edition], at: datetime) -> datetime | None:
    """When the latest of public editions went live, was followed by another, or lost its words.

    None where a text counts days: it changes at midnight, by nobody's act.
    """
    if any(markup.matters_named(edition.body) for edition in editions if "body" not in edition.get_deferred_fields()):
        return None
    moments = [moment for edition in editions for moment in (edition.live_from, edition.redacted_at) if moment]
    ends = [edition.live_until for edition in editions if edition.live_until and edition.live_until <= at]
    return max(moments + ends)
