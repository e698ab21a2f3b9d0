"""A new process of the pool. It knows no model until Django is set up, so this module imports nothing of ours."""

import gc
import pickle
import signal

import django


def begin(state: bytes) -> None:
    """`state` is what a Maker is made of. Ctrl-C is the business of the process that began this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    from embassy.mirror import crawling  # noqa: PLC0415  (models cannot be imported before)

    crawling.begin(*pickle.loads(state))  # noqa: S301  (from the process that began this one)
    # What is there now stays, and pages leave no cycles to speak of: a fifteenth of the time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
