"""A small library with a row in every table that is carried, made as people make it where that is possible."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client

from fingerpost.decisions.domain import confirming, recording
from fingerpost.decisions.domain.contents import ActionGiven, BasisGiven
from fingerpost.files.models import FilePage, StoredFile
from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.library.domain.own import items
from fingerpost.library.models import (
    Attachment,
    Collection,
    CollectionEntry,
    Filling,
    FillingRow,
    Flag,
    Import,
    Item,
    Notice,
    Nudge,
    ReadCount,
    Rejected,
    Revision,
    TakenBack,
    Ways,
)  # fmt: skip
from fingerpost.notifications.domain.outbox import store
from fingerpost.organisations.domain import accounts, consent, links, memberships, wording
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import reader_for
from fingerpost.people.domain import profiles
from fingerpost.people.models import Enquiry
from fingerpost.records.domain import graph
from fingerpost.records.models import PartRole, Relation
from fingerpost.roads.domain import questions
from fingerpost.roads.models import Brief, BriefVersion, Kept, Look, Pin, Point, Question
from tests.factories import a_paper, a_service, a_team, a_unit, an_item

NOW = clock.now().replace(microsecond=123456)
PDF = b"%PDF-1.4\nWhat to do about falls\n%%EOF\n"


def fill() -> dict[str, Any]:
    """Make it all; the things that tests ask about, by name."""
    trust = a_unit("Wrenhall Trust – “Ysbyty”")
    ward = a_team(trust, "Ward 9")
    service = a_service("Wrenhall Library", trust)
    wording.say(trust, "library_team", "evidence team", by=None)
    links.add(trust, name="NICE", address="https://www.nice.org.uk/search?q={query}", by=None)
    ada = accounts.open_account("ada@example.org", "Ada Author", by=None, password="a-very-secret-password", confirmed=True)  # fmt: skip
    bea = accounts.open_account("bea@example.org", "Bea Reader", by=None, confirmed=True)
    for person in (ada, bea):
        memberships.join(person, ward, by=None)
        for purpose in (consent.PROFILE, consent.ASKED, consent.NAMED):
            consent.say(person, purpose, True, by=person)
    SocialAccount.objects.create(user=ada, provider="work", uid="ada-17", extra_data={"sub": "ada-17"})
    profiles.write(ada, job="Nurse", about="Falls", topics=["falls"], by=ada)
    secrets = keep_secrets(ada)
    item = _item(trust, ada)
    stored = _file(item)
    paper = _papers(trust, bea)
    graph.link(item, Relation.RESTS_ON, paper)
    _trust(item, paper, ada, bea, trust)
    _gathered(item, paper, ada, trust, stored)
    cai = accounts.open_account("cai@example.org", "Cai Colleague", by=None, confirmed=True)
    Enquiry.objects.create(
        asker=bea, asked=ada, passed_by=cai, about=item, words="May I copy this?", state="answered", answer="Please do.",
        answered_at=NOW,
    )  # fmt: skip
    _road(questions.keep("Do bed alarms prevent falls?", by=bea), item, ada, bea)
    _decisions(ada, bea, ward, paper)
    return {"ada": ada, "bea": bea, "item": item, "file": stored, "paper": paper, "trust": trust, "service": service,
            "secrets": secrets}  # fmt: skip


def _decisions(secretary: Person, decider: Person, unit: Unit, paper: Any) -> None:
    reader = reader_for(decider)
    made = recording.begin(
        "We will not buy bed alarms.", by=decider, reader=reader, unit=unit, decider=decider, secretary=secretary,
        decided_on=clock.today(),
        options=[("Buy alarms", False, "No effect")], bases=[BasisGiven(target=paper), BasisGiven(words="We know")],
        dissents=[("Ward clerk", "Too much work"), ("", "")], assumptions=["Two nurses at night"],
        actions=[ActionGiven("Write the rota", secretary, due_on=clock.today())],
    )  # fmt: skip
    confirming.confirm(made, by=decider)


def keep_secrets(person: Person) -> list[str]:
    """Everything about a person that must never leave, in the database; the words to look for."""
    Authenticator.objects.create(user=person, type="totp", data={"secret": "SECONDSTEPSECRET"})
    address = EmailAddress.objects.get(user=person)
    EmailConfirmation.objects.create(email_address=address, key="LIVECONFIRMATIONKEY", sent=NOW)
    store([person.email], "Reset", "Open https://x/LIVERESETLINK", from_address="x@example.org", secret=True)
    client = Client()
    client.force_login(person)
    session = client.session.session_key
    return [person.password, "SECONDSTEPSECRET", "LIVECONFIRMATIONKEY", "LIVERESETLINK", session]


def _item(unit: Unit, author: Person) -> Item:
    item = an_item(
        "Falls: what to do first", "## First\n\nAsk for help.\u2028 “Stay” with the patient — 5 µg, 💡.", unit=unit,
        kind="policy", open_to="all", summary="Short: safe", slug="falls-first", topics=["falls"], mesh=["Accidental Falls"],
        applies_to=[unit], who_to_ask="Bea",
    )  # fmt: skip
    items.review(item, by=author, on=clock.today(), due=clock.today() + timedelta(days=300))
    graph.take_part(item, author, PartRole.AUTHOR, shown=True, by=author)
    Item.objects.filter(pk=item.pk).update(owner=author)
    item.topic_rows.get_or_create(slug="falls", defaults={"name": "falls"})
    Revision.objects.filter(item=item).delete()  # whatever adding it began: these are of every stage
    for number, stage in ((1, "replaced"), (2, "released"), (3, "draft")):
        Revision.objects.create(
            item=item, number=number, stage=stage, title=f"Falls {number}", sections={"text": "Words", "a": None},
            tokens=[f"unit:{unit.pk}"], begun_by=author, saved_by=author, submitted_by=author, released_by=author,
            editing_by=author if stage == "draft" else None, editing_at=NOW, released_at=NOW, review_due=clock.today(),
        )  # fmt: skip
    return item


def _file(item: Item) -> StoredFile:
    import hashlib

    digest = hashlib.sha256(PDF).hexdigest()
    place = Path(settings.HOME) / "files" / digest[:2] / digest[2:]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(PDF)
    stored = StoredFile.objects.create(
        sha256=digest, size=len(PDF), kind="pdf", media_type="application/pdf", reading="read", pages=1
    )
    FilePage.objects.create(file=stored, number=1, text="What to do about falls")
    Attachment.objects.create(item=item, file=stored, name="Falls policy.pdf")
    return stored


def _papers(unit: Unit, by: Person) -> Any:
    paper = a_paper("Bed sensors and falls", team=unit, abstract="No change: 0·98 (0·90–1·07).", year=2019)
    Import.objects.update(person=by, path="/srv/old/imports/one.xml")
    came_in = Import.objects.get()
    Import.objects.filter(pk=came_in.pk).update(read=came_in.read + 1, rejected=1)
    Rejected.objects.create(came_in=came_in, position=99, reason="It has no title.", excerpt="<x/>")
    Notice.objects.create(paper=paper, kind="RetractionIn", pmid=12345)
    TakenBack.objects.create(pmid=99)
    return paper


def _trust(item: Item, paper: Any, ada: Person, bea: Person, unit: Unit) -> None:
    Flag.objects.create(
        record=item, person=bea, kind="wrong", words="Step 2 is out of date.", outcome="changed", answer="Thank you.",
        answered_by=ada, answered_at=NOW,
    )  # fmt: skip
    ReadCount.objects.create(record=item, day=clock.today(), times=7)
    Nudge.objects.create(record=item, because_of=paper, kind="library.paper_changed")
    Ways.objects.create(unit=unit, four_eyes=True, review_months={"policy": 12})
    seen = stream.Cursor.objects.get_or_create(follower="library.nudges")[0]
    stream.Cursor.objects.filter(pk=seen.pk).update(position=3)


def _gathered(item: Item, paper: Any, ada: Person, unit: Unit, stored: StoredFile) -> None:
    shelf = Collection(kind="collection", title="Falls, for new staff", unit=unit, owner=ada, changed_by=ada.public_id)
    shelf.save()
    for place, record in enumerate((item, paper)):
        CollectionEntry.objects.create(collection=shelf, record=record, position=place, added_by=ada, note="Read it")
    filling = Filling.objects.create(
        person=ada, unit=unit, name="shelf.zip", path="/srv/old/shelf.zip", state="running", headings=["Title"]
    )
    FillingRow.objects.create(filling=filling, position=1, file_name="a.pdf", cells={"Title": "=1+1"}, file=stored, item=item)  # fmt: skip


def _road(question: Question, item: Item, ada: Person, bea: Person) -> None:
    """What was kept for a question, and a brief of it."""
    shown = {"question": question, "kept_by": ada, "kept_at": NOW, "changed_at": NOW}
    Kept.objects.create(target=item, kind="policy", words="See “First”.", **shown)
    Kept.objects.create(
        kind="data", words="Falls", figure="6·2 ‰", source="Incidents", dropped_at=NOW, dropped_by=bea,
        dropped_because="It is of last year.", **shown,
    )  # fmt: skip
    Look.objects.create(question=question, person=ada, at=NOW)
    brief = Brief(kind="brief", title="Bed alarms", answers=question, checked_on=clock.today(), checked_by=ada)
    brief.save()
    for number, stage in ((1, "released"), (2, "draft")):
        version = BriefVersion.objects.create(
            brief=brief, number=number, stage=stage, title="Bed alarms", verdict="little", options=[{"name": "Buy none"}],
            begun_by=ada, saved_by=bea, released_by=ada if stage == "released" else None, tokens=["all"],
        )  # fmt: skip
        point = Point.objects.create(
            version=version, text="Alarms changed nothing.", accepted_by=bea, accepted_at=NOW, accepted_digest="a" * 64
        )
        Pin.objects.create(
            point=point, source=item, source_id_kept=item.public_id, document="section:first", revision="2", start=0,
            end=5, digest="b" * 64, quote="Words", pinned_by=ada,
        )  # fmt: skip


def more_of_the_same(library: dict[str, Any]) -> None:
    """Two more of what one person can have many of."""
    ada = library["ada"]
    for number in (2, 3):
        item = an_item(f"Page {number}", unit=library["trust"])
        Item.objects.filter(pk=item.pk).update(owner=ada)
        Flag.objects.create(record=item, person=ada, kind="helped")
        graph.take_part(item, ada, PartRole.WHO_TO_ASK, shown=False, by=ada)
        Import.objects.create(name=f"{number}.xml", source="PubMed", person=ada)
        CollectionEntry.objects.create(collection=Collection.objects.get(), record=item, added_by=ada)
        Revision.objects.create(item=item, number=10 + number, stage="dropped", title="Dropped", begun_by=ada)
        question = questions.keep(f"Question {number}?", by=ada)
        Kept.objects.create(question=question, kind="know-how", words="Walk with them.", kept_by=ada)
        Look.objects.create(question=question, person=ada)
        version = BriefVersion.objects.create(
            brief=Brief.objects.get(), number=10 + number, stage="dropped", title="No", begun_by=ada
        )
        point = Point.objects.create(
            version=version, text="No.", accepted_by=ada, accepted_at=NOW, accepted_digest="c" * 64
        )
        Pin.objects.create(point=point, document="abstract", revision="1", start=0, end=1, quote="N", pinned_by=ada)
