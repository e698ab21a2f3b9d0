"""`make bench`: what a page costs, as ratios taken side by side in one run; machines are shared and noisy.

Two sites, of 10 and of about 2,000 releases, in one process and one database each; the unit is a bare Django view.
Reads the sample archive beside the project where it stands, else makes one of the same size.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = Path(os.environ.get("EMBASSY_SHARED", ROOT.parent / "shared")) / "corpus" / "state-department"
SIZES = (10, 2031)
ROUNDS = 25
LABELS = ("categories.json", "offices.json", "incidents.json", "mission.json")


def sample(folder: Path) -> Path:
    """An archive of the larger size: the real one, or one made here of even, dull texts."""
    if SAMPLE.is_dir():
        return SAMPLE
    made = folder / "made"
    made.mkdir()
    city = {"name": "Bench", "home_city": "A", "home_time_zone": "UTC", "host_city": "B", "host_time_zone": "UTC"}
    mission = {
        **city,
        "short_name": "Bench",
        "consular_phone": "+1 23",
        "consular_label": "Consular",
        "press_email": "a@b.example",
    }
    (made / "mission.json").write_text(json.dumps({**mission, "default_language": "en", "languages": ["en"]}))
    with (made / "releases.jsonl").open("w") as lines:
        for number in range(SIZES[1]):
            lines.write(json.dumps(made_release(number)) + "\n")
    return made


def made_release(number: int) -> dict[str, object]:
    published = datetime(2020, 1, 1, 9, tzinfo=UTC) + timedelta(hours=9 * number)
    body = "".join(f"<p>Paragraph {part} of text {number}. {'Words of it. ' * 60}</p>" for part in range(8))
    release = {
        "slug": f"text-{number}",
        "kind": "statement",
        "language": "en",
        "dated": f"{published.date()}",
        "categories": [],
        "title": f"Text {number}",
        "body": body,
        "published_at": published.isoformat(),
    }
    if number % 11 == 0:
        correction = {
            "purpose": "correction",
            "note": "A word.",
            "published_at": f"{published + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        }
        release["editions"] = [{**correction, "title": f"Text {number}, corrected"}]
    return release


def first_lines(archive: Path, folder: Path, count: int) -> Path:
    """The same archive with its first releases only."""
    part = folder / f"first-{count}"
    part.mkdir()
    for name in LABELS:
        if (archive / name).exists():
            shutil.copy(archive / name, part / name)
    with (archive / "releases.jsonl").open(encoding="utf-8") as lines:
        (part / "releases.jsonl").write_text(
            "".join(line for line, _ in zip(lines, range(count), strict=False)), encoding="utf-8"
        )
    return part


def manage(var_dir: Path, *arguments: str) -> float:
    """Run a command on a site; the seconds it took."""
    begun = time.perf_counter()
    environment = {**os.environ, "VAR_DIR": str(var_dir)}
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - begun


def measure(var_dir: Path) -> dict[str, dict[str, float]]:
    """Milliseconds and queries of each page of a site, in a process of its own."""
    environment = {**os.environ, "VAR_DIR": str(var_dir)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "pages"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def pages() -> None:
    """Measure the pages of the site of this process and print them as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "embassy.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from releases.models import Edition

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    at = datetime.now(UTC)
    edition = Edition.objects.listed(at).first()
    last = -(-Edition.objects.listed(at).count() // 20)
    month = edition.dated
    addresses = {
        "bare view": "/health/live",
        "home": "/",
        "list, page 1": "/messages/",
        "list, last page": f"/messages/?page={last}",
        "list, filtered": f"/messages/?q=minister&year={month.year}",
        "search, best": "/messages/?q=of",
        "search, latest": "/messages/?q=of&sort=date",
        "search, phrase": "/messages/?q=%22of+it%22",
        "search, prefix": "/messages/?q=th*",
        "search, nothing": "/messages/?q=minsiter+wrods&kind=statement",
        "feed": "/messages/feed.atom",
        "API": "/api/v1/releases",
        "month": f"/messages/{month:%Y/%m}/",
        "release": edition.get_absolute_url(),
    }
    client = Client(SERVER_NAME="localhost")
    found = {name: {"queries": queries_of(client, address)} for name, address in addresses.items()}
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for _round in range(ROUNDS):
        for name, address in addresses.items():
            begun = time.perf_counter()
            client.get(address)
            times[name].append(time.perf_counter() - begun)
    print(json.dumps({name: {**found[name], "ms": statistics.median(times[name]) * 1000} for name in addresses}))


def queries_of(client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="embassy-bench-"))
    try:
        archive = sample(folder)
        found = {}
        for size in SIZES:
            var_dir = folder / str(size)
            manage(var_dir, "migrate", "-v0")
            idle = manage(var_dir, "check")
            seconds = manage(var_dir, "import_archive", str(first_lines(archive, folder, size)))
            found[size] = measure(var_dir)
        again = manage(folder / str(SIZES[1]), "import_archive", str(archive))
        report(found)
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        rate = SIZES[1] / (seconds - idle)
        print(f"\nimport of {SIZES[1]} releases: {rate:.0f} a second; nothing new: {again / seconds:.2f} of that time")
        print(f"most memory that any of these processes took: {megabytes:.0f} MB")
        print(f"taken {date.today()} over {archive.name}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report(found: dict[int, dict[str, dict[str, float]]]) -> None:
    few, many = (found[size] for size in SIZES)
    print(f"{'page':18}{'queries':>16}{'ms':>8}{'in bare views':>16}{f'{SIZES[1]} : {SIZES[0]}':>12}")
    for name, cost in many.items():
        queries = f"{few[name]['queries']} / {cost['queries']}"
        bare, growth = cost["ms"] / many["bare view"]["ms"], cost["ms"] / few[name]["ms"]
        print(f"{name:18}{queries:>16}{cost['ms']:>8.1f}{bare:>16.1f}{growth:>12.2f}")


if __name__ == "__main__":
    pages() if sys.argv[1:] == ["pages"] else main()
