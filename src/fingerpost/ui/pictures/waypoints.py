"""What a road shows: a question, what was found on the way by kind of knowledge, and where it led."""

from dataclasses import dataclass
from urllib.parse import urljoin

from fingerpost.ui.pictures.wrapping import clean

RESTRICTED_WORDS = "Something restricted was used"
CONSIDERED_WORDS = "Considered, not relied on"
NOTHING_YET = "Nothing has been gathered yet."
END_LABELS = {"decision": "The decision", "brief": "The brief", "open": "Not decided yet"}


@dataclass(frozen=True)
class Waypoint:
    """One thing on the road. Of a restricted one only its kind is ever shown, whatever else it was given."""

    kind: str
    kind_name: str
    title: str
    href: str = ""
    note: str = ""
    warning: str = ""
    restricted: bool = False
    considered: bool = False

    @property
    def shown_title(self) -> str:
        """What a reader may know it by."""
        return RESTRICTED_WORDS if self.restricted else self.title.strip() or "Without a title"

    @property
    def shown_href(self) -> str:
        """Where a reader may go from it."""
        return "" if self.restricted else self.href

    @property
    def shown_note(self) -> str:
        """The note, if it may be shown."""
        return "" if self.restricted else self.note

    @property
    def shown_warning(self) -> str:
        """The warning, if it may be shown."""
        return "" if self.restricted else self.warning

    @property
    def considered_words(self) -> str:
        """That it was not relied on, in words."""
        return CONSIDERED_WORDS if self.considered else ""


@dataclass(frozen=True)
class Group:
    """All things of one kind."""

    kind: str
    kind_name: str
    waypoints: tuple[Waypoint, ...]


@dataclass(frozen=True)
class Road:
    """The whole way. `end_kind` is "decision", "brief" or "open"; `end_note` says who decided and when."""

    question: str
    question_href: str = ""
    groups: tuple[Group, ...] = ()
    end: str = ""
    end_href: str = ""
    end_note: str = ""
    end_kind: str = "open"

    @property
    def passed(self) -> tuple[Group, ...]:
        """The kinds that have something to show."""
        return tuple(group for group in self.groups if group.waypoints)

    @property
    def end_label(self) -> str:
        """What stands at the end."""
        return END_LABELS.get(self.end_kind, END_LABELS["open"])


def title_of(road: Road) -> str:
    """The name of the picture."""
    return clean(f"The road from the question “{road.question}” to {_led_to(road)}")


def describe(road: Road) -> str:
    """The picture in words, for those who do not see it."""
    kinds = [f"{group.kind_name} ({len(group.waypoints):,})" for group in road.passed]
    passes = f"It passes {', '.join(kinds)}." if kinds else NOTHING_YET
    ends = f"It ends at: {road.end_label}. {road.end}"
    return clean(f"A winding road that starts at the question “{road.question}”. {passes} {ends} {road.end_note}")


def _led_to(road: Road) -> str:
    return {"decision": "the decision", "brief": "the brief"}.get(road.end_kind, "an open end")


def address(href: str, base: str | None) -> str:
    """A link as it may stand in a picture, or nothing.

    On a page (`base` is None) links within the product stay as they are. In a file they begin with `base`, and without
    one only those that lead elsewhere are kept.
    """
    href = href.strip()
    if href.startswith(("https://", "http://")):
        return href
    # "//" and "\" would lead to another host.
    within = href.startswith(("/", "?", "#")) and not href.startswith(("//", "/\\"))
    if not within or base == "":
        return ""
    return href if base is None else urljoin(base, href)
