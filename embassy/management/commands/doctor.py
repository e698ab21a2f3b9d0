"""Looks the whole site over and says in plain words what is wrong, and what to do about it."""

from django.core.management import BaseCommand, CommandError

from embassy.health import thorough
from embassy.health.checks import Result, examined


class Command(BaseCommand):
    help = "Look the whole site over. Writes nothing, and may be run at any time; fails where something is wrong."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--files", action="store_true", help="read every file of the media library, too")

    def handle(self, *, files, **options):
        checks = [*thorough.CHECKS, *([thorough.CONTENTS] if files else [])]
        findings = sum(self.told(check) for check in checks)
        if findings:
            raise CommandError(f"{findings} things are wrong." if findings > 1 else "One thing is wrong.")
        self.stdout.write("All is well.")

    def told(self, check):
        """Prints the check and what it finds; how much that is."""
        result = Result(check, examined(check))
        self.stdout.write(f"{result.status:8}{check.name}")
        for sentence in result.findings:
            self.stdout.write(f"        {sentence}")
        self.stdout.flush()
        return len(result.findings)
