from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from retrieval.meaning import MeaningIndex, MeaningUnavailable, VectorCache
from retrieval.meaning.encoder import Encoder, Vectors, load_encoder
from retrieval.model import Document

FALLS = Document("falls", "guide", "Preventing falls in hospital", "Check footwear, lighting and medicines.")
SEPSIS = Document("sepsis", "paper", "Early antibiotics in sepsis", "Giving antibiotics within the hour.")
HANDS = Document("hands", "paper", "Hand hygiene", "Washing hands lowers infection.", audience=frozenset({"unit:7"}))


class CountingEncoder(Encoder):
    """The real encoder, which also remembers how many documents it read."""

    read = 0

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        self.read += len(texts)
        return super().encode_documents(texts)


@pytest.fixture
def counting(encoder: Encoder) -> CountingEncoder:
    return CountingEncoder(encoder._manifest, encoder.pieces, encoder._session)


@pytest.fixture
def index(tmp_path: Path, encoder: Encoder) -> Iterator[MeaningIndex]:
    opened = MeaningIndex(
        tmp_path / "meaning", encoder=encoder, cache=VectorCache(tmp_path / "cache.sqlite3"), writable=True
    )
    yield opened
    opened.close()


def _ids(index: MeaningIndex, text: str, **said: object) -> list[str]:
    return [hit.id for hit in index.search(text, **said)]  # type: ignore[arg-type]


def test_a_question_in_other_words_finds_the_right_thing_first(index: MeaningIndex):
    index.embed([FALLS, SEPSIS])

    assert _ids(index, "How do we stop patients slipping on the ward?")[0] == "falls"


def test_documents_wait_until_they_are_read(index: MeaningIndex):
    assert index.replace([FALLS, SEPSIS]) == 2
    assert (index.count(), index.pending()) == (0, 2)

    assert index.embed_pending() == 2

    assert (index.count(), index.pending(), index.embed_pending()) == (2, 0, 0)
    assert sorted(index.ids()) == ["falls", "sepsis"]


def test_a_known_text_is_found_at_once_with_its_new_audience(index: MeaningIndex):
    index.embed([HANDS])
    narrowed = Document("hands", "paper", HANDS.title, HANDS.text, audience=frozenset({"unit:8"}))

    assert index.replace([narrowed]) == 0

    assert _ids(index, "hygiene", tokens=frozenset({"unit:7"})) == []
    assert _ids(index, "hygiene", tokens=frozenset({"unit:8"})) == ["hands"]


def test_a_changed_text_is_not_found_by_its_old_meaning(index: MeaningIndex):
    index.embed([FALLS, SEPSIS])

    index.replace([Document("falls", "guide", "Parking permits for staff", audience=frozenset({"unit:7"}))])

    assert _ids(index, "slipping") == ["sepsis"]


def test_no_text_is_read_twice_for_a_new_generation(tmp_path: Path, counting: CountingEncoder):
    cache = VectorCache(tmp_path / "cache.sqlite3")
    first = MeaningIndex(tmp_path / "one", encoder=counting, cache=cache, writable=True)
    first.embed([FALLS, SEPSIS, HANDS])

    second = MeaningIndex(tmp_path / "two", encoder=counting, cache=cache, writable=True)
    assert second.replace([FALLS, SEPSIS, HANDS]) == 0

    assert counting.read == 3
    assert second.search("infection") == first.search("infection")
    first.close()
    second.close()
    cache.close()


def test_removal_reaches_what_waits_and_what_is_read(index: MeaningIndex):
    index.embed([FALLS, Document("extra", "paper", "More on falls", group="falls")])
    index.replace([SEPSIS, HANDS])

    index.remove(["sepsis"])
    index.remove_groups(["falls", "hands"])

    assert (index.pending(), index.count()) == (0, 0)


def test_without_a_model_it_says_so_and_still_forgets(tmp_path: Path, encoder: Encoder):
    with_model = MeaningIndex(tmp_path, encoder=encoder, writable=True)
    with_model.embed([FALLS, SEPSIS])
    with_model.close()

    without = MeaningIndex(tmp_path, encoder=None, writable=True)
    with pytest.raises(MeaningUnavailable):
        without.search("falls")
    with pytest.raises(MeaningUnavailable):
        without.rank("falls", [("falls", 1.0)])
    without.remove(["falls"])
    assert without.replace([Document("sepsis", "paper", "Sepsis", audience=frozenset({"unit:7"}))]) == 1
    without.close()

    again = MeaningIndex(tmp_path, encoder=encoder, writable=True)
    assert list(again.ids()) == []
    assert again.embed_pending() == 1
    assert _ids(again, "sepsis") == []
    again.close()


def test_what_waits_outlives_a_stop(tmp_path: Path, encoder: Encoder):
    first = MeaningIndex(tmp_path, encoder=encoder, writable=True)
    said = Document(
        "d", "guide", "Falls", "text", frozenset({"unit:1"}), exact={"type": ("rct",)}, year=2020, group="g"
    )
    first.replace([said])
    first.close()

    second = MeaningIndex(tmp_path, encoder=encoder, writable=True)
    second.embed_pending()

    [hit] = second.search("falls", frozenset({"unit:1"}), {"type": frozenset({"rct"})}, (2020, 2020))
    assert (hit.id, hit.group, hit.kind) == ("d", "g", "guide")
    second.close()


def test_the_end_of_a_long_policy_can_be_found(index: MeaningIndex):
    filler = "Payment terms, purchase orders and supplier invoices are described here. " * 40
    index.embed(
        [
            Document("long", "policy", "Finance manual", filler + "Staff bitten by a dog must wash the wound. " * 20),
            SEPSIS,
        ]
    )

    [first, *_] = index.search("dog bite wound care")

    assert first.id == "long"


def test_rank_keeps_every_word_hit_and_adds_what_meaning_finds(index: MeaningIndex):
    index.embed([FALLS, SEPSIS])

    ranked = index.rank("stop patients slipping", [("sepsis", 2.0), ("not-read-yet", 1.0)])

    assert sorted(each.group for each in ranked) == ["falls", "not-read-yet", "sepsis"]
    by_group = {each.group: each for each in ranked}
    assert by_group["falls"].by_meaning_only
    assert not by_group["sepsis"].by_meaning_only
    assert (by_group["falls"].document, by_group["falls"].kind) == ("falls", "guide")
    assert by_group["not-read-yet"].similarity is None


def test_rank_for_one_reader_is_not_moved_by_what_they_may_not_see(index: MeaningIndex):
    index.embed([FALLS, SEPSIS])
    words = [("sepsis", 2.0)]
    before = index.rank("infection control by washing", words)

    index.embed([HANDS])

    assert index.rank("infection control by washing", words) == before
    assert "hands" in {
        each.group for each in index.rank("infection control by washing", words, tokens=frozenset({"unit:7"}))
    }


def test_nonsense_that_no_word_answers_finds_nothing(index: MeaningIndex):
    index.embed([FALLS, SEPSIS])

    assert not index.rank("xyzzy qwerty plugh", [])
    assert index.rank("patients slipping over", [])


def test_words_alone_are_ranked_where_nothing_is_read_yet(index: MeaningIndex):
    assert [each.group for each in index.rank("falls", [("a", 2.0), ("b", 1.0)])] == ["a", "b"]


def test_the_same_question_is_read_once(index: MeaningIndex):
    assert index.question("falls") is index.question("falls")


def test_bad_questions_are_answered_all_the_same(index: MeaningIndex):
    index.embed([FALLS])

    for text in ("", " ", "\x00\u202e", "<script>" * 1_000, "word " * 10_000, "\ud800"):
        assert [hit.id for hit in index.search(text)] == ["falls"]


def test_the_folder_of_another_model_is_refused(tmp_path: Path, encoder: Encoder, model_folder: Path):
    index = MeaningIndex(tmp_path, encoder=encoder, writable=True)
    index.embed([FALLS])
    index.close()
    other = load_encoder(model_folder)
    other.name = "another:1"

    with pytest.raises(ValueError, match="not of another:1"):
        MeaningIndex(tmp_path, encoder=other)
