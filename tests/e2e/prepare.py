"""Fills an empty home with the demonstration and one of each thing that an address can point to; prints what it made.

Run as a script in a process of its own: the tests' own Django has a database of its own.
"""

import json
import sys
from pathlib import Path

MIXED = Path(__file__).resolve().parents[1] / "bibliography" / "files" / "mixed-bad.ris"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the person who has a second step at sign-in


def main() -> None:
    """Load, add, index, print one line of JSON."""
    from fingerpost.config.commands import main as command

    if code := command(["demo", "load"]):
        sys.exit(code)
    from fingerpost.config.commands.waiting import finish

    made = {
        "addresses": things(), "people": people(), "answered": answered(), "items": items(), "library": library(),
        "questions": questions(),
    }  # fmt: skip
    finish([], show=False)
    print(json.dumps(made))


def people() -> dict[str, str]:
    """Who signs in, by what they are."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    careful = a_person("monika.kowalczyk@wenlow.example")
    Authenticator.objects.create(
        user=careful, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(SECRET)}
    )
    RecoveryCodes.activate(careful)
    return {
        "member": "amina.yusuf@wenlow.example", "specialist": "rajesh.pillai@wenlow.example",
        "administrator": "ellen.prosser@careboard.example", "careful": careful.email,
    }  # fmt: skip


def a_person(email: str):
    """Somebody of the demonstration."""
    from fingerpost.organisations.models import Person

    return Person.objects.get(email=email)


def things() -> dict[str, dict[str, object]]:
    """What stands in each address, by its name."""
    from allauth.account.forms import default_token_generator
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC
    from allauth.account.utils import user_pk_to_url_str

    from fingerpost.notifications.models import Message
    from fingerpost.organisations.models import Agreement, Membership, Unit
    from fingerpost.people.models import Profile

    member, specialist = a_person("amina.yusuf@wenlow.example"), a_person("rajesh.pillai@wenlow.example")
    board = Unit.objects.get(slug="wt-icb")
    came_in = an_import(specialist)
    question = a_question("Do red socks stop people falling on a ward?", member)
    forgetful = a_person("bea.thornton@careboard.example")
    unconfirmed = EmailAddress.objects.create(user=forgetful, email="bea@elsewhere.example", verified=False)
    willing = a_person("sinead.corrigan@wenlow-community.example")
    at = {"slug": board.slug}
    item, paper = items()["policy"], a_paper()
    writing = {"public_id": a_draft(item, specialist)}
    return {
        "hub:record": {"public_id": item}, "hub:connections": {"public_id": item},
        "library:item": {"public_id": item}, "library:paper": {"public_id": paper},
        **library_things(member, specialist),
        "library:item_write": {"kind": "know-how"}, "library:draft": writing, "library:draft_read": writing,
        "library:item_withdraw": writing, "library:version_list": writing, "library:version_compare": writing,
        "library:version": writing | {"number": 1}, "library:ways_set": at,
        "library:import": {"public_id": came_in.public_id},
        "library:reject_mend": {"public_id": came_in.public_id, "pk": came_in.rejects.order_by("position")[0].pk},
        **{f"roads:{name}": {"public_id": question.public_id} for name in (
            "question", "question_share", "question_change")},
        "roads:kept_put": {"public_id": paper},
        **{f"roads:kept_{name}": something_kept(question, member) for name in ("edit", "drop")},
        **decision_things(member), **brief_things(member, specialist),
        "people:profile": {"public_id": Profile.objects.get(person=willing).public_id},
        "organisations:membership_change": {"pk": Membership.objects.filter(unit=board, role="member")[0].pk},
        "organisations:agreement_end": {"pk": Agreement.objects.get(organisation=board).pk},
        **{f"organisations:{name}": at for name in (
            "organisation_show", "unit_list", "unit_close", "people_list", "agreement_list", "word_list", "link_list")},
        "notifications:outbox_show": {"public_id": Message.objects.order_by("-pk")[0].public_id},
        "account_confirm_email": {"key": EmailConfirmationHMAC(unconfirmed).key},
        "account_reset_password_from_key": {
            "uidb36": user_pk_to_url_str(forgetful), "key": default_token_generator.make_token(forgetful),
        },
    }  # fmt: skip


def library_things(member, specialist) -> dict[str, dict[str, object]]:
    """What stands in the addresses of the library."""
    from fingerpost.library.models import Item, Paper
    from tests.e2e import prepare_library

    item, paper = Item.objects.get(public_id=items()["policy"]), Paper.objects.get(public_id=a_paper())
    return prepare_library.things(item, paper, member=member, specialist=specialist, folder=Path.cwd())


def brief_things(member, specialist) -> dict[str, dict[str, object]]:
    """What stands in the addresses of briefs."""
    from fingerpost.library.models import Item
    from tests.e2e import prepare_briefs

    item = Item.objects.get(public_id=items()["policy"])
    return prepare_briefs.things(item, member=member, specialist=specialist)


def decision_things(member) -> dict[str, dict[str, object]]:
    """What stands in the addresses of decisions."""
    from fingerpost.library.models import Paper
    from tests.e2e import prepare_decisions

    return prepare_decisions.things(member, Paper.objects.get(public_id=a_paper()))


def library() -> dict[str, str]:
    """Pages of the library in each state."""
    from fingerpost.library.models import Item
    from tests.e2e import prepare_library

    member, specialist = a_person("amina.yusuf@wenlow.example"), a_person("rajesh.pillai@wenlow.example")
    item = Item.objects.get(public_id=items()["policy"])
    return prepare_library.states(item, specialist=specialist, member=member, folder=Path.cwd())


def a_draft(public_id: str, by) -> str:
    """A page of which somebody writes a new version, and where a colleague is asked to be named."""
    from fingerpost.library.domain.own import who_to_ask, writing
    from fingerpost.library.models import Item

    item = Item.objects.get(public_id=public_id)
    draft = writing.draft_of(item, by)
    writing.save(draft, by=by, seen=0, summary="In fewer words than before.")
    who_to_ask.ask_people(item, [a_person("amina.yusuf@wenlow.example")], by=by)
    return public_id


def an_import(by):
    """A real file of which one part cannot be read, brought in by a library team."""
    from fingerpost.jobs.domain import work
    from fingerpost.library.domain.published import imports
    from fingerpost.organisations.models import Unit

    came_in = imports.start(MIXED, by=by, team=Unit.objects.get(slug="wrh-library"), route="open")
    work.run_until_idle("default")
    came_in.refresh_from_db()
    return came_in


def a_question(text: str, by):
    """A question that waits at the library team's desk."""
    from fingerpost.organisations.readers import reader_for
    from fingerpost.roads.domain import questions

    question = questions.keep(text, by=by, nothing_found=True)
    return questions.ask_library(question, by=by, reader=reader_for(by), why="A talk at handover")


def something_kept(question, by) -> dict[str, object]:
    """A question, and something that was added to it."""
    from fingerpost.organisations.readers import reader_for
    from fingerpost.roads.domain import kept

    row = kept.add_words(question, "know-how", "We have tried socks with grips.", by=by, reader=reader_for(by))
    return {"public_id": question.public_id, "pk": row.pk}


def questions() -> dict[str, str]:
    """Questions in each state that people work on: one with a bit of everything, and one that is closed."""
    from fingerpost.kernel import clock
    from fingerpost.organisations.readers import reader_for
    from fingerpost.records.models import Record
    from fingerpost.roads.domain import kept, questions

    member, specialist = a_person("amina.yusuf@wenlow.example"), a_person("rajesh.pillai@wenlow.example")
    reader, other, made = reader_for(member), reader_for(specialist), {}
    for name in ("worked on", "closed"):
        row = questions.keep(f"Should we buy low beds? ({name})", by=member, why="Two falls.", decide_by=clock.today())
        questions.share(row, by=member, reader=reader, people=[specialist])
        for public_id in (items()["policy"], items()["overdue"], a_paper()):
            thing = Record.objects.get(public_id=public_id)
            kept.keep(row, thing, by=member, reader=reader, words="Read the first page.")
        kept.add_words(row, "data", "falls on our ward", figure="6.2", source="Incidents", by=specialist, reader=other)
        kept.add_words(row, "voices", "“Nobody came.”", source="14 cards", by=specialist, reader=other)
        dropped = kept.add_words(row, "judgement", "Bed rails for all.", by=member, reader=reader)
        kept.drop(dropped, "The policy forbids them.", by=specialist, reader=other)
        made[name] = row.public_id
    questions.close(row, by=member)
    return made


def answered() -> str:
    """A question that the library team answered."""
    from fingerpost.organisations.readers import reader_for
    from fingerpost.roads.domain import questions

    member, specialist = a_person("amina.yusuf@wenlow.example"), a_person("rajesh.pillai@wenlow.example")
    question = a_question("Is a night light by the bed worth it?", member)
    said = "We found two small trials.\n\nNeither is sure."
    questions.answer(question, said, by=specialist, reader=reader_for(specialist))
    return question.public_id


def items() -> dict[str, str]:
    """Policies in each state that a ward manager meets."""
    from fingerpost.kernel import clock
    from fingerpost.library.models import Item
    from fingerpost.organisations.readers import reader_for

    seen = Item.objects.visible_to(reader_for(a_person("amina.yusuf@wenlow.example"))).filter(kind="policy")
    return {
        "policy": seen.get(title__startswith="Preventing falls on our wards").public_id,
        "withdrawn": seen.filter(state="withdrawn")[0].public_id,
        "overdue": seen.filter(state="released", review_due__lt=clock.today())[0].public_id,
    }  # fmt: skip


def a_paper() -> str:
    """A published paper with a library note on it."""
    from fingerpost.records.models import Link

    return Link.objects.filter(relation="summarises", target__kind="paper")[0].target.public_id


if __name__ == "__main__":
    main()
