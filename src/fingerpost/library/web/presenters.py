"""Turns rows of the library into words and safe HTML."""

import nh3
from django.urls import reverse
from markdown_it import MarkdownIt
from markupsafe import Markup

from fingerpost.library.models import Copy, Item, Paper
from fingerpost.records.models import Link, Part, Record, Relation
from fingerpost.search import registry
from fingerpost.ui.formats import full_date, sentence

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "blockquote",
    "code",
    "pre",
    "br",
    "hr",
}
# What the other end of a link is called when it is read backwards.
BACKWARDS = {
    Relation.ANSWERS: "is answered by",
    Relation.CITES: "is cited by",
    Relation.SUMMARISES: "is summarised by",
    Relation.RESTS_ON: "is relied on by",
    Relation.CONSIDERED: "was considered by",
    Relation.CARRIES_OUT: "is carried out by",
    Relation.LEARNED_FROM: "taught us",
    Relation.SUPERSEDES: "is replaced by",
    Relation.CONTRADICTS: "is disagreed with by",
    Relation.RETRACTS: "was retracted by",
    Relation.CONCERNS: "is doubted by",
    Relation.CORRECTS: "was corrected by",
    Relation.UPDATES: "was updated by",
    Relation.COMMENTS_ON: "is commented on by",
    Relation.SHOWS_EFFECT_OF: "has its effect shown by",
}


def from_markdown(text: str) -> Markup:
    """Markdown as safe HTML. Headings start below the page's own; scripts, styles and odd links are dropped."""
    html = _markdown.render(text)
    clean = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel="noopener"
    )
    return Markup(clean)  # noqa: S704 -- cleaned on the line above


def kind_name(kind: str) -> str:
    """What people call this kind."""
    return registry.kind_name(kind)


def href(record: Record) -> str:
    """The page of a record of any kind."""
    return reverse("hub:record", args=[record.public_id])


def sentences(links_out: list[Link], links_in: list[Link]) -> list[dict[str, str]]:
    """Links as the ends of sentences that begin with "This": "rests on", then the other thing."""
    found = [
        {
            "verb": str(Relation(link.relation).label),
            "kind": kind_name(link.target.kind),
            "title": link.target.title,
            "href": href(link.target),
            "state": link.target.state,
        }
        for link in links_out
    ]
    found += [
        {
            "verb": BACKWARDS[Relation(link.relation)],
            "kind": kind_name(link.source.kind),
            "title": link.source.title,
            "href": href(link.source),
            "state": link.source.state,
        }
        for link in links_in
    ]
    return found


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


def item_rows(item: Item, shared_with: str, people: list[Part]) -> list[dict[str, dict[str, str]]]:
    """Who owns an item, whom it is for, and when it was last changed and last checked: two different facts."""
    applies = ", ".join(unit.name for unit in item.applies_to.all())
    facts = [
        ("Owned by", item.unit.name if item.unit else ""),
        ("Applies to", applies),
        ("Who can see this", shared_with),
        ("Who to ask", item.who_to_ask),
        *((part.get_role_display(), part.person.name) for part in people),
        ("Last changed", full_date(item.changed_at)),
        ("Last checked by a person", full_date(item.reviewed_on) if item.reviewed_on else "Not yet"),
        ("Next check due", full_date(item.review_due) if item.review_due else "Not set"),
    ]
    return [_row(str(key), value) for key, value in facts if value]
