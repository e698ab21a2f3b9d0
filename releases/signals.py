"""One signal for every act on an edition; what follows an act hangs on it, in receivers.py."""

from django.dispatch import Signal

acted = Signal()
"""Sent after commit with edition, act (the verb) and by (the user, None for an import)."""
