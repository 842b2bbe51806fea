"""Nobody let in: random health systems, and every answer compared with what a naive oracle allows.

ORACLE_EXAMPLES says how many systems each test tries; `make check` tries more.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fingerpost.kernel import clock
from fingerpost.library.models import Copy
from fingerpost.organisations.domain import consent, memberships, units
from fingerpost.organisations.models import Membership, Person, UnitKind
from fingerpost.organisations.readers import reader_for
from fingerpost.records.domain import graph, sharing
from fingerpost.records.models import Record, Relation
from fingerpost.search import engine
from fingerpost.search.domain import find, indexing
from fingerpost.search.models import Withheld
from retrieval.model import PUBLIC, Query
from tests.permissions import worlds
from tests.permissions.oracle import Text, Truth
from tests.permissions.worlds import MARK, WORDS, World

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", "6"))
MANY = 10 * EXAMPLES
HOW = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}
BEGINNINGS = ("xt", "xb", "xs", "xa", "xp", "za", "person")
ONCE_ONLY = re.compile(r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"')


@dataclass(frozen=True)
class Asked:
    """A question as text, and as a test on a text that knows nothing of the engine."""

    text: str
    holds: Callable[[Text], bool]


def _all_of(wanted: list[str]) -> Asked:
    return Asked(" AND ".join(wanted), lambda text: set(wanted) <= set(text.words))


def _any_of(wanted: list[str]) -> Asked:
    return Asked(" ".join(wanted), lambda text: bool(set(wanted) & set(text.words)))


def _without(pair: list[str]) -> Asked:
    return Asked(f"{pair[0]} NOT {pair[1]}", lambda text: pair[0] in text.words and pair[1] not in text.words)


def _phrase(pair: list[str]) -> Asked:
    return Asked(f'"{" ".join(pair)}"', lambda text: any(_side_by_side(run, pair) for run in text.runs))


def _side_by_side(run: tuple[str, ...], pair: list[str]) -> bool:
    return any(list(two) == pair for two in zip(run, run[1:], strict=False))


pairs = st.lists(st.sampled_from(WORDS), min_size=2, max_size=2, unique=True)
questions = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(_any_of),
    pairs.map(_all_of), pairs.map(_without), pairs.map(_phrase),
)  # fmt: skip
kinds = st.sampled_from([None, {"paper"}, {"policy", "guideline"}, {"person"}])
asked = st.lists(st.tuples(questions, kinds), min_size=2, max_size=3)
chance = st.integers(0, 2**32).map(Random)


@pytest.fixture(params=["memory", "tantivy"])
def in_a_world(request: pytest.FixtureRequest) -> Callable[[Random], Any]:
    """`with in_a_world(chance) as world`: a new health system, indexed, and gone without a trace afterwards."""

    @contextmanager
    def a_world(chance: Random) -> Iterator[World]:
        with TemporaryDirectory(prefix="fingerpost-oracle-") as folder, transaction.atomic():
            address = "memory:" if request.param == "memory" else f"tantivy:{Path(folder) / 'index'}"
            with override_settings(SEARCH_URL=address):
                try:
                    world = worlds.build(chance)
                    index_now()
                    yield world
                finally:
                    engine.close()
            transaction.set_rollback(True)

    return a_world


def index_now() -> None:
    """What the index worker would do soon."""
    while indexing.index_duty():
        pass


def readers(world: World) -> list[Person | None]:
    return [None, *world.people]


# What a reader is told, as data -------------------------------------------------------------------


def check_answer(truth: Truth, question: Asked, kind: set[str] | None) -> None:
    """Hits, total, counts, what applies, people and uses are what the oracle allows, no more and no less."""
    person = truth.person
    reader = reader_for(person)
    how = {"filters": {"kind": kind}} if kind else {}
    found, page = find.find(question.text, reader=reader, limit=200, **how)
    told = find.answer(question.text, reader=reader, **how)

    assert set(reader.tokens) == truth.tokens
    holds = _as_corrected(page, question)
    assert {int(hit.group) for hit in page.hits} == truth.hits(holds, kind)
    assert [one.record.pk for one in found] == [int(hit.group) for hit in page.hits]
    assert page.total == len(page.hits)
    for name in find.FACETS:
        assert dict(page.facets[name]) == truth.counts(holds, name, kind), name
    assert {one.record.pk for one in told.applies_here} <= truth.may_apply(holds)
    willing = truth.willing(holds)
    assert {one.record.pk for one in told.people} <= willing
    assert len(told.people) <= 3  # and fewer than are willing, where a question only touches what they know
    for one in told.found:
        assert [used.pk for used in one.used_in] == truth.used_in(one.record.pk)
    allowed = truth.marks()
    for hit in page.hits:
        shown = "".join(span.text for span in hit.snippet) + " ".join(f"{why.asked} {why.found}" for why in hit.reasons)
        assert set(MARK.findall(shown)) <= allowed
    known = {word for text in truth.texts() for word in text.words}
    assert {used for _, used in page.corrections} | set(page.near_words) <= known


def _as_corrected(page: Any, question: Asked) -> Callable[[Text], bool]:
    """The question as it was read: a word that this reader finds nowhere may have been read as another."""
    used = {typed: instead for typed, instead in page.corrections}
    if not used:
        return question.holds
    wanted = {used.get(word, word) for word in question.text.split()}
    return lambda text: bool(wanted & set(text.words))


def check_suggestions(truth: Truth) -> None:
    reader = reader_for(truth.person)
    for beginning in BEGINNINGS:
        assert set(find.suggestions(beginning, reader=reader, limit=1000)) == truth.suggestions(beginning), beginning


# What a reader meets, as pages --------------------------------------------------------------------


def enter(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        Person.objects.filter(pk=person.pk).update(
            is_demonstration=True
        )  # no second step; sees e-mails, of which there are none
        person.refresh_from_db()
        client.force_login(person)
    return client


def pages_of(person: Person | None, some: list[tuple[Asked, Any]]) -> dict[str, str]:
    """Everything this reader can open: address and what it says."""
    client, seen = enter(person), {}
    addresses = [reverse("hub:home"), reverse("roads:question_list"), reverse("people:profile_edit")]
    for question, kind in some:
        query = {"q": question.text} | ({"kind": sorted(kind)} if kind else {})
        addresses += [_with(reverse("hub:search"), query), _with(reverse("hub:search"), query | {"order": "newest"})]
    addresses += [_with(reverse("hub:suggest"), {"q": beginning}) for beginning in BEGINNINGS]
    for record in Record.objects.order_by("pk"):
        addresses.append(reverse("hub:record", args=[record.public_id]))
    for address in addresses:
        response = client.get(address, follow=True)
        if response.status_code != 404:
            seen[address] = ONCE_ONLY.sub("", response.content.decode())
    return seen


def _with(address: str, query: dict[str, Any]) -> str:
    from django.utils.http import urlencode

    return f"{address}?{urlencode(query, doseq=True)}"


def check_pages(truth: Truth, some: list[tuple[Asked, Any]]) -> None:
    """Each thing has a page for those who may see it and for nobody else; no page shows more than they may read."""
    person, seen = truth.person, pages_of(truth.person, some)
    allowed = truth.marks()
    for address, said in seen.items():
        assert set(MARK.findall(said)) <= allowed, address
    for record in truth.records.values():
        address = reverse("hub:record", args=[record.public_id])
        needs_sign_in = record.kind in {"person", "question"} and person is None
        if needs_sign_in:
            assert record.title not in seen.get(address, "")
            continue
        assert (address in seen) == (record.pk in truth.visible), record.kind
        if record.pk in truth.visible and record.kind not in {"person", "question"}:
            linked = {
                link["href"].rstrip("/").rpartition("/")[2]
                for link in BeautifulSoup(seen[address], "html.parser").select("a[href^='/things/']")
                if not link["href"].endswith("/connections/")  # the way to all its links, not to a thing
            }
            assert linked == truth.ends(record.pk)


def check_everything(
    person: Person | None, some: list[tuple[Asked, Any]], waiting: frozenset[int] = frozenset()
) -> None:
    truth = Truth(person, waiting)
    for question, kind in some:
        check_answer(truth, question, kind)
    check_suggestions(truth)
    check_pages(truth, some)


# The promises -------------------------------------------------------------------------------------


def hidden_on_top(person: Person | None, question: Asked) -> bool:
    """Whether something this reader may not see would be the first hit, were everything open."""
    every = frozenset({PUBLIC, "all"}) | set(_every_token())
    top = engine.engine().search(Query(question.text, every, mode="words", limit=1)).hits
    return bool(top) and int(top[0].group) not in Truth(person).hits(lambda text: True, {"paper", "person", *_local()})


def _every_token() -> list[str]:
    from fingerpost.records.models import Audience

    teams = Copy.objects.exclude(team=None).values_list("team_id", flat=True)
    return [*Audience.objects.values_list("token", flat=True).distinct(), *(f"unit:{team}" for team in teams)]


def _local() -> list[str]:
    from fingerpost.library.models import ItemKind

    return [str(kind) for kind in ItemKind.values]


def _lure(world: World, question: Asked, person: Person | None) -> None:
    """Something that fits the question best of all, shared with one who is not this reader."""
    others = [each for each in world.people if each != person]
    words = " ".join(re.findall(r"[a-z]+", question.text.partition(" NOT ")[0]))
    worlds.add_item(world, title=f"{words} {words}", open_to="", tokens=[f"person:{world.chance.choice(others).pk}"])


def test_every_answer_and_page_is_what_the_oracle_allows(in_a_world):
    seen: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, **HOW)
    @given(chance, asked, st.integers(0, 3), st.sampled_from([True, True, True, False]))
    def check(chance, some, who, with_lure):
        with in_a_world(chance) as world:
            person = readers(world)[who]
            if with_lure:
                _lure(world, some[0][0], person)
                index_now()
            seen["all"] += 1
            seen["hidden on top"] += any(hidden_on_top(person, question) for question, _ in some)

            check_everything(person, some)

    check()
    assert seen["hidden on top"] >= 0.3 * seen["all"]


def test_what_narrows_bites_at_once_before_the_index_has_caught_up(in_a_world):
    @settings(max_examples=EXAMPLES, **HOW)
    @given(
        chance, asked, st.integers(0, 3), st.sampled_from(["audience", "membership", "person", "withdrawn", "closed"])
    )
    def check(chance, some, who, what):
        with in_a_world(chance) as world:
            person = readers(world)[who]
            touched = _narrow(world, person, what)
            waiting = frozenset(Withheld.objects.values_list("record_id", flat=True))

            assert waiting <= touched
            check_everything(person, some, waiting)

            index_now()
            assert not Withheld.objects.exists()
            check_everything(person, some)

    check()


def _narrow(world: World, person: Person | None, what: str) -> set[int]:
    """Fewer people may see something from this moment: which things may have to wait for the index."""
    if what == "membership" and person:
        for row in Membership.objects.filter(person=person):
            if not (row.ends_on and row.ends_on < clock.today()):
                memberships.leave(row, by=None)
        return {profile.pk for profile in world.profiles if profile.person_id == person.pk}
    if what == "person":
        profile = world.profiles[0]
        consent.hide(profile.person, True, by=profile.person)
        return {profile.pk}
    if what == "closed":
        team = next(unit for unit in world.units if unit.kind == UnitKind.TEAM)
        team.refresh_from_db()
        if not team.closed_on:
            units.merge(team, into=world.units[0], on=clock.today(), by=None)
        return set()
    if what == "withdrawn":
        item = world.chance.choice(world.items)
        sharing.withdraw(item, by=None, why="Old")
        return {item.pk}
    narrowed = [world.items[0], world.items[-1], world.papers[0]]
    for thing in narrowed:
        thing.refresh_from_db()
        left = thing.audience.order_by("token").values_list("token", flat=True)[:1]
        sharing.share(thing, open_to="", tokens=list(left), by=None)
    return {thing.pk for thing in narrowed}


def _told(person: Person | None, some: list[tuple[Asked, Any]]) -> list[Any]:
    """Whole pages as the engine gives them, order and scores included."""
    told = []
    for question, kind in some:
        _, page = find.find(
            question.text, reader=reader_for(person), limit=200, filters={"kind": kind} if kind else None
        )
        told.append(replace(page, generation=""))
    return told


def test_what_a_reader_may_not_see_changes_nothing_they_can_observe(in_a_world):
    @settings(max_examples=EXAMPLES, **HOW)
    @given(chance, asked, st.integers(0, 3))
    def check(chance, some, who):
        with in_a_world(chance) as world:
            person = readers(world)[who]
            pages, told = pages_of(person, some), _told(person, some)

            hidden = _add_hidden_things(world, person)
            index_now()
            assert _told(person, some) == told
            assert pages_of(person, some) == pages

            for record in Record.objects.filter(pk__in=hidden):
                record.delete()
            indexing.note_changed(hidden)
            index_now()
            assert _told(person, some) == told
            assert pages_of(person, some) == pages

    check()


def _add_hidden_things(world: World, person: Person | None) -> list[int]:
    """Things about every word, tied to all that the reader sees, for people in a place they have no part in."""
    far = units.found("Far away", kind=UnitKind.ORGANISATION, by=None)
    tokens = [f"unit:{far.pk}", f"oversight:{far.pk}"]
    every = " ".join(WORDS)
    items = [worlds.add_item(world, title=f"{every} {every}", unit=far, open_to="", tokens=tokens) for _ in range(2)]
    for thing in [*world.items[:2], *world.papers]:
        if thing in items:
            continue
        graph.link(items[0], Relation.RESTS_ON, thing)
        graph.link(thing, Relation.CITES, items[1])
    for paper in world.papers:
        worlds.add_copy(world, paper, far)
    return [item.pk for item in items]


@pytest.mark.slow
def test_many_more_health_systems(in_a_world):
    @settings(max_examples=MANY, **HOW)
    @given(chance, asked)
    def check(chance, some):
        with in_a_world(chance) as world:
            for person in readers(world):
                check_everything(person, some)

    check()
