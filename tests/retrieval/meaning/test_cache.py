from pathlib import Path

import numpy as np

from retrieval.meaning.cache import VectorCache


def test_codes_come_back_for_the_same_model_and_text(tmp_path: Path):
    codes = np.arange(-4, 4, dtype=np.int8)
    VectorCache(tmp_path / "a" / "cache.sqlite3").put("m1", {"sepsis": codes, "falls": -codes})

    cache = VectorCache(tmp_path / "a" / "cache.sqlite3")

    assert np.array_equal(cache.get("m1", ["sepsis", "other"])["sepsis"], codes)
    assert list(cache.get("m1", ["sepsis", "other"])) == ["sepsis"]
    assert cache.get("m2", ["sepsis"]) == {}


def test_thousands_of_texts_come_in_one_go(tmp_path: Path):
    cache = VectorCache(tmp_path / "cache.sqlite3")
    texts = [f"text {n}" for n in range(2_345)]
    cache.put("m", {text: np.array([n % 100], np.int8) for n, text in enumerate(texts)})

    assert len(cache.get("m", texts)) == cache.count() == 2_345


def test_the_text_itself_is_not_on_disk(tmp_path: Path):
    cache = VectorCache(tmp_path / "cache.sqlite3")
    cache.put("m", {"a private sentence": np.array([1], np.int8)})
    cache.close()

    assert b"private" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_what_was_said_can_be_erased(tmp_path: Path):
    cache = VectorCache(tmp_path / "cache.sqlite3")
    cache.put("m", {"one": np.array([1], np.int8), "two": np.array([2], np.int8)})

    cache.forget(["one"])

    assert list(cache.get("m", ["one", "two"])) == ["two"]
