"""The one graph: make links, and walk them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from fingerpost.journal.domain import stream
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.domain.reaching import (
    BEARING,
    MOST_BETWEEN,
    Direction,
    links_between,
    reached,
    sees_end,
    with_standing,
)
from fingerpost.records.domain.sharing import actor
from fingerpost.records.models import Link, Part, Record, Relation, State

# What one thing says about another, without using it. No walk follows these: whoever rests on a paper does not
# rest on the letter that disagrees with it.
NOTICES = (
    Relation.RETRACTS, Relation.CONCERNS, Relation.CORRECTS, Relation.UPDATES, Relation.CONTRADICTS,
    Relation.COMMENTS_ON,
)  # fmt: skip
# A link read from its target: "this paper is summarised by that note". Read from its source it is the label.
BACKWARDS = {
    Relation.ANSWERS: "is answered by",
    Relation.CITES: "is cited by",
    Relation.SUMMARISES: "is summarised by",
    Relation.RESTS_ON: "is relied on by",
    Relation.CONSIDERED: "was considered by",
    Relation.CARRIES_OUT: "is carried out by",
    Relation.LEARNED_FROM: "taught us",
    Relation.SUPERSEDES: "is replaced by",
    Relation.CONTRADICTS: "is disagreed with by",
    Relation.RETRACTS: "was retracted by",
    Relation.CONCERNS: "is doubted by",
    Relation.CORRECTS: "was corrected by",
    Relation.UPDATES: "was updated by",
    Relation.COMMENTS_ON: "is commented on by",
    Relation.SHOWS_EFFECT_OF: "has its effect shown by",
}
RESTRICTED = "Something restricted was used"


@transaction.atomic
def link(source: Record, relation: str, target: Record, *, by: Person | None = None, note: str = "") -> Link:
    """Say that `source` bears on `target` so. Saying it twice changes nothing."""
    if source.pk == target.pk:
        raise RuleBroken("A thing cannot be linked to itself.")
    made, new = Link.objects.get_or_create(
        source_id=source.pk, relation=Relation(relation), target_id=target.pk,
        defaults={"made_by": actor(by), "note": note},
    )  # fmt: skip
    if new:
        stream.record(
            "records.linked", subject=source.public_id, by=actor(by),
            detail={"relation": relation, "target": target.public_id},
        )  # fmt: skip
    return made


@transaction.atomic
def unlink(made: Link, *, by: Person) -> None:
    """Take a link away; the stream keeps that it was there."""
    stream.record(
        "records.unlinked", subject=made.source.public_id, by=actor(by),
        detail={"relation": made.relation, "target": made.target.public_id},
    )  # fmt: skip
    made.delete()


@transaction.atomic
def let_use_be_said(record: Record, may: bool, *, by: Person | None) -> None:
    """Whether those who may not see this may be told that something restricted was used. Its name is never said."""
    if record.use_may_be_said == may:
        return
    record.use_may_be_said = may
    record.save(update_fields=["use_may_be_said"])
    stream.record("records.use_said", subject=record.public_id, by=actor(by), detail={"may": may})


@transaction.atomic
def take_part(record: Record, person: Person, role: str, *, shown: bool, by: Person | None = None) -> Part:
    """Note what a person had to do with a record, and whether they agreed to show it."""
    part, new = Part.objects.get_or_create(record_id=record.pk, person=person, role=role, defaults={"shown": shown})
    if new:
        stream.record(
            "records.part_taken", subject=record.public_id, by=actor(by),
            detail={"role": role, "person": person.public_id},
        )  # fmt: skip
    return part


def links_of(record: Record, reader: Reader) -> tuple[list[Link], list[Link]]:
    """Links from and to a record that this reader may see, each with its other end loaded: 200 at most. Two queries."""
    links_out = Link.objects.filter(sees_end("target_id", reader), source_id=record.pk)
    links_in = Link.objects.filter(sees_end("source_id", reader), target_id=record.pk)
    return (
        list(links_out.order_by("relation", "pk").select_related("target")[:200]),
        list(links_in.order_by("relation", "pk").select_related("source")[:200]),
    )


# Walking -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """One thing on a walk, with all that lies behind it.

    `words` say how the thing before bears on it: "rests on", or backwards "is relied on by". No
    `record`: something is there that this reader may not see, and whose owner lets that much be said.
    `again`: it stands elsewhere on the walk, and what lies behind it is said there.
    """

    words: str
    record: Record | None
    replaced: bool = False
    again: bool = False
    children: tuple["Node", ...] = ()

    @property
    def title(self) -> str:
        """What to call it."""
        return self.record.title if self.record else RESTRICTED

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken out of use."""
        return self.record is not None and self.record.state == State.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk found: the things one step away, each with those behind it.

    `cut`: there is more than was looked at. `goes_on`: something lies beyond the last step.
    """

    direction: Direction
    nodes: tuple[Node, ...] = ()
    cut: bool = False
    goes_on: bool = False

    def every(self) -> Iterator[Node]:
        """All nodes, each before those behind it."""
        waiting = list(reversed(self.nodes))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def walk(record: Record, reader: Reader, *, direction: Direction, steps: int = 4, most: int = 200) -> Walked:
    """What a record rests on, or where it is used: `most` things at most, the nearest first. Three queries.

    A reader walks only over things they may see; behind anything else nothing is shown, as the way
    there would tell of it. The one exception is a target whose owner lets its use be said.
    """
    found, cut, goes_on = reached(record, reader, direction, steps, most)
    if not found:  # they may not see where it begins
        return Walked(direction)
    between = links_between(found, reader, direction)
    rows = {row.pk: row for row in with_standing(found, reader)}
    tree = _Tree(rows, between, direction, most)
    nodes = tree.grow(record.pk, steps)
    return Walked(direction, nodes, cut or len(between) == MOST_BETWEEN or tree.repeats > most, goes_on)


def rests_on_restricted(record: Record, reader: Reader) -> bool:
    """Whether it rests directly on something that the reader may not see but may be told of. One query."""
    return Link.objects.filter(
        ~Q(sees_end("target_id", reader)), source_id=record.pk, relation__in=BEARING, target__use_may_be_said=True
    ).exists()


class _Tree:
    """Makes nested nodes of links. Each thing is unfolded once, where it is nearest."""

    def __init__(
        self, rows: dict[int, Record], between: list[tuple[int, str, int]], direction: Direction, most: int
    ) -> None:
        self.rows, self.most, self.repeats = rows, most, 0
        self.words = BACKWARDS if direction == "used_in" else {each: str(each.label) for each in BEARING}
        self.links: dict[int, dict[int, list[Relation]]] = defaultdict(lambda: defaultdict(list))
        self.restricted = {near for near, _, far in between if not far}
        for near, relation, far in between:
            if far:
                self.links[near][far].append(Relation(relation))
        self.unfolded: dict[int, list[int]] = {}

    def grow(self, root: int, steps: int) -> tuple[Node, ...]:
        """The things one step from the root, each with those behind it."""
        placed, edge = {root}, [root]
        for _ in range(steps):
            following: list[int] = []
            for pk in edge:
                self.unfolded[pk] = [far for far in self._in_order(pk) if far not in placed]
                placed.update(self.unfolded[pk])
                following += self.unfolded[pk]
            edge = following
        return self._behind(root)

    def _in_order(self, near: int) -> list[int]:
        """What is linked to it: what bears most first, then the newest."""
        return sorted(self.links[near], key=lambda far: (BEARING.index(self._strongest(near, far)), -far))

    def _strongest(self, near: int, far: int) -> Relation:
        return min(self.links[near][far], key=BEARING.index)

    def _behind(self, near: int) -> tuple[Node, ...]:
        if near not in self.unfolded:
            return ()
        nodes = [node for far in self._in_order(near) if (node := self._node(near, far))]
        if near in self.restricted:
            nodes.append(Node("", None))  # once: how many there are is not said
        return tuple(nodes)

    def _node(self, near: int, far: int) -> Node | None:
        """The far end with what is behind it; None where it is one repetition too many."""
        words = " and ".join(self.words[each] for each in sorted(self.links[near][far], key=BEARING.index))
        row, again = self.rows[far], far not in self.unfolded[near]
        self.repeats += again
        if again and self.repeats > self.most:
            return None
        return Node(words, row, bool(getattr(row, "replaced", False)), again, () if again else self._behind(far))
