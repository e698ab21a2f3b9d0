"""Sends a mail beside the request: how long the post takes must not tell a stranger whether there was one to send."""

import logging
from threading import Thread

from django.core.mail import EmailMessage

logger = logging.getLogger("embassy.post")


def post(mail: EmailMessage) -> None:
    """Returns at once. A mail that cannot be sent is in the log; one without an addressee is not sent."""
    Thread(target=_send, args=(mail,), name="post").start()


def _send(mail: EmailMessage) -> None:
    if not any(mail.to):
        return
    try:
        mail.send()
    except Exception:
        logger.exception("A mail about an account could not be sent.")
