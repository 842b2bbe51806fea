"""Django's door for e-mail: whatever is sent through it lies in the outbox first.

A message is stored in the transaction of whoever sends it, so nothing goes out about a change that was
taken back.
"""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from fingerpost.notifications.domain import outbox

# Set by the sign-in area on messages with a link that opens an account.
SECRET_HEADER = "X-Fingerpost-Secret"  # noqa: S105 -- the name of a header, not a secret


class OutboxBackend(BaseEmailBackend):
    """Stores messages; a worker sends them on when there is a mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store each message as plain text; how many were stored."""
        stored = 0
        for message in email_messages:
            recipients = message.recipients()
            if recipients:
                outbox.store(
                    recipients, message.subject, str(message.body), from_address=message.from_email,
                    secret=SECRET_HEADER in message.extra_headers,
                )  # fmt: skip
                stored += 1
        return stored
