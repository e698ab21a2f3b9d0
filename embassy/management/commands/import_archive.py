from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from embassy.archive import reading
from embassy.archive.problems import ArchiveError
from embassy.audit.models import Act
from embassy.audit.recording import record


class Command(BaseCommand):
    help = "Bring an archive (a folder, or a .zip of it) into the site. May be repeated; see docs/archive.md."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything and say what would be written")
        parser.add_argument("--skip-invalid", action="store_true", help="leave faulty entries out and list them")

    def handle(self, *, path, dry_run, skip_invalid, **options):
        try:
            outcome = reading.read(path, skip_invalid=skip_invalid, dry_run=dry_run)
        except reading.Refused as refused:
            self.stderr.write(str(refused))
            raise CommandError(f"{refused.problems.count} faults; nothing was kept.") from refused
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            message = "Interrupted. What was written is whole; run the command again to complete it."
            raise CommandError(message, returncode=130) from stop
        if outcome.problems.count:
            self.stderr.write(f"{outcome.problems.listed()}\n{outcome.left_out} left out.")
        if dry_run:
            self.stdout.write("Dry run, nothing was written. An import would give:")
        else:
            record(Act.IMPORTED, kind="archive", text=path.name, detail={"report": outcome.report().splitlines()})
        self.stdout.write(outcome.report())
