"""The one way into the audit log, and the structured log line that says the same."""

import logging
from functools import partial
from typing import Any

from allauth.core import context
from django.db import models, transaction
from django.http import HttpRequest

from embassy.audit.models import Entry
from embassy.lib import client_address, reference
from embassy.lib.plain import one_line

logger = logging.getLogger("embassy.security")


def record(
    act: str,
    *,
    by: Any = None,
    subject: models.Model | None = None,
    kind: str = "",
    key: object = "",
    text: object = "",
    request: HttpRequest | None = None,
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Write that `by` (None for the system or a stranger) did `act` to `subject`, or to what kind, key and text name.

    Without `request` the address is that of the request being answered, None in a command. `detail` must be JSON and
    hold no secret. Part of the caller's transaction; the log line follows its commit.
    """
    if subject is not None:
        kind, key, text = subject._meta.label_lower, subject.pk, text or subject
    request = request or context.request
    address = client_address.of(request) if request is not None else None
    entry = Entry.objects.create(
        actor=by if getattr(by, "pk", None) else None,
        actor_name=one_line(by.get_username(), 150) if getattr(by, "pk", None) else "",
        address=address,
        network=client_address.network(address) if address else None,
        act=act,
        subject_type=kind,
        subject_id=one_line(key, 64),
        subject_text=one_line(text, 200),
        detail=detail or {},
    )
    transaction.on_commit(partial(_log, entry, reference.of(request)))
    return entry


def key_used(kind: str, subject: models.Model, key: object) -> None:
    """A line for who watches the log: a secret address of `kind`, with the number `key`, was used. No entry: whoever
    holds the address could fill the audit log.
    """
    request = context.request
    facts = {
        "act": f"{kind} used",
        "actor_name": "",
        "address": client_address.of(request) if request is not None else None,
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "detail": {"number": key},
    }
    logger.info(facts["act"], extra=facts)


def _log(entry: Entry, told: str) -> None:
    names = ("act", "actor_name", "address", "subject_type", "subject_id", "subject_text", "detail")
    logger.info(
        entry.act, extra={"entry": entry.pk, "reference": told} | {name: getattr(entry, name) for name in names}
    )
