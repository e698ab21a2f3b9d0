"""Small archives for the tests, and what the site holds after they were read."""

import json
from pathlib import Path

from counters.models import Incident, Step
from embassy.models import Mission
from releases.models import Category, Edition, Feature, Office, Release

MISSION = {
    "name": "Embassy of Ruritania",
    "short_name": "Embassy",
    "home_city": "Strelsau",
    "home_time_zone": "Europe/Vienna",
    "host_city": "London",
    "host_time_zone": "Europe/London",
    "consular_phone": "+44 20 7946 0000",
    "consular_label": "Consular queries",
    "press_email": "press@example.org",
    "default_language": "en",
    "languages": ["en", "fr"],
}
INCIDENT = {"slug": "note", "name": "the note", "occurred_on": "2026-03-04", "steps": []}
PUBLISHED = "2026-05-04T08:46:00Z"


def release(slug: str = "a-text", **keys) -> dict:
    required = {
        "slug": slug,
        "kind": "statement",
        "language": "en",
        "dated": "2026-05-04",
        "categories": ["press"],
        "title": f"Title of {slug}",
        "body": "<p>Words of the text.</p>\n",
        "published_at": PUBLISHED,
    }
    return required | keys


def archive(folder: Path, *releases: dict, **files) -> Path:
    """A folder of these releases; the other files by name, as JSON values or as the text they hold."""
    contents = {"mission": MISSION, "categories": [{"slug": "press", "name": "Press"}], **files}
    folder.mkdir(exist_ok=True)
    lines = files.pop("releases", None) or "".join(json.dumps(release) + "\n" for release in releases)
    contents.pop("releases", None)
    _put(folder / "releases.jsonl", lines)
    for name, content in contents.items():
        _put(folder / f"{name}.json", content if isinstance(content, str | bytes) else json.dumps(content, indent=1))
    return folder


def _put(path: Path, content: str | bytes) -> None:
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)


def held() -> dict[str, int]:
    """How many rows the site has of each model that an import writes."""
    models = (Mission, Category, Office, Release, Edition, Feature, Incident, Step)
    return {model.__name__: model.objects.count() for model in models if model.objects.exists()}


def histories() -> list[tuple]:
    """Every edition of the site in full, by release."""
    columns = ("release__slug", "number", "purpose", "title", "body", "note", "state", "live_from", "live_until")
    return list(Edition.objects.order_by("release__slug", "number").values_list(*columns))
