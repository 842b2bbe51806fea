import numpy as np
import pytest

from retrieval.meaning import fusion
from retrieval.meaning.fusion import FITTED, Numbering, Recipe, heights, moved

SMALL = Recipe(depth=3, meaning_share=0.5, feedback=2, reach=0.1, keep=0.4)


def fuse(words, meaning, recipe=FITTED, function=fusion.fuse):
    numbering = Numbering()
    both = numbering.order(words), numbering.order(meaning)
    return _named(function(*both, numbering.names, recipe), numbering)


def refuse(words, meaning, recipe=FITTED):
    return fuse(words, meaning, recipe, fusion.refuse)


def smooth(fused, rows, vectors):
    numbering = Numbering()
    order = numbering.order(fused)
    by_number = np.array([rows.get(group, -1) for group in numbering.names])
    return _named(fusion.smooth(order, by_number, vectors.__getitem__, numbering.names), numbering)


def lead(fused, groups):
    numbering = Numbering()
    return _named(fusion.lead(numbering.order(fused), numbering.numbers(sorted(groups))), numbering)


def _named(order, numbering):
    return [(numbering.names[number], score) for number, score in zip(*map(list, order), strict=True)]


def _groups(scored: list[tuple[str, float]]) -> list[str]:
    return [group for group, _ in scored]


def test_a_full_list_stands_on_its_last_score():
    assert heights(np.array([9.0, 6.0, 3.0, 1.0]), 3).tolist() == [1, 0.5, 0]


def test_a_short_list_of_words_stands_on_nought():
    assert heights(np.array([8.0, 2.0]), 3, floor=0.0).tolist() == [1, 0.25]


def test_equal_scores_are_all_as_high_as_can_be():
    assert heights(np.array([2.0, 2.0]), 3).tolist() == [1, 1]
    assert heights(np.array([]), 3).tolist() == []


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


def test_cosines_that_hardly_differ_decide_little_the_second_time():
    words = [("a", 10.0), ("b", 6.0)]
    meaning = [("b", 0.52), ("a", 0.50), ("c", 0.48)]

    assert _groups(fuse(words, meaning, SMALL)) == ["b", "a", "c"]
    assert _groups(refuse(words, meaning, SMALL)) == ["a", "b", "c"]


def test_a_lone_hit_by_meaning_counts_for_what_it_is():
    assert refuse([], [("only", 0.6)], SMALL) == [("only", pytest.approx(0.3))]


def test_a_hit_rises_among_good_hits_of_its_kind():
    vectors = np.array([[1, 0], [0, 1], [0.99, 0.141]], np.float32)
    rows = {"good": 0, "lone": 1, "like-good": 2}

    smoothed = smooth([("good", 1.0), ("lone", 0.5), ("like-good", 0.49)], rows, vectors)

    assert _groups(smoothed) == ["good", "like-good", "lone"]


def test_hits_that_are_nothing_alike_keep_their_scores():
    fused = [("a", 1.0), ("b", 0.2)]

    assert smooth(fused, {"a": 0, "b": 1}, np.eye(2, dtype=np.float32)) == [
        (group, pytest.approx(score, abs=1e-3)) for group, score in fused
    ]


def test_what_only_words_found_keeps_its_score_and_no_hit_is_lost():
    vectors = np.array([[1, 0], [0.99, 0.141]], np.float32)
    fused = [("a", 0.9), ("words", 0.7), ("b", 0.1), ("deep-2", 0.0), ("deep-1", 0.0)]

    smoothed = smooth(fused, {"a": 0, "b": 1}, vectors)

    assert dict(smoothed)["words"] == 0.7
    assert sorted(_groups(smoothed)) == sorted(_groups(fused))
    assert _groups(smoothed)[-2:] == ["deep-2", "deep-1"]


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
