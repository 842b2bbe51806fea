"""Ask a colleague through the product: they answer, put it aside or pass it on, and no address is shown before.

Only people who agreed are asked: to be asked at all, or about the one page. Whoever asked sees that it waits or that
it is answered; that it was put aside they are not told. Until there is an answer they can take it back: whoever was
asked then sees that, and no longer the words. The words stand in the row alone, in no e-mail and not in the
stream: `people.enquiry_made`, `_answered`, `_put_aside`, `_passed_on`, `_taken_back`, `_closed`.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Q, QuerySet, When

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.notifications.domain.outbox import send
from fingerpost.organisations.domain.privacy import Holding
from fingerpost.organisations.models import Membership, Person
from fingerpost.organisations.readers import Reader, reader_for
from fingerpost.people.domain.profiles import willing_to_be_asked
from fingerpost.people.models import Enquiry, EnquiryState
from fingerpost.records.models import Part, PartRole, Record

LONGEST = 2000
MOST_A_DAY = 10
MOST_WAITING = 3  # from one person to another, without an answer


def may_be_asked(person: Person, reader: Reader, about: Record | None = None) -> bool:
    """Whether this reader may ask them: they agreed to be asked, or to be asked about a page that the reader sees.

    Three queries at most.
    """
    if not reader.signed_in or reader.person_id == person.pk:
        return False
    if not person.is_active or person.hidden_from_results:
        return False
    if person.pk in willing_to_be_asked([person.pk]):
        return True
    if about is None or not Record.objects.recheck(reader, [about.pk]).exists():
        return False
    return Part.objects.filter(record_id=about.pk, person=person, role=PartRole.WHO_TO_ASK, shown=True).exists()


@transaction.atomic
def ask(person: Person, words: str, *, by: Person, about: Record | None = None, shares: bool = False) -> Enquiry:
    """Ask a colleague. `shares`: whoever answers may see the asker's e-mail address then."""
    Person.objects.select_for_update().filter(pk=by.pk).first()  # two at once must not slip past the limit
    if not may_be_asked(person, reader_for(by), about):
        raise NotAllowed("You cannot ask this person here. They may have changed their mind about being asked.")
    words = _said(words, "Write what you want to ask.")
    made_today = Enquiry.objects.filter(asker=by, asked_at__gt=clock.now() - timedelta(days=1)).count()
    if made_today >= MOST_A_DAY:
        raise RuleBroken(f"You have asked {MOST_A_DAY} times in a day. Wait until tomorrow to ask again.")
    if _unanswered(by, person) >= MOST_WAITING:
        raise RuleBroken("You have asked this person several times already. Wait for an answer, or ask somebody else.")
    made = Enquiry.objects.create(asker=by, asked=person, about=about, words=words, asker_shares=shares)
    _record("people.enquiry_made", made, by)
    _tell_asked(made)
    return made


@transaction.atomic
def answer(enquiry: Enquiry, words: str, *, by: Person, shares: bool = False) -> Enquiry:
    """The answer of whoever is asked. `shares`: the asker sees their e-mail address with it."""
    held = _hold(enquiry, by)
    held.answer, held.answered_at = _said(words, "Write your answer."), clock.now()
    held.state, held.answerer_shares = EnquiryState.ANSWERED, shares
    held.save()
    _record("people.enquiry_answered", held, by)
    if held.asker.is_active:
        send(
            [held.asker.email], "A colleague has answered you",
            f"Somebody you asked has answered. Sign in to read it:\n\n{_address(held)}",
        )  # fmt: skip
    return held


@transaction.atomic
def put_aside(enquiry: Enquiry, *, by: Person) -> Enquiry:
    """Not to be answered. Nobody is told; whoever asked still sees that it waits."""
    held = _hold(enquiry, by)
    held.state = EnquiryState.DECLINED
    held.save(update_fields=["state"])
    _record("people.enquiry_put_aside", held, by)
    return held


@transaction.atomic
def pass_on(enquiry: Enquiry, to: Person, *, by: Person) -> Enquiry:
    """Hand it to a colleague who agreed to be asked. Whoever asked sees who has it now."""
    held = _hold(enquiry, by)
    if to.pk == held.asker_id:
        raise RuleBroken("That is the person who asked.")
    if not may_be_asked(to, reader_for(by)):
        raise RuleBroken(f"{to.name} has not agreed to be asked. Choose somebody whose page says what to ask about.")
    held.asked, held.passed_by = to, by
    held.save(update_fields=["asked", "passed_by"])
    _record("people.enquiry_passed_on", held, by)
    _tell_asked(held)
    return held


@transaction.atomic
def take_back(enquiry: Enquiry, *, by: Person) -> Enquiry:
    """Whoever asked no longer wants to know; also where it was put aside, of which they know nothing."""
    held = _locked(enquiry)
    if held.asker_id != by.pk:
        raise NotAllowed("Only the person who asked can take it back.")
    if held.state not in {EnquiryState.WAITING, EnquiryState.DECLINED}:
        raise RuleBroken("This no longer waits for an answer.")
    held.state = EnquiryState.TAKEN_BACK
    held.save(update_fields=["state"])
    _record("people.enquiry_taken_back", held, by)
    return held


def enquiry_for(public_id: str, person: Person) -> Enquiry | None:
    """One enquiry, for the two people it is between. One query."""
    return _of(person).filter(public_id=public_id).first()


def asked_of(person: Person) -> list[Enquiry]:
    """What this person is asked: what waits first, then what they answered or was taken back. One query."""
    shown = [EnquiryState.WAITING, EnquiryState.ANSWERED, EnquiryState.TAKEN_BACK]
    waits = Case(When(state=EnquiryState.WAITING, then=0), default=1)
    return list(_of(person).filter(asked=person, state__in=shown).order_by(waits, "-asked_at", "-pk")[:50])


def asked_by(person: Person) -> list[Enquiry]:
    """What this person asked others, newest first. One query."""
    return list(_of(person).filter(asker=person)[:50])


def waiting_for(person_id: int) -> int:
    """How many enquiries wait for this person. One query."""
    return Enquiry.objects.filter(asked=person_id, state=EnquiryState.WAITING).count()


def team_of(person: Person) -> str:
    """Where somebody works, as whoever they ask is told. One query."""
    rows = Membership.objects.filter(person=person).on(clock.today()).select_related("unit")
    first = rows.order_by("starts_on", "pk").first()
    return first.unit.name if first else ""


def people_called(name: str, reader: Reader) -> list[Person]:
    """People who agreed to be asked and are called so. Two queries."""
    rows = Person.objects.filter(name__iexact=" ".join(name.split()), is_active=True, hidden_from_results=False)
    found = list(rows.exclude(pk=reader.person_id or 0)[:20])
    willing = willing_to_be_asked([person.pk for person in found]) if found else {}
    return [person for person in found if person.pk in willing]


@transaction.atomic
def follow(person: Person) -> None:
    """When somebody leaves: what they asked goes, and those who wait for them are not left waiting."""
    if person.is_active:
        return
    Enquiry.objects.filter(asker=person).delete()
    for waiting in Enquiry.objects.filter(asked=person, state=EnquiryState.WAITING):
        waiting.state = EnquiryState.CLOSED
        waiting.save(update_fields=["state"])
        _record("people.enquiry_closed", waiting, None)
    Enquiry.objects.filter(asked=person).update(answerer_shares=False)


def held_about(person: Person) -> Iterable[Holding]:
    """What stands between this person and those whom they asked, or who asked them. One query."""
    rows = Enquiry.objects.filter(Q(asker=person) | Q(asked=person) | Q(passed_by=person)).select_related("about")
    yield Holding(
        "Questions between you and colleagues",
        "You and the person it was asked of.",
        tuple(_row(row, person) for row in rows),
        kept="Until the person who asked leaves.",
    )


# Inside ----------------------------------------------------------------------------------------------


def _row(row: Enquiry, person: Person) -> dict[str, object]:
    """One enquiry for the privacy page. Whoever only passed it on sees no words of others."""
    own = person.pk in {row.asker_id, row.asked_id}
    reads = row.asker_id == person.pk or (own and row.state != EnquiryState.TAKEN_BACK)
    return {
        "You": "asked" if row.asker_id == person.pk else "were asked" if own else "passed it on",
        "When": row.asked_at.isoformat(), "About": row.about.title if row.about and reads else "",
        "Question": row.words if reads else "", "Answer": row.answer if reads else "",
        "You let them see your e-mail address": row.asker_shares if row.asker_id == person.pk else row.answerer_shares,
    }  # fmt: skip


def _of(person: Person) -> "QuerySet[Enquiry]":
    rows = Enquiry.objects.filter(Q(asker=person) | Q(asked=person))
    return rows.select_related("asker", "asked", "passed_by", "about")


def _hold(enquiry: Enquiry, by: Person) -> Enquiry:
    """The row as it is now, for whoever is asked; kept from others until the end of the transaction."""
    held = _locked(enquiry)
    if held.asked_id != by.pk:
        raise NotAllowed("Only the person who is asked can do this.")
    if held.state == EnquiryState.TAKEN_BACK:
        raise RuleBroken("Whoever asked this has taken it back. You need not answer.")
    if held.state != EnquiryState.WAITING:
        raise RuleBroken("You have dealt with this already.")
    return held


def _locked(enquiry: Enquiry) -> Enquiry:
    return Enquiry.objects.select_for_update(of=("self",)).select_related("asker", "asked").get(pk=enquiry.pk)


def _unanswered(asker: Person, asked: Person) -> int:
    """What one asked the other without an answer. What was taken back counts for a day: it brought an e-mail too."""
    long_gone = Q(state=EnquiryState.TAKEN_BACK, asked_at__lte=clock.now() - timedelta(days=1))
    rows = Enquiry.objects.filter(asker=asker, asked=asked).exclude(state=EnquiryState.ANSWERED)
    return rows.exclude(long_gone).count()


def _said(words: str, missing: str) -> str:
    text = words.strip()
    if not text:
        raise RuleBroken(missing)
    if len(text) > LONGEST:
        raise RuleBroken(f"Write {LONGEST:,} characters at most. Yours has {len(text):,}.")
    return text


def _tell_asked(enquiry: Enquiry) -> None:
    """The words stay here: others may be able to read an e-mail."""
    send(
        [enquiry.asked.email], "A colleague has asked you something",
        "Somebody thinks that you can help. You can answer, pass it to a colleague, or leave it: they are not told "
        f"if you leave it. Sign in to read it:\n\n{_address(enquiry)}",
    )  # fmt: skip


def _address(enquiry: Enquiry) -> str:
    return f"{settings.FINGERPOST_ADDRESS.rstrip('/')}/people/enquiries/{enquiry.public_id}/"


def _record(kind: str, enquiry: Enquiry, by: Person | None) -> None:
    stream.record(kind, subject=enquiry.public_id, by=by.public_id if by else "")
