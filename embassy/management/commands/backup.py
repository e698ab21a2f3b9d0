"""Everything that the site knows in one file; docs/backup.md says how to run it every night."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from embassy.audit.models import Act
from embassy.audit.recording import record
from embassy.backup import place, sealing, uploading, writing
from embassy.backup.problems import BackupError
from embassy.lib import instant


class Command(BaseCommand):
    help = "Write the database and the media to one file, while the site goes on. See docs/backup.md."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the file; in a folder it is named by the moment")
        parser.add_argument("--key-file", type=Path, metavar="FILE", help="seal the backup with the key in FILE")
        parser.add_argument("--replace", action="store_true", help="put the backup in the place of the file there")
        parser.add_argument(
            "--keep", type=int, metavar="N", help="afterwards remove all but the latest N of the folder"
        )
        parser.add_argument(
            "--to",
            nargs="?",
            const=settings.BACKUP_URL,
            metavar="URL",
            help="also send it to s3://bucket/folder (BACKUP_URL); broken off, it goes on when run again",
        )
        parser.add_argument("--unsealed", action="store_true", help="send it although whoever gets it can read it")

    def handle(self, *, path, key_file, to, unsealed, **options):
        try:
            target = uploading.target(to) if to is not None else None
            if target and not (key_file or unsealed):
                raise BackupError("A backup that leaves the machine is sealed: add --key-file, or --unsealed.")
            path = self.written(place.named(path.absolute(), instant.second()), key_file, target, options)
            if target:
                uploading.send(path, target)
                self.stdout.write(f"Sent to {target.address}/{path.name}.")
            self.thin_out(path.parent, options["keep"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError(
                "Interrupted. A backup is whole or not there; run the command again, with its path to go on sending.",
                returncode=130,
            ) from stop

    def written(self, path, key_file, target, options):
        """The new backup; the one whose sending was broken off, where there is one."""
        key = sealing.key_in(key_file) if key_file else None
        if target and uploading.is_under_way(path):
            self.stdout.write(f"{path} is written already; its sending goes on.")
            return path
        said = writing.write(path, key=key, replace=options["replace"])
        self.report(path, said)
        return path

    def report(self, path, said):
        for name in said.missing:
            self.stderr.write(f"The storage does not have {name}, which a row names.")
        self.stdout.write(
            f"{path}\n{said.rows} rows of {len(said.tables)} tables and {len(said.media)} files, "
            f"{path.stat().st_size:,} bytes, as of {said.taken_at:%d.%m.%Y %H:%M:%S} UTC."
        )
        try:
            record(Act.BACKED_UP, kind="backup", text=path.name, detail={"rows": said.rows, "files": len(said.media)})
        except DatabaseError as error:
            self.stderr.write(f"The backup is whole, but the audit log could not be written: {error}")

    def thin_out(self, folder, count):
        if count is None:
            return
        if count < 1:
            raise CommandError("--keep takes a number of backups, 1 or more. Nothing was removed.")
        for old in place.keep(folder, count):
            self.stdout.write(f"Removed {old.name}.")
