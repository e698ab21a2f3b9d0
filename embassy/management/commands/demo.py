from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

import embassy.archive
from counters.models import Incident
from embassy.models import Mission
from releases.models import Release

DEMO = Path(embassy.archive.__file__).with_name("demo")


class Command(BaseCommand):
    help = "Fill an empty site with the demo archive, that of an invented mission."

    def handle(self, **options):
        for model, name in ((Release, "releases"), (Incident, "incidents"), (Mission, "a mission")):
            if model.objects.exists():
                raise CommandError(
                    f"The site has {name} already; the demo goes into an empty site only (a new VAR_DIR)."
                )
        call_command("import_archive", DEMO, stdout=self.stdout, stderr=self.stderr)
