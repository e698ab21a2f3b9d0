"""A made-up archive of any size in the site's own format: even, dull texts of the length that press offices write."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FIRST, LAST = datetime(2006, 1, 9, 9, tzinfo=UTC), datetime(2026, 6, 1, 9, tzinfo=UTC)
KINDS = "statement comment press_release answer speech news".split()
LABELS = "consular culture economy environment law security trade visits".split()
SYLLABLES = "al ba cor den el fa gra hin is jo ka lu mer no or pa qui ros sta ter ul ve wan yor zel".split()
COMMON, RARE = "harbour", "quicksilver"
"""A word of every third text, and one of three texts."""
CITY = {"home_city": "Strelsau", "home_time_zone": "Europe/Helsinki"}
MISSION = {
    "name": "Embassy of Ruritania in Lutetia",
    "short_name": "Embassy of Ruritania",
    **CITY,
    "host_city": "Lutetia",
    "host_time_zone": "Europe/Paris",
    "consular_phone": "+33 1 99 00 46 85",
    "consular_label": "Consular queries",
    "press_email": "press@ruritania.example",
    "default_language": "en",
    "languages": ["en"],
}


def write(folder: Path, count: int) -> Path:
    """The same archive of `count` releases at each call."""
    folder.mkdir(parents=True, exist_ok=True)
    named = [{"slug": slug, "name": slug.capitalize()} for slug in LABELS]
    (folder / "mission.json").write_text(json.dumps(MISSION))
    (folder / "categories.json").write_text(json.dumps(named))
    (folder / "offices.json").write_text(json.dumps(named))
    (folder / "incidents.json").write_text(json.dumps([incident(day) for day in ("2018-03-04", "2025-11-02")]))
    with (folder / "releases.jsonl").open("w") as lines:
        lines.writelines(json.dumps(release) + "\n" for release in releases(count))
    return folder


def incident(day: str) -> dict[str, Any]:
    steps = [{"on": day, "text": "A note was handed over; no answer was received."}]
    return {"slug": f"incident-{day}", "name": "the vessel was detained", "occurred_on": day, "steps": steps}


def releases(count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(count)
    words = sorted({"".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(6000)})
    step = (LAST - FIRST) / count
    for number in range(count):
        yield release(number, count, FIRST + step * number, words, chance)


def release(number: int, count: int, published: datetime, words: list[str], chance: random.Random) -> dict[str, Any]:
    made = {
        "slug": f"text-{number}",
        "kind": KINDS[number % 6],
        "language": "en",
        "dated": f"{published.date()}",
        "issued_by": LABELS[number % 7],
        "categories": [LABELS[number % 8]],
        "title": f"On {sentence(words, chance, 7)} {number}",
        "summary": sentence(words, chance, 25).capitalize() + ".",
        "body": "".join(f"<p>{paragraph(words, chance)}</p>" for _ in range(6)) + marks(number, count),
        "published_at": written(published),
    }
    if number % 20 == 7:
        made["editions"] = [
            {
                "purpose": "correction",
                "note": "A name was misspelt.",
                "published_at": written(published + timedelta(hours=5)),
            }
        ]
        made["editions"][0]["title"] = f"{made['title']}, corrected"
    if number == count - 1:
        made["featured_from"] = written(published)
    return made


def written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def paragraph(words: list[str], chance: random.Random) -> str:
    return " ".join(sentence(words, chance, 14).capitalize() + "." for _ in range(6))


def sentence(words: list[str], chance: random.Random, length: int) -> str:
    """Few words often and most seldom, as in any language."""
    return " ".join(words[int(len(words) * chance.random() ** 4)] for _ in range(length))


def marks(number: int, count: int) -> str:
    """The words that searches look for."""
    is_rare = number in (1, count // 2, count - 2)
    return f"<p>{COMMON if number % 3 == 0 else 'Quay'}{f' and {RARE}' if is_rare else ''}.</p>"
