"""Finds what could point to a patient in free text: numbers with a pattern, and names beside birth dates.

Pure Python, no model. It asks rather than blocks, so it may be wrong now and then; but people stop reading
a question that is mostly wrong, and our texts are full of numbers (PMIDs, DOIs, trial numbers, telephones).
Each pattern therefore needs a checksum, a fixed shape or a telling word beside it.

Sources of the rules:
- NHS number: ten digits, weights 10 to 2 on the first nine, modulus 11 (NHS Data Dictionary, NHS NUMBER).
  The same sum guards Scotland's CHI number (which starts with a birth date), Northern Ireland's Health and
  Care number (320 to 399), and also ISBN-10, which is why that word excuses a number.
- National Insurance number: two letters, six digits, a letter A to D; D F I Q U V are never used, O never
  second, and some pairs are never issued (HMRC manual NIM39110).
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fingerpost.ui.given_names import GIVEN_NAMES

NHS_NUMBER = "nhs_number"
HOSPITAL_NUMBER = "hospital_number"
NATIONAL_INSURANCE = "national_insurance"
BIRTH_DATE = "date_of_birth"
NAME_AND_BIRTH_DATE = "name_and_birth_date"

LOOKS_LIKE = {
    NHS_NUMBER: "an NHS number",
    HOSPITAL_NUMBER: "a hospital number",
    NATIONAL_INSURANCE: "a National Insurance number",
    BIRTH_DATE: "a date of birth",
    NAME_AND_BIRTH_DATE: "a name with a date of birth",
}
# Nobody born before this is alive, and history is full of dates.
EARLIEST_BIRTH_YEAR = 1905
# Longer texts are read in their first part only: a paste of a whole book must not hold a page up.
LONGEST_TEXT = 200_000


@dataclass(frozen=True)
class Finding:
    """Something that could point to a person: which kind, and where it stands in the text."""

    kind: str
    start: int
    end: int

    @property
    def looks_like(self) -> str:
        """How to name it to the person who typed it."""
        return LOOKS_LIKE[self.kind]


def find(text: str) -> list[Finding]:
    """Everything found, in the order of the text. Where two overlap, the one found first in the list below stays."""
    text = text[:LONGEST_TEXT]
    kept: list[Finding] = []
    for finder in (_nhs_numbers, _hospital_numbers, _national_insurance_numbers, _named_birth_dates, _birth_dates):
        for found in finder(text):
            if all(found.end <= other.start or found.start >= other.end for other in kept):
                kept.append(found)
    return sorted(kept, key=lambda found: found.start)


# NHS numbers -----------------------------------------------------------------------------------

_GAP = r"[ \t\u00a0\u2009\u202f./_\-‐‑–—]{0,3}"
_TEN = re.compile(
    rf"(?<![\w/=#@])(?<!\w\.)(?<![0-9][\-–])[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}(?![\w/@]|[.\-–][0-9])"
)
_ANY_TEN = re.compile(rf"[0-9](?:{_GAP}[0-9]){{9}}(?![0-9])")
_NHS_CUE = re.compile(
    r"\b(?:NHS|CHI|H&C)[ \-]?(?:number|num|no|nr|id|#)?\b[ \t]*"
    r"(?:is|was|of|for (?:the|this) (?:patient|person|child))?[\s.:=#()\-–]{0,6}$",
    re.IGNORECASE,
)
# A word before a number that says it is another kind of number.
_OTHER_NUMBER = re.compile(
    r"(?:\b(?:PMIDs?|PMC|PubMed|ISBN(?:-?1[03])?|ISSN|ISRCTN|DOI|ORCID|tel|telephone|phone|mobile|fax|call|ring|bleep|"
    r"ext|extension|EudraCT|CRD|order|invoice|grant|award|contract|charity|licence|account|project|"
    r"accession|barcode|version|helpline|freephone|whatsapp|text|sort code)\b"
    r"(?: (?:number|no|id|ref|reference))?[\s.:=#()\-–]{0,4}|\+[0-9]{1,3}[ \-]?|\(0\)[ \-]?)$",
    re.IGNORECASE,
)


def check_nhs_number(digits: str) -> bool:
    """Whether ten digits carry the right modulus-11 check digit."""
    if len(digits) != 10 or not digits.isdecimal():
        return False
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest != 10 and int(digits[9]) == rest % 11


def _in_issued_range(digits: str) -> bool:
    """Whether a number that passes the checksum is one that is given to people (or kept for examples and tests: 9)."""
    if len(set(digits)) == 1:
        return False
    start = int(digits[:3])
    a_birth_date = 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12
    return 320 <= start <= 499 or 600 <= start <= 799 or start >= 900 or a_birth_date


def _nhs_numbers(text: str) -> Iterator[Finding]:
    for match in _ANY_TEN.finditer(text):
        # After the words "NHS number" even a mistyped number points to somebody.
        if _NHS_CUE.search(text[max(0, match.start() - 50) : match.start()]) and text[match.start() - 1] not in "/":
            yield Finding(NHS_NUMBER, match.start(), match.end())
    for match in _TEN.finditer(text):
        digits = re.sub(r"[^0-9]", "", match[0])
        before = text[max(0, match.start() - 30) : match.start()]
        if check_nhs_number(digits) and _in_issued_range(digits) and not _OTHER_NUMBER.search(before):
            yield Finding(NHS_NUMBER, match.start(), match.end())


# Hospital numbers ------------------------------------------------------------------------------

_LOCAL_NUMBER = (
    r"(?:[A-Z]{1,3}-?|(?-i:[A-Z]{1,3}) )?"
    r"(?:[0-9]{5,10}(?:[/\-][0-9]{1,4})?|[0-9]{2,4}[ \-][0-9]{3,4}|[0-9]{2,3}[ \-][0-9]{2,3}[ \-][0-9]{2,4})[A-Z]?"
)
_HOSPITAL_CUE = (
    r"\b(?:MRN|URN|PAS (?:number|no|id)|(?:hospital|hosp|medical record|case ?notes?|district|unit|"
    r"unit record|clinic|patient|pt|local patient|RiO|SystmOne|EMIS|Lorenzo|EPR)\.? ?"
    r"(?:number|num|no|nr|ID|identifier|#)|"
    r"(?:hospital|hosp|patient) ?#)"
)
_HOSPITAL = re.compile(
    rf"{_HOSPITAL_CUE}(?![a-z])\.?(?:[ \t]*\([A-Za-z ]{{2,20}}\))?[ \t]*(?:is|was)?[\s.:=#()\-–]{{0,5}}"
    rf"(?P<number>\b{_LOCAL_NUMBER}\b)"
    rf"|(?P<first>\b{_LOCAL_NUMBER}\b)[ \t]*\([ ]*"
    r"(?:MRN|hospital (?:number|no)|hosp no|patient (?:number|no|ID))\.?[ ]*\)"
    r"|(?<!per )\b(?:patient|pt)[ \t:]{1,2}(?P<bare>[A-Z]?[0-9]{6,8})\b",
    re.IGNORECASE,
)


def _hospital_numbers(text: str) -> Iterator[Finding]:
    for match in _HOSPITAL.finditer(text):
        group = next(name for name in ("number", "first", "bare") if match[name])
        yield Finding(HOSPITAL_NUMBER, match.start(group), match.end(group))


# National Insurance numbers --------------------------------------------------------------------

_INSURANCE = re.compile(
    r"(?<![\w/.\-])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ \-]?"
    r"[0-9]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2}[ \-]?[A-D](?![\w/\-])",
    re.IGNORECASE,
)


def _national_insurance_numbers(text: str) -> Iterator[Finding]:
    for match in _INSURANCE.finditer(text):
        if not _OTHER_NUMBER.search(text[max(0, match.start() - 30) : match.start()]):
            yield Finding(NATIONAL_INSURANCE, match.start(), match.end())


# Birth dates -----------------------------------------------------------------------------------

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBERS_DATE = r"[0-3]?[0-9][ ]?[/.\-][ ]?[01]?[0-9][ ]?[/.\-][ ]?(?:(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])"
_ISO_DATE = r"(?:19|20)[0-9]{2}[\-/.][01]?[0-9][\-/.][0-3]?[0-9]"
_WORDS_DATE = (
    rf"(?:[0-3]?[0-9](?:st|nd|rd|th)?(?: of)?[ \-]{_MONTH}\.?,?[ \-](?:1[89]|20)[0-9]{{2}}"
    rf"|{_MONTH}\.? [0-3]?[0-9](?:st|nd|rd|th)?,? (?:1[89]|20)[0-9]{{2}})"
)
_SHORT_YEAR_DATE = rf"\b[0-3]?[0-9](?:st|nd|rd|th)?[ \-]{_MONTH}\.?[ \-][0-9]{{2}}(?![0-9])"
# After a cue that runs into its date ("dob12/03/1962") there is no edge of a word.
_DATE = rf"(?<![0-9])(?:{_ISO_DATE}|{_NUMBERS_DATE}|{_WORDS_DATE})\b"
_BORN = re.compile(
    r"(?P<cue>\bD\.?O\.?B(?![A-Za-z])\.?|\bdate[ \-]of[ \-]birth\b|\bbirth[ \-]?date\b|\bbirthday\b|"
    r"\bborn(?: on)?(?: the)?\b|\(b\.)"
    rf"(?:[ \t]*\([A-Za-z /]{{2,14}}\))?[ \t]*(?:is|was)?[\s:=,\-–(]{{0,5}}(?P<date>{_DATE}|{_SHORT_YEAR_DATE})"
    rf"|(?P<first>{_DATE})[ \t]*\([ ]*(?:DOB|D\.O\.B\.?|date of birth)[ ]*\)",
    re.IGNORECASE,
)
# "Infants born on 1 January 2010" is a cohort.
_A_GROUP = re.compile(
    r"\b(?:babies|infants|children|people|persons|women|men|mothers|patients|adults|cohorts?|neonates|individuals|"
    r"participants|twins|those|all|everyone|anyone|staff|boys|girls|residents|births)"
    r"(?:\s+(?:who|that|were|are|was|and|had|been|not|in|the|UK|England|singletons?)){0,4}\s*$",
    re.IGNORECASE,
)
# Words that make a name with a given name in it the name of something else.
_INSTITUTIONS = """
    act alliance award building campaign care centre center charity college commission committee foundation group
    hospital infirmary inquiry institut institute lecture library medal observatory prize programme queen report
    review saint school society st study trial trust unit university wiley
"""
_NOT_PEOPLE = frozenset(_INSTITUTIONS.split())
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Master|Mx)\.?"
_NAME_WORD = r"(?:[A-ZÀ-ÖØ-Þ](?:['’][A-Z])?[a-zà-öø-ÿ]+(?:['’\-][A-Z]?[a-zà-öø-ÿ]+)?|[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’\-]{1,20})"
_NAME_OR_INITIAL = rf"(?:{_NAME_WORD}|[A-Z]\.?)"
_NAME = rf"(?:{_TITLE}[ ]{_NAME_OR_INITIAL}(?:[ ]{_NAME_WORD}){{0,2}}|{_NAME_WORD}(?:,?[ ]{_NAME_OR_INITIAL}){{1,2}})"
_BIRTH_WORD = r"(?i:(?:who was |was )?(?:DOB|D\.O\.B\.?|b\.|born(?: on)?|date of birth)[\s:=\-–]{0,4})"
_NAMED = re.compile(rf"\b(?P<name>{_NAME})[ \t]*[,;:(\[\-–|]?[ \t]*(?P<told>{_BIRTH_WORD})?(?P<date>(?i:{_DATE}))")


def _this_year() -> int:
    return dt.datetime.now(dt.UTC).year


def _year(date: str) -> int:
    """The year of a matched date; two digits are read as the latest year that is not to come."""
    four = re.search(r"(?<![0-9])(?:18|19|20)[0-9]{2}(?![0-9])", date)
    if four:
        return int(four[0])
    short = int(re.findall(r"[0-9]+", date)[-1])
    return 2000 + short if 2000 + short <= _this_year() else 1900 + short


def _could_be_a_birth(date: str) -> bool:
    """Whether somebody alive could have been born on it: not long ago, not to come, and a real day and month."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", date)]
    spelt = re.search(r"[a-z]{3}", date, re.IGNORECASE)
    day_month = [n for n in numbers if n < 100][: 1 if spelt else 2]
    real = all(1 <= n <= 31 for n in day_month) and (bool(spelt) or min(day_month) <= 12)
    return real and EARLIEST_BIRTH_YEAR <= _year(date) <= _this_year()


def _is_a_name(name: str) -> bool:
    """Whether the capitals look like a person: a title, or a given name that people in this country carry."""
    if re.match(rf"{_TITLE}[ ]", name):
        return True
    words = re.findall(r"[a-zà-ÿ'’\-]+", name.lower())
    if _NOT_PEOPLE & set(words):
        return False
    # "Margaret Hughes", "Hughes, Margaret" and, on forms, "Hughes Margaret".
    return words[0] in GIVEN_NAMES or (
        ("," in name or len(words) == 2) and words[1:2] != [] and words[1] in GIVEN_NAMES
    )


def _named_birth_dates(text: str) -> Iterator[Finding]:
    for match in _NAMED.finditer(text):
        if not _could_be_a_birth(match["date"]):
            continue
        # Without a word for birth, a name and a recent date is a signature or an appointment.
        if match["told"] or (_is_a_name(match["name"]) and _year(match["date"]) < _this_year() - 1):
            yield Finding(NAME_AND_BIRTH_DATE, match.start(), match.end())


def _birth_dates(text: str) -> Iterator[Finding]:
    for match in _BORN.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        group = (match["cue"] or "").lower().startswith("born") and _A_GROUP.search(before)
        if not group and _could_be_a_birth(match["date"] or match["first"]):
            yield Finding(BIRTH_DATE, match.start(), match.end())
