"""What pages show of an edition besides its text: what stands for it where finished parts of pages are kept."""

from typing import Any

COLUMNS = (
    "id", "number", "purpose", "title", "summary", "dated", "place", "note", "live_from", "live_until", "digest",
    "redacted_at", "excerpt", "has_paragraph_numbers",
)  # fmt: skip
ANNOTATIONS = ("is_corrected", "coming_number")
OF_RELEASE = ("slug", "kind", "language", "first_published_at", "reference_year", "reference_number")


def shown_of(edition: Any) -> tuple[object, ...]:
    """Columns that were not loaded stand as None: they are not shown either. Categories only where they are loaded."""
    values, release, office = edition.__dict__, edition.release, edition.office
    categories = values.get("_prefetched_objects_cache", {}).get("categories", ())
    return (
        *(values.get(name) for name in (*COLUMNS, *ANNOTATIONS)),
        *(getattr(release, name) for name in OF_RELEASE),
        office and office.fragment_key,
        *(category.fragment_key for category in categories),
    )
