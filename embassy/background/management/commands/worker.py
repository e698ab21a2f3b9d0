"""Does background work until it is stopped. As many as you like may run, on any machine of the site."""

import logging

from django.core.management import BaseCommand

from embassy.background.worker import Loop


class Command(BaseCommand):
    help = "Do background work: link checks, sweeping, cleaning. Publishing needs no worker."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due and what waits, then end")
        parser.add_argument("--beside", type=int, default=0, metavar="PID", help="end when this parent process does")

    def handle(self, *, once, beside, **options):
        # That it was asked to stop is no news; what was done and what failed is told by embassy.background.
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        logging.getLogger("django_tasks").setLevel(logging.ERROR)
        loop = Loop(beside)
        if once:
            loop.turn()
        else:
            loop.run()
