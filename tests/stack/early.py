"""The site as a server loads it, in a process whose clock is CLOCK_AHEAD seconds ahead of the machine's.

python -m granian --interface wsgi tests.stack.early:application
"""

import os
import time
from datetime import timedelta

from django.utils import timezone

SECONDS = float(os.environ["CLOCK_AHEAD"])
real_time, real_now = time.time, timezone.now
time.time = lambda: real_time() + SECONDS
timezone.now = lambda: real_now() + timedelta(seconds=SECONDS)

from embassy.wsgi import application  # noqa: E402, F401  (after the clock is set)
