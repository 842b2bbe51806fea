"""Headings, synonyms and abbreviations, and the files they come from."""

import gzip

import pytest

from retrieval.text.mesh import MeshProblem, read_mesh
from retrieval.text.vocabulary import Heading, Vocabulary, read_pairs
from tests.shared_data import shared_data

XML = """<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20260101.dtd">
<DescriptorRecordSet LanguageCode="eng">
 <DescriptorRecord DescriptorClass="1"><DescriptorUI>D006973</DescriptorUI>
  <DescriptorName><String>Hypertension</String></DescriptorName>
  <TreeNumberList><TreeNumber>C14.907.489</TreeNumber></TreeNumberList>
  <ConceptList><Concept PreferredConceptYN="Y"><TermList>
   <Term><String>Hypertension</String></Term><Term><String>Blood Pressure, High</String></Term>
  </TermList></Concept></ConceptList>
 </DescriptorRecord>
 <DescriptorRecord><DescriptorName><String>Hypertension, Renal</String></DescriptorName>
  <TreeNumberList><TreeNumber>C14.907.489.631</TreeNumber></TreeNumberList></DescriptorRecord>
</DescriptorRecordSet>
"""
ASCII = """*NEWRECORD
RECTYPE = D
MH = Hypertension
ENTRY = Blood Pressure, High|T047|NON|EQV|NLM (1992)
PRINT ENTRY = Raised Blood Pressure|T047
MN = C14.907.489

*NEWRECORD
MH = Hypertension, Renal
MN = C14.907.489.631
"""
TREES = "Hypertension;C14.907.489\nHypertension, Renal;C14.907.489.631\n"


def loaded(path):
    made = Vocabulary()
    made.add_headings(read_mesh(path))
    return made


@pytest.mark.parametrize(("name", "text"), [("desc2026.xml", XML), ("d2026.bin", ASCII), ("mtrees2026.bin", TREES)])
def test_each_form_of_mesh_gives_headings_and_what_is_narrower(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    (tmp_path / (name + ".gz")).write_bytes(gzip.compress(text.encode()))

    for path in (tmp_path / name, tmp_path / (name + ".gz")):
        assert loaded(path).narrower("Hypertension") == {"hypertension", "hypertension_renal"}
    if "mtrees" not in name:
        assert loaded(tmp_path / name).heading("blood pressure, high") == "Hypertension"


def with_entities(declared, used):
    return (
        f"<!DOCTYPE d [{declared}]><DescriptorRecordSet><DescriptorRecord><DescriptorName>"
        f"<String>Falls{used}</String></DescriptorName></DescriptorRecord></DescriptorRecordSet>"
    )


def test_an_entity_never_brings_in_another_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("do not read")
    path = tmp_path / "desc.xml"
    path.write_text(with_entities(f'<!ENTITY file SYSTEM "{secret.as_uri()}">', "&file;"))

    assert [heading.name for heading in read_mesh(path)] == ["Falls"]


def test_a_bomb_of_entities_is_refused(tmp_path):
    pairs = zip("abcdefgh", "bcdefghi", strict=True)
    bomb = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {outer} "{f"&{inner};" * 10}">' for inner, outer in pairs)
    path = tmp_path / "desc.xml"
    path.write_text(with_entities(bomb, "&i;"))

    with pytest.raises(MeshProblem, match=r"desc\.xml is broken"):
        list(read_mesh(path))


def test_broken_or_other_files_are_refused_in_plain_words(tmp_path):
    (tmp_path / "broken.xml").write_text(XML[:700])
    (tmp_path / "other.txt").write_text("hello")

    for name in ("broken.xml", "other.txt"):
        with pytest.raises(MeshProblem, match=name.split(".")[0]):
            list(read_mesh(tmp_path / name))


def test_the_real_tree_file_is_read_whole():
    data = shared_data()
    if data is None:
        pytest.skip("the real data is not on this machine")

    made = loaded(data / "mesh" / "mtrees2019.bin")

    assert {"hypertension", "hypertension_malignant"} <= made.narrower("Hypertension")
    assert made.heading("anaemia") == "Anemia"


def stand_ins(vocabulary, text):
    words = text.lower().split()
    return [[each.term for each in found.stand_ins] for found in vocabulary.expansions(words, text.split())]


def test_synonyms_go_both_ways_and_the_longest_run_wins():
    made = Vocabulary()
    made.add_synonyms([("heart attack", "myocardial infarction"), ("heart", "cardiac")])

    assert stand_ins(made, "heart attacks") == [["myocardial infarction"]]
    assert stand_ins(made, "myocardial infarction") == [["heart attack"]]
    assert stand_ins(made, "heart disease") == [["cardiac"]]


def test_an_abbreviation_that_is_a_common_word_counts_only_in_capitals():
    made = Vocabulary()
    made.add_abbreviations([("IT", "information technology"), ("COPD", "chronic obstructive pulmonary disease")])

    assert stand_ins(made, "it helps") == []
    assert stand_ins(made, "IT helps") == [["information technology"]]
    assert stand_ins(made, "copd") == [["chronic obstructive pulmonary disease"]]


def test_an_ambiguous_abbreviation_stands_for_all_at_a_lower_weight():
    made = Vocabulary()
    made.add_abbreviations([("OT", "occupational therapy"), ("OT", "oxytocin"), ("MI", "myocardial infarction")])

    [many] = made.expansions(["ot"], ["OT"])
    [one] = made.expansions(["mi"], ["MI"])

    assert [each.term for each in many.stand_ins] == ["occupational therapy", "oxytocin"]
    assert many.stand_ins[0].weight < one.stand_ins[0].weight < 1


def test_hepatitis_a_is_not_hepatitis():
    made = Vocabulary()
    made.add_headings([Heading("Hepatitis A", ("Infectious Hepatitis",))])

    assert stand_ins(made, "hepatitis") == []


def test_pairs_are_read_from_a_file_with_a_heading_line(tmp_path):
    (tmp_path / "pairs.csv").write_text(
        '\ufeffshort,long,note\nMI,"myocardial infarction",x\n,empty\nbroken\n"HF",heart failure\n'
    )

    assert list(read_pairs(tmp_path / "pairs.csv")) == [("MI", "myocardial infarction"), ("HF", "heart failure")]
