import pytest

from retrieval.meaning.encoder import Encoder
from retrieval.meaning.wordpiece import WordPiece


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            "Oesophageal varices in COVID-19",
            [1051, 2229, 7361, 3270, 3351, 2389, 13075, 23522, 1999, 2522, 17258, 1011, 2539],
        ),
        ("naïve café", [15743, 7668]),
        ("中文 β-blocker 2.5mg", [1746, 1861, 1156, 1011, 3796, 2121, 1016, 1012, 1019, 24798]),
        ("x" * 101 + " ok", [100, 7929]),
        ("don’t stop…", [2123, 1521, 1056, 2644, 1529]),
        ("a\u200bb\x07c\ufffd", [5925]),
        ("", []),
    ],
)
def test_pieces_are_those_the_model_was_trained_on(encoder: Encoder, text: str, ids: list[int]):
    assert encoder.pieces.ids(text, limit=256) == [101, *ids, 102]


def test_a_text_in_its_own_words_cannot_smuggle_in_the_marks(encoder: Encoder):
    assert 102 not in encoder.pieces.pieces("[SEP] [CLS]", limit=50)


def test_no_more_pieces_come_than_asked_for_however_long_the_text(encoder: Encoder):
    ids = encoder.pieces.ids("sepsis " * 1_000_000, limit=256)

    assert (len(ids), ids[0], ids[-1]) == (256, 101, 102)


def test_a_cased_model_keeps_capitals_and_accents():
    pieces = WordPiece({"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "É": 3, "##té": 4}, lower_case=False)

    assert pieces.pieces("Été", limit=9) == [3, 4]


def test_a_vocabulary_without_the_marks_is_refused():
    with pytest.raises(ValueError, match=r"lacks \[CLS\], \[SEP\]"):
        WordPiece({"[UNK]": 0})
