"""Two organisations side by side, each with everything that an address can point to; and readers of every role."""

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.test import Client

from fingerpost.library.models import Import, Rejected
from fingerpost.notifications.domain import outbox
from fingerpost.organisations.domain import consent, links
from fingerpost.organisations.models import Membership, Person, Role, Unit
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.people.domain import profiles
from fingerpost.roads.domain import questions
from tests.factories import a_paper, a_person, a_team, a_unit, an_agreement, an_item
from tests.permissions import rules

ROLE_OF = {
    rules.MEMBER: Role.MEMBER, rules.SPECIALIST: Role.SPECIALIST, rules.MANAGER: Role.SERVICE_MANAGER,
    rules.EXECUTIVE: Role.EXECUTIVE, rules.CHAMPION: Role.CHAMPION, rules.ADMINISTRATOR: Role.ADMINISTRATOR,
    rules.NATIONAL: Role.NATIONAL_VIEWER,
}  # fmt: skip


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
    item = an_item(f"What {name} does about falls", unit=organisation, tokens=[unit_token(organisation.pk)])
    paper = a_paper(f"A trial in {name}")
    question = questions.keep(f"How many beds has {name}?", by=colleague)
    questions.ask_library(question, by=colleague, reader=reader_for(colleague))
    came_in = Import.objects.create(name=f"{name}.ris", source="RIS", team=service, read=1, rejected=1, position=1)
    rejected = Rejected.objects.create(came_in=came_in, position=1, reason="It has no title.", excerpt="TY  - JOUR")
    link = links.add(organisation, name="Elsewhere", address="https://elsewhere.example/?q={query}", by=None)
    message = outbox.store([colleague.email], "Your question", "It was answered.", from_address="library@localhost")
    at = {"slug": organisation.slug}
    return Side(
        organisation, service,
        {
            "hub:record": {"public_id": item.public_id}, "library:item": {"public_id": item.public_id},
            "library:paper": {"public_id": paper.public_id}, "library:import": {"public_id": came_in.public_id},
            "library:import_stop": {"public_id": came_in.public_id},
            "library:reject_mend": {"public_id": came_in.public_id, "pk": rejected.pk},
            "roads:question": {"public_id": question.public_id},
            "roads:question_close": {"public_id": question.public_id},
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


# What stands in addresses that belong to no organisation.
ANYWHERE: dict[str, dict[str, Any]] = {
    "organisations:consent_say": {"purpose": "profile"}, "ui:alone": {"name": "skip_link"}, "ui:error": {"code": 404},
    "account_confirm_email": {"key": "not-a-key"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "not-a-key"},
    "openid_connect_login": {"provider_id": "work"}, "openid_connect_callback": {"provider_id": "work"},
}  # fmt: skip
# What is sent, where an empty form would not get past its first check.
BODIES: dict[str, dict[str, Any]] = {
    "library:reject_mend": {"text": "TY  - JOUR\nTI  - A title\nER  - "},
    "roads:question_keep": {"text": "Who looks after the ward at night?"},
    "roads:question": {"answer": "Twenty."},
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
