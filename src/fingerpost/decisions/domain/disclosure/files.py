"""The file itself: what is given, as a page, as data and as a PDF; and apart from it, what is withheld and why."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction
from markupsafe import Markup

from fingerpost.decisions.domain import rules
from fingerpost.decisions.domain.disclosure.lines import Gathered, Line, gather
from fingerpost.decisions.models import Decision
from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.gathering.sheets import write_csv
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.ui.formats import full_date
from fingerpost.ui.paper import pdf

OTHER = "other"
REASONS = {
    "person": "It names a person", "theirs": "It belongs to another organisation",
    "confidence": "It was told in confidence", "not-about": "It is not about this decision", OTHER: "Another reason",
}  # fmt: skip
NOT_SEEN = "Not seen by whoever made this file"
TO_GIVE, TO_DECIDE = "to-give", "for-the-person-who-decides"
_TEMPLATE = Path(__file__).parents[2] / "paper" / "disclosure.typ.txt"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why one line is not given."""

    reason: str
    words: str = ""

    @property
    def said(self) -> str:
        """The reason, in words."""
        return self.words if self.reason == OTHER else REASONS[self.reason]


@transaction.atomic
def hand_over(
    decision: Decision, withheld: Mapping[str, Withheld], *, by: Person, reader: Reader, at: datetime | None = None
) -> bytes:
    """One ZIP: what is given, and the list of what is not. That it was made is written down."""
    rules.check_may_withdraw(reader, decision)
    for one in withheld.values():
        if one.reason not in REASONS or (one.reason == OTHER and not one.words.strip()):
            raise RuleBroken("Give a reason for each line that is withheld.")
    made = gather(decision, reader)
    here = _with_all_about(made, withheld)
    stream.record(
        "decisions.handed_over", subject=decision.public_id, by=by.public_id,
        detail={"lines": len(made.lines), "withheld": len(here), "not_seen": len(made.unseen)},
    )  # fmt: skip
    return _zipped(decision, made, here, at or clock.now())


def _with_all_about(made: Gathered, withheld: Mapping[str, Withheld]) -> dict[str, Withheld]:
    """What is withheld, with every other line that names the same thing."""
    about = {line.about: withheld[line.key] for line in made.lines if line.about and line.key in withheld}
    found = {line.key: withheld.get(line.key) or about.get(line.about) for line in made.lines}
    return {key: one for key, one in found.items() if one is not None}


def _zipped(decision: Decision, made: Gathered, withheld: Mapping[str, Withheld], at: datetime) -> bytes:
    lines = [(line, withheld.get(line.key)) for line in made.lines]
    title = f"Decision: {decision.title}" if "decision-what" not in withheld else "A decision"
    day = f"Gathered on {full_date(at)}"
    files = {
        f"{TO_GIVE}/decision.html": _page(title, day, lines).encode(),
        f"{TO_GIVE}/decision.json": json.dumps(_data(title, at, lines), indent=2, ensure_ascii=False).encode(),
        f"{TO_GIVE}/decision.pdf": _paper(title, day, lines),
        f"{TO_DECIDE}/withheld.csv": write_csv(_list(made, lines)),
    }  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return held.getvalue()


def _list(made: Gathered, lines: list[tuple[Line, Withheld | None]]) -> Any:
    yield ["Part", "What", "Why it is not given"]
    for line, one in lines:
        if one is not None:
            yield [line.part, line.label, one.said]
    for part, kind in made.unseen:
        yield [part, kind, NOT_SEEN]


def _gap(one: Withheld) -> str:
    """What stands in the place of a line. Words of another reason are for the person who decides."""
    return f"Withheld. {REASONS[one.reason]}."


def _parts(lines: list[tuple[Line, Withheld | None]]) -> Any:
    return groupby(lines, key=lambda pair: pair[0].part)


def _page(title: str, day: str, lines: list[tuple[Line, Withheld | None]]) -> Markup:
    body = Markup("")
    for part, rows in _parts(lines):
        body += Markup("<h2>{}</h2>\n").format(part)
        for line, one in rows:
            if one is not None:
                body += Markup("<p><em>{}</em></p>\n").format(_gap(one))
                continue
            words = Markup("<br>\n").join(line.text.split("\n"))
            body += Markup("<h3>{}</h3>\n<p>{}</p>\n").format(line.label, words)
    return Markup(
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        "<style>body{{font:1.1rem/1.5 Arial,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}</style></head>"
        "<body><main><h1>{title}</h1><p>{day}.</p>\n{body}</main></body></html>\n"
    ).format(title=title, day=day, body=body)


def _data(title: str, at: datetime, lines: list[tuple[Line, Withheld | None]]) -> dict[str, Any]:
    return {
        "title": title, "gathered_at": at.isoformat(),
        "lines": [
            {"part": line.part, "withheld": REASONS[one.reason]}
            if one is not None
            else {"part": line.part, "what": line.label, "text": line.text, **line.data}
            for line, one in lines
        ],
    }  # fmt: skip


def _paper(title: str, day: str, lines: list[tuple[Line, Withheld | None]]) -> bytes:
    parts = [
        {
            "name": part,
            "lines": [
                {"label": "", "text": [_gap(one)]} if one else {"label": line.label, "text": line.text.split("\n")}
                for line, one in rows
            ],
        }
        for part, rows in _parts(lines)
    ]
    return pdf.as_pdf(_TEMPLATE, {"title": title, "day": day, "parts": parts})
