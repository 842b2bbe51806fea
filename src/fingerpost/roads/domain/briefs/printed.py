"""A brief made ready to leave: as PDF, Word or a file of references. What is in it is what its reader may see.

The forms it takes stand in `printed_pdf` and `printed_word`; neither knows a row or an address.
"""

from dataclasses import dataclass

from fingerpost.kernel import clock
from fingerpost.library.domain.gathering import lasting
from fingerpost.library.domain.gathering.printed import PrintedThing
from fingerpost.library.domain.gathering.printed_ris import things_as_ris
from fingerpost.records.models import State
from fingerpost.roads.domain.briefs.locking import Hold
from fingerpost.roads.domain.briefs.queries import ShownBrief, ShownPoint
from fingerpost.roads.models import Stage
from fingerpost.ui.formats import full_date

DRAFT = "Draft. Not shared yet. Do not decide from it."
OVERDUE = "Overdue for another look. Check before you rely on it."


@dataclass(frozen=True, slots=True)
class PrintedPoint:
    """One sentence: the numbers of its references, what its sources say, and what everybody must know of it."""

    text: str
    own: bool
    numbers: tuple[int, ...]
    quotes: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedBrief:
    """The whole brief, on the day it was taken. `parts`: headings with their paragraphs; `facts`: names with words."""

    title: str
    whose: str
    label: str
    warnings: tuple[str, ...]
    verdict: str
    bottom_line: str
    sureness: str
    sure_because: str
    points: tuple[PrintedPoint, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    options: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str], ...]
    references: tuple[tuple[int, str, str, str], ...]  # number, reference, warning, address
    address: str
    taken_on: str


def printed(shown: ShownBrief) -> PrintedBrief:
    """A brief as its reader sees it today. No query."""
    brief, version = shown.brief, shown.version
    return PrintedBrief(
        title=version.title, whose=brief.unit.name if brief.unit else "", label=shown.label, warnings=_warnings(shown),
        verdict=version.get_verdict_display() if version.verdict else "",
        bottom_line=version.bottom_line or "Not written yet.",
        sureness=version.get_sureness_display() if version.sureness else "", sure_because=version.sure_because,
        points=tuple(_point(one, shown) for one in shown.points),
        parts=tuple(
            (heading, paragraphs(text))
            for heading, text in (("What we do not know", version.unknown), ("What we know here", version.know_how))
            if text.strip()
        ),
        options=tuple((row["name"], row.get("good") or "–", row.get("bad") or "–") for row in version.options),
        facts=_facts(shown),
        references=tuple(
            (one.number, one.vancouver, one.warning, one.full_text or one.address)
            for one in shown.references.values()
        ),
        address=lasting.address_of(brief), taken_on=full_date(clock.today()),
    )  # fmt: skip


def references_as_ris(shown: ShownBrief) -> str:
    """What a brief rests on, for reference managers."""
    return things_as_ris(
        PrintedThing(
            title=one.record.title, kind=one.record.kind, kind_name=one.kind_name, reference=one.reference,
            address=one.address, note="", warnings=(one.warning,) if one.warning else (), summary=one.record.summary,
        )
        for one in shown.references.values()
    )  # fmt: skip


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text."""
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _warnings(shown: ShownBrief) -> tuple[str, ...]:
    brief, version = shown.brief, shown.version
    found = []
    if brief.state == State.WITHDRAWN:
        found.append(f"Withdrawn. Do not use this. {brief.withdrawn_because}".strip())
    if version.stage == Stage.DRAFT:
        found.append(DRAFT)
    elif version.stage != Stage.RELEASED:
        found.append(f"Version {version.number}. Replaced by a later one.")
    elif brief.is_overdue:
        found.append(OVERDUE)
    return tuple(found)


def _point(one: ShownPoint, shown: ShownBrief) -> PrintedPoint:
    seen = [pin for pin in one.pins if pin.source is not None]
    numbers = {shown.references[pin.source.pk].number for pin in seen if pin.source.pk in shown.references}
    warnings = [pin.check.words for pin in one.pins if pin.check.hold != Hold.HOLDS]
    if one.check.differences:
        because = one.check.point.differs_because
        said = one.differences[0] if one.differences else "Not word for word what its source says."
        warnings.append(f"{said}{f' The writer says: {because}' if because else ''}")
    return PrintedPoint(
        one.check.point.text, not one.check.is_evidence, tuple(sorted(numbers)), tuple(pin.quote for pin in seen),
        tuple(warnings),
    )  # fmt: skip


def _facts(shown: ShownBrief) -> tuple[tuple[str, str], ...]:
    version = shown.version
    searched = full_date(version.searched_on) if version.searched_on else ""
    where = f", in {version.searched_in}" if searched and version.searched_in else ""
    facts = [
        ("Whose", shown.brief.unit.name if shown.brief.unit else ""),
        ("Searched on", f"{searched}{where}"),
        ("Look at it again by", full_date(version.review_due) if version.review_due else ""),
        ("Who to ask", version.who_to_ask),
        ("Version", f"{version.number}"),
    ]
    return tuple((name, words) for name, words in facts if words)
