from dataclasses import replace

import pytest

from bibliography.design import quality_words, study_design
from bibliography.model import Citation, CitationLink, MeshHeading

PLAIN = Citation(source="ris", position=1, title="A title")


@pytest.mark.parametrize(
    ("kind", "design"),
    [
        ("Randomized Controlled Trial", "randomised trial"),
        ("Systematic Review", "systematic review"),
        ("Network Meta-Analysis", "meta-analysis"),
        ("Practice Guideline", "guideline"),
        ("Case Reports", "case report"),
        ("Editorial", "opinion"),
        ("Review", "narrative review"),
        ("Clinical Trial Protocol", "protocol"),
        ("Published Erratum", "notice"),
    ],
)
def test_what_pubmed_lists_decides(kind: str, design: str) -> None:
    found = study_design(replace(PLAIN, publication_types=("Journal Article", kind)))
    assert found.name == design
    assert f"“{kind}”" in found.because


@pytest.mark.parametrize(
    ("title", "design"),
    [
        ("Compression stockings after stroke: a systematic review and meta-analysis", "meta-analysis"),
        ("Ward pharmacists: a scoping review", "scoping review"),
        ("Falls alarms: systematic review of trials", "systematic review"),
        ("A randomised controlled trial of nurse-led discharge", "randomised trial"),
        ("Nurse-led discharge: protocol for a randomised controlled trial", "protocol"),
        ("A non-randomised comparison of two dressings", "non-randomised trial"),
        ("Outcomes after hip fracture: a retrospective cohort study", "cohort study"),
        ("Statins and delirium: a case-control study", "case-control study"),
        ("Burnout in porters: a cross-sectional survey", "cross-sectional study"),
        ("Diagnostic accuracy of a bedside swallow test", "diagnostic accuracy study"),
        ("Cost-effectiveness of home dialysis in a randomised trial", "economic evaluation"),
        ("Patients' experience of isolation: a qualitative study", "qualitative study"),
        ("Jugular thrombosis after acupuncture: a case report", "case report"),
        ("Clinical practice guideline for sepsis in adults", "guideline"),
        ("Pancreatic necrosis in rats", "animal or laboratory study"),
        ("Delirium: an overview", "narrative review"),
        ("Delirium and sleep", "unclear"),
    ],
)
def test_a_title_that_names_its_design_is_believed(title: str, design: str) -> None:
    assert study_design(replace(PLAIN, title=title)).name == design


@pytest.mark.parametrize(
    "title",
    [
        "Reporting quality of randomised trials in surgery",
        "Comment on a randomised trial of stockings",
        "Mendelian randomized evidence on coffee",
        "Patients were not the ones who chose",
    ],
)
def test_a_title_about_trials_is_not_a_trial(title: str) -> None:
    assert study_design(replace(PLAIN, title=title)).name != "randomised trial"


def test_the_abstract_speaks_when_the_title_is_silent() -> None:
    found = study_design(replace(PLAIN, abstract="Forty women were randomly assigned to one of two wards."))
    assert found.name == "randomised trial"
    assert "were randomly" in found.because


def test_a_random_sample_is_not_a_randomised_trial() -> None:
    found = study_design(replace(PLAIN, abstract="Nurses were randomly selected and an online survey was used."))
    assert found.name == "cross-sectional study"


def test_subject_headings_are_the_last_resort() -> None:
    found = study_design(replace(PLAIN, mesh=(MeshHeading("Humans"), MeshHeading("Cohort Studies"))))
    assert (found.name, found.because) == ("cohort study", "Its subject headings include “Cohort Studies”.")


def test_a_trial_in_dogs_is_an_animal_study() -> None:
    dogs = replace(PLAIN, title="A randomised trial of a diet", mesh=(MeshHeading("Animals"), MeshHeading("Dogs")))
    assert study_design(dogs).name == "animal or laboratory study"


def test_animals_with_people_are_not_an_animal_study() -> None:
    both = replace(
        PLAIN, title="A randomised trial of dog visits", mesh=(MeshHeading("Animals"), MeshHeading("Humans"))
    )
    assert study_design(both).name == "randomised trial"


def test_a_comment_on_a_review_is_a_comment() -> None:
    found = study_design(replace(PLAIN, title="Stockings: a systematic review", publication_types=("Comment",)))
    assert found.name == "opinion"


def test_warnings_come_before_the_kind_of_study() -> None:
    links = (CitationLink("retraction_in", "1"), CitationLink("expression_of_concern_in"))
    words = quality_words(replace(PLAIN, publication_types=("Randomized Controlled Trial",), links=links))
    assert words == ("Retracted: do not rely on it", "The journal has raised a concern", "Randomised trial")


def test_no_sign_is_said_to_be_no_sign() -> None:
    assert quality_words(PLAIN) == ("Kind of study not clear",)
