"""A decision made ready to leave: what the PDF and the Word document both say."""

from dataclasses import dataclass, field

from fingerpost.decisions.domain.shown import BasisShown, Group, Shown, decided_by
from fingerpost.kernel import clock
from fingerpost.library.domain.gathering import lasting
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import State
from fingerpost.ui.formats import full_date


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a list: its words in bold or not, what stands under it, and where it leads."""

    text: str
    under: tuple[str, ...] = ()
    warning: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading: paragraphs, then lines, then groups of lines under headings of their own."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    groups: tuple[tuple[str, tuple[Line, ...]], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Printed:
    """The whole paper, on the day it was taken."""

    title: str
    whose: str
    label: str
    warnings: tuple[str, ...]
    what: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    address: str
    taken_on: str


def printed(made: Shown, reader: Reader) -> Printed:
    """A decision as its reader sees it today."""
    decision = made.decision
    return Printed(
        title=decision.title, whose=decision.unit.name if decision.unit else "", label=made.states[0][0],
        warnings=tuple(_warnings(made)), what=_paragraphs(decision.what), facts=tuple(_facts(made, reader)),
        sections=tuple(section for section in _sections(made) if section.paragraphs or section.lines or section.groups),
        address=lasting.address_of(decision), taken_on=full_date(clock.today()),
    )  # fmt: skip


def _warnings(made: Shown) -> list[str]:
    decision = made.decision
    found = [words for words, tone in made.states[1:] if tone != "good"]
    if decision.state == State.WITHDRAWN:
        found.append(decision.withdrawn_because)
        found += [f"What holds instead: {newer.title}" for newer in made.replaced_by]
    return [*found, *(f"{one.warning}: {one.title}" for one in made.fallen)]


def _facts(made: Shown, reader: Reader) -> list[tuple[str, str]]:
    decision = made.decision
    said = [
        ("Question", made.question.title if made.question else ""),
        ("Whose decision", decision.unit.name if decision.unit else ""), ("Decided by", decided_by(decision, reader)),
        ("Decided on", full_date(decision.decided_on)), ("Confirmation", made.confirmed),
        ("To be looked at again", full_date(decision.review_due)), ("Last looked at", full_date(decision.reviewed_on)),
        ("Replaces", "; ".join(older.title for older in made.replaces)),
    ]  # fmt: skip
    return [(name, value) for name, value in said if value]


def _sections(made: Shown) -> list[Section]:
    nothing = () if made.rests_on else ("Nothing is named.",)
    return [
        Section("Why", _paragraphs(made.decision.because)),
        Section(
            "What could have been done",
            lines=tuple(
                Line(f"{option.name} ({'chosen' if option.chosen else 'not chosen'})", _paragraphs(option.because))
                for option in made.options
            ),
        ),
        Section("What it rests on", nothing, groups=_groups(made.rests_on)),
        Section("Considered, and not relied on", groups=_groups(made.considered)),
        Section(
            "Who disagreed",
            lines=tuple(
                Line(one.role or "Somebody, and it is not said who", _paragraphs(one.words)) for one in made.dissents
            ),
        ),
        Section("What we take to be true", lines=tuple(map(Line, made.assumptions))),
        Section(
            "What follows from it",
            lines=tuple(
                Line(one.action.text, tuple(filter(None, (f"{one.owner}. {one.state}", one.action.done_words))))
                for one in made.actions
            ),
        ),
    ]


def _groups(groups: tuple[Group, ...]) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    return tuple((group.name, tuple(map(_basis, group.bases))) for group in groups)


def _basis(one: BasisShown) -> Line:
    figure = one.figure if one.figure != one.title else ""
    under = tuple(part for part in (one.words, figure, one.source or one.by_line) if part)
    return Line(one.title, under, one.warning, lasting.address_of(one.target) if one.target else "")


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())
