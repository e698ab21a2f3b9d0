"""Compares the lists of published texts with the texts and makes them right."""

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from releases.lists import checking
from releases.models import Edition, Release


class Command(BaseCommand):
    help = "Make the lists right. May be broken off and repeated, and run beside officers and readers."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a list is wrong")

    def handle(self, *, check, **options):
        try:
            findings = self.findings()
            if not findings:
                self.stdout.write("The lists are right.")
            elif check:
                raise CommandError("\n".join(findings))
            else:
                self.stdout.write("\n".join(findings))
                self.rebuild()
        except KeyboardInterrupt as stop:
            message = "Interrupted. What was done is whole; run the command again to complete it."
            raise CommandError(message, returncode=130) from stop

    def findings(self):
        with tqdm(total=Edition.objects.count(), desc="Compared", unit=" texts", disable=None) as bar:
            return list(checking.check(bar.update))

    def rebuild(self):
        with tqdm(total=Release.objects.count(), desc="Put on lists", unit=" texts", disable=None) as bar:
            checking.rebuild(bar.update)
        self.stdout.write("The lists have been made anew.")
