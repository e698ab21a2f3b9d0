"""A release's editions, each in full: as an archive tells them, as the site has them, and where the two differ."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from embassy.archive import media, media_kinds, redactions
from embassy.archive.layout import CONTENT, Record
from embassy.lib import markup
from releases.models import Edition, Feature, Purpose, Release, State
from releases.models.edition import EditionQuerySet
from releases.models.media import with_media_known

EMPTY: Record = {"issued_by": "", "place": "", "summary": "", "paragraph_numbers": False}
EDITION_KEYS = ("purpose", "note", "published_at", *CONTENT)
CARRIED = (*CONTENT, *media_kinds.KEYS)
COLUMNS = {"paragraph_numbers": "has_paragraph_numbers", "published_at": "live_from"}
"""Keys whose column has another name; issued_by and categories are rows of their own."""
IDENTITY = ("kind", "translation_key", "source_url")


def told(release: Record) -> list[Record]:
    """The editions of a release of the archive: what one leaves out is carried over from the one before it."""
    content = {**EMPTY, **media.NONE, **{name: release[name] for name in CARRIED if name in release}}
    first = {"purpose": Purpose.ORIGINAL, "note": "", "published_at": release["published_at"]}
    editions = [{**content, **first, **redactions.told(release)}]
    for later in release.get("editions", []):
        kept = {name: value for name, value in later.items() if name in (*EDITION_KEYS, *media_kinds.KEYS)}
        editions.append({**editions[-1], "note": "", **kept, **redactions.told(later)})
    return [{**edition, "categories": sorted(set(edition["categories"]))} for edition in editions]


def stored(edition: Edition) -> Record:
    """The same of an edition of the site, its office and categories loaded; without its media."""
    known: Record = {
        name: getattr(edition, COLUMNS.get(name, name))
        for name in EDITION_KEYS
        if name not in ("issued_by", "categories")
    }
    known["issued_by"] = edition.office.slug if edition.office else ""
    known["categories"] = sorted(category.slug for category in edition.categories.all())
    if edition.number == 1:
        known["note"] = ""
    is_redacted = edition.redacted_at is not None
    return {**known, "redacted_at": edition.redacted_at, "digest": edition.digest if is_redacted else ""}


def whole(releases: "QuerySet[Release]", editions: EditionQuerySet) -> "QuerySet[Release]":
    """The releases with these of their editions, in order, and everything that `stored` looks at. Five queries.

    Of media only whether there are any.
    """
    loaded = (
        with_media_known(editions)
        .select_related("office")
        .prefetch_related("categories")
        .defer("folded_text")
        .order_by("number")
    )
    features = Prefetch("features", Feature.objects.order_by("featured_from", "pk"))
    return releases.prefetch_related(Prefetch("editions", loaded), features, "former_slugs")


def standing(addresses: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Release]:
    """The releases of the site at these addresses (language, slug)."""
    found = whole(Release.objects.filter(slug__in={slug for _language, slug in addresses}), Edition.objects.all())
    return {(release.language, release.slug): release for release in found}


def differences(release: Record, editions: list[Record], site: Release) -> list[tuple[str, str]]:
    """Key and sentence for each thing in which the site's release is not a beginning of the archive's."""
    approved = [edition for edition in site.editions.all() if edition.state == State.APPROVED]
    if not approved:
        return [
            (
                "slug",
                "is the address of an unpublished release of the site; publish or discard that one, or change the slug",
            )
        ]
    if len(approved) > len(editions):
        sentence = f"are {len(editions) - 1} and the site has {len(approved) - 1}; an import takes none back"
        return [("editions", sentence)]
    found = [name for name in IDENTITY if release.get(name, "") != getattr(site, name)]
    for place, (ours, theirs) in enumerate(zip(editions, approved, strict=False)):
        where = f"editions[{place - 1}]." if place else ""
        if bool(ours["redacted_at"]) != bool(theirs.redacted_at):
            return [redactions.one_sided(where, is_told=bool(ours["redacted_at"]))]
        found += [where + name for name in [*_unlike(ours, stored(theirs)), *media.unlike(ours, theirs)]]
    has_draft = len(site.editions.all()) > len(approved)
    if not found and has_draft and len(approved) < len(editions):
        return [("editions", "cannot be added: the site holds a draft of this release; approve or discard it first")]
    return [
        (key, "differs from what the site has published, which no import changes; correct it by a later edition")
        for key in found
    ]


def _unlike(ours: Record, theirs: Record) -> list[str]:
    """The keys that differ; of the body its stored form, which an older sanitiser may have written otherwise."""
    names = (*EDITION_KEYS, "digest") if ours["digest"] else EDITION_KEYS
    unlike = [name for name in names if name != "body" and ours[name] != theirs[name]]
    body = markup.sanitise(ours["body"])
    if body != theirs["body"] and body != markup.sanitise(theirs["body"]):
        unlike.append("body")
    return unlike


def missing_former(release: Record, site: Release) -> list[str]:
    """The former addresses of which the site does not know."""
    known = {former.slug for former in site.former_slugs.all()}
    return [slug for slug in release.get("former_slugs", []) if slug not in known]


def feature_differs(release: Record, site: Release) -> bool:
    """The archive features the release, and the site not, or until another instant."""
    begins = release.get("featured_from")
    ends: dict[Any, Any] = {feature.featured_from: feature.featured_until for feature in site.features.all()}
    return begins is not None and (begins not in ends or ends[begins] != release.get("featured_until"))
