import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quotelock import sentences
from tests.quotelock.real_sentences import real_abstracts


def cut(text: str) -> list[str]:
    return [one.text for one in sentences(text)]


@given(st.text(max_size=400))
@example("\x00a. B\x00 c.\r\n\r\n> x\n| a |\n")
@example("1.\n2) \n(3)\u2028# x")
def test_every_sentence_stands_where_it_says(text):
    found = sentences(text)

    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    assert all(one.text == one.text.strip() and one.text for one in found)


@given(st.text(alphabet="ab1. \n#|-*>)(AB?!。", max_size=200))
def test_no_letter_is_lost(text):
    held = sum(letter.isalpha() for one in sentences(text) for letter in one.text)

    assert held >= sum(letter.isalpha() for letter in text) - sum(
        line.lstrip(" >(").startswith(("a)", "b)")) for line in text.splitlines()
    )


def test_headings_items_rows_and_blank_lines_end_a_sentence():
    text = "# What we found\n\nFewer people\nfell\n\n- Falls were rarer\n- Stays were shorter. Costs rose\n\n| dose | 5 mg |\n|---|---|\n| other | 10 mg |\n"

    assert cut(text) == [
        "What we found", "Fewer people\nfell", "Falls were rarer", "Stays were shorter.", "Costs rose", "dose | 5 mg",
        "other | 10 mg",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "Smith et al. found less pain, e.g. at night, vs. placebo in Fig. 2 and Table 3.",
        "The odds fell (p < 0.05, 95% CI 0.8-1.2, n = 12) by 3.5 mg/l.",
        "It was given p.o. or i.v. in doses of 0.5 mg b.i.d. for 3 weeks.",
        "Dr. Smith saw that E. coli grew.",
        "Rates were 13.7%; 16.0% and 2.1%, respectively.",
        "BACKGROUND: Falls are common.",
    ],
)
def test_what_ends_in_a_full_stop_inside_a_sentence_does_not_end_it(sentence):
    assert cut(f"{sentence} The next one stands apart.") == [sentence, "The next one stands apart."]


def test_the_label_of_a_part_begins_a_sentence():
    assert cut("BACKGROUND: Falls are common. METHODS: We counted them. CONCLUSIONS: There were few.") == [
        "BACKGROUND: Falls are common.", "METHODS: We counted them.", "CONCLUSIONS: There were few.",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "...", "---", "🙂", "\ufeff"])
def test_text_without_words_has_no_sentences(text):
    assert sentences(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("これは文です。次の文です。", ["これは文です。", "次の文です。"]),
        ("هذا نص. وهذا آخر؟", ["هذا نص.", "وهذا آخر؟"]),
        ("Это первое. Это второе!", ["Это первое.", "Это второе!"]),
        ("Good 🙂. Next one.", ["Good 🙂.", "Next one."]),
    ],
)
def test_other_scripts_are_cut_too(text, found):
    assert cut(text) == found


@pytest.mark.parametrize(
    "text",
    ["Pain fell by 3%. ", "word ", "a", "\n", "(a ", "> ", "| ", "1.", "A. ", ". AB CD", "[", "\u0301", " " * 50, "- "],
)
def test_long_text_keeps_the_places_of_its_sentences(text):
    many = text * (200_000 // len(text)) + "x"

    assert all(many[one.start : one.end] == one.text for one in sentences(many))


def test_real_abstracts_are_cut_into_sentences_of_a_likely_length():
    abstracts = real_abstracts()
    if not abstracts:
        pytest.skip("The shared data is not on this machine.")
    lengths = [len(one.text) for text in abstracts for one in sentences(text)]

    assert sum(length < 15 for length in lengths) < 0.02 * len(lengths)
    assert sum(length > 600 for length in lengths) < 0.01 * len(lengths)
