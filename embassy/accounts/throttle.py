"""How often a log-in may be tried. Counted in the audit log: for all workers alike, and across restarts.

A stranger who knows an officer's name cannot lock them out: what is refused from elsewhere never counts against an
address that the officer has lately come from, and refusals from one address soon count no more.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Count, Q

from embassy.audit.models import Act, Entry
from embassy.audit.receivers import ACCOUNT, key_of

WINDOW = timedelta(minutes=5)
PER_NAME_AND_NETWORK = 5
PER_NETWORK = 20
PER_NAME = 50
FAMILIAR = timedelta(days=90)
CODES_PER_ACCOUNT = 5


def is_exceeded(name: str, network: str, at: datetime) -> bool:
    """Whether no password may be tried for `name` from `network` at `at`. The same for names that do not exist."""
    of_name, of_network = Q(subject_id=key_of(name)), Q(network=network)
    counts = Entry.objects.refusals(at - WINDOW).aggregate(
        both=Count("pk", filter=of_name & of_network),
        network=Count("pk", filter=of_network),
        name=Count("pk", filter=of_name),
    )
    if counts["both"] >= PER_NAME_AND_NETWORK or counts["network"] >= PER_NETWORK:
        return True
    return counts["name"] >= PER_NAME and not is_familiar(name, network, at)


def is_familiar(name: str, network: str, at: datetime) -> bool:
    """Whether the account of that name has lately been entered from there."""
    entered = Entry.objects.filter(act=Act.LOG_IN, network=network, at__gte=at - FAMILIAR)
    return entered.filter(actor__username__iexact=name.strip()).exists()


def is_code_exceeded(user: User, at: datetime) -> bool:
    """Whether no more codes may be tried for `user`. Only who knows the password comes this far."""
    refused = Entry.objects.filter(act=Act.FACTOR_REFUSED, at__gte=at - WINDOW)
    return refused.filter(subject_type=ACCOUNT, subject_id=str(user.pk)).count() >= CODES_PER_ACCOUNT


def was_told(network: str, at: datetime) -> bool:
    """Whether the log already says, this minute, that `network` is slowed down: a flood does not fill it."""
    return Entry.objects.filter(act=Act.LOG_IN_THROTTLED, network=network, at__gte=at).exists()
