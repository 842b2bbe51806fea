"""What the pages of a brief read."""

from dataclasses import dataclass

from fingerpost.library.domain.plain import plain_text
from fingerpost.library.domain.queries import names_as_agreed
from fingerpost.library.models import ItemKind
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import OpenTo, Record, State
from fingerpost.roads.domain.briefs import checking, contents, locking, rules, sources, writing
from fingerpost.roads.domain.briefs.citing_brief import NumberedReference, references_of
from fingerpost.roads.models import Brief, BriefVersion, Kept, Pin, Point, Stage

PINNED = ("paper", *ItemKind.values)


@dataclass(frozen=True, slots=True)
class ShownPin:
    """One pin as a reader may see it: `quote` and `source` are empty where the source is not theirs to read."""

    check: locking.PinCheck
    source: Record | None
    label: str
    quote: str

    @property
    def pin(self) -> Pin:
        """The pin itself."""
        return self.check.pin


@dataclass(frozen=True, slots=True)
class ShownPoint:
    """One sentence with its pins as a reader may see them."""

    check: locking.PointCheck
    pins: tuple[ShownPin, ...]
    accepted_by: str

    @property
    def seen(self) -> tuple[Record, ...]:
        """The sources it is pinned to that this reader may read, each once."""
        return tuple({pin.source.pk: pin.source for pin in self.pins if pin.source is not None}.values())

    @property
    def differences(self) -> tuple[str, ...]:
        """How it differs from its sources, in words; nothing where these would tell what is not theirs to read."""
        return () if self.hidden else tuple(one.words for one in self.check.differences)

    @property
    def hidden(self) -> int:
        """How many of its pins are to sources this reader may not read."""
        return sum(pin.source is None for pin in self.pins)


@dataclass(frozen=True, slots=True)
class ShownBrief:
    """A brief, one version of it, as one reader sees it."""

    brief: Brief
    version: BriefVersion
    points: tuple[ShownPoint, ...]
    label: str
    is_checked: bool
    missing: tuple[str, ...]
    may_write: bool
    may_withdraw: bool
    may_check: bool
    being_written: BriefVersion | None
    references: dict[int, NumberedReference]

    @property
    def broken(self) -> tuple[ShownPoint, ...]:
        """Sentences that no longer hold to their sources."""
        return tuple(one for one in self.points if any(pin.check.hold != locking.Hold.HOLDS for pin in one.pins))

    @property
    def is_shared(self) -> bool:
        """Whether this is the version that readers see."""
        return self.version.stage == Stage.RELEASED


def brief_at(public_id: str, reader: Reader) -> Brief | None:
    """A brief this reader may open. One query."""
    rows = rules.briefs_to_read(reader).filter(public_id=public_id)
    return rows.select_related("answers", "unit", "checked_by", "checked_for").first()


def draft_at(public_id: str, reader: Reader) -> BriefVersion | None:
    """The draft of a brief in which this reader may write. One query."""
    mine = rules.briefs_to_write(reader).filter(public_id=public_id).values("pk")
    rows = BriefVersion.objects.filter(stage=Stage.DRAFT, brief__in=mine)
    return rows.select_related("brief__answers", "brief__unit", "brief__checked_for", "saved_by").first()


def point_at(version: BriefVersion, pk: int) -> Point | None:
    """One sentence of a version with its pins and their sources. Three queries."""
    rows = version.points.select_related("accepted_by").prefetch_related("pins__source")
    found = rows.filter(pk=pk).first()
    if found is not None:
        found.version = version
    return found


def version_to_show(brief: Brief, reader: Reader, *, number: int | None = None) -> BriefVersion | None:
    """The version that readers see; before there is one, the newest, for its writers; or the one asked for.

    None where this reader may not read it: an old version may have been for fewer people. Two queries at most.
    """
    found = versions_seen(brief, reader)
    if number is not None:
        return next((one for one in found if one.number == number), None)
    return next((one for one in found if one.stage == Stage.RELEASED), found[0] if found else None)


def versions_seen(brief: Brief, reader: Reader) -> list[BriefVersion]:
    """Versions of a brief that this reader may read, the newest first: all, for its writers. Two queries."""
    rows = list(brief.versions.select_related("begun_by", "saved_by", "released_by").order_by("-number"))
    if rules.may_write(reader, brief):
        return rows
    opened = {OpenTo.PUBLIC, OpenTo.SIGNED_IN} if reader.signed_in else {OpenTo.PUBLIC}
    return [
        one
        for one in rows
        if one.stage == Stage.RELEASED
        or (one.stage == Stage.REPLACED and (one.open_to in opened or reader.tokens & set(one.tokens)))
    ]


def may_withdraw(brief: Brief, reader: Reader) -> bool:
    """Whether this reader may take it out of use."""
    return brief.state == State.RELEASED and rules.may_withdraw(reader, brief)


def sources_to_pin(version: BriefVersion, reader: Reader) -> list[Record]:
    """What was kept for the question and has words to pin to, as far as this reader may see it. One query."""
    kept = Kept.objects.filter(question=version.brief.answers_id, dropped_at__isnull=True, target__isnull=False)
    seen = Record.objects.visible_to(reader).filter(pk__in=kept.values("target_id"), kind__in=PINNED)
    return list(seen.order_by("kind", "title"))


def shown(brief: Brief, reader: Reader, version: BriefVersion) -> ShownBrief:
    """A version as this reader sees it, each sentence held against its sources now. A fixed number of queries."""
    checks = locking.check_points(writing.points_of(version))
    pins = [one.pin for check in checks for one in check.pins]
    readable = (
        sources.readable([(pin.source_id, pin.document) for pin in pins if pin.source_id], reader) if pins else set()
    )
    named = names_as_agreed([one.point.accepted_by.public_id for one in checks if one.point.accepted_by])
    may_write = rules.may_write(reader, brief)
    return ShownBrief(
        brief=brief, version=version, label=checking.label(brief), is_checked=brief.checked_on is not None,
        points=tuple(_point(check, readable, named, tell_names=may_write) for check in checks),
        missing=tuple(contents.missing(version, checks)) if version.stage == Stage.DRAFT else (),
        may_write=may_write, may_withdraw=may_withdraw(brief, reader),
        may_check=version.stage == Stage.RELEASED and rules.checking_service(reader, brief) is not None,
        being_written=writing.open_version(brief) if may_write else None,
        references=references_of([pin.source for pin in pins if (pin.source_id, pin.document) in readable], reader),
    )  # fmt: skip


def _point(
    check: locking.PointCheck, readable: set[tuple[int, str]], named: dict[str, str], *, tell_names: bool
) -> ShownPoint:
    who = check.point.accepted_by
    name = (who.name if tell_names else named.get(who.public_id, "")) if who else ""
    return ShownPoint(check, tuple(_pin(one, readable) for one in check.pins), name)


def _pin(check: locking.PinCheck, readable: set[tuple[int, str]]) -> ShownPin:
    pin = check.pin
    if (pin.source_id, pin.document) not in readable:
        return ShownPin(check, None, "", "")
    return ShownPin(check, pin.source, label_of(pin), words_of(pin))


def words_of(pin: Pin) -> str:
    """The words it is pinned to as readers of the source see them: without the marks of Markdown, if it has them."""
    if not pin.document.startswith("section:"):
        return pin.quote
    plain = plain_text(pin.quote)
    return plain if pin.quote.rstrip().endswith(".") else plain.removesuffix(".")


def label_of(pin: Pin) -> str:
    """Where in its source a pin is, in words."""
    name, _, rest = pin.document.partition(":")
    if name == "abstract":
        return "Abstract"
    if name == "file":
        return f"Attached file, page {rest.rpartition(':')[2]}"
    return "This part of the page"
