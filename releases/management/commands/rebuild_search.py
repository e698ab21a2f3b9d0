"""Compares the search index with the published texts and makes it right."""

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from releases.search import checking, index


class Command(BaseCommand):
    help = "Make the search index right. May be broken off and repeated, and run beside officers and readers."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail where the index is wrong")

    def handle(self, *, check, **options):
        work = checking.check if check else checking.rebuild
        try:
            with tqdm(total=index.indexed().count(), unit=" texts", disable=None) as bar:
                outcome = work(bar.update)
        except KeyboardInterrupt as stop:
            message = "Interrupted. What was done is whole; run the command again to complete it."
            raise CommandError(message, returncode=130) from stop
        told = f"{outcome.seen} texts; {outcome.wrong} were missing or wrong, {outcome.strays} did not belong there."
        if outcome.is_damaged:
            told += " The index itself was damaged or missing."
        if check and not outcome.is_sound:
            raise CommandError(f"{told} Run manage.py rebuild_search.")
        self.stdout.write(told)
