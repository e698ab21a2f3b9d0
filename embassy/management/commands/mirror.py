import os
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from embassy.lib import instant, minisign
from embassy.management.commands.serve import collect_static
from embassy.mirror import building, drift, sums, verifying
from embassy.mirror.addresses import Plan
from embassy.mirror.places import Refused
from embassy.models import Mission
from embassy.templatetags.page_words import iso

MAX_TOLD = 100


class Command(BaseCommand):
    help = "The public site as plain files for any web server or a USB stick. See docs/mirror.md."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True, parser_class=type(parser))
        self.add_build(acts.add_parser("build", help="make a mirror in a folder, or bring it up to date"))
        self.add_verify(acts.add_parser("verify", help="hold a mirror against its sums: missing, altered, extra files"))
        key = acts.add_parser("key", help="make a key to sign mirrors with; prints the public one")
        key.add_argument("file", type=Path, help="a new file; keep it where the web server cannot read it")

    def add_build(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--at", default="", help="as the site stood then: 2020-01-18T08:46Z, or a date; it stands still"
        )
        parser.add_argument(
            "--base-url", default="", help="where the mirror will be served, for what needs whole addresses"
        )
        parser.add_argument(
            "--key", type=Path, default=None, help="the file of the secret key; default: MIRROR_KEY_FILE"
        )
        parser.add_argument("--pdf", action="store_true", help="with a PDF of each message (needs the extra)")
        parser.add_argument(
            "--cards", action="store_true", help="with the share cards; with --base-url they are there anyway"
        )
        self.add_processes(parser)

    def add_verify(self, parser):
        parser.add_argument("place", help="a folder, or an address (https://…)")
        parser.add_argument("--public-key", default="", help="the mission's public key, or the file with it")
        parser.add_argument(
            "--against-site", action="store_true", help="also name the pages whose words the site has changed"
        )
        self.add_processes(parser)

    def add_processes(self, parser):
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)

    def handle(self, *, act, **options):
        getattr(self, act)(**options)

    def build(self, *, folder, at, base_url, key, pdf, cards, processes, **options):
        plan = plan_of(at, base_url, pdf=pdf, cards=cards)
        secret = secret_key(key or settings.MIRROR_KEY_FILE)
        collect_static()
        with progress() as told:
            try:
                built = building.build(folder, plan, processes=processes, key=secret, is_now=not at, progress=told)
            except Refused as refused:
                raise CommandError(str(refused)) from refused
            except OSError as error:
                raise CommandError(f"{error}. The last mirror stays as it was.") from error
            except KeyboardInterrupt as stop:
                message = "Interrupted. The last mirror stays as it was; run the command again to go on."
                raise CommandError(message, returncode=130) from stop
        self.report(built)

    def report(self, built):
        signed = "signed" if built.is_signed else "not signed: no key was named (--key or MIRROR_KEY_FILE)"
        taken = f", {built.continued} of them made by the interrupted build" if built.continued else ""
        self.stdout.write(
            f"{built.files} files{taken}: {len(built.changed)} new or changed, {len(built.removed)} removed. "
            f"As of {iso(built.plan.at)}, {signed}."
        )
        if built.is_overtaken:
            self.stdout.write("Something was published meanwhile: the next build will have all of it.")
        for address in built.dead[:MAX_TOLD]:
            self.stdout.write(f"A link of the site leads nowhere and was taken out: {address}")

    def verify(self, *, place, public_key, against_site, processes, **options):
        try:
            with progress() as told, closing(verifying.copy_of(place)) as copy:
                report = verifying.verify(copy, key_of(public_key), told)
        except (sums.NoMirror, OSError) as error:
            raise CommandError(str(error)) from error
        self.tell(report.lines(), report.problems)
        self.stdout.write(f"{report.checked} files of {report.site}, as of {report.at}. Signature: {report.signature}.")
        drifted = self.against_site(place, processes) if against_site else 0
        if report.problems or drifted:
            raise CommandError(f"{report.problems} problems, {drifted} pages are no longer as on the site.")

    def against_site(self, place, processes):
        if not Path(place).is_dir():
            raise CommandError("--against-site reads a mirror in a folder.")
        try:
            with progress() as told:
                found = drift.drift(Path(place), plan_of("", ""), processes=processes, progress=told)
        except OSError as error:
            raise CommandError(f"The site failed: {error}") from error
        self.tell(found.lines(), found.pages)
        return found.pages

    def tell(self, lines, count):
        for number, line in enumerate(lines):
            if number == MAX_TOLD:
                self.stderr.write(f"… and {count - MAX_TOLD} more.")
                return
            self.stderr.write(line)

    def key(self, *, file, **options):
        try:
            made = minisign.make_key_file(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}. A key is never overwritten.") from error
        self.stdout.write(f"The secret key is in {file}. Set MIRROR_KEY_FILE to it, and publish this:")
        self.stdout.write(made.public.file, ending="")


def plan_of(at, base_url, *, pdf=False, cards=False):
    mission = Mission.current()
    try:
        moment = instant.parse(at, mission.host_zone) if at else instant.now()
    except instant.BadInstantError as error:
        raise CommandError("--at takes a date (2020-01-18) or an instant (2020-01-18T08:46Z).") from error
    if moment > instant.now():
        raise CommandError("--at lies in the future: a mirror shows what is public.")
    if base_url and (urlsplit(base_url).scheme not in {"http", "https"} or not urlsplit(base_url).netloc):
        raise CommandError("--base-url takes an address such as https://mirror.example.org")
    return Plan(moment, base_url.rstrip("/"), is_standing=bool(at), has_cards=cards or bool(base_url), has_pdf=pdf)


def secret_key(path):
    if not path:
        return None
    try:
        if Path(path).stat().st_mode & 0o077:
            raise CommandError(f"{path} may be read by others: chmod 600 {path}")
        return minisign.secret_key(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, minisign.BadKey) as error:
        raise CommandError(f"{path}: {error}") from error


def key_of(named):
    """A public key by itself or by its file; where none is named, that of MIRROR_KEY_FILE."""
    if not named:
        own = secret_key(settings.MIRROR_KEY_FILE)
        return own.public if own else None
    try:
        text = Path(named).read_text(encoding="utf-8") if Path(named).is_file() else named
        return minisign.public_key(text)
    except (OSError, UnicodeDecodeError, minisign.BadKey) as error:
        raise CommandError(f"{named}: {error}") from error


@contextmanager
def progress():
    with tqdm(disable=None, unit=" files", file=sys.stderr) as bar:

        def told(done, found):
            bar.total = found
            bar.update(done - bar.n)

        yield told
