"""What differs between a draft as it is saved and what somebody else has typed meanwhile."""

from typing import Any

from fingerpost.decisions.domain.contents import NAMES, BasisGiven
from fingerpost.decisions.domain.shown import BasisShown, bases_of
from fingerpost.decisions.models import Decision
from fingerpost.library.domain.own.versions import Change, compare
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader
from fingerpost.ui.formats import full_date


def parts(theirs: Decision, mine: dict[str, Any], reader: Reader) -> list[Change]:
    """Each part that differs, as text: removed is only in what is saved, added only in what was typed."""
    saved = _saved(theirs, reader)
    typed = _typed(mine)
    return [Change(NAMES[name], compare(saved[name], typed[name])) for name in saved if saved[name] != typed[name]]


def _saved(decision: Decision, reader: Reader) -> dict[str, str]:
    return {
        "what": decision.what, "because": decision.because, "decided_by": decision.decided_by,
        "meeting": decision.meeting, "decider": _name(decision.decider), "secretary": _name(decision.secretary),
        "decided_on": full_date(decision.decided_on), "review_due": full_date(decision.review_due),
        "options": _lines((row.name, "chosen" if row.chosen else "", row.because) for row in decision.options.all()),
        "bases": _lines(sorted(_of_basis(one) for one in bases_of(decision, reader))),
        "dissents": _lines((row.role or "not said who", row.words) for row in decision.dissents.all()),
        "assumptions": _lines((row.text,) for row in decision.assumptions.all()),
        "actions": _lines(
            (row.text, _name(row.owner) or row.owner_words, full_date(row.due_on))
            for row in decision.actions.select_related("owner")
        ),
    }  # fmt: skip


def _typed(content: dict[str, Any]) -> dict[str, str]:
    plain = {name: str(content.get(name) or "") for name in ("what", "because", "decided_by", "meeting")}
    bases: list[BasisGiven] = content["bases"]
    return plain | {
        "decider": _name(content["decider"]), "secretary": _name(content["secretary"]),
        "decided_on": full_date(content["decided_on"]), "review_due": full_date(content["review_due"]),
        "options": _lines((name, "chosen" if chosen else "", why) for name, chosen, why in content["options"]),
        "bases": _lines(
            sorted(
                (one.target.title if one.target else one.words or one.figure, "considered" if one.considered else "")
                for one in bases
            )
        ),
        "dissents": _lines((role or "not said who", words) for role, words in content["dissents"]),
        "assumptions": _lines((text,) for text in content["assumptions"]),
        "actions": _lines(
            (one.text, _name(one.owner) or one.owner_words, full_date(one.due_on)) for one in content["actions"]
        ),
    }  # fmt: skip


def _of_basis(one: BasisShown) -> tuple[str, str]:
    return one.title, "considered" if one.considered else ""


def _name(person: Person | None) -> str:
    return person.name if person else ""


def _lines(rows: Any) -> str:
    return "\n".join("; ".join(part for part in row if part) for row in rows)
