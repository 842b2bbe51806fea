"""What one row of a filling would become: worked out before anything is on the shelf, and again when it is put there.

A row's `cells` hold, each where there is something to hold: `table` (heading → words), `line` (its place in the
table), `asked` (the file that the table names and nobody sent), `refused` (why its file was not taken), `mended`
(our name → what a person put right), `becomes` (what the page shows of the plan).
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from fingerpost.files.models import FileKind, FilePage, Reading
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.domain.fillings import filling_words as words
from fingerpost.library.domain.fillings.filling_places import Places
from fingerpost.library.domain.own import audiences, contents, ways
from fingerpost.library.domain.own.audiences import Audience
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.models import OPEN_STAGES, Attachment, Filling, FillingRow, Item, ItemKind, Revision, RowState
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import person_token, reader_for, unit_token
from fingerpost.records.models import State
from fingerpost.ui.formats import full_date
from fingerpost.ui.forms import guard

NEW, VERSION, SAME = "new", "version", "same"
TAKEN = (RowState.READY, RowState.ADDED, RowState.UPDATED, RowState.SAME)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row becomes. `existing` is the page that gets a new version, or that is there already."""

    how: str
    title: str
    kind: str
    unit: Unit
    owner: Person | None
    review_due: date | None
    audience: Audience
    who: str
    topics: tuple[str, ...]
    summary: str
    address: str
    held_by: str
    existing: Item | None

    def shown(self) -> dict[str, Any]:
        """The plan as the preview page tells it."""
        return {
            "how": self.how, "title": self.title, "kind": BY_KEY[self.kind].name, "unit": self.unit.name,
            "owner": self.owner.name if self.owner else "", "who": self.who,
            "review": _review_words(self.review_due), "topics": list(self.topics),
            "held_by": self.held_by, "key": f"{self.unit.pk} {title_key(self.title)}",
            "same_as": self.existing.title if self.existing else "",
        }  # fmt: skip


def _review_words(due: date | None) -> str:
    if due is None:
        return ""
    return f"Next review {full_date(due)}" if due > clock.today() else f"Its review was due on {full_date(due)}"


def title_key(title: str) -> str:
    """Titles that are one to a person are one here."""
    return " ".join(re.findall(r"\w+", title.casefold()))


def said_of(row: FillingRow, filling: Filling) -> dict[str, str]:
    """What is said of a row, by our names: by the table, or by a person who put it right."""
    table = row.cells.get("table", {})
    said = {name: table.get(heading, "") for name, heading in filling.columns.items() if heading}
    return said | row.cells.get("mended", {})


class Judge:
    """Works out what rows become. Keeps what it looked up: make a new one for each slice of work."""

    def __init__(self, filling: Filling, person: Person | None) -> None:
        self.filling, self.person = filling, person
        self.reader = reader_for(person) if person else None
        self.places = Places(filling, person)
        self._due: dict[tuple[str, int], date] = {}

    def plan(self, row: FillingRow) -> Plan:
        """What a row becomes. Raises RuleBroken or NotAllowed with the reason why it is not taken."""
        self._check_file(row)
        said = said_of(row, self.filling)
        title = self._title(row, said)
        kind = self._kind(row, said)
        unit = self.places.unit_called(said.get("unit", ""))
        address, held_by = self._place(kind, said)
        owner = self._owner(said.get("owner", ""))
        audience, who = self._audience(said.get("audience", ""), unit, owner)
        how, existing = self._already_there(row, title, address)
        return Plan(
            how, title, kind, unit, owner, self._review_due(said.get("review_due", ""), kind, unit), audience, who,
            tuple(contents.clean("topics", words.topics_in(said.get("topics", "")))), self._summary(row, said), address,
            held_by, existing,
        )  # fmt: skip

    def judge(self, row: FillingRow) -> Plan | None:
        """Write into a row what it would become, or why it is not taken. The row is not saved. The plan, or None."""
        row.cells.pop("becomes", None)
        try:
            plan = self.plan(row)
            self._check_once(row, plan)
        except (RuleBroken, NotAllowed) as problem:
            row.state, row.reason = RowState.REJECTED, str(problem)[:500]
            return None
        row.cells["becomes"] = plan.shown()
        row.state, row.reason, row.item = RowState.READY, "", None
        if plan.how == SAME and plan.existing is not None:
            row.state, row.item = RowState.SAME, plan.existing
        self.keep(row, plan)
        return plan

    def keep(self, row: FillingRow, plan: Plan) -> None:
        """Remember a row that is taken: no other may bring the same file, or the same title in the same unit."""
        if row.file_id:
            self._taken_files.setdefault(row.file_id, row.position)
        self._taken_titles.setdefault(plan.shown()["key"], row.position)

    # The file ----------------------------------------------------------------------------------

    def _check_file(self, row: FillingRow) -> None:
        if refused := row.cells.get("refused"):
            raise RuleBroken(refused)
        if asked := row.cells.get("asked"):
            raise RuleBroken(f"There is no file called {asked[:200]} among those you sent.")
        file = row.file
        if file is None:
            said = said_of(row, self.filling)
            if not said.get("address"):
                raise RuleBroken("This row names no file and no address.")
        elif file.kind == FileKind.PICTURE:
            raise RuleBroken("This is a picture, not a document. Add it to the page that it belongs to.")
        elif file.reading == Reading.REFUSED:
            raise RuleBroken(file.reason)

    def _check_once(self, row: FillingRow, plan: Plan) -> None:
        other = self._taken_files.get(row.file_id or 0, row.position)
        if other != row.position:
            raise RuleBroken(f"This is the same file as in row {other}.")
        other = self._taken_titles.get(plan.shown()["key"], row.position)
        if other != row.position:
            raise RuleBroken(f"Row {other} has the same title. Give one of them another title.")

    @cached_property
    def _taken_files(self) -> dict[int, int]:
        rows = FillingRow.objects.filter(filling=self.filling, state__in=TAKEN, file__isnull=False)
        return dict(rows.order_by("-position").values_list("file_id", "position"))

    @cached_property
    def _taken_titles(self) -> dict[str, int]:
        rows = FillingRow.objects.filter(filling=self.filling, state__in=TAKEN).order_by("-position")
        return {
            cells["becomes"]["key"]: position
            for position, cells in rows.values_list("position", "cells").iterator()
            if "becomes" in cells
        }

    # What is said ------------------------------------------------------------------------------

    def _title(self, row: FillingRow, said: dict[str, str]) -> str:
        title = said.get("title", "") or self._guessed(row)
        _check_no_person("title", title, row)
        return str(contents.clean("title", title))

    def _guessed(self, row: FillingRow) -> str:
        if row.file_id is None:
            return ""
        first = FilePage.objects.filter(file=row.file_id).order_by("number").values_list("text", flat=True).first()
        return words.guess_title(row.file_name, first or "")

    def _summary(self, row: FillingRow, said: dict[str, str]) -> str:
        summary = said.get("summary", "")[:2_000]
        _check_no_person("summary", summary, row)
        return str(contents.clean("summary", summary))

    def _kind(self, row: FillingRow, said: dict[str, str]) -> str:
        text = said.get("kind", "")
        if not text:
            alone = row.file_id is None and not said.get("held_by") and not self.filling.defaults.get("held_by")
            return str(ItemKind.LINK) if alone else str(self.filling.defaults.get("kind", ItemKind.POLICY))
        kind = self._meant("kind", text) or words.kind_in(text)
        if kind is None or kind not in BY_KEY:
            raise RuleBroken(f"We know no kind of page called “{text[:60]}”.")
        if not BY_KEY[kind].takes_files and row.file_id:
            raise RuleBroken("A useful link takes no file. Choose another kind.")
        return kind

    def _meant(self, name: str, text: str) -> str | None:
        """What a person said that a word of the table means."""
        found = self.filling.defaults.get("words", {}).get(name, {}).get(text.casefold())
        return str(found) if found else None

    def _owner(self, text: str) -> Person | None:
        if not text or text.casefold() in words.NOTHING:
            chosen = self.filling.defaults.get("owner")
            return self.places.person_called(str(chosen)) if chosen else None
        return self.places.person_called(text)

    def _review_due(self, text: str, kind: str, unit: Unit) -> date | None:
        found = words.day_in(text, self.filling.defaults.get("dates", words.DAY_FIRST))
        if found is None and self.filling.defaults.get("review_due"):
            found = date.fromisoformat(self.filling.defaults["review_due"])
        if found is None:
            key = (kind, unit.pk)
            if key not in self._due:
                self._due[key] = ways.review_due(kind, unit, self.places.today)
            found = self._due[key]
        return found

    def _audience(self, text: str, unit: Unit, owner: Person | None) -> tuple[Audience, str]:
        choice = self._meant("audience", text) or words.audience_in(text) if text else ""
        if text and not choice:
            return self._named_units(text)
        choice = choice or str(self.filling.defaults.get("audience", words.ORGANISATION))
        if choice in {words.PUBLIC, words.SIGNED_IN}:
            return Audience(choice), dict(audiences.CHOICES)[choice]
        if choice == words.OWNER:
            if owner is None:
                raise RuleBroken("Only its owner may see this, but it has no owner.")
            return Audience("", (person_token(owner.pk),)), "Only its owner"
        place = unit if choice == words.UNIT else self.places.organisation
        return self._those_in([place])

    def _named_units(self, text: str) -> tuple[Audience, str]:
        try:
            units = audiences.units_called(words.parted(text))
        except RuleBroken as problem:
            raise RuleBroken(f"We do not know who may see it: “{text[:80]}”. Say what these words mean.") from problem
        return self._those_in(units)

    def _those_in(self, units: list[Unit]) -> tuple[Audience, str]:
        tokens = tuple(sorted(unit_token(unit.pk) for unit in units))
        return Audience("", tokens), f"People in {', '.join(unit.name for unit in units)}"

    def _place(self, kind: str, said: dict[str, str]) -> tuple[str, str]:
        """Address and the system that holds the controlled copy; both empty for what is held here."""
        address = said.get("address", "")
        address = f"https://{address}" if address.lower().startswith("www.") else address
        address, held_by = str(contents.clean("address", address)), said.get("held_by", "")
        if held_by and not address:
            raise RuleBroken("Give the address of the controlled copy.")
        if not address or kind == ItemKind.LINK:
            return address, ""
        held_by = held_by or self.filling.defaults.get("held_by", "") or urlsplit(address).hostname or ""
        return address, str(contents.clean("held_by", held_by))

    # What is on the shelf ----------------------------------------------------------------------

    def _already_there(self, row: FillingRow, title: str, address: str) -> tuple[str, Item | None]:
        """Whether this is new, a new version of a page, or there already."""
        here = Item.objects.filter(unit__in=self.places.inside)
        if row.file_id:
            holding = Attachment.objects.filter(file=row.file_id, item__in=here.filter(state=State.RELEASED))
            if there := holding.select_related("item").order_by("pk").first():
                return SAME, there.item
        known = list(here.filter(title__iexact=title).exclude(state=State.WITHDRAWN).order_by("pk")[:2])
        if not known:
            return NEW, None
        if len(known) > 1:
            raise RuleBroken(
                "More than one page here has this title. Change the title, or add the file to the right page."
            )
        page = known[0]
        if self.reader is not None:
            rules.check_may_edit(self.reader, page)
        being_written = Revision.objects.filter(item=page, stage__in=OPEN_STAGES).first()
        if being_written and row.file and any(each["file"] == row.file.public_id for each in being_written.files):
            return SAME, page
        if being_written:
            raise RuleBroken(
                "Somebody is writing a page with this title, or a new version of it. Wait until it is shared."
            )
        if row.file_id is None and page.address == address:
            return SAME, page
        return VERSION, page


def _check_no_person(name: str, text: str, row: FillingRow) -> None:
    """Ask about what could point to a patient; a person who mended the row has been asked already."""
    if row.cells.get("mended", {}).get(name):
        return
    if found := guard.findings(text):
        raise RuleBroken(f"Its {name} holds what looks like {found[0].looks_like}. Take it out, or say that it is not.")
