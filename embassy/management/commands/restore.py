"""A backup back into a site; docs/backup.md has it step by step."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from embassy.backup import checking, reading, sealing, surprises
from embassy.backup.problems import BackupError
from embassy.lib import instant


class Command(BaseCommand):
    help = (
        "Bring a backup into an empty site, on SQLite or PostgreSQL. Everything is checked first. See docs/backup.md."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument("--key-file", type=Path, metavar="FILE", help="the key that the backup was sealed with")
        parser.add_argument(
            "--check", action="store_true", help="only read the whole backup and say whether it is sound"
        )
        parser.add_argument("--replace", action="store_true", help="lose all that this site has")
        parser.add_argument(
            "--keep-schedule", action="store_true", help="let scheduled texts go live by themselves, late ones at once"
        )

    def handle(self, *, path, key_file, check, replace, keep_schedule, **options):
        try:
            key = sealing.key_in(key_file) if key_file else None
            if check:
                self.check_only(path, key)
                return
            at = instant.second()
            outcome = reading.restore(path, key=key, replace=replace, keeps_schedule=keep_schedule, at=at)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            message = "Interrupted. The site is as it was; run the command again to restore."
            raise CommandError(message, returncode=130) from stop
        self.report(outcome, at)

    def check_only(self, path, key):
        with checking.opened(path, key) as packed:
            checking.demand_known(packed)
            checking.check(packed)
        self.stdout.write(f"Sound: {told(packed.manifest)}.\nNothing was written.")

    def report(self, outcome, at):
        said = outcome.manifest
        lost = surprises.span(at - said.taken_at)
        lines = [
            f"Restored {told(said)}; {outcome.files_written} files had to be written.",
            f"What was written after that moment is not there: the last {lost}.",
            f"The restore took {outcome.seconds:.0f} s.",
            "Nobody is logged in any more, and no mail and no waiting work is done again.",
        ]
        if outcome.held:
            lines.append(f"{len(outcome.held)} texts that were to go live by themselves are held, in review:")
            lines += [f"  {text}" for text in outcome.held]
        self.stdout.write("\n".join([*lines, *(f"Note: {notice}" for notice in outcome.notices)]))


def told(said):
    versions = said.versions
    return (
        f"{said.rows} rows of {len(said.tables)} tables and {len(said.media)} files "
        f"as of {said.taken_at:%d.%m.%Y %H:%M:%S} UTC "
        f"(Embassy {versions.get('embassy', '?')}, {versions.get('database', '?')})"
    )
