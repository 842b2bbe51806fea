"""A trust where people work on one question together, with things in its library that they can keep."""

from fingerpost.organisations.models import Person, Role
from fingerpost.organisations.readers import unit_token
from fingerpost.roads.domain import kept, questions
from fingerpost.roads.models import Kept, Question
from tests.factories import a_person, a_service, a_team, a_unit, an_agreement, an_item, reader

WORDS = "How do we stop falls at night?"


class Place:
    """Ann asks; Bob works on her ward, Cay elsewhere in the trust, Lib in its library; Zoe is in another trust."""

    def __init__(self) -> None:
        self.trust, self.other_trust = a_unit("Our trust"), a_unit("Another trust")
        self.ward = a_team(self.trust, "Ward 9")
        self.service = a_service("Our library")
        an_agreement(self.service, self.trust, desk_email="desk@example.org")
        self.ann, self.bob = a_person("Ann Ash", self.ward), a_person("Bob Birch", self.ward)
        self.cay = a_person("Cay Cedar", self.trust)
        self.lib = a_person("Lib Larch", self.service, role=Role.SPECIALIST)
        self.zoe = a_person("Zoe Zelkova", self.other_trust)
        self.question = questions.keep(WORDS, by=self.ann)

    def shared(self, *units, people=()) -> Question:
        """The question, shared with the ward unless told."""
        return questions.share(
            self.question, by=self.ann, reader=reader(self.ann), units=units or (() if people else (self.ward,)),
            people=people,
        )  # fmt: skip

    def item(self, title: str = "Falls policy", **more):
        """A page that the whole trust may see."""
        more.setdefault("tokens", [unit_token(self.trust.pk)])
        return an_item(title, unit=self.trust, **more)

    def secret(self, title: str = "Only for Ann", **more):
        """A page that Ann alone may see."""
        return self.item(title, tokens=[f"person:{self.ann.pk}"], **more)

    def keep(self, target=None, who: Person | None = None, **more) -> Kept:
        """A thing kept for the question, by Ann unless told."""
        who = who or self.ann
        return kept.keep(self.question, target or self.item(), by=who, reader=reader(who), **more)

    def add(self, kind: str, words: str, who: Person | None = None, **more) -> Kept:
        """Words added to the question, by Ann unless told."""
        who = who or self.ann
        return kept.add_words(self.question, kind, words, by=who, reader=reader(who), **more)

    def seen_by(self) -> set[str]:
        """First names of those who see the question."""
        people = (self.ann, self.bob, self.cay, self.lib, self.zoe)
        rows = {one.name: Question.objects.visible_to(reader(one)).filter(pk=self.question.pk) for one in people}
        return {name.split()[0] for name, found in rows.items() if found.exists()}
