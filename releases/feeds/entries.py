"""An edition as an entry of a feed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from embassy.lib import languages, markup
from embassy.lib.addresses import absolute
from embassy.lib.keep import Keep
from embassy.lib.markup.vocabulary import DAYS_SINCE
from embassy.lib.prepared import Prepared
from embassy.lib.syndication import Category, Enclosure, Entry, tag_uri
from embassy.models import Mission
from releases import body, figures
from releases.feeds.shelf import CHANGES, SIZE, Shelf, change, current
from releases.feeds.shelves import Messages, standing
from releases.history import put_categories
from releases.models import Edition, FormerSlug, ImageUse, Purpose
from releases.models.edition import EditionQuerySet
from releases.models.media import AttachmentUse, load_media, with_media_known

WRITTEN: Keep[Entry] = Keep(8 << 20)


@dataclass(frozen=True)
class Scene:
    """What all entries of a document share; `page` makes the absolute address of a path, as of the same instant."""

    at: datetime
    mission: Mission
    page: Callable[[str], str]
    is_past: bool = False
    """Whether its addresses carry an instant on."""

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


def _written(editions: EditionQuerySet, at: datetime) -> EditionQuerySet:
    """With all that an entry says of them."""
    corrections: QuerySet[Edition] = Edition.objects.public(at).filter(
        release=OuterRef("release"), purpose=Purpose.CORRECTION
    )
    latest = corrections.order_by("-number")
    return with_media_known(with_identity(editions.annotate(changed_at=change(at)))).annotate(
        correction_note=Subquery(latest.values("note")[:1]), corrected_at=Subquery(latest.values("live_from")[:1])
    )


def _of_all(at: datetime, newest: RawSQL, changed: RawSQL) -> Any:
    return _written(Edition.objects.filter(standing(at, newest, changed)).order_by(), at)


def _categories(**keys: int) -> Any:
    links = Edition.categories.through.objects.filter(edition__in=list(keys.values()))
    return links.order_by("category__slug").values_list("edition_id", "category_id")


KEYS = {f"key_{place}": int for place in range(SIZE + CHANGES)}
OF_ALL = Prepared(_of_all, at=datetime, newest=RawSQL, changed=RawSQL)
CATEGORIES = Prepared(_categories, **KEYS)


def loaded(shelf: Shelf, number: int) -> list[Edition]:
    """Editions of a document of messages, in no order. Two queries, two more where there are pictures or files."""
    if isinstance(shelf, Messages) and not number:
        found = OF_ALL.objects(at=shelf.at, **shelf.ends)
    else:
        found = shelf.loaded(number, _written(Edition.objects.order_by(), shelf.at))
    found = found if number else current(found, shelf)
    named = dict(zip(KEYS, [*(edition.pk for edition in found), *[0] * len(KEYS)], strict=False))
    put_categories(found, CATEGORIES.rows(**named))
    load_media(found)
    return found


def messages(editions: Iterable[Edition], scene: Scene) -> list[Entry]:
    """What has no pictures and counts no days is written once."""
    return [kept(edition, scene) for edition in editions]


def kept(edition: Edition, scene: Scene) -> Entry:
    if edition.may_have_media or DAYS_SINCE in edition.body or scene.is_past:
        return message(edition, scene)
    values = edition.__dict__
    shown = tuple(values[name] for name in ("body", "first_slug", "changed_at", "correction_note", "corrected_at"))
    key = (*languages.of_page(), edition.fragment_key, shown, scene.mission.fragment_key)
    return WRITTEN.value(key, lambda: message(edition, scene))


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
        enclosures=(*map(attached, files), *map(picture, pictures)),
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


def categories(edition: Edition) -> tuple[Category, ...]:
    """Its kind and its categories, each term once."""
    release = edition.release
    found = {release.kind: release.get_kind_display()}
    found.update((category.slug, str(category.name)) for category in edition.categories.all())
    return tuple(Category(term, markup.clean_line(label)) for term, label in found.items())


def attached(use: AttachmentUse) -> Enclosure:
    file = use.attachment
    return Enclosure(absolute(file.get_absolute_url()), file.mime, use.name, file.bytes)


def picture(use: ImageUse) -> Enclosure:
    """The largest file that every program can read; what it weighs alone is not on record."""
    image = use.image
    return Enclosure(absolute(image.url(image.widths[-1], image.extension)), image.mime, use.caption or use.alt)


def noted(shelf: Shelf, number: int) -> list[Edition]:
    """Editions of a document of corrections, in no order. One query."""
    editions = Edition.objects.order_by().without_text().annotate(changed_at=change(shelf.at))
    found = shelf.loaded(number, with_identity(editions))
    return found if number else current(found, shelf)


def corrections(editions: Iterable[Edition], scene: Scene) -> list[Entry]:
    return [correction(edition, scene) for edition in editions]


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
        categories=(Category(edition.purpose, str(edition.get_purpose_display())),),
    )
