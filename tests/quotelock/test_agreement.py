import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelock import differences, sentences
from tests.quotelock.real_sentences import OURS, real_abstracts


def kinds(sentence: str, *quotes: str) -> list[str]:
    return [one.kind for one in differences(sentence, quotes)]


AGREE = [
    ("23% fell.", "Of these, 23 % fell."),
    ("23 percent fell.", "23% fell."),
    ("23 per cent fell.", "23% fell."),
    ("A thousand people came.", "1,000 people came."),
    ("We asked 1000 people.", "One thousand patients were asked."),
    ("The mean was 0.50.", "The mean was .5"),
    ("The ratio was 0.8.", "The ratio was 0·8."),
    ("It took twelve weeks.", "A 12-week trial."),
    ("One in five fell.", "1 in 5 fell."),
    ("20 in 100 fell.", "1 in 5 fell."),
    ("Half of them fell.", "One half fell."),
    ("It doubled.", "There was a twofold rise; it rose twice."),
    ("Between 3 and 5 days.", "3–5 days."),
    ("From 7.4% to 5.1%.", "It fell from 7.4 to 5.1%."),
    ("Doses of 10 mg.", "Doses of 10, 20 and 40 mg."),
    ("10 mg was given.", "10 mg daily was given."),
    ("It took 4 weeks.", "At week 4 it was over."),
    ("150 people joined.", "150 patients joined."),
    ("150 children joined.", "There were 150 (n = 150)."),
    ("5 of 26 fell.", "Of 26 patients, 5 fell."),
    ("People with type 2 diabetes did well [3].", "Patients did well."),
    ("COVID-19, NEWS2 and vitamin B12 were looked at in a phase 3 trial.", "These were looked at."),
    ("It cost £3.2 million.", "Costs were £3,200,000."),
    ("The two groups were not named.", "Groups were not named."),
    ("It did not raise pain.", "It failed to raise pain."),
    ("It was not effective.", "It was ineffective."),
    ("It was not without benefit.", "It was of benefit."),
    ("Pain fell and was lower.", "Pain was reduced."),
    ("There was no difference.", "Results were similar in both groups."),
    ("It was not only safe.", "It was safe and cheap."),
    ("Lower back pain was common.", "More back pain."),
]  # fmt: skip

DIFFER = [
    ("32% fell.", "23% fell.", "number"),
    ("0.05 was the mean.", "0.5 was the mean.", "number"),
    ("Three wards took part.", "2 wards took part.", "number"),
    ("1 in 6 fell.", "One in five fell.", "number"),
    ("5 per 1,000 fell.", "5 per 100 fell.", "number"),
    ("It was type 1 diabetes.", "It was type 2 diabetes.", "number"),
    ("NEWS3 was used.", "NEWS2 was used.", "number"),
    ("A 6-item scale was used.", "A 5-item scale was used.", "number"),
    ("Death was rarer in 40%.", "Death was rarer.", "number"),
    ("The dose was 10 g.", "The dose was 10 mg.", "unit"),
    ("The dose was 5 mg.", "The dose was 5 mg/kg.", "unit"),
    ("It was 5 mg a week.", "It was 5 mg a day.", "unit"),
    ("25% fell.", "1 in 4 fell.", "unit"),
    ("23 people fell.", "23% of people fell.", "unit"),
    ("It fell by 5 percentage points.", "It fell by 5%.", "unit"),
    ("It lasted 14 days.", "It lasted 2 weeks.", "unit"),
    ("The odds ratio was 1.4.", "The relative risk was 1.4.", "unit"),
    ("It cost £12.", "It cost $12.", "unit"),
    ("The effect was large (p > 0.05).", "The effect was large (p < 0.05).", "direction"),
    ("It increased pain.", "It reduced pain.", "direction"),
    ("Pain was better.", "Pain was worse.", "direction"),
    ("Stays were longer.", "Stays were shorter.", "direction"),
    ("Recovery was faster.", "Recovery was slower.", "direction"),
    ("It brought benefit.", "It brought harm.", "direction"),
    ("Pain was lower with it.", "There was no significant difference in pain.", "direction"),
    ("There was no difference in pain.", "Pain was reduced.", "direction"),
    ("It reduced deaths.", "It did not reduce deaths.", "negation"),
    ("It did not reduce deaths.", "Deaths were reduced.", "negation"),
    ("There was evidence of harm.", "There was no evidence of harm.", "negation"),
    ("It works without pain.", "It works with pain.", "negation"),
    ("It was ineffective.", "It was effective.", "negation"),
    ("It helped them.", "It never helped them.", "negation"),
    ("They didn't sleep at home.", "They sleep at home.", "negation"),
    ("It managed to cut pain in adults.", "It failed to cut pain in adults.", "negation"),
    ("Neither drug worked for adults.", "The drug worked for adults.", "negation"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "quote"), AGREE)
def test_the_same_said_otherwise_is_not_told(sentence, quote):
    assert differences(sentence, [quote]) == ()


@pytest.mark.parametrize(("sentence", "quote", "kind"), DIFFER)
def test_what_differs_is_told(sentence, quote, kind):
    assert kind in kinds(sentence, quote)


def test_the_person_reads_both_numbers():
    found = differences("Falls went down by 32%.", ["Falls went down by 23%."])

    assert [(one.said, one.source) for one in found] == [("32%", "23%")]
    assert found[0].words == "Your sentence says 32%. The words it is pinned to say 23%."


def test_the_person_reads_both_denials():
    found = differences("It reduced deaths.", ["It did not reduce deaths."])

    assert [one.words for one in found] == [
        "Your sentence says “It reduced”. The words it is pinned to say “did not reduce”."
    ]


def test_a_number_may_come_from_any_of_the_quotes():
    assert kinds("23% fell in 12 weeks.", "23% fell.", "It ran for 12 weeks.") == []


def test_numbers_that_changed_places_are_told():
    quote = "Median stay fell from 7.4 to 5.1 days in all of the wards."

    assert kinds("Median stay fell from 5.1 to 7.4 days in all of the wards.", quote) == ["number"]
    assert kinds("Death in 20% on the drug and 12% on placebo.", "Death in 12% on the drug and 20% on placebo.") == [
        "number", "number",
    ]  # fmt: skip


def test_one_turned_word_is_told_where_the_quote_has_both():
    quote = "Pain increased in adults and sleep decreased in children."

    assert kinds("Pain increased in adults and sleep increased in children.", quote) == ["direction"]


def test_two_denials_deny_nothing():
    assert kinds("It did not fail to reduce pain.", "It reduced pain.") == []
    assert "negation" in kinds("It did not fail to reduce pain.", "It did not reduce pain.")


def test_without_quotes_only_numbers_can_be_told():
    assert kinds("It did not fall by 3%.") == ["number"]
    assert kinds("It did not fall.") == []


SENTENCES = [*OURS, *(one.text for text in real_abstracts()[:60] for one in sentences(text))]


@settings(max_examples=300)
@given(st.sampled_from(SENTENCES), st.lists(st.sampled_from(SENTENCES), max_size=4), st.sampled_from(["", " ", "\n"]))
def test_a_copy_is_never_told(sentence, others, space):
    assert differences(sentence, [*others, space + sentence + " "]) == ()


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_a_copy_of_anything_is_never_told(text):
    assert differences(text, [text + "\n"]) == ()


@settings(max_examples=200)
@given(st.sampled_from(SENTENCES), st.sampled_from(["In conclusion, ", "However, ", "Overall, ", "In this study, "]))
def test_leaving_out_the_opening_is_never_told(sentence, opening):
    assert differences(sentence, [opening + sentence]) == ()


COUNTED = re.compile(r"(?<![\w.,·/\[-])\d+(?:\.\d+)?(?=%| mg| days| weeks| patients)")


@settings(max_examples=300)
@given(st.sampled_from([one for one in SENTENCES if COUNTED.search(one)]), st.data())
def test_a_number_from_nowhere_is_always_told(sentence, data):
    found = data.draw(st.sampled_from(list(COUNTED.finditer(sentence))))
    changed = sentence[: found.start()] + "9173.37" + sentence[found.end() :]

    assert "number" in kinds(changed, sentence)


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_is_read(sentence, quotes):
    for one in differences(sentence, quotes):
        assert one.kind in ("number", "unit", "direction", "negation")
        assert one.words.startswith("Your sentence says")
        assert one.words.count("\n") == 0


def test_a_text_of_pages_agrees_with_itself():
    text = "not 5 mg in 1 in 7 of 12 people, " * 300

    assert differences(text, [text + "6 mg"]) == ()


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "12", "7" * 20_000, "دواء ٢٣٪ من المرضى", "患者の23%が転倒した。", "🙂 5 🙂", "\ud800", "no " * 3_000,
     "not 5 mg, " * 1_000, "1 in 5 " * 1_400, "a" * 100_000, "(" * 100_000, "1,2,3," * 1_600, "more less " * 1_000],
)  # fmt: skip
def test_bad_input_is_read_and_agrees_with_itself(text):
    assert differences(text, [text + " "]) == ()
    assert isinstance(differences(text, ["Pain fell by 3%."]), tuple)


def test_digits_of_other_scripts_are_numbers():
    assert kinds("٢٣٪ من المرضى", "23٪ من المرضى") == []
    assert kinds("٣٢٪ من المرضى", "٢٣٪ من المرضى") == ["number"]
