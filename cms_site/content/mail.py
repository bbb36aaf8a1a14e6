"""Mail that leaves once what it tells of is stored: the setting ``EMAIL_BACKEND``."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction


class AfterCommit(BaseEmailBackend):
    """Hands messages to ``MAIL_BACKEND`` after the transaction, or at once where there is none.

    Within it, a mail server that does not answer would keep everybody waiting, and what is rolled back
    would have been told. A failure is logged: what it tells of is stored all the same.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        messages = list(email_messages)

        def send() -> None:
            get_connection(settings.MAIL_BACKEND).send_messages(messages)

        if transaction.get_connection().in_atomic_block:
            transaction.on_commit(send, robust=True)
        else:
            send()
        return len(messages)
