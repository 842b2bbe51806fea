"""Send what waits in the outbox by SMTP, one round at a time, and try again what did not go."""

import smtplib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.notifications.domain import outbox
from fingerpost.notifications.models import Message

ROUND = 25
MOST_ATTEMPTS = 8
TIMEOUT_SECONDS = 10
SENT_TEXT = "This text was sent and is not kept here."


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did, and in how many seconds the next is due (None: nothing waits)."""

    sent: int
    given_up: int
    next_in: float | None


def mail_server(address: str) -> dict[str, Any]:
    """The settings in `smtp://user:password@host:587?tls=1` (or `smtps://` for TLS from the start).

    Raises ValueError for anything else.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("EMAIL_URL must look like smtp://user:password@host:587?tls=1")
    options = dict(parse_qsl(parts.query))
    implicit = parts.scheme == "smtps"
    return {
        "host": parts.hostname,
        "port": parts.port or (465 if implicit else 587 if options.get("tls") == "1" else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": not implicit and options.get("tls") == "1",
        "use_ssl": implicit,
        "timeout": TIMEOUT_SECONDS,
    }


def send_round() -> Round:
    """Send the next messages that are due. Each is marked at once, so a crash repeats one at most."""
    outbox.forget_old()
    due = _waiting().filter(Q(try_after__isnull=True) | Q(try_after__lte=clock.now()))
    messages = list(due.prefetch_related("addresses").order_by("id")[:ROUND])
    sent = given_up = 0
    if messages:
        server = EmailBackend(**mail_server(settings.EMAIL_URL))
        try:
            server.open()
        except (OSError, smtplib.SMTPException) as problem:
            given_up = sum(_put_off(message, problem) for message in messages)
        else:
            try:
                for message in messages:
                    went, gave_up = _send(server, message)
                    sent, given_up = sent + went, given_up + gave_up
            finally:
                server.close()
    return Round(sent, given_up, _next_in())


def _send(server: EmailBackend, message: Message) -> tuple[int, int]:
    """Send one message: (1, 0) if it went, (0, 1) if it never will, (0, 0) if later."""
    mail = EmailMessage(
        message.subject, message.body, message.from_address, [row.address for row in message.addresses.all()],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": f"<{message.public_id}@{_domain(message)}>"},
    )  # fmt: skip
    try:
        server.send_messages([mail])
    except (OSError, smtplib.SMTPException) as problem:
        return 0, _put_off(message, problem)
    message.sent_at, message.problem = clock.now(), ""
    if message.secret:
        message.body = SENT_TEXT
    message.save(update_fields=["sent_at", "problem", "body"])
    return 1, 0


def _put_off(message: Message, problem: Exception) -> int:
    """Try again later, in steps that double; 1 if this was the last try or the server said never."""
    message.attempts += 1
    message.problem = _in_words(problem)
    never = isinstance(problem, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in problem.recipients.values()
    )
    if never or message.attempts >= MOST_ATTEMPTS:
        message.given_up_at = clock.now()
        if message.secret:
            message.body = ""
    else:
        message.try_after = clock.now() + timedelta(seconds=30 * 2**message.attempts)
    message.save(update_fields=["attempts", "problem", "given_up_at", "try_after", "body"])
    return int(message.given_up_at is not None)


def _in_words(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "The mail server does not take mail for this address."
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return "The mail server did not accept our user name and password."
    if isinstance(problem, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(problem, OSError) and not isinstance(problem, smtplib.SMTPException):
        return "The mail server could not be reached."
    return f"The mail server refused the message ({type(problem).__name__})."


def _domain(message: Message) -> str:
    return message.from_address.rpartition("@")[2].strip(" >") or "localhost"


def _waiting() -> Any:
    return Message.objects.filter(sent_at__isnull=True, given_up_at__isnull=True)


def _next_in() -> float | None:
    """Seconds until a message is due; 0 if one is now, None if none waits."""
    rows = list(_waiting().values_list("try_after", flat=True).order_by("try_after")[:ROUND])
    if not rows:
        return None
    if any(when is None for when in rows):
        return 0.0
    return max(0.0, (rows[0] - clock.now()).total_seconds())
