"""Numbers written as words: "twenty-five", "a hundred", "two thirds", "twice"."""

import re
from decimal import Decimal

_SMALL = {
    word: number for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
}  # fmt: skip
_TENS = {
    word: 10 * number
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6,
    "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
_TIMES = {"twice": 2, "thrice": 3, "doubled": 2, "doubles": 2, "doubling": 2, "tripled": 3, "trebled": 3,
          "quadrupled": 4, "twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10}  # fmt: skip
_SIMPLE = "|".join(_SMALL | _TENS)
_GROUP = rf"(?:{_SIMPLE})(?:[\s-](?:{_SIMPLE}))?"
_NUMBER = (
    rf"(?:(?:{_GROUP})|\ba)\s(?:hundred|thousand|million|billion|dozen)(?:\s(?:thousand|million))?"
    rf"(?:\s(?:and\s)?(?:{_GROUP})(?![\s-](?:hundred|thousand)))?|{_GROUP}"
)
_PART = (
    r"(?P<many>an?|one|two|three|four|five)[\s-]"
    r"(?P<part>half|halves|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|tenths?)"
)
WORDS = re.compile(
    rf"\b(?:(?P<partly>{_PART})|(?P<halved>halved|half(?!-?\s?(?:lives|life|time|yearly|way)))|(?P<times>{'|'.join(_TIMES)})"
    rf"|(?P<number>{_NUMBER})|(?P<none>no|none|nil))\b",
    re.IGNORECASE,
)
"""Any number in words."""
_PART_GOES_ON = re.compile(
    r"\s*(?:$|[.,;:()]|(?:of|to|had|have|were|was|did|more|less|lower|higher|fewer|reported|said|fell|in|at|and|by|as|than|the)\b)"
)


def value_of(found: re.Match[str]) -> tuple[Decimal, str] | None:
    """The value of a match of `WORDS` and its unit ("fraction", "times" or none); None where it is no number."""
    if found["partly"]:
        many = found["many"].lower()
        if many in ("a", "an") and not _PART_GOES_ON.match(found.string, found.end()):
            return None
        top = 1 if many in ("a", "an") else _SMALL[many]
        return Decimal(top) / _PARTS[found["part"].lower()], "fraction"
    if found["halved"]:
        return Decimal("0.5"), "fraction"
    if found["times"]:
        return Decimal(_TIMES[found["times"].lower()]), "times"
    if found["none"]:
        return Decimal(0), ""
    return Decimal(_count(re.split(r"[\s-]+", found["number"].lower()))), ""


def _count(words: list[str]) -> int:
    total, current = 0, 0
    for word in words:
        if word == "a":
            current = 1
        elif word == "dozen":
            current = 12 * (current or 1)
        elif word == "hundred":
            current = 100 * (current or 1)
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0
        else:
            current += _SMALL.get(word) or _TENS.get(word) or 0
    return total + current
