"""Asks for the pages on other sites to which drafts link; the desk's checklist shows what was found."""

from django.core.management import BaseCommand
from tqdm import tqdm

from embassy.lib import instant
from releases import link_check


class Command(BaseCommand):
    help = "Check the links of drafts to other sites. Private addresses are never asked."

    def handle(self, **options):
        at = instant.now()
        total = len(link_check.due(at))
        problems = 0
        for result in tqdm(link_check.run(at), total=total, disable=None, unit="link"):
            if result.problem:
                problems += 1
                self.stdout.write(f"{result.url}: {result.problem}")
        self.stdout.write(f"{total} links asked for, {problems} with a problem.")
