"""Promises tried on random documents, audiences and questions, against a naive truth."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.factory import open_index
from retrieval.model import Document, Page, Query
from retrieval.ports import Index

WORDS = ["fall", "sepsis", "stroke", "asthma", "ward", "iron", "sock", "gout"]
TOKENS = ["public", "all", "unit:1", "unit:2"]
QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck)}

words = st.lists(st.sampled_from(WORDS), min_size=0, max_size=6).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    size = draw(st.integers(1, 9))
    return [
        Document(
            f"d{number}",
            draw(st.sampled_from(["paper", "policy", "story"])),
            draw(words),
            draw(words),
            audience=frozenset(draw(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=2))),
            searchable={"author": (draw(words),)},
            exact={"type": tuple(draw(st.lists(st.sampled_from(["trial", "review"]), max_size=2, unique=True)))},
            year=draw(st.sampled_from([None, 2018, 2020])),
            day=draw(st.integers(0, 3)),
            group=draw(st.sampled_from([f"d{number}", "d0", "g"])),
        )
        for number in range(size)
    ]


@dataclass(frozen=True)
class Asked:
    """A question as text, and as a test on a document that knows nothing of the engine."""

    text: str
    holds: Callable[[Document], bool]


def everything(document: Document) -> list[str]:
    return f"{document.title} {document.text} {document.searchable['author'][0]}".split()


def side_by_side(document: Document, pair: list[str]) -> bool:
    parts = [document.title, document.text, document.searchable["author"][0]]
    return any(f" {' '.join(pair)} " in f" {part} " for part in parts)


leaves = st.one_of(
    st.sampled_from(WORDS).map(lambda w: Asked(w, lambda d: w in everything(d))),
    st.sampled_from(WORDS).map(lambda w: Asked(f"title:{w}", lambda d: w in d.title.split())),
    st.sampled_from(WORDS).map(lambda w: Asked(f"author:{w}", lambda d: w in d.searchable["author"][0].split())),
    st.sampled_from(["so", "as", "ir", "st"]).map(
        lambda beginning: Asked(f"{beginning}*", lambda d: any(w.startswith(beginning) for w in everything(d)))
    ),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=2).map(
        lambda pair: Asked(f'"{" ".join(pair)}"', lambda d: side_by_side(d, pair))
    ),
    st.just(Asked("year:2019..", lambda d: d.year is not None and d.year >= 2019)),
)  # fmt: skip
booleans = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(
            lambda two: Asked(f"({two[0].text} AND {two[1].text})", lambda d: two[0].holds(d) and two[1].holds(d))
        ),
        st.tuples(inner, inner).map(
            lambda two: Asked(f"({two[0].text} OR {two[1].text})", lambda d: two[0].holds(d) or two[1].holds(d))
        ),
        inner.map(lambda one: Asked(f"(NOT {one.text})", lambda d: not one.holds(d))),
    ),
    max_leaves=4,
)
bare = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(
    lambda some: Asked(" ".join(some), lambda d: bool(set(some) & set(everything(d))))
)
questions = st.one_of(booleans, bare)
readers = st.lists(st.sampled_from(TOKENS), max_size=3).map(frozenset)
filters = st.sampled_from([
    {}, {"type": frozenset({"trial"})}, {"kind": frozenset({"paper", "story"})},
    {"type": frozenset({"trial", "review"}), "kind": frozenset({"policy"})},
])  # fmt: skip


@contextmanager
def holding(kind: str, held: list[Document]) -> Iterator[Index]:
    """An index of a kind that holds these documents."""
    with tempfile.TemporaryDirectory(prefix="fingerpost-index-") as place:
        index = open_index("memory:" if kind == "memory" else f"tantivy:{place}", writable=True)
        index.replace(held)
        try:
            yield index
        finally:
            index.close()


def values(document: Document, name: str) -> tuple[str, ...]:
    return (document.kind,) if name == "kind" else document.exact.get(name, ())


def within(document: Document, wanted: dict[str, frozenset[str]]) -> bool:
    return all(set(values(document, name)) & some for name, some in wanted.items())


def truth(held: list[Document], asked: Asked, tokens: frozenset[str], wanted: dict[str, frozenset[str]]):
    """Groups, total and counts, from the documents themselves."""
    matching = [d for d in held if d.audience & tokens and asked.holds(d)]
    hits = {d.group for d in matching if within(d, wanted)}
    counts = {}
    for name in ("kind", "type"):
        others = {each: some for each, some in wanted.items() if each != name}
        pairs = {(v, d.group) for d in matching if within(d, others) for v in values(d, name)}
        counts[name] = dict(Counter(value for value, _ in pairs))
    return hits, len(hits), counts


@pytest.mark.parametrize(("kind", "examples"), [("memory", 200), ("tantivy", 40)])
def test_hits_totals_and_counts_equal_a_naive_oracle(kind, examples):
    @settings(max_examples=examples, **QUICK)
    @given(documents(), questions, readers, filters)
    def check(held, asked, tokens, wanted):
        query = Query(asked.text, tokens, filters=wanted, facets=("kind", "type"), mode="words", limit=50)

        with holding(kind, held) as index:
            page = index.search(query)

        # A bare word that this reader finds nowhere may be corrected; then the truth is about another word.
        if not page.corrections:
            shown = {hit.group for hit in page.hits}, page.total, {n: dict(c) for n, c in page.facets.items()}
            assert shown == truth(held, asked, tokens, wanted)

    check()


@pytest.mark.parametrize(("kind", "examples"), [("memory", 200), ("tantivy", 40)])
def test_what_a_reader_may_not_see_changes_nothing_they_can_observe(kind, examples):
    seen = Counter()

    @settings(max_examples=examples, **QUICK)
    @given(documents(), questions, readers, filters, st.sampled_from(WORDS))
    def check(held, asked, tokens, wanted, prefix):
        hidden = [
            Document(f"h{number}", "paper", f"{word} {word}", f"{word} " * 9 + "unseenly", frozenset({"secret"}),
                     exact={"type": ("trial",)}, year=2020, day=9)
            for number, word in enumerate(WORDS)
        ]  # fmt: skip
        query = Query(asked.text, tokens, filters=wanted, facets=("kind", "type", "mesh"), mode="words", limit=50)
        seen_only = [document for document in held if document.audience & tokens]

        with holding(kind, held + hidden) as full, holding(kind, seen_only) as less:
            pages = [replace(index.search(query), generation="") for index in (full, less)]
            suggestions = [index.suggest(prefix[:2], query) for index in (full, less)]
            told_all = full.search(replace(query, tokens=tokens | frozenset({"secret"})))

        assert pages[0] == pages[1]
        assert suggestions[0] == suggestions[1]
        seen["all"] += 1
        seen["hidden on top"] += bool(told_all.hits and told_all.hits[0].group.startswith("h"))

    check()
    assert seen["hidden on top"] >= 0.3 * seen["all"]


def test_both_adapters_give_the_same_page_to_the_last_digit():
    @settings(max_examples=40, **QUICK)
    @given(documents(), questions, readers, filters)
    def check(held, asked, tokens, wanted):
        query = Query(asked.text, tokens, filters=wanted, facets=("kind", "type", "mesh"), mode="words", limit=50)
        pages: list[Page] = []
        for kind in ("memory", "tantivy"):
            with holding(kind, held) as index:
                pages.append(replace(index.search(query), generation=""))

        near = [
            replace(page, hits=tuple(replace(hit, score=round(hit.score, 9)) for hit in page.hits)) for page in pages
        ]
        assert near[0] == near[1]

    check()


def rounded(page: Page) -> Page:
    return replace(page, hits=tuple(replace(hit, score=round(hit.score, 9)) for hit in page.hits))


def test_a_reader_of_many_units_gets_what_an_index_without_the_rest_would_give():
    tokens = frozenset({"public", *(f"unit:{number}" for number in range(600))})

    def paper(number: int) -> Document:
        unit = number % 1_000  # four in ten are in units that the reader is not in, and have more of the word
        text = "sepsis ward " * (1 + unit // 600 + number % 3) + "iron " * (number % 5)
        return Document(f"d{number}", "paper", f"Paper {number}", text, frozenset({f"unit:{unit}"}), day=number % 50)

    held = [paper(number) for number in range(3_000)]
    with holding("tantivy", held) as full, holding("tantivy", [d for d in held if d.audience & tokens]) as less:
        for text in ("sepsis ward", "sepsis AND iron", "sepsis NOT iron", '"sepsis ward" OR iron'):
            for offset in (0, 990, 1_500):
                query = Query(text, tokens, mode="words", limit=20, offset=offset)
                assert rounded(replace(full.search(query), generation="")) == rounded(
                    replace(less.search(query), generation="")
                )
            newest = Query(text, tokens, mode="words", limit=20, order="newest", offset=995)
            assert [hit.document for hit in full.search(newest).hits] == [
                hit.document for hit in less.search(newest).hits
            ]
