"""Two organisations side by side, each with everything that an address can point to; and readers of every role."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.test import Client

from fingerpost.decisions.domain import confirming, recording
from fingerpost.decisions.domain.contents import ActionGiven
from fingerpost.decisions.models import Decision
from fingerpost.files.domain import store
from fingerpost.kernel import clock
from fingerpost.library.domain.gathering import collections
from fingerpost.library.domain.own import attachments, who_to_ask, writing
from fingerpost.library.domain.trust import flags
from fingerpost.library.models import Filling, FillingRow, FillingState, Import, Item, Rejected, RowState
from fingerpost.notifications.domain import outbox
from fingerpost.organisations.domain import consent, links
from fingerpost.organisations.models import Membership, Person, Role, Unit
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.people.domain import enquiries, profiles
from fingerpost.records.models import Part
from fingerpost.roads.domain import kept, questions
from fingerpost.roads.domain.briefs import points, releasing, sources
from fingerpost.roads.domain.briefs import writing as briefs
from fingerpost.roads.models import Brief, Pin
from tests.factories import a_paper, a_person, a_team, a_unit, an_agreement, an_item
from tests.permissions import rules

ROLE_OF = {
    rules.MEMBER: Role.MEMBER, rules.SPECIALIST: Role.SPECIALIST, rules.MANAGER: Role.SERVICE_MANAGER,
    rules.EXECUTIVE: Role.EXECUTIVE, rules.CHAMPION: Role.CHAMPION, rules.ADMINISTRATOR: Role.ADMINISTRATOR,
    rules.NATIONAL: Role.NATIONAL_VIEWER,
}  # fmt: skip


QUESTION_PAGES = (
    "question_seen", "question_close", "question_reopen", "question_take_over", "question_share", "question_change",
)  # fmt: skip

DECIDED_PAGES = ("decision", "decision_withdraw", "decision_look_again", "decision_disclosure")
BRIEF_PAGES = ("brief", "brief_open", "brief_check", "brief_withdraw", "brief_version_list")
DRAFT_PAGES = ("brief_draft", "brief_write", "brief_release", "brief_give_up", "point_add")
WAITING_PAGES = ("decision_edit", "decision_give_up", "decision_send", "decision_confirm")


@dataclass(frozen=True)
class Side:
    """One organisation: `addresses` gives, by name of the address, what stands in it."""

    organisation: Unit
    service: Unit
    addresses: dict[str, dict[str, Any]]


def a_side(name: str) -> Side:
    """An organisation with its library team, a colleague, and one of each thing."""
    organisation = a_unit(f"{name} Trust")
    service = a_unit(f"{name} Library", kind="library-service", parent=organisation)
    agreement = an_agreement(service, organisation, desk_email=f"desk@{name.lower()}.example")
    colleague = a_person(f"Colleague of {name}", a_team(organisation, f"{name} ward"))
    membership = Membership.objects.get(person=colleague)
    consent.say(colleague, consent.PROFILE, True, by=colleague)
    profile = profiles.write(colleague, job="Ward nurse", about="", topics=["falls"], by=colleague)
    consent.say(colleague, consent.ASKED, True, by=colleague)
    item = an_item(
        f"What {name} does about falls", unit=organisation, tokens=[unit_token(organisation.pk)],
        topics=[f"Falls in {name}"],
    )  # fmt: skip
    file = store.keep("beds.txt", [f"Beds in {name}".encode()])
    attachments.attach(item, file, "beds.txt", by=None)
    said = flags.flag(item, "wrong", colleague, "The number is old.")
    writing.draft_of(item, None)
    who_to_ask.ask_people(item, [colleague], by=None)
    paper = a_paper(f"A trial in {name}")
    shared, framed = (collections.begin(f"{title} of {name}", by=colleague) for title in ("A list", "An open list"))
    entry = collections.put(shared, item, by=colleague)
    collections.release(shared, by=colleague, units=[organisation])
    collections.describe(framed, by=colleague, title=framed.title, may_embed=True)
    collections.release(framed, by=colleague, open_to="public")
    here, there = {"public_id": shared.public_id}, {"public_id": shared.public_id, "pk": entry.pk}
    enquiry = enquiries.ask(colleague, "How many beds?", by=a_person(f"Another of {name}", organisation))
    question = questions.keep(f"How many beds has {name}?", by=colleague)
    questions.ask_library(question, by=colleague, reader=reader_for(colleague))
    added = kept.add_words(question, "data", f"Beds of {name}", by=colleague, reader=reader_for(colleague))
    brief, pin = _briefs(name, organisation, colleague, item)
    pinned = {"public_id": pin.point.version.brief.public_id, "pk": pin.point.pk}
    decided, waiting = _decisions(name, organisation, colleague)
    came_in = Import.objects.create(name=f"{name}.ris", source="RIS", team=service, read=1, rejected=1, position=1)
    rejected = Rejected.objects.create(came_in=came_in, position=1, reason="It has no title.", excerpt="TY  - JOUR")
    filling = Filling.objects.create(unit=organisation, name=f"{name}.zip", state=FillingState.TRIED)
    FillingRow.objects.create(filling=filling, position=1, state=RowState.REJECTED, reason="It names no file.")
    filled = {"public_id": filling.public_id}
    link = links.add(organisation, name="Elsewhere", address="https://elsewhere.example/?q={query}", by=None)
    message = outbox.store([colleague.email], "Your question", "It was answered.", from_address="library@localhost")
    at = {"slug": organisation.slug}
    return Side(
        organisation, service,
        {
            "hub:connections": {"public_id": item.public_id}, "hub:use_said": {"public_id": item.public_id},
            "hub:record": {"public_id": item.public_id}, "library:item": {"public_id": item.public_id},
            "library:flag": {"public_id": item.public_id}, "library:flag_answer": {"public_id": said.public_id},
            "library:review_one": {"public_id": item.public_id}, "library:beside": {"public_id": item.public_id},
            "library:health": at, "library:health_hand_over": at,
            "library:file": {"public_id": file.public_id, "name": "beds.txt"},
            "library:draft_open": {"public_id": item.public_id}, "library:draft": {"public_id": item.public_id},
            "library:draft_read": {"public_id": item.public_id}, "library:item_withdraw": {"public_id": item.public_id},
            "library:version_list": {"public_id": item.public_id},
            "library:version_compare": {"public_id": item.public_id},
            "library:version": {"public_id": item.public_id, "number": 1},
            "library:version_restore": {"public_id": item.public_id, "number": 1},
            "library:asked_answer": {"pk": Part.objects.get(record_id=item.pk, role="who_to_ask").pk},
            "library:ways_set": at,
            "library:topic": {"slug": f"falls-in-{name.lower()}"},
            "library:collection": here, "library:collection_edit": here, "library:collection_share": here,
            "library:collection_withdraw": here, "library:entry_edit": there, "library:entry_move": there,
            "library:entry_take_out": there, "library:collection_export": here | {"form": "ris"},
            "library:collection_embed": {"public_id": framed.public_id},
            "library:collection_put": {"public_id": item.public_id},
            "people:enquiry_ask": {"public_id": colleague.public_id},
            "people:enquiry": {"public_id": enquiry.public_id},
            "people:enquiry_put_aside": {"public_id": enquiry.public_id},
            "people:enquiry_take_back": {"public_id": enquiry.public_id},
            "people:enquiry_pass": {"public_id": enquiry.public_id},
            "hub:unit": at,
            "library:paper": {"public_id": paper.public_id}, "library:import": {"public_id": came_in.public_id},
            "library:import_stop": {"public_id": came_in.public_id},
            "library:filling": filled, "library:filling_match": filled, "library:filling_run": filled,
            "library:filling_stop": filled, "library:filling_undo": filled,
            "library:filling_row": filled | {"position": 1},
            "library:held_check": {"public_id": item.public_id},
            "library:held_confirm": {"public_id": item.public_id},
            "library:reject_mend": {"public_id": came_in.public_id, "pk": rejected.pk},
            "roads:question": {"public_id": question.public_id},
            **{f"roads:{name}": {"public_id": question.public_id} for name in QUESTION_PAGES},
            "roads:kept_put": {"public_id": item.public_id},
            "roads:kept_add": {"public_id": question.public_id, "what": "voices"},
            **{f"roads:kept_{name}": {"public_id": question.public_id, "pk": added.pk} for name in (
                "edit", "drop", "take_up")},
            "roads:brief_begin": {"public_id": question.public_id},
            **{f"roads:{page}": {"public_id": brief.public_id} for page in BRIEF_PAGES},
            "roads:brief_export": {"public_id": brief.public_id, "form": "ris"},
            "roads:brief_version": {"public_id": brief.public_id, "number": 1},
            **{f"roads:{page}": {"public_id": pinned["public_id"]} for page in DRAFT_PAGES},
            **{f"roads:{page}": pinned for page in ("point", "point_move", "point_remove")},
            "roads:pin": pinned | {"source_id": item.public_id}, "roads:pin_change": pinned | {"pin_pk": pin.pk},
            **{f"decisions:{page}": {"public_id": decided.public_id} for page in DECIDED_PAGES},
            **{f"decisions:{page}": {"public_id": waiting.public_id} for page in WAITING_PAGES},
            "decisions:decision_export": {"public_id": decided.public_id, "form": "docx"},
            "decisions:decision_road": {"public_id": decided.public_id, "form": "svg"},
            "decisions:action_done": {"public_id": decided.public_id, "pk": decided.actions.get().pk},
            "people:profile": {"public_id": profile.public_id},
            "organisations:membership_leave": {"pk": membership.pk},
            "organisations:membership_change": {"pk": membership.pk},
            "organisations:membership_end": {"pk": membership.pk},
            "organisations:agreement_end": {"pk": agreement.pk}, "organisations:link_remove": {"pk": link.pk},
            "organisations:organisation_show": at, "organisations:unit_list": at, "organisations:unit_close": at,
            "organisations:people_list": at, "organisations:agreement_list": at, "organisations:word_list": at,
            "organisations:link_list": at, "organisations:full_text_set": at,
            "notifications:outbox_show": {"public_id": message.public_id},
        },
    )  # fmt: skip


def _briefs(name: str, organisation: Unit, colleague: Person, item: Item) -> tuple[Brief, Pin]:
    """One that is shared with the organisation; and a pin in the draft of another. The library team works on both."""
    reader, day = reader_for(colleague), clock.today()
    how = {"by": colleague, "reader": reader}
    drafts = []
    for title in ("Should we buy beds?", "Should we sell beds?"):
        question = questions.keep(f"{title} ({name})", by=colleague)
        questions.ask_library(question, by=colleague, reader=reader)
        drafts.append(briefs.begin(question, **how))
    points.add(drafts[0], "We have too few.", kind="own", **how)
    briefs.save(
        drafts[0], seen=0, verdict="little", bottom_line="We found little.", sureness="not", sure_because="Few looked.",
        unknown="Most of it.", searched_on=day, review_due=day + timedelta(days=90),
        tokens=[unit_token(organisation.pk)], **how,
    )  # fmt: skip
    point = points.add(drafts[1], "What to do.", **how)
    text = sources.texts_of(item, reader)[0]
    return releasing.release(drafts[0], **how), points.pin(point, item, text.document, 0, 10, **how)


def _decisions(name: str, organisation: Unit, colleague: Person) -> tuple[Decision, Decision]:
    """One that the colleague confirmed, for the whole organisation; and one that waits for them."""
    reader, day = reader_for(colleague), clock.today()
    how = {"by": colleague, "reader": reader, "unit": organisation, "decider": colleague, "decided_on": day}
    action = ActionGiven(f"Count the beds of {name}", colleague)
    decided = confirming.confirm(recording.begin(f"{name} keeps its beds", actions=[action], **how), by=colleague)
    waiting = recording.begin(f"{name} buys beds", **how)
    return decided, confirming.send(waiting, by=colleague, reader=reader)


# What stands in addresses that belong to no organisation.
ANYWHERE: dict[str, dict[str, Any]] = {
    "library:item_write": {"kind": "lesson"}, "library:shelf_download": {"form": "csv"},
    "organisations:consent_say": {"purpose": "profile"}, "ui:alone": {"name": "skip_link"}, "ui:error": {"code": 404},
    "account_confirm_email": {"key": "not-a-key"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "not-a-key"},
    "openid_connect_login": {"provider_id": "work"}, "openid_connect_callback": {"provider_id": "work"},
}  # fmt: skip
# What is sent, where an empty form would not get past its first check.
BODIES: dict[str, dict[str, Any]] = {
    "hub:use_said": {"may": "yes"},
    "library:item_write": {"title": "A lesson", "see": "all", "save": "1"},
    "library:draft": {"title": "Taken over", "see": "all", "save": "1"},
    "library:draft_read": {"release": "1", "seen": "0"},
    "library:item_withdraw": {"because": "I do not like it."},
    "library:asked_answer": {"yes": "1"},
    "library:ways_set": {"four_eyes": "on"},
    "library:collection_begin": {"title": "A list"},
    "library:collection_put": {"where": "new", "title": "A list"},
    "library:collection_edit": {"title": "Taken over"},
    "library:collection_share": {"see": "public"},
    "library:collection_withdraw": {"because": "I do not like it."},
    "library:entry_edit": {"note": "Do not read this."},
    "people:enquiry_ask": {"words": "How many beds?"},
    "people:enquiry": {"answer": "Twenty."},
    "people:enquiry_pass": {"name": "Somebody"},
    "library:flag": {"kind": "wrong", "words": "The number is old."},
    "library:flag_answer": {"outcome": "holds"},
    "library:review_one": {"found": "work"},
    "library:reject_mend": {"text": "TY  - JOUR\nTI  - A title\nER  - "},
    "roads:question_keep": {"text": "Who looks after the ward at night?"},
    "roads:question": {"answer": "Twenty."},
    "roads:question_share": {"see": "me"},
    "roads:question_change": {"why": "Because."},
    "roads:kept_put": {"where": "new", "text": "How many beds are enough?"},
    "roads:kept_add": {"voices-words": "Too few.", "voices-source": "Cards"},
    "roads:kept_edit": {"words": "Taken over", "figure": "1", "source": "Nowhere"},
    "roads:kept_drop": {"because": "I do not like it."},
    "decisions:decision_record": {"what": "We keep the beds.", "see": "own", "save": "1"},
    "decisions:decision_edit": {"what": "Taken over", "see": "own", "save": "1"},
    "decisions:decision_confirm": {"seen": "0"},
    "decisions:decision_withdraw": {"because": "I do not like it."},
    "decisions:action_done": {"words": "Done by me"},
    "organisations:account": {"name": "Another Name"},
    "organisations:consent_say": {"answer": "yes"},
    "organisations:organisation_show": {"name": "Taken over"},
    "organisations:unit_list": {"name": "Mine now", "kind": "team"},
    "organisations:people_list": {"email": "intruder@example.org", "name": "Intruder", "role": "member"},
    "organisations:membership_change": {"role": "organisation-administrator"},
    "organisations:link_list": {"name": "Trap", "address": "https://trap.example/{query}"},
    "organisations:full_text_set": {"link": "https://trap.example/{doi}"},
    "organisations:word_list": {"library_team": "Trap"},
}  # fmt: skip


def a_reader(role: str, side: Side) -> Person | None:
    """Somebody in this role; library staff stand in the library service, everyone else in the organisation."""
    if role == rules.STRANGER:
        return None
    unit = side.service if role in rules.LIBRARY else side.organisation
    person = a_person(f"A {role}", unit, role=ROLE_OF[role])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def enter(client: Client, person: Person | None, *, second_step: bool = True) -> Client:
    """Sign in as the product would have it: with a second step, unless told."""
    if person is not None:
        client.force_login(person)
        session = client.session
        records = [{"method": "password", "at": time.time()}, *([{"method": "mfa", "at": time.time()}] * second_step)]
        session[AUTHENTICATION_METHODS_SESSION_KEY] = records
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client
