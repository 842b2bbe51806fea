"""Put e-mails in the outbox, and let those look who may."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed
from fingerpost.notifications.models import Address, Message

KEPT = timedelta(days=7)


class Reader(Protocol):
    """Whoever looks; who they are is another area's business."""

    public_id: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see of the outbox: everything, or what went to some addresses.

    `secrets`: also the links that open accounts, without leaving a trace. `hand_on`: addresses whose
    owners they may hand such a link to; that is written down each time.
    """

    everything: bool = False
    addresses: Iterable[str] = ()
    secrets: bool = False
    hand_on: Iterable[str] = ()


_rules: list[Callable[[Reader], Sight]] = []
_wakers: list[Callable[[], None]] = []


def register_rule(rule: Callable[[Reader], Sight]) -> None:
    """Say who may see what (whoever knows people calls this once). The last one given holds."""
    _rules[:] = [rule]


def when_stored(waker: Callable[[], None]) -> None:
    """Have this called, in the same transaction, when a message waits for the mail server."""
    if waker not in _wakers:
        _wakers.append(waker)


def send(to: Iterable[str], subject: str, body: str) -> None:
    """Send one plain-text e-mail. Links in it must lead to pages; nothing may happen when one is opened."""
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, list(to)).send()


@transaction.atomic
def store(to: Iterable[str], subject: str, body: str, *, from_address: str, secret: bool = False) -> Message:
    """Keep a message, and wake whoever sends it on."""
    forget_old()
    message = Message.objects.create(
        subject=" ".join(subject.split())[:300], body=body, from_address=from_address[:200], secret=secret
    )
    addresses = dict.fromkeys(address.strip().lower() for address in to)
    Address.objects.bulk_create(Address(message=message, address=address) for address in addresses)
    if settings.EMAIL_URL:
        for waker in _wakers:
            waker()
    return message


def forget_old() -> int:
    """Delete messages after seven days; how many rows went."""
    return Message.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]


def messages_for(reader: Reader) -> QuerySet[Message] | None:
    """What this reader may see of the outbox, newest first, with addresses loaded; None if it is not for them."""
    sight = _sight(reader)
    if not sight.everything and sight.addresses == ():
        return None
    rows = Message.objects.prefetch_related("addresses").order_by("-id")
    if not sight.everything:
        rows = rows.filter(pk__in=Address.objects.filter(address__in=sight.addresses).values("message"))
    return rows


def shows_text(reader: Reader, message: Message) -> bool:
    """Whether the text can be read straight away: it opens no account, or this is a demonstration."""
    return not message.secret or _sight(reader).secrets


def can_hand_on(reader: Reader, message: Message) -> bool:
    """Whether this reader may read a link that opens an account, to hand it to its owner.

    Only where there is no mail server: then that is the only way it can reach them.
    """
    return not settings.EMAIL_URL and {row.address for row in message.addresses.all()} <= set(_sight(reader).hand_on)


@transaction.atomic
def read_secret(message: Message, *, reader: Reader) -> str:
    """The text of a message with a link that opens an account. That it was read is written down."""
    if not can_hand_on(reader, message):
        raise NotAllowed("This message opens somebody's account. You cannot read it.")
    stream.record(
        "notifications.secret_read", subject=message.public_id, by=reader.public_id,
        personal={"to": [row.address for row in message.addresses.all()]},
    )  # fmt: skip
    return message.body


def _sight(reader: Reader) -> Sight:
    return _rules[0](reader) if _rules else Sight()
