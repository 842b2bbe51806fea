"""Turns rows of the library into words and safe HTML."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.domain.own.versions import Change, Piece
from fingerpost.library.domain.queries import files_kept
from fingerpost.library.models import Copy, Item, Paper, Stage
from fingerpost.library.web import prose
from fingerpost.records.domain.graph import BACKWARDS
from fingerpost.records.domain.reaching import BEARING
from fingerpost.records.models import Link, Record, Relation, State
from fingerpost.search import registry
from fingerpost.ui.formats import date_words, full_date, sentence

from_markdown = prose.from_markdown
BESIDE = 160  # letters of what is the same, shown on each side of a change


def kind_name(kind: str) -> str:
    """What people call this kind."""
    return registry.kind_name(kind)


def href(record: Record) -> str:
    """The page of a record of any kind."""
    return reverse("hub:record", args=[record.public_id])


def sentences(links_out: list[Link], links_in: list[Link]) -> dict[str, list[dict[str, str]]]:
    """Links as ends of sentences that begin with "This", by what they tell: `rests_on`, `used_in` or `said` of it."""
    found: dict[str, list[dict[str, str]]] = {"rests_on": [], "used_in": [], "said": []}
    for link in sorted(links_out, key=_weight):
        way = "rests_on" if link.relation in BEARING else "said"
        found[way].append(_end(str(Relation(link.relation).label), link.target))
    for link in sorted(links_in, key=_weight):
        way = "used_in" if link.relation in BEARING else "said"
        found[way].append(_end(BACKWARDS[Relation(link.relation)], link.source))
    return found


def _weight(link: Link) -> int:
    """What bears most comes first."""
    return BEARING.index(link.relation) if link.relation in BEARING else len(BEARING)


def _end(verb: str, other: Record) -> dict[str, str]:
    kind = kind_name(other.kind)
    return {"verb": verb, "kind": kind, "title": other.title, "href": href(other), "state": other.state}


def _row(key: str, value: str) -> dict[str, dict[str, str]]:
    return {"key": {"text": key}, "value": {"text": value}}


def paper_rows(paper: Paper, copies: list[Copy]) -> list[dict[str, dict[str, str]]]:
    """The facts of a paper, those that are known."""
    design = f"{paper.design} ({paper.design_because})" if paper.design_because else paper.design
    facts = [
        ("Kind of study", sentence(design)),
        ("Publication type", ", ".join(paper.publication_types)),
        ("Authors", ", ".join(paper.authors)),
        ("Journal", paper.journal),
        ("Subject headings", ", ".join(paper.mesh)),
        ("Keywords", ", ".join(paper.keywords)),
        ("DOI", paper.doi),
        ("PubMed number", str(paper.pmid or "")),
        ("Came from", ", ".join(dict.fromkeys(copy.source for copy in copies))),
    ]
    return [_row(key, value) for key, value in facts if value]


def item_rows(item: Item, shared_with: str, names: dict[str, str]) -> list[dict[str, dict[str, str]]]:
    """Who owns an item, whom it is for, and when it was last changed and last reviewed: two different facts.

    `names`: who changed and reviewed it, by public id, as far as they agreed to be named.
    """
    applies = ", ".join(unit.name for unit in item.applies_to.all())
    facts = [
        ("Kept by", item.unit.name if item.unit else ""),
        ("Applies to", applies),
        ("Who can see this", shared_with),
        ("Changed", _by(full_date(item.changed_at), names.get(item.changed_by, ""))),
        (
            "Reviewed by a person",
            _by(full_date(item.reviewed_on), names.get(item.reviewed_by, "")) if item.reviewed_on else "Not yet",
        ),
        ("Next review", full_date(item.review_due) if item.review_due else "Not set"),
        ("Subject headings", ", ".join(item.mesh)),
    ]
    return [_row(str(key), value) for key, value in facts if value]


def _by(when: str, who: str) -> str:
    return f"{when}, by {who}" if who else when


def sections_shown(kind: str, sections: Mapping[str, str], files: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The parts of a page in the order of its form, with heading and HTML; pictures that no part shows come last."""
    pictures = prose.pictures_of(files)
    form = BY_KEY[kind].sections
    headings = {one.key: one.heading for one in form}
    loose = ["text"] if "text" in sections and "text" not in headings else []
    shown = [
        {
            "heading": headings.get(key, ""),
            "html": prose.from_markdown(sections[key], pictures, highest=3 if headings.get(key) else 2),
        }
        for key in [*loose, *headings]
        if sections.get(key, "").strip()
    ]
    left = [pictures[name] for name in pictures if name not in prose.named_in(sections.values())]
    return [*shown, {"heading": "Pictures", "pictures": left, "html": ""}] if left else shown


def file_rows(files: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The files of a version, each with where it is, what it is and how large. One query."""
    listed = list(files)
    stored = files_kept(each["file"] for each in listed)
    marks = {picture.href: picture.mark for picture in prose.pictures_of(listed).values()}
    rows = []
    for each in listed:
        if (kept := stored.get(each["file"])) is not None:
            href = reverse("library:file", args=[each["file"], each["name"]])
            rows.append({
                "name": each["name"], "href": href, "kind": kept.get_kind_display(), "size": kept.size,
                "mark": marks.get(href, ""), "problem": kept.reason, "pages": kept.pages, "alt": each.get("alt", ""),
            })  # fmt: skip
    return rows


def changes_shown(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """What differs between two versions, part by part; `form_alone` where the words are the same."""
    return [
        {"part": each.part, "pieces": shortened(each.pieces), "form_alone": each.is_of_form_alone} for each in changes
    ]


def shortened(pieces: Iterable[Piece]) -> list[dict[str, str]]:
    """A difference to be read: of what is the same, only what stands beside a change."""
    shown = []
    for piece in pieces:
        text = piece.text
        if piece.how == "same" and len(text) > 2 * BESIDE + 40:
            text = f"{text[:BESIDE]} … {text[-BESIDE:]}"
        shown.append({"how": piece.how, "text": text})
    return shown


def shelf_row(item: Item) -> dict[str, Any]:
    """One line of the shelf."""
    open_version = next(iter(getattr(item, "being_written", ())), None)
    states = {
        State.DRAFT: ("Draft", "quiet"),
        State.WITHDRAWN: ("Withdrawn: do not use", "bad"),
    }  # fmt: skip
    state = states.get(State(item.state)) or (("Overdue for review", "watch") if item.is_overdue else None)
    do_next = "Go on writing"
    if open_version and open_version.stage == Stage.IN_REVIEW:
        state, do_next = ("Waiting for review", "watch"), "Read it and decide"
    reviewed = f"Reviewed {full_date(item.reviewed_on)}" if item.reviewed_on else "Not reviewed yet"
    return {
        "href": reverse("library:item", args=[item.public_id]), "title": item.title, "kind": item.kind,
        "kind_text": kind_name(item.kind), "summary": item.summary, "state": state,
        "facts": [
            str(item.unit or ""), "" if item.state == State.DRAFT else reviewed,
            f"Held in {item.held_by}" if item.held_by else "", f"Changed {date_words(item.changed_at)}",
        ],
        "links": [(do_next, reverse("library:draft_read", args=[item.public_id]))] if open_version else [],
    }  # fmt: skip
