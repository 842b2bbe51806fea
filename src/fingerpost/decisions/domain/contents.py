"""What a decision may hold, cleaned: its own fields, and the rows that hang on it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, TextField, Value

from fingerpost.decisions.models import Action, Assumption, Basis, Decision, Dissent, Option
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import OpenTo, Record, State
from fingerpost.roads.domain.kept import kind_of
from fingerpost.roads.models import KnowledgeKind

LONGEST = {"what": 5000, "because": 10_000, "decided_by": 300, "meeting": 200}
LONGEST_TITLE, LONGEST_ROW, LONGEST_WORDS = 200, 500, 4000
MOST_ROWS, MOST_BASES = 40, 300
MONTHS_UNTIL_REVIEW = 12
NAMES = {
    "what": "What was decided", "because": "The reason", "decided_by": "Who decided", "meeting": "The meeting",
    "decided_on": "The day", "decider": "The decider", "secretary": "The secretary", "review_due": "The review date",
    "unit": "Whose decision it is", "open_to": "Who may see it", "tokens": "Who may see it", "title": "The title",
    "options": "The options", "bases": "What it rests on", "dissents": "Who disagreed",
    "assumptions": "The assumptions", "actions": "The actions",
}  # fmt: skip
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BasisGiven:
    """One thing it rests on: something in the library, or words of its own. `kind` is taken from the thing if empty."""

    kind: str = ""
    target: Record | None = None
    words: str = ""
    figure: str = ""
    source: str = ""
    considered: bool = False


@dataclass(frozen=True, slots=True)
class ActionGiven:
    """What somebody will do by when."""

    text: str
    owner: Person | None = None
    owner_words: str = ""
    due_on: date | None = None


# Its own fields ------------------------------------------------------------------------------------


def write_fields(decision: Decision, content: dict[str, Any], *, today: date) -> list[str]:
    """Put cleaned values into the decision's own fields; the names of those that changed."""
    said = {name: content[name] for name in content if name in NAMES and name not in ROWS}
    for name, longest in LONGEST.items():
        if name in said:
            said[name] = _text(said[name], longest, NAMES[name])
    if "what" in said and not said["what"]:
        raise RuleBroken("Say what was decided.")
    decided_on = said.get("decided_on", decision.decided_on)
    if decided_on and decided_on > today:
        raise RuleBroken("The day of the decision is in the future. Choose today or an earlier day.")
    if "review_due" in said or decision.review_due is None:
        said["review_due"] = _review(said.get("review_due"), decided_on, today)
    if "tokens" in said or "open_to" in said:
        said["shared_tokens"] = sorted(said.pop("tokens", ()))
        said["shared_open_to"] = str(OpenTo(said.pop("open_to", "")))
    title = said.get("title") or ("" if "what" not in said else title_of(said["what"]))
    said["title"] = _text(title or decision.title, 5000, NAMES["title"])
    changed = [name for name, value in said.items() if getattr(decision, name) != value]
    for name in changed:
        setattr(decision, name, said[name])
    return changed


def title_of(what: str) -> str:
    """The first sentence of what was decided, cut at a word where it is long."""
    line = " ".join(what.split())
    found = _SENTENCE.match(line)
    first = (found[0] if found else line).rstrip(".")
    return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 2].rsplit(' ', 1)[0]} …"


def months_after(day: date, months: int) -> date:
    """The same day of the month that many months later, or the last one that this month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, 28)


def _review(due: date | None, decided_on: date | None, today: date) -> date:
    if due is None:
        due = months_after(decided_on or today, MONTHS_UNTIL_REVIEW)
        return due if due > today else months_after(today, MONTHS_UNTIL_REVIEW)
    if due <= (decided_on or today):
        raise RuleBroken("The day to look at it again must come after the day it was decided.")
    return due


# Rows ----------------------------------------------------------------------------------------------


def write_rows(decision: Decision, content: dict[str, Any], *, reader: Reader) -> list[str]:
    """Write the rows that are given, instead of those before; the names of those that changed.

    What it rests on and this reader may not see stays: nobody takes away what they do not know of.
    """
    changed = []
    for name in ROWS:
        if name in content:
            made = ROWS[name](decision, list(content[name]), reader)
            held = getattr(decision, name)
            if name == "bases":
                made = _with_hidden(decision, made, reader)
            before = [_values(row) for row in held.all()]
            for position, row in enumerate(made):
                row.position = position
            if [_values(row) for row in made] != before:
                held.all().delete()
                held.model.objects.bulk_create(made)
                changed.append(name)
    return changed


def _values(row: Any) -> tuple[Any, ...]:
    left = {"id", "added_at", "done_on", "done_words", "done_noted_at"}
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in left)


def _options(decision: Decision, given: list[tuple[str, bool, str]], reader: Reader) -> list[Option]:
    _check_most(given, "options")
    return [
        Option(
            decision=decision, name=_needed(name, 300, "Name each option"), chosen=bool(chosen),
            because=_text(because, LONGEST_WORDS, "The reason for an option"),
        )
        for name, chosen, because in given
    ]  # fmt: skip


def _bases(decision: Decision, given: list[BasisGiven], reader: Reader) -> list[Basis]:
    if len(given) > MOST_BASES:
        raise RuleBroken(f"A decision can rest on {MOST_BASES} things at most.")
    targets = [one.target.pk for one in given if one.target is not None]
    if len(set(targets)) != len(targets):
        raise RuleBroken("The same page stands twice among what it rests on.")
    if decision.pk in targets:
        raise RuleBroken("A decision cannot rest on itself.")
    seen = {row.pk: row for row in Record.objects.recheck(reader, targets)} if targets else {}
    held = set(decision.bases.values_list("target_id", flat=True)) if decision.pk else set()
    for pk in targets:
        if pk not in seen:
            raise RuleBroken("You cannot see one of the pages that you want it to rest on.")
        if seen[pk].state == State.DRAFT and pk not in held:
            raise RuleBroken("A decision can only rest on what is shared, not on a draft.")
    return [_basis(decision, one) for one in given]


def _basis(decision: Decision, one: BasisGiven) -> Basis:
    words = _text(one.words, LONGEST_WORDS, "What it rests on")
    figure, source = _text(one.figure, 200, "A figure"), _text(one.source, 300, "A source")
    if one.target is None and not words and not figure:
        raise RuleBroken("Say in words what it rests on.")
    kind = one.kind or (kind_of(one.target) if one.target else KnowledgeKind.JUDGEMENT)
    return Basis(
        decision=decision, kind=KnowledgeKind(kind), target=one.target, words=words, figure=figure, source=source,
        considered=one.considered,
    )  # fmt: skip


def _with_hidden(decision: Decision, made: list[Basis], reader: Reader) -> list[Basis]:
    """Adds what stands there already and this reader may not see."""
    there = [row for row in decision.bases.all() if row.target_id]
    seen = set(Record.objects.recheck(reader, [row.target_id for row in there]).values_list("pk", flat=True))
    for row in there:
        if row.target_id not in seen:
            row.pk = None
            made.append(row)
    return made


def _dissents(decision: Decision, given: list[tuple[str, str]], reader: Reader) -> list[Dissent]:
    _check_most(given, "people who disagreed")
    made = [
        Dissent(
            decision=decision, role=_text(role, 150, "A role"),
            words=_text(words, LONGEST_WORDS, "What somebody said against it"),
        )
        for role, words in given
    ]  # fmt: skip
    for row in made:
        if named := _somebody_named(f"{row.role}\n{row.words}"):
            raise RuleBroken(
                f"{named} is the name of a colleague. Say who disagreed by their role, or do not say who it was."
            )
    return made


def _somebody_named(text: str) -> str:
    """The first name of a person with an account that stands in a text. One query."""
    people = Person.objects.annotate(said=Value(text, output_field=TextField())).exclude(name="")
    found: str | None = people.filter(said__icontains=F("name")).values_list("name", flat=True).first()
    return found or ""


def _assumptions(decision: Decision, given: list[str], reader: Reader) -> list[Assumption]:
    _check_most(given, "assumptions")
    return [Assumption(decision=decision, text=_needed(text, LONGEST_ROW, "Write each assumption")) for text in given]


def _actions(decision: Decision, given: list[ActionGiven], reader: Reader) -> list[Action]:
    _check_most(given, "actions")
    return [
        Action(
            decision=decision, text=_needed(one.text, LONGEST_ROW, "Say what each action is"), owner=one.owner,
            owner_words="" if one.owner else _text(one.owner_words, 150, "The owner of an action"), due_on=one.due_on,
            added_at=clock.now(),
        )
        for one in given
    ]  # fmt: skip


ROWS = {
    "options": _options, "bases": _bases, "dissents": _dissents, "assumptions": _assumptions, "actions": _actions,
}  # fmt: skip


def _check_most(given: Iterable[Any], name: str) -> None:
    if len(list(given)) > MOST_ROWS:
        raise RuleBroken(f"There can be {MOST_ROWS} {name} at most.")


def _needed(value: str, longest: int, missing: str) -> str:
    text = _text(value, longest, "This")
    if not text:
        raise RuleBroken(f"{missing}.")
    return text


def _text(value: str, longest: int, name: str) -> str:
    text = (value or "").replace("\x00", "").strip()
    if len(text) > longest:
        raise RuleBroken(f"{name} must be {longest:,} characters or fewer. Yours has {len(text):,}.")
    return text
