"""Removes files of the media library that no row knows: left by an upload or a deletion that died midway."""

from datetime import timedelta

from django.core.management import BaseCommand, CommandError

from embassy.lib import instant
from releases import media


class Command(BaseCommand):
    help = "Remove orphaned files of the media library. May be repeated, and run beside uploads."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only list what would be removed")
        parser.add_argument(
            "--older-than", type=int, default=24, metavar="HOURS", help="spare younger files, of uploads under way (24)"
        )

    def handle(self, *, dry_run, older_than, **options):
        if older_than < 0:
            raise CommandError("--older-than takes a number of hours, 0 or more.")
        names = list(media.orphans(instant.now(), timedelta(hours=older_than)))
        for name in names:
            self.stdout.write(name)
        if dry_run:
            self.stdout.write(f"{len(names)} would be removed.")
            return
        media.delete_files(names)
        self.stdout.write(f"{len(names)} removed.")
