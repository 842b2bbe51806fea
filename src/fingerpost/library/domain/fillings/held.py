"""Documents whose one controlled copy lives elsewhere: is it still there, and does it still say the same?

A standing duty of the default worker looks at each address about once a week, where the operator allows the
internet: one at a time, never the same server twice within a minute. What is compared is the text, not the bytes:
a page that is drawn anew each time is not a change. The owner hears when a text changed or is gone.

The stream: `library.address_reached`, `address_changed`, `address_gone`, `address_unreached` whenever the answer is
another than before, and `address_confirmed` when a person says that ours still holds.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from documents import Found, Limits, Readers, Refused, sniff
from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.domain.fillings.held_fetch import Gone, NotOpen, NotReached, Page, fetch
from fingerpost.library.models import AddressState, Item, ItemKind
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader, reader_for
from fingerpost.records.models import State
from fingerpost.ui.formats import full_date

EVERY, AFTER_SILENCE = timedelta(days=7), timedelta(days=1)
BETWEEN_SECONDS, SAME_HOST_SECONDS, LOOK_SECONDS = 5.0, 60.0, 60.0
VARIES = "varies"  # in the place of a digest: its text is another each time it is asked for
PAGE = 25
_TOLD = {
    AddressState.REACHED: "library.address_reached", AddressState.CHANGED: "library.address_changed",
    AddressState.GONE: "library.address_gone", AddressState.UNREACHED: "library.address_unreached",
}  # fmt: skip
Fetch = Callable[[str], Page]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the controlled copy, in words. `tone` is good, watch, bad or quiet."""

    words: str
    tone: str


@dataclass
class _Rounds:
    """What this process has in hand: items to look at, and when which server was asked."""

    look_at: float = 0.0
    next_at: float = 0.0
    waiting: deque[int] = field(default_factory=deque)
    asked: dict[str, float] = field(default_factory=dict)


_rounds = _Rounds()


# Look --------------------------------------------------------------------------------------------


def check_duty() -> bool:
    """A standing duty of the default worker: look at one address that is due. Whether it did."""
    now = time.monotonic()
    if not is_allowed() or now < _rounds.next_at:
        return False
    if not _rounds.waiting and now >= _rounds.look_at:
        _rounds.look_at = now + LOOK_SECONDS
        _rounds.waiting.extend(due().values_list("pk", flat=True)[:50])
    for _ in range(len(_rounds.waiting)):
        pk = _rounds.waiting.popleft()
        item = due().filter(pk=pk).first()
        if item is None:
            continue
        host = urlsplit(item.address).netloc.lower()
        if now - _rounds.asked.get(host, -SAME_HOST_SECONDS) < SAME_HOST_SECONDS:
            _rounds.waiting.append(pk)
            continue
        _rounds.asked = {each: at for each, at in _rounds.asked.items() if now - at < SAME_HOST_SECONDS} | {host: now}
        check(item)
        _rounds.next_at = time.monotonic() + BETWEEN_SECONDS
        return True
    return False


def due() -> "QuerySet[Item]":
    """Items whose address should be looked at now, the longest waiting first."""
    now = clock.now()
    silent = Q(address_state=AddressState.UNREACHED, address_tried_at__lt=now - AFTER_SILENCE)
    ready = Q(address_tried_at__isnull=True) | Q(address_tried_at__lt=now - EVERY) | silent
    rows = Item.objects.filter(ready, ~Q(held_by="") | Q(kind=ItemKind.LINK), state=State.RELEASED)
    return rows.exclude(address="").order_by(F("address_tried_at").asc(nulls_first=True), "pk")


def check(item: Item, *, get: Fetch | None = None) -> AddressState:
    """Look at an item's address now, and write down what was found. `get` fetches; only tests give their own."""
    get = get or (lambda address: fetch(address, contact=settings.CONTACT_EMAIL))
    digest = item.address_digest
    try:
        found = digest_of(get(item.address))
        if item.kind == ItemKind.LINK or not digest:
            state, digest = AddressState.REACHED, found
        elif digest in {found, VARIES}:
            state = AddressState.REACHED
        elif digest_of(get(item.address)) != found:
            state, digest = AddressState.REACHED, VARIES
        else:
            state = AddressState.CHANGED
    except Gone:
        state = AddressState.GONE
    except NotOpen:
        state = AddressState.NOT_TRIED
    except NotReached:
        state = AddressState.UNREACHED
    _write_down(item, state, digest)
    return state


def digest_of(page: Page) -> str:
    """A mark of what a page says: of its text where it has any that we can read, else of its bytes.

    The text is read in a process of its own, as that of any file of strangers.
    """
    with TemporaryDirectory(prefix="fingerpost-held-") as folder:
        path = Path(folder) / "page"
        path.write_bytes(page.content)
        found = sniff(path)
        text = ""
        if isinstance(found, Found):
            with Readers(1, Limits(seconds=20, characters=2_000_000)) as readers:
                told = readers.read(path, found.kind)
            text = "" if isinstance(told, Refused) else " ".join(each for each in told if isinstance(each, str))
    words = " ".join(text.split()).casefold()
    return sha256(words.encode() if words else page.content).hexdigest()


@transaction.atomic
def _write_down(item: Item, state: AddressState, digest: str) -> None:
    """Keep what was found, unless the address was changed meanwhile. Nobody has changed or reviewed the item."""
    held = Item.objects.select_for_update(of=("self",)).select_related("owner").get(pk=item.pk)
    if (held.address, held.address_digest) != (item.address, item.address_digest):
        return  # somebody changed or confirmed it while we looked
    was = AddressState(held.address_state)
    if was in {AddressState.CHANGED, AddressState.GONE} and state == AddressState.UNREACHED:
        state = was  # what a person must look at does not go away because a server is silent for a day
    held.address_state, held.address_digest, held.address_tried_at = state, digest, clock.now()
    held.save(update_fields=["address_state", "address_digest", "address_tried_at"])
    if state == was or state not in _TOLD:
        return
    stream.record(_TOLD[state], subject=held.public_id)
    if state in {AddressState.CHANGED, AddressState.GONE}:
        _tell_owner(held, state)


def _tell_owner(item: Item, state: AddressState) -> None:
    owner = item.owner
    if owner is None or not owner.is_active:
        return
    where = item.held_by or item.address
    if state == AddressState.GONE:
        subject = "A document you own is no longer where we point"
        said = f"“{item.title}” is no longer at its address in {where}."
        ask = "Give its new address, or withdraw our page."
    else:
        subject = "A document you own has changed where it is held"
        said = f"“{item.title}” says something else in {where} than when it was last confirmed here."
        ask = "Check that our page still leads people right, and say so there."
    send([owner.email], subject, f"{said}\n\nSign in and open the page. {ask}")


# Say ---------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(item: Item, *, by: Person | None) -> None:
    """A person has looked: our page still holds. What stands at the address next time is the new measure."""
    if by is not None:
        rules.check_may_edit(reader_for(by), item)
    item.address_state, item.address_digest, item.address_tried_at = AddressState.NOT_TRIED, "", None
    item.save(update_fields=["address_state", "address_digest", "address_tried_at"])
    stream.record("library.address_confirmed", subject=item.public_id, by=by.public_id if by else "")


@transaction.atomic
def ask_check(item: Item, *, by: Person) -> None:
    """Have an address looked at as soon as may be. What is known of it stays until then."""
    rules.check_may_edit(reader_for(by), item)
    if not is_allowed():
        raise RuleBroken("This site is not allowed to use the internet, so it cannot look.")
    Item.objects.filter(pk=item.pk).update(address_tried_at=None)


def is_allowed() -> bool:
    """Whether the operator lets the product use the internet."""
    return bool(settings.INTERNET_ALLOWED)


def is_watched(item: Item) -> bool:
    """Whether its address is one that we look at."""
    return bool(item.address) and (bool(item.held_by) or item.kind == ItemKind.LINK)


def standing(item: Item) -> Standing:
    """What is known of an item's address, in words, with the day. No query."""
    state, tried = AddressState(item.address_state), item.address_tried_at
    on = full_date(tried) if tried else ""
    if state == AddressState.NOT_TRIED and tried:
        return Standing("Not checked: its address is not on the open internet.", "quiet")
    if state == AddressState.NOT_TRIED or not tried:
        waits = "We will look soon." if is_allowed() else "This site is not allowed to use the internet."
        return Standing(f"Not checked. {waits}", "quiet")
    if state == AddressState.CHANGED:
        return Standing(f"The document there has changed since it was last confirmed here. Checked on {on}.", "watch")
    if state == AddressState.GONE:
        return Standing(f"It was no longer there when we checked on {on}.", "bad")
    if state == AddressState.UNREACHED:
        return Standing(f"It could not be reached when we tried on {on}.", "watch")
    if item.address_digest == VARIES:
        return Standing(
            f"Checked on {on}: it is there. It reads differently each time, so we cannot see changes.", "quiet"
        )
    same = "it is there." if item.kind == ItemKind.LINK else "it is there, and says the same."
    return Standing(f"Checked on {on}: {same}", "good")


@dataclass(frozen=True, slots=True)
class HeldList:
    """Some items held elsewhere, and where the next ones start (None at the end)."""

    items: list[Item]
    after: int | None


def held_elsewhere(reader: Reader, state: str = "", after: int | None = None) -> HeldList:
    """Items held elsewhere that this reader may see, newest first; `state` narrows to one answer. One query."""
    rows = Item.objects.visible_to(reader).filter(state=State.RELEASED).exclude(held_by="")
    if state in AddressState.values and state:
        rows = rows.filter(address_state=state)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.select_related("unit").order_by("-pk")[: PAGE + 1])
    return HeldList(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)
