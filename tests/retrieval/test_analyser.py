"""How text is cut into words: the same for documents and questions."""

import pytest

from retrieval.text import analyser
from retrieval.text.spellings import fold_beginnings, fold_spelling

BRITISH_AMERICAN = """
oesophagus esophagus|oesophageal esophageal|paediatric pediatric|paediatrician pediatrician|haemorrhage hemorrhage
anaemia anemia|anaemic anemic|leukaemia leukemia|ischaemia ischemia|ischaemic ischemic|oedema edema
oedematous edematous|myxoedema myxedema|foetus fetus|foetal fetal|tumour tumor|tumours tumors|diarrhoea diarrhea
gonorrhoea gonorrhea|orthopaedic orthopedic|gynaecology gynecology|gynaecological gynecological|oestrogen estrogen
oestradiol estradiol|anaesthesia anesthesia|anaesthetist anesthetist|anaesthetised anesthetized|caesarean cesarean
haemoglobin hemoglobin|haematology hematology|hypoglycaemia hypoglycemia|septicaemia septicemia|uraemia uremia
dyspnoea dyspnea|apnoea apnea|coeliac celiac|faeces feces|faecal fecal|aetiology etiology|caecum cecum
homoeopathy homeopathy|manoeuvre maneuver|leucocyte leukocyte|sulphate sulfate|sulphonylurea sulfonylurea
randomised randomized|randomisation randomization|hospitalisation hospitalization|organise organize
organisational organizational|immunisation immunization|sterilised sterilized|analyse analyze|analysed analyzed
analysing analyzing|paralysed paralyzed|dialyser dialyzer|behaviour behavior|behavioural behavioral|colour color
labour labor|neighbourhood neighborhood|odour odor|rigour rigor|centre center|centres centers|centred centered
fibre fiber|fibres fibers|litre liter|millilitre milliliter|metre meter|titre titer|programme program
programmes programs|catalogue catalog|analogue analog|dialogue dialog|defence defense|licence license
practise practice|practising practicing|ageing aging|grey gray|judgement judgment|enrolment enrollment
labelled labeled|labelling labeling|modelling modeling|travelled traveled|counselling counseling
counsellor counselor|sceptical skeptical|artefact artifact|mould mold|aluminium aluminum|speciality specialty
disc disk|fulfil fulfill|skilful skillful|paraesthesia paresthesia
"""
PAIRS = [tuple(pair.split()) for pair in BRITISH_AMERICAN.strip().replace("\n", "|").split("|")]


@pytest.mark.parametrize(("british", "american"), PAIRS)
def test_british_and_american_spellings_are_one_word(british, american):
    assert analyser.stemmed_words([british]).parts == analyser.stemmed_words([american]).parts


LEFT_ALONE = """
exercise exercised supervise unsupervised disease promising surprise advertise compromised revised hour four
analysis basis crisis this poison raising visiting discuss discharge program parametrectomy toe poem does israel
"""


@pytest.mark.parametrize("word", LEFT_ALONE.split())
def test_words_that_only_look_like_it_are_left_alone(word):
    assert fold_spelling(word) == word


@pytest.mark.parametrize(
    ("beginning", "reading"),
    [("randomis", "randomiz"), ("oesoph", "esoph"), ("anaem", "anem"), ("paed", "ped"), ("behaviou", "behavio"),
     ("centr", "center"), ("modell", "modeling"), ("diarrho", "diarrh"), ("analys", "analyz")],
)  # fmt: skip
def test_the_beginning_of_a_word_is_read_in_both_spellings(beginning, reading):
    assert {beginning, reading} & set(fold_beginnings(beginning)) >= {reading}


@pytest.mark.parametrize(
    ("text", "parts", "joined"),
    [
        ("COVID-19", ["covid", "19"], ["covid19"]),
        ("beta-blocker", ["beta", "blocker"], ["betablocker"]),
        ("IL-6", ["il", "6"], ["il6"]),
        ("2.5mg", ["2.5", "mg"], ["2.5mg"]),
        ("1,000 people", ["1000", "people"], []),
        ("10-20", ["10", "20"], []),
        ("Crohn's and O\u2019Brien's", ["crohn", "and", "obrien"], []),
        ("and/or mg/kg", ["and", "or", "mg", "kg"], []),
        ("e.g. p<0.05.", ["e", "g", "p", "0.05"], []),
        ("TNF\u03b1 and TNF-\u03b1", ["tnf", "alpha", "and", "tnf", "alpha"], ["tnfalpha", "tnfalpha"]),
        ("5 \u00b5g", ["5", "ug"], []),
        ("na\u00efve Zo\u00eb caf\u00e9 cafe\u0301", ["naive", "zoe", "cafe", "cafe"], []),
        ("\ufb01brosis CO\u2082 Aspirin\u2122", ["fibrosis", "co2", "aspirin"], []),
        ("x\u2011ray", ["x", "ray"], ["xray"]),
        ("sep\x00sis \u202eevil\u202c a\u00adb \ud800", ["sepsis", "evil", "ab"], []),
        ("state-of-the-art", ["state", "of", "the", "art"], []),
        ("HbA1c", ["hba1c"], []),
        ("", [], []),
        ("!?\u2026", [], []),
    ],
)
def test_the_rules_for_hyphens_digits_apostrophes_and_slashes(text, parts, joined):
    words = analyser.exact_words(analyser.tokens(text))

    assert (words.parts, words.joined) == (parts, joined)


def test_a_shown_word_is_marked_by_the_same_stems_as_it_is_found():
    text = "Beta\u2011blockers, \ufb01brosis and caf\u00e9s."

    shown = analyser.shown_words(text)

    assert shown["Beta\u2011blockers"] == ("beta", "blocker", "betablock")
    assert [text[first:last] for first, last, _ in analyser.spans(text, shown)] == [
        "Beta\u2011blockers", "\ufb01brosis", "and", "caf\u00e9s",
    ]  # fmt: skip


def test_a_word_of_a_million_letters_is_cut_short():
    [word] = analyser.exact_words(analyser.tokens("a" * 1_000_000)).parts

    assert len(word) == analyser.MAX_WORD


def test_control_characters_and_overrides_are_not_shown():
    assert analyser.clean("a\u202eb\x07c\nd\ud800") == "abc\nd"
