"""A trust with one of each who sees a first page of their own, and things that may stand on it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from fingerpost.decisions.domain import confirming
from fingerpost.decisions.domain.contents import ActionGiven
from fingerpost.decisions.models import Decision
from fingerpost.organisations.models import Person, Role, Unit
from fingerpost.organisations.readers import reader_for, unit_token
from fingerpost.roads.domain import questions
from fingerpost.roads.models import Question
from tests.decisions.makers import Ward, a_draft, a_ward
from tests.factories import a_membership, a_person, a_service, a_team, an_agreement, days


class Place:
    """The ward of tests.decisions.makers with those who lead its trust and the library that serves it."""

    def __init__(self) -> None:
        self.where: Ward = a_ward()
        self.trust, self.ward = self.where.trust, self.where.ward
        self.other_ward = a_team(self.trust, "Ward 5")
        a_membership(self.where.writer, self.other_ward, starts_on=days(-1))
        self.service = a_service("Wrenhall Library")
        an_agreement(self.service, self.trust, desk_email="desk@example.org")
        self.member = self.where.colleague
        self.specialist = a_person("Lib Larch", self.service, role=Role.SPECIALIST)
        self.manager = a_person("Meg Maple", self.service, role=Role.SERVICE_MANAGER)
        self.executive = a_person("Eve Elm", self.trust, role=Role.EXECUTIVE)
        self.national = a_person("Nat Nutt", self.trust, role=Role.NATIONAL_VIEWER)
        self.administrator, self.stranger = self.where.administrator, self.where.stranger
        for person in (self.manager, self.administrator):
            with_a_second_step(person)

    def whole(self) -> dict[str, list[str]]:
        """Shared with everyone in the trust, as content of a decision."""
        return {"tokens": [unit_token(self.trust.pk)]}

    def waiting(self, what: str = "We will not buy bed alarms.", **content: Any) -> Decision:
        """A decision that was sent to Dora, its decider."""
        made = a_draft(self.where, what, **content)
        return confirming.send(made, by=self.where.writer, reader=reader_for(self.where.writer))

    def decided(self, what: str = "We will not buy bed alarms.", *, review_due: Any = None, **content: Any) -> Decision:
        """A decision that is confirmed, shared with the trust unless told. `review_due` may have passed since."""
        made = self.waiting(what, **(self.whole() | content))
        made = confirming.confirm(made, by=content.get("decider", self.where.decider))
        if review_due:
            made.review_due = review_due
            made.save()
        return made

    def to_do(self, text: str, due_on: Any, owner: Person | None = None, **content: Any) -> Decision:
        """A decision from which something follows that somebody is to do: the member, unless told."""
        action = ActionGiven(text, owner or self.member, due_on=due_on)
        return self.decided(f"Because of: {text}", actions=[action], **content)

    def asked(
        self, text: str, by: Person | None = None, *, share: tuple[Unit, ...] = (), decide_by: Any = None
    ) -> Question:
        """A question that the member asks, unless told."""
        by = by or self.member
        made = questions.keep(text, by=by, decide_by=decide_by)
        if share:
            questions.share(made, by=by, reader=reader_for(by), units=share)
        return made

    def at_the_desk(self, text: str, needed_by: Any = None) -> Question:
        """A question that the library team was asked to answer."""
        made = self.asked(text)
        return questions.ask_library(made, by=self.member, reader=reader_for(self.member), needed_by=needed_by)


def with_a_second_step(person: Person) -> None:
    """Nobody whose role asks for one gets further without."""
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, data={})


def listed(soup: Any, name: str) -> list[str]:
    """The links of the list under a heading, in order."""
    return [" ".join(row.a.text.split()) for row in soup.select(f"[aria-labelledby={name}] > ul > li")]


def things(soup: Any) -> list[str]:
    """The three things to do."""
    return [link.text for link in soup.select(".fp-home-things a")]


def headings(soup: Any) -> list[str]:
    """Headings of sections, in order."""
    return [" ".join(heading.text.split()) for heading in soup.select("main h2")]


def text_of(soup: Any) -> str:
    """What a person reads on the page."""
    return " ".join(soup.select_one("main").text.split())


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def first_page(signed_in: Any, page: Any) -> Any:
    """`first_page(person)`: the first page as they see it."""

    def look(person: Person) -> Any:
        response = signed_in(person).get(reverse("hub:home"))
        assert response.status_code == 200
        return page(response)

    return look
