from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from embassy.archive import writing
from embassy.archive.problems import ArchiveError
from embassy.audit.models import Act
from embassy.audit.recording import record
from embassy.lib import instant


class Command(BaseCommand):
    help = "Write everything that has been public to an archive: a folder, or a .zip if PATH ends so."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="put the new archive in the place of the one there")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be written")

    def handle(self, *, path, replace, dry_run, **options):
        try:
            counts = writing.write(path.absolute(), instant.now(), replace=replace, dry_run=dry_run)
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError("Interrupted. Nothing was written.", returncode=130) from stop
        if dry_run:
            self.stdout.write("Dry run, nothing was written. An export would give:")
        else:
            record(Act.EXPORTED, kind="archive", text=path.name, detail=dict(counts))
        self.stdout.write("\n".join(f"{name}: {count}" for name, count in counts.items()))
