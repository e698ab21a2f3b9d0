from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from embassy.accounts import second_factor, sessions
from embassy.audit.models import Act
from embassy.audit.recording import record


class Command(BaseCommand):
    help = "For an account whose telephone, key and recovery codes are lost: it sets up new ones at the next log-in."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        second_factor.forget(user)
        sessions.end_all(user)
        record(Act.FACTOR_REMOVED, subject=user)
        self.stdout.write(f"{username} sets up a new second factor at the next log-in.")
