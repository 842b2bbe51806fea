import numpy as np
import pytest

from retrieval.meaning.fusion import Recipe, fuse, heights, lead, moved

SMALL = Recipe(depth=3, meaning_share=0.5, feedback=2, reach=0.1, keep=0.4)


def _groups(scored: list[tuple[str, float]]) -> list[str]:
    return [group for group, _ in scored]


def test_a_full_list_stands_on_its_last_score():
    assert heights([9, 6, 3, 1], 3) == [1, 0.5, 0]


def test_a_short_list_of_words_stands_on_nought():
    assert heights([8, 2], 3, floor=0.0) == [1, 0.25]


def test_equal_scores_are_all_as_high_as_can_be():
    assert heights([2, 2], 3) == [1, 1]
    assert heights([], 3) == []


def test_found_both_ways_beats_found_one_way():
    fused = fuse([("a", 10), ("b", 9)], [("b", 0.9), ("c", 0.8), ("d", 0.1)], SMALL)

    assert _groups(fused) == ["b", "a", "c", "d"]
    assert fused[0][1] == pytest.approx(0.5 * 0.9 + 0.5)


def test_a_word_hit_far_ahead_stays_first():
    fused = fuse([("exact", 30), ("b", 3)], [("b", 0.5), ("c", 0.49), ("exact", 0.48), ("d", 0.1)])

    assert _groups(fused)[0] == "exact"


def test_nothing_is_lost_and_nothing_comes_twice():
    words = [(f"w{n}", 10.0 - n) for n in range(9)]
    fused = fuse(words, [("w8", 0.5), ("m", 0.4)], SMALL)

    assert _groups(fused) == ["w0", "w8", "w1", "m", "w2", "w3", "w4", "w5", "w6", "w7"]


def test_equals_go_by_name():
    assert _groups(fuse([("b", 1), ("a", 1)], [], SMALL)) == ["a", "b"]


def test_what_was_asked_to_the_letter_leads():
    led = lead([("a", 0.9), ("b", 0.5), ("c", 0.4)], {"c", "b"})

    assert _groups(led) == ["b", "c", "a"]
    assert [score for _, score in led] == sorted((score for _, score in led), reverse=True)


def test_feedback_from_one_clear_hit_ignores_the_rest():
    question, hit, other = np.eye(3, dtype=np.float32)

    pulled = moved(question, np.stack([hit, other]), [1.0, 0.0], SMALL)

    assert pulled == pytest.approx(np.array([0.4, 0.6, 0]) / np.hypot(0.4, 0.6), abs=1e-3)


def test_feedback_without_hits_leaves_the_question():
    question = np.array([1, 0], np.float32)

    assert np.array_equal(moved(question, np.empty((0, 2), np.float32), []), question)
