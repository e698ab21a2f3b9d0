"""A mirror from beginning to end.

Everything is asked anew at each build: what a page shows of its neighbours, labels and counters no digest of a text
tells, and a page wrongly taken for unchanged would be wrong in the one copy that is left. Only what differs is
written; the other files are the last mirror's own.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings

from counters.models import Incident
from embassy.lib import generation, languages, minisign
from embassy.mirror import crawling, search_index, sums
from embassy.mirror.addresses import ABOUT, NOT_FOUND, OWN, SEARCH, Plan
from embassy.mirror.crawling import Frontier
from embassy.mirror.making import Folders, Made
from embassy.mirror.places import Place, Refused
from embassy.mirror.shell import Shell
from embassy.models import Mission
from embassy.templatetags.page_words import iso
from releases.models import FormerSlug, Release

ALONE = (
    NOT_FOUND, "/robots.txt", "/sitemap.xml", "/news-sitemap.xml", "/.well-known/security.txt",
    "/.well-known/trust.txt", "/trust.txt", "/favicon.ico", "/apple-touch-icon.png",
)  # fmt: skip
"""What no page leads to."""
CONTINUED_FOR = timedelta(hours=1)
"""For so long a build that was interrupted is taken up again, as of its own instant."""
MAX_FAULTS_TOLD = 10
Progress = Callable[[int, int], None]


@dataclass
class Built:
    """What a build did: how many files there are, which are new or different, which are gone."""

    plan: Plan
    files: int = 0
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    """Addresses to which a page leads and at which the site has nothing: these links were taken out."""
    continued: int = 0
    """Files that an interrupted build had made already."""
    is_signed: bool = False
    is_overtaken: bool = False
    """Whether something public was written meanwhile, so that some pages may know of it and others not."""


def build(
    folder: Path,
    plan: Plan,
    *,
    processes: int = 1,
    key: minisign.SecretKey | None = None,
    is_now: bool = False,
    progress: Progress = lambda done, found: None,
) -> Built:
    """Makes the mirror and puts it in the place of the last one. Raises Refused, the last mirror untouched.

    `is_now`: the plan is of now, and a build that was interrupted a moment ago is taken up as of its own instant.
    """
    place = Place(folder)
    with place.alone():
        work = Work(place, plan, is_now=is_now, processes=processes, progress=progress)
        work.crawl()
        work.take_out_dead_links()
        built = work.finish(key)
        place.clear()
    return built


class Work:
    def __init__(self, place: Place, plan: Plan, *, is_now: bool, processes: int, progress: Progress) -> None:
        self.place, self.processes, self.progress = place, processes, progress
        self.began_at = generation.of_this_site().current()
        self.plan, earlier = taken_up(place, plan, is_now=is_now)
        # By the file that an address has, or would have: an address may be written in several ways.
        self.made = {self.plan.file_of(result.address): result for result in earlier}
        self.continued = len(self.made)
        self.folders = Folders(place.files, place.folder)
        self.frontier = Frontier(self.plan)
        self.leading: dict[str, list[str]] = {}
        self.faults: list[str] = []

    def crawl(self) -> None:
        """Everything that is not made yet, each result into the journal. Raises Refused where the site failed."""
        with self.place.journal.open("a", encoding="utf-8") as journal:
            for earlier in self.made.values():
                self.frontier.add([earlier.address])
            self.frontier.waiting.clear()
            for earlier in self.made.values():
                self.note(earlier)
                self.frontier.add(earlier.links)
            self.frontier.add(beginnings(self.plan))
            self.run(journal)
        if self.faults:
            told = "\n".join(self.faults[:MAX_FAULTS_TOLD])
            raise Refused(f"The site failed at {len(self.faults)} addresses, so the last mirror stays:\n{told}")

    def run(self, journal: TextIO) -> None:
        with crawling.makers(self.processes, self.plan, self.folders) as submit:
            for result in crawling.made(self.frontier, submit, processes=self.processes):
                if result.fault:
                    self.faults.append(result.fault)
                    continue
                self.made[self.plan.file_of(result.address)] = result
                self.note(result)
                journal.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
                self.progress(len(self.made), len(self.frontier.files))
            journal.flush()

    def note(self, result: Made) -> None:
        """Remember who leads where, until it is known that something is there."""
        for file in map(self.plan.file_of, result.links):
            there = self.made.get(file)
            if file and (there is None or not there.file):
                self.leading.setdefault(file, []).append(result.address)
        if result.file:
            self.leading.pop(result.file, None)

    @property
    def dead(self) -> frozenset[str]:
        """The files to which pages lead and that there are not."""
        return frozenset(file for file, result in self.made.items() if file and not result.file)

    def take_out_dead_links(self) -> None:
        """The pages that lead to nothing, once more: a link of the site that is broken is none in the mirror."""
        again = dict.fromkeys(page for file in self.dead for page in self.leading.get(file, ()))
        frontier = Frontier(self.plan)
        frontier.add(again)
        with crawling.makers(1, self.plan, self.folders, self.dead) as submit:
            while frontier.waiting:
                for result in submit(frontier.batch()).result():
                    self.made[result.file] = result

    def finish(self, key: minisign.SecretKey | None) -> Built:
        """The files that no address has, the sums, the signature; then the change of places."""
        old = sums.of_folder(self.place.folder)
        digests = {result.file: result.digest for result in self.made.values() if result.file}
        for file, content in extra_files(self.plan):
            self.folders.put(file, content)
            digests[file] = hashlib.sha256(content).hexdigest()
        facts = sums.facts(self.plan, len(digests) + 1)
        digests[sums.FACTS] = hashlib.sha256(facts).hexdigest()
        content = sums.written(digests)
        last = {sums.FACTS: facts, sums.NAME: content}
        if key is not None:
            last[sums.SIGNATURE] = sums.signed(content, key, self.plan).encode()
        is_new = [self.folders.put(file, content) for file, content in last.items()]
        changed = sorted(file for file, digest in digests.items() if old.get(file) != digest)
        removed = sorted(old.keys() - digests.keys())
        self.place.remove_what_is_not(digests.keys() | last.keys())
        if any(is_new) or removed or (self.place.folder / sums.SIGNATURE).exists() != (key is not None):
            self.place.change()
        return Built(
            self.plan, len(digests), changed, removed, self.dead_addresses(), self.continued,
            is_signed=key is not None, is_overtaken=generation.of_this_site().current() != self.began_at,
        )  # fmt: skip

    def dead_addresses(self) -> list[str]:
        """Those that some page leads to; what is asked for unbidden may well not be there."""
        return sorted(self.made[file].address for file in self.dead if file in self.leading)


def taken_up(place: Place, plan: Plan, *, is_now: bool) -> tuple[Plan, list[Made]]:
    """The plan and what is made of it already: a build that was cut off goes on if nothing has changed since."""
    state = {**asdict(plan), "at": iso(plan.at), "made_by": maker(), "site": settings.SITE_URL}
    lines = journal_of(place)
    begun = lines[0] if lines else {}
    at = datetime.fromisoformat(begun["at"]) if "at" in begun else plan.at
    is_fresh = is_now and timedelta(0) <= plan.at - at <= CONTINUED_FOR
    if begun and {**state, "at": begun["at"]} == begun and (is_fresh or at == plan.at):
        made = [Made(**{**line, "links": tuple(line["links"])}) for line in lines[1:]]
        return Plan(**{**asdict(plan), "at": at}), [result for result in made if is_whole(place, result)]
    place.begin_anew()
    with place.journal.open("w", encoding="utf-8") as journal:
        journal.write(json.dumps(state) + "\n")
        os.fsync(journal.fileno())
    return plan, []


def is_whole(place: Place, result: Made) -> bool:
    """A file that a power cut has emptied is made again."""
    try:
        return not result.file or sums.digest_of(place.files / result.file) == result.digest
    except OSError:
        return False


def journal_of(place: Place) -> list[dict[str, Any]]:
    """Its whole lines; the last one may have been cut off."""
    try:
        written = place.journal.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    found = []
    for line in written.split("\n")[:-1]:
        try:
            found.append(json.loads(line))
        except ValueError:
            return found
    return found


def maker() -> str:
    """What pages depend on beside the instant: the archive, by the number that public changes raise, and the code."""
    parts = [generation.of_this_site().current().hex()]
    for folder in ("embassy", "releases", "counters", "templates", "static", "locale"):
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.suffix != ".pyc" and path.is_file():
                stat = path.stat()
                parts.append(f"{path} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def beginnings(plan: Plan) -> Iterator[str]:
    """The addresses from which everything is reached, and those that no page leads to."""
    mission = Mission.current()
    prefixes = ["/", *(f"/{code}/" for code in mission.spoken_languages[1:])]
    slugs = [incident.slug for incident in Incident.objects.shown(plan.at)]
    for prefix in prefixes:
        yield from (prefix, f"{prefix}{ABOUT}", f"{prefix}{SEARCH}")
        for slug in slugs:
            yield from (f"{prefix}incidents/{slug}/embed/", f"{prefix}incidents/{slug}.svg")
    yield from ALONE
    yield from former(plan, dict(zip(mission.spoken_languages, prefixes, strict=True)))


def former(plan: Plan, prefixes: dict[str, str]) -> Iterator[str]:
    """Old addresses of public texts."""
    public = Release.objects.public(plan.at).values("pk")
    rows = FormerSlug.objects.filter(release__in=public, language__in=prefixes)
    for language, slug in rows.values_list("language", "slug"):
        yield f"{prefixes[language]}messages/{slug}/"


def extra_files(plan: Plan) -> Iterator[tuple[str, bytes]]:
    mission = Mission.current()
    with languages.speaking(mission.default_language, mission.spoken_languages, mission.default_language):
        yield OWN.removeprefix("/"), Shell(plan, mission).style().encode()
        yield from search_index.files(plan, mission)
