"""One signal for every act on an edition; what follows an act hangs on it, in receivers.py."""

from django.dispatch import Signal

acted = Signal()
"""Sent after commit with edition, act (the verb), by (the user), reason and detail (a mapping that JSON can hold)."""
