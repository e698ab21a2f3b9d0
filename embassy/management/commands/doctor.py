"""Looks the whole site over and says in plain words what is wrong, and what to do about it."""

from django.core.management import BaseCommand, CommandError

from embassy.health import thorough
from embassy.health.checks import Result, examined


class Command(BaseCommand):
    help = "Look the whole site over. Writes nothing; fails where something is wrong, but for a warning."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--files", action="store_true", help="read every file of the media library, too")

    def handle(self, *, files, **options):
        checks = [*thorough.CHECKS, *([thorough.CONTENTS] if files else [])]
        results = [self.told(check) for check in checks]
        failures = sum(len(result.findings) for result in results if result.status == "failed")
        if failures:
            raise CommandError(f"{failures} things are wrong." if failures > 1 else "One thing is wrong.")
        is_well = not any(result.findings for result in results)
        self.stdout.write("All is well." if is_well else "Nothing is wrong; look at the warnings.")

    def told(self, check):
        """Prints the check and what it finds."""
        result = Result(check, examined(check))
        self.stdout.write(f"{result.status:8}{check.name}")
        for sentence in result.findings:
            self.stdout.write(f"        {sentence}")
        self.stdout.flush()
        return result
