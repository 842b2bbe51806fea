"""Clauses and readers as tantivy queries."""

from collections.abc import Collection, Container, Iterable, Sequence

import tantivy
from tantivy import FieldType, Occur

from retrieval.adapters.tantivy.schema import named_word, value_key, whole_key
from retrieval.clauses import (
    AllOf,
    AnyOf,
    Clause,
    Everything,
    Exact,
    Named,
    Nothing,
    Stem,
    StemRun,
    Whole,
    Without,
    YearRange,
)
from retrieval.scoring import TITLE_WEIGHT, Concept
from retrieval.shelf import Reader

Query = tantivy.Query
Parts = list[tuple[Occur, tantivy.Query]]
"""What a query requires, prefers and rules out, side by side: one level is answered faster than levels in levels."""
Boosts = dict[str, tuple[float, float]]
_FEW = 12


def clause_query(schema: tantivy.Schema, clause: Clause) -> tantivy.Query:
    """The exact set a clause means; its scores mean nothing."""
    match clause:
        case Everything():
            return Query.all_query()
        case Nothing():
            return Query.empty_query()
        case Stem(stem, in_title):
            return Query.term_query(schema, "title" if in_title else "all", stem, "basic")
        case StemRun(stems):
            return _run(schema, "all", list(stems), open_end=False)
        case Exact(words, open_end):
            return _run(schema, "exact", list(words), open_end=open_end)
        case Named(name, words, open_end):
            filed = [named_word(name, word) for word in words]
            return _run(schema, "named", filed, open_end=open_end)
        case Whole(name, values):
            keys = sorted(whole_key(name, value) for value in values)
            return Query.term_set_query(schema, "wholes", keys)
        case YearRange(first, last):
            return year_query(schema, first, last)
        case Without(part):
            return all_but(clause_query(schema, part))
        case AllOf():
            return whole(clause_parts(schema, clause))
        case AnyOf(parts):
            return either(clause_query(schema, part) for part in parts)


def clause_parts(schema: tantivy.Schema, clause: Clause) -> Parts:
    """The exact set a clause means, as parts to put with others."""
    match clause:
        case AllOf(parts):
            return [each for part in parts for each in clause_parts(schema, part)]
        case Without(part):
            return [(Occur.MustNot, clause_query(schema, part))]
        case _:
            return [(Occur.Must, clause_query(schema, clause))]


def scored_parts(schema: tantivy.Schema, clause: Clause, concepts: Sequence[Concept], boosts: Boosts) -> Parts:
    """The exact set a clause means, ordered by its concepts.

    A word that the clause requires is looked up once, for the set and for its score together.
    """
    wanted = {stem for concept in concepts for stem in concept.stems}
    done: set[str] = set()
    parts = _scored_clause(schema, clause, wanted, done, boosts)
    preferred = concept_query(schema, concepts, boosts, done)
    return [*parts, (Occur.Should, preferred)]


def _scored_clause(schema: tantivy.Schema, clause: Clause, wanted: set[str], done: set[str], boosts: Boosts) -> Parts:
    match clause:
        case AllOf(parts):
            return [each for part in parts for each in _scored_clause(schema, part, wanted, done, boosts)]
        case Stem(stem, False) if stem in wanted and stem not in done:
            done.add(stem)
            return [(Occur.Must, _boosted(schema, "all", stem, boosts.get(stem, (1.0, 1.0))[0]))]
        case AnyOf(parts) if all(isinstance(part, Stem) for part in parts):
            some = [_scored_clause(schema, part, wanted, done, boosts) for part in parts]
            return [(Occur.Must, either(query for each in some for _, query in each))]
        case Without():
            return clause_parts(schema, clause)
        case _:
            return [(Occur.Must, Query.const_score_query(clause_query(schema, clause), 0.0))]


def whole(parts: Parts) -> tantivy.Query:
    """Parts as one query."""
    if all(occur is Occur.MustNot for occur, _ in parts):
        parts = [(Occur.Must, Query.all_query()), *parts]
    return Query.boolean_query(parts)


def either(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    """Any of the queries holds."""
    parts = list(queries)
    if not parts:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, part) for part in parts])


def all_but(query: tantivy.Query) -> tantivy.Query:
    """Whatever the query does not hold."""
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])


def year_query(schema: tantivy.Schema, first: int | None, last: int | None) -> tantivy.Query:
    """Documents of these years; without a year only if both ends are open."""
    if first is None and last is None:
        return Query.all_query()
    return Query.range_query(schema, "year", FieldType.Integer, first, last)


def concept_query(
    schema: tantivy.Schema, concepts: Sequence[Concept], boosts: Boosts, done: Container[str] = ()
) -> tantivy.Query:
    """Any word of any concept, scored as nearly as tantivy can to how it will be scored at last.

    `boosts` corrects the weight of a stem in all fields and in the title. Stems that are `done` are scored
    elsewhere in the query, but for the title.
    """
    parts: Parts = []
    plain = dict.fromkeys(stem for concept in concepts for stem in concept.stems)
    for stem in plain:
        parts += _scored_stem(schema, stem, 1.0, boosts)[1 if stem in done else 0 :]
    for concept in concepts:
        for stand_in in concept.stand_ins:
            if len(stand_in.stems) == 1:
                parts += _scored_stem(schema, stand_in.stems[0], stand_in.weight, boosts)
                continue
            inner = [
                (Occur.Must, _boosted(schema, "all", stem, boosts.get(stem, (1.0, 1.0))[0])) for stem in stand_in.stems
            ]
            parts.append((Occur.Should, Query.boost_query(Query.boolean_query(inner), stand_in.weight)))
    return Query.boolean_query(parts) if parts else Query.empty_query()


def audience_query(schema: tantivy.Schema, tokens: Collection[str]) -> tantivy.Query:
    """Documents that a holder of any of these tokens may see."""
    return Query.term_set_query(schema, "audience", sorted(tokens))


def narrowing(schema: tantivy.Schema, reader: Reader) -> tuple[list[tantivy.Query], list[tantivy.Query]]:
    """What a reader's filters and years require, and what they rule out."""
    musts = [
        _valued(schema, sorted(value_key(name, value) for value in values))
        for name, values in sorted(reader.filters.items())
    ]
    if reader.years != (None, None):
        musts.append(year_query(schema, *reader.years))
    nots = [
        _valued(schema, sorted(value_key(name, value) for value in values))
        for name, values in sorted(reader.leave_out.items())
        if values
    ]
    return musts, nots


def _valued(schema: tantivy.Schema, keys: list[str]) -> tantivy.Query:
    """Documents with any of these values.

    A set of terms is read whole before anything else, which takes long for a value that most
    documents have; single terms are only looked at where the rest of the question matches.
    """
    if len(keys) > _FEW:
        return Query.term_set_query(schema, "values", keys)
    return either(Query.term_query(schema, "values", key, "basic") for key in keys)


def limited(
    query: tantivy.Query | Parts, musts: Sequence[tantivy.Query], nots: Sequence[tantivy.Query]
) -> tantivy.Query:
    """The query with its scores, within conditions that add nothing to them."""
    if isinstance(query, tantivy.Query) and not musts and not nots:
        return query
    return whole([*with_conditions(query, musts), *((Occur.MustNot, each) for each in nots)])


def with_conditions(query: tantivy.Query | Parts, musts: Sequence[tantivy.Query]) -> Parts:
    """The query as parts, with conditions that add nothing to its scores."""
    parts = [(Occur.Must, query)] if isinstance(query, tantivy.Query) else query
    return [*parts, *((Occur.Must, Query.const_score_query(must, 0.0)) for must in musts)]


def _run(schema: tantivy.Schema, field: str, words: list[str], *, open_end: bool) -> tantivy.Query:
    if not open_end:
        if len(words) == 1:
            return Query.term_query(schema, field, words[0], "basic")
        return Query.phrase_query(schema, field, list(words))
    beginning = _literal(words[-1]) + ".*"
    if len(words) == 1:
        return Query.regex_query(schema, field, beginning)
    patterns: list[str | tuple[int, str]] = [*map(_literal, words[:-1]), beginning]
    return Query.regex_phrase_query(schema, field, patterns)


def _literal(word: str) -> str:
    """A word in tantivy's pattern language, in which only these signs could mean something else."""
    return "".join(char if char.isalnum() else f"\\{char}" for char in word)


def _scored_stem(schema: tantivy.Schema, stem: str, weight: float, boosts: Boosts) -> Parts:
    anywhere, in_title = boosts.get(stem, (1.0, 1.0))
    return [
        (Occur.Should, _boosted(schema, "all", stem, weight * anywhere)),
        (Occur.Should, _boosted(schema, "title", stem, weight * TITLE_WEIGHT * in_title)),
    ]


def _boosted(schema: tantivy.Schema, field: str, stem: str, weight: float) -> tantivy.Query:
    query = Query.term_query(schema, field, stem, "freq")
    return query if weight == 1.0 else Query.boost_query(query, weight)
