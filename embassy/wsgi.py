"""The callable that the server enters: finished pages first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "embassy.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (there are no settings and no apps before)

from embassy import known_host, known_query, unavailable  # noqa: E402
from embassy.lib import board, generation, rounds, statements  # noqa: E402
from embassy.lib.kept_on_disk import OnDisk  # noqa: E402
from embassy.lib.minute_pages import MinutePages  # noqa: E402
from embassy.lib.patience import Patient  # noqa: E402

statements.limit_in_this_process()
number = generation.of_this_site()
shared = board.of_this_site()
application = MinutePages(
    Patient(django_application),
    canonical=known_query.canonical,
    generation=number.current,
    max_bytes=settings.MINUTE_PAGES_MB << 20,
    is_ours=known_host.is_known,
)
on_disk = OnDisk(settings.VAR_DIR / "kept-pages", application.shelves, number.current)
on_disk.load()
listeners = [rounds.Listener(number, shared)] if shared else []
application.each_second = rounds.Rounds([*listeners, on_disk, rounds.AfterChange(number, unavailable.remember)]).begin
