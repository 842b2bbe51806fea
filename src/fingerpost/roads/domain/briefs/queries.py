"""What the pages of a brief read."""

from dataclasses import dataclass

from fingerpost.library.domain.queries import names_as_agreed
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Record, State
from fingerpost.roads.domain.briefs import checking, contents, locking, rules, sources, writing
from fingerpost.roads.models import Brief, BriefVersion, Pin, Stage


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


def version_to_show(brief: Brief, *, number: int | None = None) -> BriefVersion | None:
    """The version that readers see; before there is one, the newest draft; or the one that is asked for. One query."""
    rows = brief.versions.select_related("begun_by", "saved_by", "released_by")
    if number is not None:
        return rows.filter(number=number).first()
    found = list(rows.filter(stage__in=[Stage.RELEASED, Stage.DRAFT]))
    return next((one for one in found if one.stage == Stage.RELEASED), found[0] if found else rows.first())


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
        may_write=may_write, may_withdraw=brief.state == State.RELEASED and rules.may_withdraw(reader, brief),
        may_check=version.stage == Stage.RELEASED and rules.checking_service(reader, brief) is not None,
        being_written=writing.open_version(brief) if may_write else None,
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
    return ShownPin(check, pin.source, label_of(pin), pin.quote)


def label_of(pin: Pin) -> str:
    """Where in its source a pin is, in words."""
    name, _, rest = pin.document.partition(":")
    if name == "abstract":
        return "Abstract"
    if name == "file":
        return f"Attached file, page {rest.rpartition(':')[2]}"
    return "This part of the page"
