"""The callable that the server enters: finished pages first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "embassy.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (there are no settings and no apps before)

from embassy import known_query  # noqa: E402
from embassy.lib import generation, statements  # noqa: E402
from embassy.lib.minute_pages import MinutePages  # noqa: E402

statements.limit_in_this_process()
application = MinutePages(
    django_application,
    canonical=known_query.canonical,
    generation=generation.of_this_site().current,
    max_bytes=settings.MINUTE_PAGES_MB << 20,
)
