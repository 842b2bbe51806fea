import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from retrieval.meaning import layout
from retrieval.meaning.columns import Columns
from retrieval.meaning.layout import ColumnsBusy, ColumnsDamaged
from tests.retrieval.meaning.drawing import DIMENSIONS, document, vector

SOURCES = Path(__file__).parents[3] / "src"


def _open(folder: Path, *, writable: bool = True) -> Columns:
    return Columns(folder, vectors="model-1", dimensions=DIMENSIONS, writable=writable)


def _fill(folder: Path, names: list[str]) -> None:
    columns = _open(folder)
    columns.replace([document(name) for name in names], [vector(n)[np.newaxis] for n in range(len(names))])
    columns.close()


def _all(folder: Path) -> list[str]:
    return sorted(hit.id for hit in _open(folder, writable=False).search(vector(0)).hits)


def test_only_one_process_writes(tmp_path: Path):
    first = _open(tmp_path)

    with pytest.raises(ColumnsBusy):
        _open(tmp_path)

    first.close()
    _open(tmp_path).close()


def test_rows_never_committed_are_not_seen_and_are_written_over(tmp_path: Path):
    _fill(tmp_path, ["a", "b"])
    for path in (tmp_path / "part-1").iterdir():
        with path.open("ab") as file:
            file.write(b"half a row")

    assert _all(tmp_path) == ["a", "b"]
    _fill(tmp_path, ["c"])
    assert _all(tmp_path) == ["a", "b", "c"]


def test_a_first_write_that_was_never_committed_leaves_empty_columns(tmp_path: Path):
    (tmp_path / "part-1").mkdir()
    (tmp_path / "part-1" / "vectors.i1").write_bytes(b"something")

    _fill(tmp_path, ["a"])

    assert _all(tmp_path) == ["a"]


@pytest.mark.parametrize("name", ["vectors.i1", "bits-0.u8", "names.bin", "groups.u8"])
def test_a_file_that_lost_its_end_is_noticed(tmp_path: Path, name: str):
    _fill(tmp_path, ["a", "b"])
    path = tmp_path / "part-1" / name
    os.truncate(path, path.stat().st_size - 1)

    with pytest.raises(ColumnsDamaged, match="shorter than the manifest says"):
        _open(tmp_path, writable=False)
    with pytest.raises(ColumnsDamaged):
        _open(tmp_path)


def test_a_missing_file_is_noticed(tmp_path: Path):
    _fill(tmp_path, ["a"])
    (tmp_path / "part-1" / "vectors.i1").unlink()

    for writable in (True, False):
        with pytest.raises(ColumnsDamaged, match="missing"):
            _open(tmp_path, writable=writable)


@pytest.mark.parametrize("change", [lambda text: text.replace('"rows": 2', '"rows": 1'), lambda text: text[:40]])
def test_a_changed_manifest_is_noticed(tmp_path: Path, change):
    _fill(tmp_path, ["a", "b"])
    path = tmp_path / layout.MANIFEST
    path.write_text(change(path.read_text()))

    with pytest.raises(ColumnsDamaged):
        _open(tmp_path, writable=False)


def test_compaction_gives_back_space_and_changes_no_answer(tmp_path: Path):
    columns = _open(tmp_path)
    documents = [
        document(
            f"d{n}",
            group=f"g{n // 2}",
            audience=frozenset({"public" if n % 3 else f"unit:{n % 5}"}),
            year=2000 + n % 4,
            exact={"type": (f"t{n % 3}",)},
        )
        for n in range(60)
    ]
    columns.replace(documents, [vector(n)[np.newaxis] for n in range(60)])
    columns.remove([f"d{n}" for n in range(0, 30, 2)])
    asked = [
        {"tokens": frozenset({"unit:0", "unit:3"})},
        {"filters": {"type": frozenset({"t1"})}},
        {"years": (2001, 2002)},
        {"withheld": frozenset({"g20"})},
    ]
    before = [columns.search(vector(7), **each).hits for each in asked]  # type: ignore[arg-type]
    size = (tmp_path / "part-1" / "vectors.i1").stat().st_size

    columns.compact()

    assert [columns.search(vector(7), **each).hits for each in asked] == before  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.glob("part-*")] == ["part-2"]
    assert (tmp_path / "part-2" / "vectors.i1").stat().st_size == size * 45 // 60
    columns.replace([document("d1")], [vector(1)[np.newaxis]])
    assert columns.count() == 45
    columns.close()
    assert _open(tmp_path, writable=False).count() == 45


def test_many_removals_compact_by_themselves(tmp_path: Path):
    columns = _open(tmp_path)
    for _ in range(3):
        columns.replace([document(f"d{n}") for n in range(10)], [vector(n)[np.newaxis] for n in range(10)])

    assert [path.name for path in tmp_path.glob("part-*")] != ["part-1"]
    assert columns.count() == 10
    columns.remove([f"d{n}" for n in range(10)])
    assert columns.count() == 0
    columns.close()


def test_a_reader_follows_into_a_compacted_part(tmp_path: Path):
    columns = _open(tmp_path)
    columns.replace([document("a"), document("b")], [vector(0)[np.newaxis], vector(1)[np.newaxis]])
    reader = _open(tmp_path, writable=False)
    found = reader.search(vector(0)).hits

    columns.compact()

    assert reader.search(vector(0)).hits == found
    columns.close()


WRITER = """
import sys
from pathlib import Path
import numpy as np
from retrieval.meaning.columns import Columns
from retrieval.model import Document

columns = Columns(Path(sys.argv[1]), vectors="model-1", dimensions=64, writable=True)
turn = int(sys.argv[2])
while True:
    names = [f"d{n}" for n in range(turn % 7, 40 + turn % 7)]
    rows = np.full((1, 64), 1.0, np.float32)
    columns.replace([Document(name, "k", f"{turn}", year=turn) for name in names], [rows] * len(names))
    print(turn, flush=True)
    turn += 1
"""


@pytest.mark.slow
def test_killed_at_any_point_it_keeps_every_commit_and_nothing_half_done(tmp_path: Path):
    folder, generator = tmp_path / "columns", np.random.default_rng(8)
    told = 0
    for _ in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(told + 1)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(SOURCES)},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(float(generator.uniform(0, 0.15)))
        os.kill(process.pid, signal.SIGKILL)
        told = max([told, *(int(line) for line in process.communicate()[0].splitlines())])

        columns = _open(folder)
        years = dict.fromkeys(range(told + 3), 0)
        for name in columns.ids():
            assert name.startswith("d")
        # Each turn writes the same 40 ids or some next to them; the last commit is whole.
        for year in list(years)[1:]:
            years[year] = len(columns.search(np.ones(64, np.float32), years=(year, year)).hits)
        last = max(year for year, count in years.items() if count)
        assert years[last] == 40
        assert last >= told
        assert columns.count() == sum(years.values())
        told = last
        columns.close()
