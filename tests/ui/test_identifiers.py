"""What the guard on free text must notice, and what it must leave alone."""

import time

import pytest

from fingerpost.ui import identifiers
from fingerpost.ui.identifiers import (
    BIRTH_DATE,
    HOSPITAL_NUMBER,
    NAME_AND_BIRTH_DATE,
    NATIONAL_INSURANCE,
    NHS_NUMBER,
    check_nhs_number,
    find,
)

POINTS_TO_SOMEBODY = [
    (NHS_NUMBER, "9434765919"),
    (NHS_NUMBER, "943 476 5919"),
    (NHS_NUMBER, "943-476-5919"),
    (NHS_NUMBER, "943–476–5919"),
    (NHS_NUMBER, "943\u00a0476\u00a05919"),
    (NHS_NUMBER, "943.476.5919"),
    (NHS_NUMBER, "943  476  5919"),
    (NHS_NUMBER, "943/476/5919"),
    (NHS_NUMBER, "nhs number943 476 5919"),
    (NHS_NUMBER, "4505577104"),
    (NHS_NUMBER, "patient (450 557 7104) fell on the ward"),
    (NHS_NUMBER, "Please look up 485-066-9077, thank you."),
    (NHS_NUMBER, "Is warfarin safe for 6330080631?"),
    (NHS_NUMBER, "NHS number: 701 608 3772"),
    (NHS_NUMBER, "NHS No. 7016083772"),
    (NHS_NUMBER, "nhs no 70 1608 3772"),
    (NHS_NUMBER, "NHS number is 943 476 5918"),  # mistyped, and still somebody's
    (NHS_NUMBER, "NHS Number for this patient: 4507763177"),
    (NHS_NUMBER, "CHI 0104158689"),
    (NHS_NUMBER, "H&C number 3204068129"),
    (NHS_NUMBER, "number\n4507763177\nadmitted"),
    (NHS_NUMBER, "test number 999 835 3378"),
    (HOSPITAL_NUMBER, "MRN 1234567"),
    (HOSPITAL_NUMBER, "MRN: A123456"),
    (HOSPITAL_NUMBER, "mrn#0098123"),
    (HOSPITAL_NUMBER, "Hospital number K1234567"),
    (HOSPITAL_NUMBER, "hospital no. 445566"),
    (HOSPITAL_NUMBER, "Hosp No: RX 123456"),
    (HOSPITAL_NUMBER, "patient ID 00981234"),
    (HOSPITAL_NUMBER, "Patient number is 5567812"),
    (HOSPITAL_NUMBER, "case note number 123456/78"),
    (HOSPITAL_NUMBER, "She (A1234567, hospital number) was seen; hospital number A1234567"),
    (HOSPITAL_NUMBER, "D456789 (MRN) had sepsis"),
    (HOSPITAL_NUMBER, "RiO number 1029384"),
    (HOSPITAL_NUMBER, "district number 7654321"),
    (HOSPITAL_NUMBER, "Hosp. No. 123456"),
    (HOSPITAL_NUMBER, "hospital number: 123 456"),
    (HOSPITAL_NUMBER, "unit number A12 3456"),
    (HOSPITAL_NUMBER, "patient 1234567 was moved"),
    (NATIONAL_INSURANCE, "AB123456C"),
    (NATIONAL_INSURANCE, "AB 12 34 56 C"),
    (NATIONAL_INSURANCE, "ab-12-34-56-c"),
    (NATIONAL_INSURANCE, "his NI number is JG103759A"),
    (BIRTH_DATE, "DOB 12/03/1962"),
    (BIRTH_DATE, "DOB: 12.3.62"),
    (BIRTH_DATE, "d.o.b. 1962-03-12"),
    (BIRTH_DATE, "Date of birth 12 March 1962"),
    (BIRTH_DATE, "date of birth (dd/mm/yyyy): 12/03/1962"),
    (BIRTH_DATE, "a man born on 3rd of March 1950 with COPD"),
    (BIRTH_DATE, "she was born 14-Feb-1988"),
    (BIRTH_DATE, "born on March 3, 1950"),
    (BIRTH_DATE, "birth date was 01/01/2019"),
    (BIRTH_DATE, "DOB - 12 Mar 62"),
    (BIRTH_DATE, "12/03/1962 (DOB)"),
    (BIRTH_DATE, "dob12/03/1962"),
    (BIRTH_DATE, "date of birth=1962/03/12"),
    (NAME_AND_BIRTH_DATE, "Margaret Hughes 12/03/1941"),
    (NAME_AND_BIRTH_DATE, "Hughes, Margaret (12/03/1941)"),
    (NAME_AND_BIRTH_DATE, "Mrs Okafor, 4 May 1971"),
    (NAME_AND_BIRTH_DATE, "HUGHES, Margaret 12/03/1941"),
    (NAME_AND_BIRTH_DATE, "JOHN SMITH 12/03/1962"),
    (NAME_AND_BIRTH_DATE, "Smith John (12/03/1962)"),
    (NAME_AND_BIRTH_DATE, "Mr J Patel 04.05.71"),
    (NAME_AND_BIRTH_DATE, "Mohammed Khan DOB 1/2/1990"),
    (NAME_AND_BIRTH_DATE, "Zbigniew Kowalczyk born 3 June 1984"),
    (NAME_AND_BIRTH_DATE, "Siân O'Brien (b. 3 June 1984)"),
    (NAME_AND_BIRTH_DATE, "Sian Evans-Jones – 1984-06-03"),
]

POINTS_TO_NOBODY = [
    "",
    "What reduces falls on an older people's ward?",
    "PMID 31462531",
    "PMIDs: 31462531, 30049270 and 28765432",
    "PMID: 4505577104",  # no PMID is that long yet; the word still excuses it
    "PMC6112631",
    "doi:10.1016/j.jclinepi.2019.08.001",
    "https://doi.org/10.1136/bmj.4505577104",
    "https://example.org/items/4505577104",
    "10.1002/14651858.CD009009.pub3",
    "ISSN 0140-6736",
    "ISSN 1756-1833 (online)",
    "ISBN 4505577104",
    "ISBN-10: 943 476 5919",
    "ISBN 978-0-14-103613-5",
    "NCT04280705",
    "ISRCTN12345678 and ISRCTN 50189673",
    "EudraCT 2020-001113-21",
    "PROSPERO CRD42020178787",
    "ext 4521, bleep 2214",
    "Tel 020 7946 0958",
    "Call 0161 496 0000 or 07700 900123",
    "+44 161 496 0000",
    "phone 943 476 5919",
    "1234567890",
    "1111111111",
    "5286570704",  # right checksum, never issued
    "published 2019 to 2021, volume 12, pages 1234-1241",
    "Lancet 2019;394:1221-1231",
    "n = 1,234,567 admissions; p = 0.0012345678",
    "ICD-10 codes F32.0 and F33.1; ODS codes RXA and R0A",
    "14 studies, 12,345 people, risk ratio 0.81 (0.70 to 0.94)",
    "version 3.10.2024, review due 12/03/2027",
    "Reviewed 12 March 2024 by the medicines safety group",
    "Jane Smith, library manager, wrote this in 2015",
    "Agreed by Jane Smith, 12 March 2099",
    "Cochrane Library 12/03/2001",
    "British Medical Journal, 12 March 1998",
    "Boxing Day 26/12/1999",
    "James Lind Alliance, 12 March 2016",
    "Queen Elizabeth Hospital 12/03/2001",
    "St Thomas 12/03/2001",
    "Elizabeth Garrett Anderson Hospital 3.4.2012",
    "Hospital number one 12345 beds",
    "patient no 1 in 12345 cases",
    "cost per patient 1234567",
    "Infants born on 1 January 2010 or later were followed to age five",
    "children who were born on 1 September 2004",
    "women born between 1 January 1950 and 31 December 1960",
    "babies born before 32 weeks in 2018",
    "Florence Nightingale was born on 12 May 1820",
    "date of birth is recorded on admission",
    "The hospital numbers rose to 123456 last year",
    "hospital number of beds: see table 4",
    "MRNs must not be sent by e-mail",
    "MRN changed in 2019",
    "the NHS employs 1234567 people",
    "NHS 75 and NHS 111",
    "NHS England, 20 December 2023: annual figures",
    "grant NIHR200166, award PB-PG-0906-11181",
    "GB123456A and NK123456C",
    "room B12 34 56, cost code AB123456CD",
    "sort code 20-00-00",
    "1700000000 seconds",
    "DOB is not needed; send age in years, for example 64",
    "Hospital episode statistics 2019-20, table 5a",
]


def test_the_list_is_long_enough_to_mean_something():
    assert len(POINTS_TO_SOMEBODY) >= 40
    assert len(POINTS_TO_NOBODY) >= 40


@pytest.mark.parametrize(("kind", "text"), POINTS_TO_SOMEBODY)
def test_asks_about_what_could_point_to_a_person(kind, text):
    assert kind in [found.kind for found in find(text)]


@pytest.mark.parametrize("text", POINTS_TO_NOBODY)
def test_leaves_ordinary_text_alone(text):
    assert [(found.kind, text[found.start : found.end]) for found in find(text)] == []


def test_says_exactly_where_it_found_something():
    text = "Falls risk for 943 476 5919 after a stroke, DOB 12/03/1962"

    assert [text[found.start : found.end] for found in find(text)] == ["943 476 5919", "DOB 12/03/1962"]


def test_names_what_it_found_in_words():
    assert [found.looks_like for found in find("NHS number 943 476 5919")] == ["an NHS number"]


def test_reports_each_piece_once_when_patterns_overlap():
    found = find("Margaret Hughes DOB 12/03/1941, NHS number 943 476 5919")

    assert [one.kind for one in found] == [NAME_AND_BIRTH_DATE, NHS_NUMBER]


@pytest.mark.parametrize(("digits", "right"), [("9434765919", True), ("9434765918", False), ("943476591", False),
                                               ("943476591X", False), ("4505577104", True)])  # fmt: skip
def test_checksum_of_an_nhs_number(digits, right):
    assert check_nhs_number(digits) is right


HOSTILE = [
    "9" * 100_000,
    "Aaa Bbb Ccc " * 20_000,
    "born on " * 20_000,
    "1 2 3 4 5 " * 10_000,
    "Anna-" * 40_000,
    "MRN (" * 40_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_does_not_hold_a_page_up(text):
    started = time.perf_counter()

    identifiers.find(text)

    assert time.perf_counter() - started < 3
