from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.meaning.columns import Columns
from retrieval.model import Document
from tests.retrieval.meaning.drawing import DIMENSIONS, allowed, document, nearest, vector


def _open(folder: Path, *, writable: bool = True) -> Columns:
    return Columns(folder, vectors="model-1", dimensions=DIMENSIONS, writable=writable)


@pytest.fixture
def columns(tmp_path: Path) -> Iterator[Columns]:
    opened = _open(tmp_path / "columns")
    yield opened
    opened.close()


def _fill(columns: Columns, documents: list[Document], seeds: list[int] | None = None) -> None:
    seeds = seeds or list(range(len(documents)))
    columns.replace(documents, [vector(seed)[np.newaxis] for seed in seeds])


def _ids(columns: Columns, seed: int = 0, **said: object) -> list[str]:
    return [hit.id for hit in columns.search(vector(seed), **said).hits]  # type: ignore[arg-type]


def test_empty_columns_find_nothing(columns: Columns):
    assert _ids(columns) == []


def test_the_nearest_comes_first_with_its_cosine(columns: Columns):
    _fill(columns, [document("a"), document("b"), document("c")])

    [best, *_] = columns.search(vector(1)).hits

    assert (best.id, best.group, best.kind) == ("b", "b", "paper")
    assert best.score == pytest.approx(1, abs=0.001)


def test_a_reader_finds_open_documents_and_those_shared_with_them(columns: Columns):
    _fill(
        columns,
        [
            document("open"),
            document("ward", audience=frozenset({"unit:7"})),
            document("other", audience=frozenset({"unit:8"})),
        ],
    )

    assert sorted(_ids(columns)) == ["open"]
    assert sorted(_ids(columns, tokens=frozenset({"unit:7", "unit:9"}))) == ["open", "ward"]


def test_a_narrowed_audience_holds_at_once(columns: Columns):
    _fill(columns, [document("a"), document("b")])
    _fill(columns, [document("a", audience=frozenset({"unit:7"}))])

    assert _ids(columns) == ["b"]


def test_a_document_that_is_not_open_is_not_found_by_someone_without_tokens(columns: Columns):
    _fill(columns, [document("a", audience=frozenset({"all"}))])

    assert _ids(columns, tokens=frozenset()) == []


def test_filters_take_any_value_within_a_name_and_all_names_together(columns: Columns):
    _fill(
        columns,
        [
            document("a", kind="guide", exact={"language": ("eng", "cym")}),
            document("b", kind="guide", exact={"language": ("fra",)}),
            document("c", exact={"language": ("eng",)}),
        ],
    )

    assert sorted(_ids(columns, filters={"language": frozenset({"cym", "fra"})})) == ["a", "b"]
    assert _ids(columns, filters={"language": frozenset({"eng"}), "kind": frozenset({"guide"})}) == ["a"]
    assert _ids(columns, filters={"language": frozenset({"deu"})}) == []
    assert _ids(columns, filters={"colour": frozenset({"red"})}) == []


def test_what_is_left_out_takes_no_place(columns: Columns):
    _fill(columns, [document("a"), document("b", kind="guide"), document("c", exact={"kind": ("note",)})])

    assert _ids(columns, leave_out={"kind": frozenset({"note", "guide"})}, k=1) == ["a"]
    assert sorted(_ids(columns, leave_out={"colour": frozenset({"red"})})) == ["a", "b", "c"]


def test_years_leave_out_what_has_no_year(columns: Columns):
    _fill(columns, [document("old", year=1999), document("new", year=2020), document("none")])

    assert _ids(columns, years=(2000, None)) == ["new"]
    assert _ids(columns, years=(None, 1999)) == ["old"]
    assert sorted(_ids(columns, years=(1999, 2020))) == ["new", "old"]
    assert sorted(_ids(columns)) == ["new", "none", "old"]


def test_a_withheld_group_leaves_its_place_to_the_next(columns: Columns):
    _fill(columns, [document("a"), document("b")])

    assert _ids(columns, withheld=frozenset({"a"}), k=1) == ["b"]


def test_a_group_comes_once_with_its_best_visible_document(columns: Columns):
    _fill(columns, [document("abstract", group="paper", audience=frozenset({"unit:7"})), document("paper")])

    assert _ids(columns, 0) == ["paper"]
    assert _ids(columns, 0, tokens=frozenset({"unit:7"})) == ["abstract"]


def test_a_long_document_is_found_by_each_of_its_stretches(columns: Columns):
    columns.replace(
        [document("policy"), document("note")], [np.stack([vector(1), vector(2), vector(3)]), vector(4)[np.newaxis]]
    )

    for seed in (1, 2, 3):
        assert _ids(columns, seed)[0] == "policy"
    assert columns.count() == 2
    assert sorted(columns.ids()) == ["note", "policy"]


def test_what_is_removed_is_gone_and_unknown_ids_are_no_error(columns: Columns):
    _fill(columns, [document("a"), document("b"), document("c", group="b")])

    columns.remove(["a", "never"])
    assert sorted(columns.ids()) == ["b", "c"]
    assert [hit.group for hit in columns.search(vector(0)).hits] == ["b"]

    columns.remove(columns.ids_of_groups(["b"]))
    assert _ids(columns) == []
    assert columns.count() == 0


def test_equals_stand_in_the_same_order_whatever_came_first(tmp_path: Path):
    orders = []
    for names in (["a", "b", "c", "d"], ["d", "b", "a", "c"]):
        columns = _open(tmp_path / names[0])
        _fill(columns, [document(name) for name in names], [5, 5, 5, 5])
        orders.append(_ids(columns, 5))
        columns.close()

    assert orders[0] == orders[1]


def test_a_reader_sees_each_commit_of_the_writer(columns: Columns, tmp_path: Path):
    reader = _open(tmp_path / "columns", writable=False)
    assert _ids(reader) == []

    _fill(columns, [document("a")])
    assert _ids(reader) == ["a"]

    columns.remove(["a"])
    _fill(columns, [document("b", kind="guide", exact={"language": ("eng",)})])
    assert _ids(reader, filters={"language": frozenset({"eng"})}) == ["b"]


def test_a_reader_may_not_write(columns: Columns, tmp_path: Path):
    with pytest.raises(PermissionError):
        _open(tmp_path / "columns", writable=False).remove(["a"])


def test_ids_of_any_letters_come_back_whole(columns: Columns):
    names = ["library.Item:1", "é/中文", "a b\n\x1f", "\ud800lone", "x" * 5_000]
    _fill(columns, [document(name, group=f"group of {name}") for name in names])

    assert sorted(_ids(columns)) == sorted(names)
    assert {hit.group for hit in columns.search(vector(0)).hits} == {f"group of {name}" for name in names}


def test_vectors_of_another_model_are_refused(columns: Columns, tmp_path: Path):
    _fill(columns, [document("a")])

    with pytest.raises(ValueError, match="holds vectors of model-1, not of model-2"):
        Columns(tmp_path / "columns", vectors="model-2", dimensions=DIMENSIONS)


TOKENS = ["unit:1", "unit:2", "unit:3", "person:4"]


@st.composite
def _worlds(draw: st.DrawFn) -> list[Document]:
    count = draw(st.integers(1, 25))
    return [
        document(
            f"d{number}",
            group=draw(st.sampled_from(["", "", "g1", "g2"])),
            kind=draw(st.sampled_from(["paper", "guide"])),
            audience=frozenset(draw(st.sets(st.sampled_from(["public", *TOKENS]), min_size=1, max_size=3))),
            exact={"type": tuple(draw(st.sets(st.sampled_from(["rct", "review"]))))},
            year=draw(st.one_of(st.none(), st.integers(2000, 2004))),
        )
        for number in range(count)
    ]


_ASKED = st.fixed_dictionaries(
    {
        "tokens": st.frozensets(st.sampled_from(["public", *TOKENS])),
        "filters": st.sampled_from([{}, {"type": frozenset({"rct"})}, {"kind": frozenset({"guide", "x"})}]),
        "years": st.sampled_from([(None, None), (2001, None), (None, 2002), (2001, 2003)]),
        "withheld": st.sampled_from([frozenset(), frozenset({"g1"}), frozenset({"g2", "d3"})]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=_worlds(), asked=_ASKED, seed=st.integers(0, 10_000))
def test_hits_are_exactly_what_may_be_seen_and_nothing_hidden_moves_them(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Document], asked: dict[str, object], seed: int
):
    may = [place for place, each in enumerate(documents) if allowed(each, **asked)]  # type: ignore[arg-type]
    # The first document that may not be seen is made the very nearest.
    hidden = [place for place in range(len(documents)) if place not in may][:1]
    vectors = [vector(seed if place in hidden else seed + 1 + place) for place in range(len(documents))]
    whole = _open(tmp_path_factory.mktemp("whole"))
    whole.replace(documents, [each[np.newaxis] for each in vectors])
    found = whole.search(vector(seed), **asked).hits  # type: ignore[arg-type]

    expected = nearest([documents[i] for i in may], [vectors[i] for i in may], vector(seed))
    assert {hit.group for hit in found} == set(expected)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert [hit.score for hit in found] == pytest.approx([expected[hit.group] for hit in found], abs=0.01)

    alone = _open(tmp_path_factory.mktemp("alone"))
    for some in (may[5:], may[:5]):
        alone.replace([documents[place] for place in some], [vectors[place][np.newaxis] for place in some])
    assert alone.search(vector(seed), **asked).hits == found  # type: ignore[arg-type]
    whole.close()
    alone.close()


def test_the_best_of_many_are_found_among_hidden_ones(columns: Columns):
    generator = np.random.default_rng(1)
    rows = generator.standard_normal((6_000, DIMENSIONS)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    documents = [document(f"d{n}", audience=frozenset({"public" if n % 3 else "unit:1"})) for n in range(6_000)]
    columns.replace(documents, [row[np.newaxis] for row in rows])
    seen = [n for n in range(6_000) if n % 3]

    truly = sorted(seen, key=lambda n: -float(rows[n] @ vector(3)))[:10]
    found = _ids(columns, 3, k=10)

    assert len(found) == 10
    assert len({f"d{n}" for n in truly} & set(found)) >= 9
