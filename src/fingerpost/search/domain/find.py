"""One question, one list: the index proposes, the database disposes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Link, Record, Relation
from fingerpost.search import registry
from fingerpost.search.domain import applying
from fingerpost.search.domain.indexing import withheld_groups
from fingerpost.search.engine import engine, vocabulary
from retrieval.model import Hit, Page, Query

FACETS = ("kind", "design", "type", "language", "mesh")
BESIDE = frozenset({"person", "question"})  # kinds with places of their own on the page
LOCAL = frozenset({"policy", "guideline", "brief"})
PAGE = 10
DEEPEST = 1000
CLOSE = 0.6  # how near the best local answer another must come to stand beside it
HOLDERS = 50  # local items looked at for one word of the question


@dataclass(frozen=True, slots=True)
class Found:
    """One hit, checked against the database, with what its area says about it."""

    record: Record
    hit: Hit
    shown: Mapping[str, Any] = field(default_factory=dict)
    used_in: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the answer page shows for one question and one reader."""

    found: tuple[Found, ...]
    page: Page
    applies_here: tuple[Found, ...] = ()
    people: tuple[Found, ...] = ()


def find(
    text: str,
    *,
    reader: Reader,
    filters: Mapping[str, Iterable[str]] | None = None,
    years: tuple[int | None, int | None] = (None, None),
    offset: int = 0,
    order: str = "best",
    limit: int = PAGE,
    mode: str = "both",
    facets: tuple[str, ...] = FACETS,
) -> tuple[tuple[Found, ...], Page]:
    """The best rows for this question that this reader may see now, best first, and the engine's page."""
    page = _ask(text, reader, filters or {}, years, offset, order, limit, mode, facets)
    return _check(page.hits, reader), page


def _ask(
    text: str,
    reader: Reader,
    filters: Mapping[str, Iterable[str]],
    years: tuple[int | None, int | None] = (None, None),
    offset: int = 0,
    order: str = "best",
    limit: int = PAGE,
    mode: str = "both",
    facets: tuple[str, ...] = (),
) -> Page:
    """What the engine says, not yet checked against the database."""
    chosen = {name: frozenset(values) for name, values in filters.items() if values}
    return _page(
        Query(
            text=text, tokens=reader.tokens, filters=chosen, years=years, facets=facets, offset=offset, limit=limit,
            order="newest" if order == "newest" else "best", mode=mode, withheld=withheld_groups(),  # type: ignore[arg-type]
            leave_out={} if "kind" in chosen else {"kind": BESIDE},
            favour={"applies": frozenset(str(unit) for unit in reader.units)} if reader.units else {},
        )
    )  # fmt: skip


def _page(query: Query) -> Page:
    found: Page = engine().search(query)
    return found


def answer(text: str, *, reader: Reader, **how: Any) -> Answer:
    """The whole answer page: the list, what applies here, people willing to be asked, where hits were used."""
    found, page = find(text, reader=reader, **how)
    first = not how.get("offset")
    return Answer(
        found=_with_uses(found, reader), page=page,
        applies_here=_applies_here(text, reader) if first else (),
        people=people_for(text, reader=reader) if first and reader.signed_in else (),
    )  # fmt: skip


def suggestions(text: str, *, reader: Reader, limit: int = 8) -> tuple[str, ...]:
    """Words and titles that begin so, out of what this reader may see now."""
    return tuple(engine().suggest(text, Query(tokens=reader.tokens, withheld=withheld_groups()), limit=limit))


def _check(hits: Iterable[Hit], reader: Reader) -> tuple[Found, ...]:
    """Hits whose rows the reader may see at this moment. One query, and one for each area on the page."""
    hits = list(hits)
    ids = [int(hit.group) for hit in hits]
    rows = {
        row.pk: row for row in Record.objects.recheck(reader, ids).filter(state="released").select_related("unit")
    } if ids else {}  # fmt: skip
    kinds = registry.kinds()
    # Kinds that are described alike (policies, guidelines, know-how) are described together.
    alike: dict[registry.Draw, list[Record]] = defaultdict(list)
    for row in rows.values():
        if row.kind in kinds:
            alike[kinds[row.kind].describe].append(row)
    shown: dict[int, dict[str, Any]] = {}
    for describe, records in alike.items():
        shown.update(describe(records, reader))
    places = _places(hits, rows)
    return tuple(
        Found(rows[pk], hit, shown.get(pk, {}) | places.get(hit.document, {}))
        for hit in hits
        if (pk := int(hit.group)) in rows
    )


def _places(hits: Iterable[Hit], rows: Mapping[int, Record]) -> dict[str, dict[str, Any]]:
    """For hits of which a part was found: where it is (`place`, words and address). One query for each area."""
    kinds = registry.kinds()
    wanted: dict[registry.Locate, list[str]] = defaultdict(list)
    for hit in hits:
        row = rows.get(int(hit.group))
        locate = kinds[row.kind].locate if row is not None and row.kind in kinds else None
        if locate is not None and hit.document != hit.group:
            wanted[locate].append(hit.document)
    found: dict[str, tuple[str, str]] = {}
    for locate, documents in wanted.items():
        found.update(locate(documents))
    return {document: {"place": place} for document, place in found.items()}


def _applies_here(text: str, reader: Reader) -> tuple[Found, ...]:
    """In-date local policy or guidance of the reader's own organisation that really is about the question.

    By words alone, whose scores can be compared: a second one must come close to the first.
    """
    if not reader.units or not text.strip():
        return ()
    local = Query(
        text=text, tokens=reader.tokens, withheld=withheld_groups(), mode="words",
        filters={"kind": LOCAL, "applies": frozenset(str(unit) for unit in reader.units)},
    )  # fmt: skip
    page = _page(local)
    subject = applying.Subject.of(text, page.corrections, vocabulary())
    best = max((hit.score for hit in page.hits), default=0.0)
    # A date passes without anything changing, so the row decides, not the index.
    found = [
        one
        for one in _check([hit for hit in page.hits if hit.score >= CLOSE * best], reader)
        if not one.record.is_overdue
    ]
    look_up = cache(lambda word: _holders(word, local))
    kept = subject.kept([one.hit for one in found], look_up)
    if not kept:
        return ()
    about = subject.telling(look_up)
    return tuple(
        one for one in found if one.hit in kept and about.touches(f"{one.record.title}\n{one.shown.get('summary', '')}")
    )[:2]


def _holders(word: str, local: Query) -> applying.Holders:
    """Which local items hold a word."""
    page = _page(replace(local, text=word, limit=HOLDERS if word else 0, snippets=False))
    return applying.Holders(page.total, frozenset(hit.group for hit in page.hits))


def people_for(text: str, *, reader: Reader, limit: int = 3) -> tuple[Found, ...]:
    """People who agreed to be asked and really are about the question, by the rule for what applies here.

    What they can be asked about must hold a telling word of it: whoever knows about moving a ward is not asked about
    violence on wards. A word weighs as much as it does among local items, as there are too few people to tell by.
    """
    if not text.strip():
        return ()
    people = Query(
        text=text, tokens=reader.tokens, withheld=withheld_groups(), mode="words",
        filters={"kind": frozenset({"person"})},
    )  # fmt: skip
    page = _page(people)
    subject = applying.Subject.of(text, page.corrections, vocabulary())
    found = [one for one in _check(page.hits, reader) if one.shown.get("willing")]
    among = cache(lambda word: _holders(word, replace(people, filters={"kind": LOCAL})))
    look_up = cache(lambda word: applying.Holders(among(word).total, _holders(word, people).groups))
    kept = subject.kept([one.hit for one in found], look_up)
    if not kept:
        return ()
    about = subject.telling(among)
    return tuple(one for one in found if one.hit in kept and about.touches("\n".join(one.shown["asks"])))[:limit]


def _with_uses(found: tuple[Found, ...], reader: Reader) -> tuple[Found, ...]:
    """Adds the decisions, briefs and local items that rest on each hit. One query."""
    ids = [one.record.pk for one in found]
    uses: dict[int, list[Record]] = defaultdict(list)
    if ids:
        links = Link.objects.visible_to(reader).filter(
            target_id__in=ids,
            relation__in=[Relation.RESTS_ON, Relation.SUMMARISES, Relation.ANSWERS, Relation.CONSIDERED],
        )
        for link in links.select_related("source").order_by("-source_id")[:100]:
            if link.source.state == "released":
                uses[link.target_id].append(link.source)
    return tuple(Found(one.record, one.hit, one.shown, tuple(uses[one.record.pk][:3])) for one in found)
