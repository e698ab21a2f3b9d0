"""An edition as an entry of a feed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from embassy.lib import markup
from embassy.lib.addresses import absolute
from embassy.lib.syndication import Category, Enclosure, Entry, tag_uri
from embassy.models import Mission
from releases import body, figures
from releases.models import Edition, FormerSlug, ImageUse, Purpose
from releases.models.edition import EditionQuerySet
from releases.models.media import AttachmentUse, load_media, with_media_known


@dataclass(frozen=True)
class Scene:
    """What all entries of a document share; `page` makes the absolute address of a path, as of the same instant."""

    at: datetime
    mission: Mission
    page: Callable[[str], str]

    @property
    def publisher(self) -> str:
        """The mission's name; that of the site while nobody has entered one, for an author must have a name."""
        return markup.clean_line(str(self.mission.name)) or settings.SITE_HOST

    def local(self, instant: datetime) -> datetime:
        """With the offset of the host city (TIM-02)."""
        return instant.astimezone(self.mission.host_zone)


def with_identity(editions: EditionQuerySet) -> EditionQuerySet:
    """Adds `first_slug`, under which the release was first public where it has moved since."""
    former = FormerSlug.objects.filter(release=OuterRef("release")).order_by("pk")
    return editions.select_related("release", "office").annotate(first_slug=Subquery(former.values("slug")[:1]))


def identity(edition: Edition, *parts: object) -> str:
    """The same under every title, address and edition (API-06). The edition is one from `with_identity`."""
    release = edition.release
    slug = edition.first_slug or release.slug  # type: ignore[attr-defined]
    first = release.first_published_at or edition.live_from
    assert first is not None  # noqa: S101  (what is public has been published)
    return tag_uri(settings.SITE_HOST, first, release.language, slug, *parts)


def messages(editions: EditionQuerySet, scene: Scene) -> list[Entry]:
    """At most four queries, two where nothing has pictures or attachments."""
    corrections: QuerySet[Edition] = Edition.objects.public(scene.at).filter(
        release=OuterRef("release"), purpose=Purpose.CORRECTION
    )
    latest = corrections.order_by("-number")
    found = with_media_known(with_identity(editions)).annotate(
        correction_note=Subquery(latest.values("note")[:1]), corrected_at=Subquery(latest.values("live_from")[:1])
    )
    loaded = list(found.prefetch_related("categories"))
    load_media(loaded)
    return [message(edition, scene) for edition in loaded]


def message(edition: Edition, scene: Scene) -> Entry:
    if edition.redacted_at or edition.is_withdrawal:
        return gone(edition, scene)
    release = edition.release
    files, pictures = figures.attachments(edition), figures.shown(edition)
    return Entry(
        id=identity(edition),
        url=scene.page(edition.get_absolute_url()),
        title=markup.clean_line(edition.title),
        summary=edition.excerpt,
        html=text(edition, scene),
        author=author(edition, scene),
        published_at=scene.local(release.first_published_at),  # type: ignore[arg-type]
        updated_at=scene.local(edition.changed_at),  # type: ignore[attr-defined]
        categories=categories(edition),
        enclosures=[*map(attached, files), *map(picture, pictures)],
        image=absolute(pictures[0].image.shown_url) if pictures else "",
    )


def gone(edition: Edition, scene: Scene) -> Entry:
    """What stands in the place of a text that was withdrawn or erased: none of its words but a withdrawn title."""
    headline = markup.clean_line(edition.headline)
    title = f"{_('Withdrawn:')} {headline}" if edition.is_withdrawal else headline
    return Entry(
        id=identity(edition),
        url=scene.page(edition.get_absolute_url()),
        title=title,
        summary=edition.note if edition.is_withdrawal else title,
        author=author(edition, scene),
        published_at=scene.local(edition.release.first_published_at),  # type: ignore[arg-type]
        updated_at=scene.local(edition.changed_at),  # type: ignore[attr-defined]
        is_gone=True,
    )


def text(edition: Edition, scene: Scene) -> str:
    """The whole text as it stands on its page, pictures and attachments included, with absolute addresses only."""
    prefix = f"{edition.release.slug}-"
    context = {
        "edition": edition,
        "text": body.html(edition, scene.at, prefix=prefix),
        "pictures": figures.unplaced(edition),
        "attachments": figures.attachments(edition),
        "zone": scene.mission.host_time_zone,
    }
    page = scene.page(edition.get_absolute_url())
    return markup.absolute(render_to_string("releases/_feed_text.html", context).strip(), page, prefix=prefix)


def author(edition: Edition, scene: Scene) -> str:
    return markup.clean_line(str(edition.office or "")) or scene.publisher


def categories(edition: Edition) -> Sequence[Category]:
    """Its kind and its categories, each term once."""
    release = edition.release
    found = {release.kind: release.get_kind_display()}
    found.update((category.slug, str(category.name)) for category in edition.categories.all())
    return [Category(term, markup.clean_line(label)) for term, label in found.items()]


def attached(use: AttachmentUse) -> Enclosure:
    file = use.attachment
    return Enclosure(absolute(file.get_absolute_url()), file.mime, use.name, file.bytes)


def picture(use: ImageUse) -> Enclosure:
    """The largest file that every program can read; what it weighs alone is not on record."""
    image = use.image
    return Enclosure(absolute(image.url(image.widths[-1], image.extension)), image.mime, use.caption or use.alt)


def corrections(editions: EditionQuerySet, scene: Scene) -> list[Entry]:
    """One query."""
    return [correction(edition, scene) for edition in with_identity(editions)]


def correction(edition: Edition, scene: Scene) -> Entry:
    """The notice of a correction or withdrawal; each edition is an entry of its own."""
    headline = markup.clean_line(edition.headline)
    word = _("Withdrawn:") if edition.is_withdrawal else _("Corrected:")
    url = scene.page(edition.get_absolute_url())
    return Entry(
        id=identity(edition, "editions", edition.number),
        url=url,
        title=f"{word} {headline}",
        summary=edition.note,
        html=render_to_string("releases/_feed_correction.html", {"edition": edition, "url": url}).strip(),
        author=author(edition, scene),
        published_at=scene.local(edition.live_from),  # type: ignore[arg-type]
        updated_at=scene.local(edition.changed_at),  # type: ignore[attr-defined]
        categories=[Category(edition.purpose, edition.get_purpose_display())],
    )
