"""From a citation in a file to a Paper: what it becomes, and what a second sight of it changes."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from bibliography.design import study_design
from bibliography.identity import first_author, keys
from bibliography.model import Citation
from fingerpost.kernel import clock
from fingerpost.library.models import Paper, Route, Standing
from fingerpost.records.models import OpenTo, State

# Databases whose abstracts anyone may read. Ovid's or EBSCO's copy of MEDLINE is not one: it comes by subscription.
FREE_SOURCES = ("pubmed", "europe pmc", "europepmc", "pmc", "doaj", "nlm", "medrxiv", "biorxiv")
FREE_FORMATS = {"pubmed-xml", "nbib", "europe-pmc"}
PUBMEDS_OWN = {"pubmed-xml", "nbib"}

FIELDS = (
    "pmid", "doi", "work_key", "authors", "journal", "year", "citation", "mesh", "keywords", "publication_types",
    "languages",
)  # fmt: skip
NO_DESIGN = ("", "unclear")
SHORT_TITLE = 24  # letters


@dataclass(frozen=True, slots=True)
class Sight:
    """A citation made ready: the fields of its Paper, its abstract, and how that abstract reached us."""

    citation: Citation
    title: str
    fields: dict[str, Any]
    abstract: str
    route: str
    digest: str
    trusted: bool


def sight_of(citation: Citation, *, route: str) -> Sight:
    """Work out what a citation says. `route` is open, subscribed or auto (by its database).

    The kind of study is shown to everyone with the words that gave it away, so a subscribed abstract
    has no say in it.
    """
    route = _route(citation) if route == "auto" else route
    design = study_design(citation if route == Route.OPEN else replace(citation, abstract=""))
    fields = {
        "pmid": int(citation.pmid) if citation.pmid.isdecimal() else None,
        "doi": citation.doi[:250],
        "work_key": _work_key(citation),
        "authors": [str(author) for author in citation.authors][:200],
        "journal": (citation.journal or citation.journal_abbreviation)[:400],
        "year": citation.year if citation.year and 1500 <= citation.year <= 2200 else None,
        "citation": _citation(citation)[:200],
        "mesh": [heading.descriptor for heading in citation.mesh],
        "keywords": list(citation.keywords)[:100],
        "publication_types": list(citation.publication_types),
        "languages": [language.code or language.given for language in citation.languages],
        "design": design.name,
        "design_because": design.because[:200],
    }
    return Sight(
        citation=citation, title=citation.title[:5000], fields=fields, abstract=citation.abstract,
        route=route, digest=_digest(citation), trusted=citation.source in PUBMEDS_OWN,
    )  # fmt: skip


def new_paper(sight: Sight) -> Paper:
    """A Paper not yet saved: open to anyone, because bibliographic facts are."""
    now = clock.now()
    return Paper(
        kind="paper", title=sight.title, state=State.RELEASED, open_to=OpenTo.PUBLIC, released_at=now, changed_at=now,
        standing=Standing.SOUND, **sight.fields,
    )  # fmt: skip


def merge(paper: Paper, sight: Sight) -> list[str]:
    """Bring a paper up to date with another sight of it; the names of the fields that changed.

    PubMed's own record decides; any other source only fills what is empty.
    """
    changed = []
    if sight.trusted and sight.title and sight.title != paper.title:
        paper.title = sight.title
        changed.append("title")
    for name in FIELDS:
        new, old = sight.fields[name], getattr(paper, name)
        if new in (None, "", []) or new == old:
            continue
        if not old or (sight.trusted and name != "pmid"):
            setattr(paper, name, new)
            changed.append(name)
    changed += _merge_design(paper, sight)
    if changed:
        paper.changed_at = clock.now()
        paper.revision += 1
    return changed


def _merge_design(paper: Paper, sight: Sight) -> list[str]:
    """The kind of study and its reason, together. "Unclear" never takes the place of something known."""
    new = (sight.fields["design"], sight.fields["design_because"])
    if new == (paper.design, paper.design_because) or (new[0] in NO_DESIGN and paper.design):
        return []
    if paper.design not in NO_DESIGN and not sight.trusted:
        return []
    paper.design, paper.design_because = new
    return ["design"]


def _work_key(citation: Citation) -> str:
    """The first letters of the title: papers that share them are worth comparing.

    Thousands share "Editorial" or "Reply", so a short title takes the first author and the year with it.
    """
    titles = [key.removeprefix("title:") for key in keys(citation) if key.startswith("title:")]
    letters = titles[0] if titles else ""
    if letters and len(letters) < SHORT_TITLE:
        letters = f"{letters}|{first_author(citation)}|{citation.year or ''}"
    return letters[:64]


def _citation(citation: Citation) -> str:
    """Volume, issue and pages as they stand in a list of references: 12(3):45-67."""
    issue = f"({citation.issue})" if citation.issue else ""
    pages = f":{citation.pages}" if citation.pages else ""
    return f"{citation.volume}{issue}{pages}"


def _route(citation: Citation) -> str:
    """Open only where the source is known to be free for anyone."""
    database = citation.database.lower()
    if citation.source in FREE_FORMATS or any(
        name in database and "ovid" not in database and "ebsco" not in database for name in FREE_SOURCES
    ):
        return Route.OPEN
    return Route.SUBSCRIBED


def _digest(citation: Citation) -> str:
    """Tells whether a second sight is word for word the first, wherever in its file it stands."""
    said = [
        getattr(citation, name)
        for name in ("title", "pmid", "version", "doi", "authors", "journal", "date", "volume", "issue", "pages",
                     "abstract", "mesh", "keywords", "publication_types", "languages", "status", "links")
    ]  # fmt: skip
    return hashlib.sha1(repr(said).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
