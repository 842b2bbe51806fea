"""What is particular to an index in a folder: one writer, many readers, generations, crashes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from retrieval.adapters.tantivy import schema
from retrieval.adapters.tantivy.generations import IndexBusy, RebuildNeeded
from retrieval.adapters.tantivy.index import TantivyIndex
from retrieval.entries import make_entry
from retrieval.model import Document, Query
from tests.retrieval.collection import EVERYTHING, PUBLIC, WARD, groups

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def place(tmp_path):
    return tmp_path / "index"


def writer(place):
    return TantivyIndex(place, writable=True)


def test_what_was_written_is_there_when_opened_again(place):
    first = writer(place)
    first.replace(EVERYTHING)
    first.close()

    second = writer(place)

    assert set(second.ids()) == {document.id for document in EVERYTHING}
    assert set(groups(second.search(Query("falls", mode="words")))) == {"p2", "g2"}
    second.close()


def test_only_one_process_writes(place):
    first = writer(place)

    with pytest.raises(IndexBusy, match="writing"):
        writer(place)
    first.close()
    writer(place).close()


def test_a_reader_may_not_write(place):
    writer(place).close()

    with pytest.raises(PermissionError):
        TantivyIndex(place).replace(EVERYTHING)


def test_a_reader_that_comes_before_the_index_finds_nothing_until_there_is_one(place):
    reader = TantivyIndex(place)
    assert (reader.search(Query("falls")).total, reader.count(), reader.generation()) == (0, 0, "")

    first = writer(place)
    first.replace(EVERYTHING)

    assert reader.search(Query("falls", mode="words")).total == 2
    first.close()


def test_readers_notice_new_commits_and_new_generations(place):
    first = writer(place)
    reader = TantivyIndex(place)
    first.replace(EVERYTHING)
    assert reader.search(Query("falls", mode="words")).total == 2

    first.remove(["p2"])
    assert reader.search(Query("falls", mode="words")).total == 1

    rebuild = first.begin_rebuild()
    rebuild.replace([Document("n", "paper", "Falls anew")])
    rebuild.finish()
    assert groups(reader.search(Query("falls", mode="words"))) == ["n"]
    assert reader.generation() == first.generation() == "g000002"
    assert [each.name for each in place.glob("g*")] == ["g000002"]
    first.close()


def test_what_a_crash_left_behind_is_cleared_away(place):
    first = writer(place)
    first.replace(EVERYTHING)
    rebuild = first.begin_rebuild()
    rebuild.replace([Document("n", "paper", "Falls anew")])
    rebuild.writer.close()
    first._rebuild = None
    first.close()
    assert len(list(place.glob("g*"))) == 2

    second = writer(place)

    assert [each.name for each in place.glob("g*")] == ["g000001"]
    assert second.count() == len(EVERYTHING)
    second.close()


def test_a_document_caught_between_two_commits_stays_hidden(place):
    first = writer(place)
    first.replace([Document("a", "paper", "Falls", audience=frozenset({"unit:1"}))])
    current = first._writer
    current._open.add(make_entry(Document("a", "paper", "Falls")))
    (place / "g000001" / "committing").touch()
    current._open.commit()
    first.close()

    second = writer(place)

    assert second.search(Query("falls", mode="words")).total == 0
    assert groups(second.search(Query("falls", tokens=PUBLIC | {"unit:1"}, mode="words"))) == ["a"]
    assert list(second.ids()) == ["a"]
    second.close()


def test_another_recipe_asks_for_a_rebuild_and_answers_meanwhile(place, monkeypatch):
    first = writer(place)
    first.replace(EVERYTHING)
    first.close()
    monkeypatch.setattr(schema.analyser, "RECIPE", "analyser of tomorrow")

    second = writer(place)

    page = second.search(Query("falls", mode="words"))
    assert (second.outdated(), page.total, page.notes) == (True, 2, ("index-outdated",))
    with pytest.raises(RebuildNeeded):
        second.replace(EVERYTHING)
    rebuild = second.begin_rebuild()
    second.replace([Document("live", "paper", "Falls live")])
    rebuild.replace(EVERYTHING)
    rebuild.finish()
    page = second.search(Query("falls", mode="words"))
    assert (second.outdated(), page.total, page.notes) == (False, 3, ())
    second.close()


def test_a_generation_laid_out_otherwise_is_not_read_at_all(place):
    first = writer(place)
    first.replace(EVERYTHING)
    first.close()
    recipe = place / "g000001" / "recipe.json"
    recipe.write_text(json.dumps(json.loads(recipe.read_text()) | {"layout": "0"}))

    page = TantivyIndex(place).search(Query("falls", mode="words"))

    assert (page.total, page.notes) == (0, ("index-outdated",))


def test_a_document_comes_back_as_it_was_given(place):
    index = writer(place)
    index.replace(EVERYTHING)
    shelf = index._reader.shelf()

    for document in EVERYTHING:
        view = shelf.open if document.is_open else shelf.restricted
        assert view.records.document(view.place_of_id(document.id)) == document
    index.close()


KILLED = """
import sys, itertools
sys.path.insert(0, {source!r})
from pathlib import Path
from retrieval.adapters.tantivy.index import TantivyIndex
from retrieval.model import Document

def batch(turn):
    for number in range(60):
        open_ = (turn + number) % 3
        yield Document(f"d{{number}}", "paper", f"Falls turn{{turn}}", "care " * 20,
                       audience=frozenset({{"public"}} if open_ else {{"unit:1"}}))

index = TantivyIndex(Path({place!r}), writable=True)
print("ready", flush=True)
for turn in itertools.count({turn}):
    index.replace(batch(turn))
    if turn % 3 == 0:
        rebuild = index.begin_rebuild()
        rebuild.replace(batch(turn))
        index.replace(batch(turn))
        rebuild.finish()
    print(turn, flush=True)
"""


@pytest.mark.slow
def test_killed_at_any_moment_the_index_is_whole_and_the_write_can_be_repeated(place):
    chance = random.Random(20261121)
    turn, expected = 0, {f"d{number}" for number in range(60)}
    for _ in range(10):
        code = KILLED.format(source=str(SOURCE), place=str(place), turn=turn)
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.02, 0.7))
            os.kill(child.pid, signal.SIGKILL)
            done = child.stdout.read().split()
        finished = int(done[-1]) if done else turn - 1

        index = writer(place)
        held = list(index.ids())
        public = index.search(Query("falls", mode="words", limit=100))
        everyone = index.search(Query("falls", tokens=WARD, mode="words", limit=100))

        # Nothing twice, nothing invented, nothing shown to too many.
        assert len(set(held)) == len(held)
        assert set(held) <= expected
        assert everyone.total == len(held)
        assert public.total <= everyone.total
        if finished >= 0:
            assert len(held) >= 40
        turn = finished + 1
        index.replace(
            Document(
                f"d{n}", "paper", f"Falls turn{turn}", "care", audience=frozenset({"public"} if n % 2 else {"unit:1"})
            )
            for n in range(60)
        )
        assert set(index.ids()) == expected
        assert index.search(Query("falls", mode="words")).total == 30
        assert len(list(place.glob("g*"))) == 1
        index.close()
        turn += 1


def test_beyond_a_thousand_hits_nothing_is_lost_or_shown_twice_and_rare_kinds_still_come_first(place):
    index = writer(place)
    many = [Document(f"p{n:04}", "paper", "Sepsis", "sepsis " * (n % 9 + 2), day=n % 4) for n in range(2_300)]
    rare = [Document(f"s{n}", "story", "Care", "Once sepsis. " + "Much else. " * 60) for n in range(3)]
    team = [Document(f"t{n}", "policy", "Sepsis", "sepsis here", frozenset({"unit:1"})) for n in range(4)]
    index.replace(many + rare + team)

    def asked(offset, limit):
        return index.search(Query("sepsis", WARD, mode="words", snippets=False, offset=offset, limit=limit))

    first = asked(0, 10)
    pages = [group for at in range(0, 2_400, 300) for group in groups(asked(at, 300))]
    index.close()

    assert {hit.kind for hit in first.hits} == {"paper", "policy", "story"}
    assert first.total == len(pages) == len(set(pages)) == 2_307
    assert pages[:10] == groups(first)
