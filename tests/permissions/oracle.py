"""What each reader may see, worked out again from dates, trees and rows alone.

Slow and plain, and no relation of the product's own answer: nothing here calls `visible_to`,
`reader_for` or the lineage queries.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fingerpost.kernel import clock
from fingerpost.library.domain.plain import plain_text
from fingerpost.library.models import Copy, Item, Paper
from fingerpost.organisations.models import Agreement, Consent, Membership, Person, Unit
from fingerpost.people.models import Profile
from fingerpost.records.models import Audience, Link, Part, Record
from tests.permissions.worlds import MARK, USED

LOCAL = {"policy", "guideline", "brief"}


def holds_today(row: Membership | Agreement, today: date) -> bool:
    return row.starts_on <= today and (row.ends_on is None or row.ends_on >= today)


@dataclass(frozen=True)
class Text:
    """One findable text of one thing, with its filter values."""

    record: int
    kind: str
    title: str
    words: tuple[str, ...]
    values: dict[str, tuple[str, ...]]
    runs: tuple[tuple[str, ...], ...]


class Truth:
    """The whole truth for one reader (None: a stranger) at this moment.

    `waiting`: things that no search may show until the index has caught up with what they say now.
    """

    def __init__(self, person: Person | None, waiting: frozenset[int] = frozenset()) -> None:
        self.waiting = waiting
        self.today = clock.today()
        self.units = {unit.pk: unit for unit in Unit.objects.all()}
        self.person = Person.objects.filter(pk=person.pk, is_active=True).first() if person else None
        self.own_units: set[int] = set()
        self.tokens = self._tokens()
        self.records = {record.pk: record for record in Record.objects.all()}
        shared: dict[int, set[str]] = {}
        for row in Audience.objects.all():
            shared.setdefault(row.record_id, set()).add(row.token)
        self.visible = {
            pk for pk, record in self.records.items()
            if (shared.get(pk, set()) | {record.open_to}) & self.tokens
        }  # fmt: skip
        self.shared = shared

    # Who the reader is -------------------------------------------------------------------------

    def after(self, pk: int) -> int | None:
        """The unit that has taken over from one, if it has closed."""
        unit = self.units[pk]
        return unit.successor_id if unit.closed_on and unit.closed_on <= self.today else None

    def last(self, pk: int) -> int:
        """The unit that stands today where one stood."""
        while (following := self.after(pk)) is not None:
            pk = following
        return pk

    def chain(self, pk: int) -> set[int]:
        """One unit and all that took over from it."""
        found = {pk}
        while (following := self.after(pk)) is not None:
            pk = following
            found.add(pk)
        return found

    def above(self, pk: int) -> set[int]:
        """One unit, all above it, and all that took over from any of those."""
        found: set[int] = set()
        waiting = [pk]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting += [each for each in (self.units[here].parent_id, self.after(here)) if each]
        return found

    def places(self, pk: int) -> set[int]:
        """Where a role at one unit holds: the unit that stands today, and all that closed into it."""
        return {unit for unit in self.units if self.last(unit) == self.last(pk)}

    def _tokens(self) -> set[str]:
        if self.person is None:
            return {"public"}
        tokens = {"public", "all", f"person:{self.person.pk}"}
        serving: set[int] = set()
        for row in Membership.objects.filter(person=self.person):
            if not holds_today(row, self.today):
                continue
            self.own_units |= self.above(row.unit_id)
            tokens |= {f"role:{row.role}@{unit}" for unit in self.chain(row.unit_id)}
            if row.role == "member":
                continue
            for place in self.places(row.unit_id):
                tokens.add(f"role:{row.role}@{place}")
                if row.role in {"knowledge-specialist", "service-manager"}:
                    tokens.add(f"service:{place}")
                    serving.add(place)
                elif row.role in {"executive", "national-viewer"}:
                    tokens.add(f"oversight:{place}")
        tokens |= {f"unit:{unit}" for unit in self.own_units}
        for row in Agreement.objects.all():
            if row.service_id in serving and holds_today(row, self.today):
                tokens |= {f"role:specialist@{unit}" for unit in self.chain(row.organisation_id)}
        return tokens

    # What they can find ------------------------------------------------------------------------

    def texts(self) -> list[Text]:
        """Every text that a search by this reader may find."""
        found = []
        for item in Item.objects.filter(pk__in=self.visible, state="released"):
            values = {"kind": (item.kind,), "language": ("en",), "mesh": tuple(dict.fromkeys(item.mesh))}
            parts = [item.title, f"{item.summary} {plain_text(item.body)}", *item.mesh, *item.topics]
            found.append(_text(item, parts, values))
        for paper in Paper.objects.filter(pk__in=self.visible, state="released"):
            values = {
                "kind": ("paper",), "design": (paper.design,) if paper.design else (), "mesh": tuple(paper.mesh),
                "type": tuple(paper.publication_types), "language": tuple(paper.languages),
            }  # fmt: skip
            parts = [
                paper.title,
                *paper.authors,
                *paper.mesh,
                paper.journal,
                *paper.keywords,
                str(paper.pmid or ""),
                paper.doi,
            ]
            for abstract in self._abstracts(paper):
                found.append(_text(paper, [*parts, abstract], values))
        for profile in Profile.objects.filter(pk__in=self.visible, state="released"):
            person = profile.person
            if person.is_active and not person.hidden_from_results:
                parts = [profile.title, f"{profile.job} {profile.about} {' '.join(profile.asks)}", *profile.asks]
                found.append(_text(profile, parts, {"kind": ("person",)}))
        return [text for text in found if text.record not in self.waiting]

    def _abstracts(self, paper: Paper) -> list[str]:
        """The newest free abstract (or none), and beside it the newest of each team that pays for one.

        A paper that was narrowed is found by a team's own abstract only if it is shared with that team by name.
        """
        newest = sorted((copy for copy in self.copies(paper) if copy.abstract), key=lambda row: (row.seen_at, row.pk))
        free = [copy.abstract for copy in newest if copy.route == "open"]
        paid = {
            copy.team_id: copy.abstract for copy in newest
            if copy.route == "subscribed" and (paper.open_to or f"unit:{copy.team_id}" in self.shared.get(paper.pk, ()))
        }  # fmt: skip
        return [free[-1] if free else "", *paid.values()]

    def copies(self, paper: Paper) -> list[Copy]:
        """Copies whose abstract this reader may read."""
        return [row for row in Copy.objects.filter(paper=paper) if row.route == "open" or row.team_id in self.own_units]

    def hits(self, matches: Callable[[Text], bool], kinds: set[str] | None = None) -> set[int]:
        """The things that answer. People and questions have a place of their own unless asked for."""
        return {
            text.record for text in self.texts()
            if matches(text) and (text.kind in kinds if kinds else text.kind not in {"person", "question"})
        }  # fmt: skip

    def counts(self, matches: Callable[[Text], bool], name: str, kinds: set[str] | None = None) -> dict[str, int]:
        """How many things have each value of a filter. A filter does not narrow its own counts."""
        pairs = set()
        for text in self.texts():
            wanted = (
                text.kind in kinds if kinds and name != "kind" else kinds or text.kind not in {"person", "question"}
            )
            if matches(text) and wanted:
                pairs |= {(value, text.record) for value in text.values.get(name, ())}
        return dict(Counter(value for value, _ in pairs))

    def used_in(self, pk: int) -> list[int]:
        """What rests on a thing, the newest three."""
        rows = Link.objects.filter(target=pk, relation__in=USED)
        both = [row.source_id for row in rows if row.source_id in self.visible and row.target_id in self.visible]
        return sorted((each for each in both if self.records[each].state == "released"), reverse=True)[:3]

    def ends(self, pk: int) -> set[str]:
        """The other ends of the links on a thing's own page, by public id."""
        found = set()
        for row in Link.objects.all():
            other = row.target_id if row.source_id == pk else row.source_id if row.target_id == pk else None
            if other in self.visible:
                found.add(self.records[other].public_id)
        return found

    def may_apply(self, matches: Callable[[Text], bool]) -> set[int]:
        """Local policy and guidance that may be said to apply to this reader."""
        due = {item.pk: item for item in Item.objects.prefetch_related("applies_to")}
        return {
            pk for pk in self.hits(matches, LOCAL)
            if ({unit.pk for unit in due[pk].applies_to.all()} or {due[pk].unit_id}) & self.own_units
            and not (due[pk].review_due and due[pk].review_due < self.today)
        }  # fmt: skip

    def willing(self, matches: Callable[[Text], bool]) -> set[int]:
        """People who may be named as somebody to ask."""
        if self.person is None:
            return set()
        return {pk for pk in self.hits(matches, {"person"}) if Profile.objects.get(pk=pk).asks}

    def suggestions(self, beginning: str) -> set[str]:
        """Words and titles that begin so."""
        texts = self.texts()
        words = {word for text in texts for word in text.words if word.startswith(beginning)}
        return words | {text.title for text in texts if text.title.lower().startswith(beginning)}

    # What may be read on any page --------------------------------------------------------------

    def marks(self) -> set[str]:
        """Every mark that some page may show to this reader."""
        seen: list[str] = []
        for pk in self.visible:
            seen.append(self.records[pk].title)
        for item in Item.objects.filter(pk__in=self.visible):
            seen.append(item.body)
            seen += [
                part.person.name for part in Part.objects.filter(record=item, shown=True).exclude(role="asked")
                if part.person.is_active and not part.person.hidden_from_results and _said_yes(part.person, "name-shown")
            ]  # fmt: skip
        for paper in Paper.objects.filter(pk__in=self.visible):
            seen += [copy.abstract for copy in self.copies(paper)]
        for profile in Profile.objects.filter(pk__in=self.visible):
            seen += [profile.about, profile.person.name]
        if self.person:
            seen.append(self.person.name)
        return set(MARK.findall(" ".join(seen)))


def _said_yes(person: Person, purpose: str) -> bool:
    newest = Consent.objects.filter(person=person, purpose=purpose).order_by("-at", "-id").first()
    return newest is not None and newest.agreed


def _text(record: Record, parts: list[str], values: dict[str, tuple[str, ...]]) -> Text:
    runs = tuple(tuple(re.findall(r"[a-z0-9]+", part.lower())) for part in parts)
    words = tuple(word for run in runs for word in run)
    return Text(record.pk, record.kind, record.title, words, values, runs)
