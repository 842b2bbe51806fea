"""What a reader sees of a text, without the signs that set it out."""

import pytest

from fingerpost.library.domain.own.versions import sentences
from fingerpost.library.domain.plain import as_read


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("## At night\n\nRing **twice**, *then* wait\nfor `999`.", "At night\n\nRing twice, then wait for 999."),
        ("- Ring\n- Wait\n    1. Here\n    2. There\n\nThen go.", "• Ring\n• Wait\n  1. Here\n  2. There\n\nThen go."),
        ("3. Ring\n3. Wait", "3. Ring\n4. Wait"),
        ("- Ring\n\n  Then say your name.\n- Wait", "• Ring\nThen say your name.\n• Wait"),
        ("| Day | Dose |\n|---|---|\n| 1 | 5 mg |\n\nEnd", "Day | Dose\n1 | 5 mg\n\nEnd"),
        ("See [the desk](https://a.example/b).", "See the desk (https://a.example/b)."),
        ("<https://a.example>", "https://a.example"),
        ("![The door](picture:door)", "[picture: The door]"),
        ("> Said\n\n```\n# not a heading\n```", "Said\n\n# not a heading"),
        ("One\\\nTwo", "One\nTwo"),
        ("", ""),
    ],
)
def test_signs_are_gone_and_what_they_make_is_there(typed, seen):
    assert as_read(typed).replace("\u00a0", " ") == seen


def test_the_number_of_a_step_belongs_to_its_sentence():
    assert [len(sentences(as_read(text))) for text in ("1. Ring the desk.\n2. Wait.", "- Ring the desk.\n- Wait.")] == [
        2,
        2,
    ]
