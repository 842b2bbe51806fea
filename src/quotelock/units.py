"""What a number counts: the names of units, and which of them are the same kind."""

import re

_NAMES = {
    "percent": "% ％ ٪ percent per_cent pct",
    "points": "percentage_point percentage_points percent_points percentage-point percentage-points %_points pp",
    "score points": "point points",
    "kg": "kg kgs kilogram kilograms kilo kilos", "g": "g gm gms gram grams gramme grammes",
    "mg": "mg mgs milligram milligrams",
    "mcg": "mcg µg μg ug microg microgram micrograms", "ng": "ng nanogram nanograms",
    "pg": "pg picogram picograms", "tonne": "tonne tonnes", "lb": "lb lbs pound_weight",
    "ml": "ml mls millilitre millilitres milliliter milliliters cc", "l": "l litre litres liter liters",
    "dl": "dl decilitre decilitres", "mcl": "µl μl microlitre microlitres microliter microliters",
    "mmol": "mmol mmols millimole millimoles", "mcmol": "µmol μmol umol micromol micromoles", "nmol": "nmol",
    "pmol": "pmol", "mol": "mol moles", "meq": "meq", "iu": "iu units unit international_units u",
    "mm": "mm millimetre millimetres millimeter millimeters", "cm": "cm centimetre centimetres centimeter centimeters",
    "m": "m metre metres meter meters", "km": "km kilometre kilometres kilometer kilometers", "mcm": "µm μm",
    "inch": "inch inches", "foot": "feet", "mile": "mile miles",
    "mmhg": "mmhg mm_hg mm.hg millimetres_of_mercury", "kpa": "kpa", "cmh2o": "cmh2o cm_h2o",
    "ms": "ms msec milliseconds", "second": "s sec secs second seconds", "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours", "day": "d day days", "night": "night nights", "week": "wk wks week weeks weekly",
    "month": "mo mos month months", "year": "y yr yrs year years years_old year-old years-old",
    "decade": "decade decades", "bpm": "bpm beats beat", "hz": "hz", "kcal": "kcal kcals calories kilocalories",
    "kj": "kj", "degree": "°c °f ° degrees degree",
    "times": "fold times times_daily",
    "patient-years": "patient-years patient_years person-years person_years woman-years women-years bed_days bed-days "
    "patient-days patient_days patient-months person-months",
    "people": "patient patients people person persons participant participants subject subjects child children adult "
    "adults woman women man men boy boys girl girls volunteer volunteers individual individuals infant infants "
    "baby babies neonates nurse nurses doctor doctors physician physicians resident residents student students "
    "respondent respondents controls user users clinician clinicians gps smokers mothers parents staff carers "
    "outpatients inpatients",
    "studies": "study studies trial trials rcts papers articles reports",
    "places": "hospital hospitals practices practice wards ward centres centers sites clinics trusts",
    "pounds": "pounds pounds_sterling gbp", "dollars": "dollars usd", "euros": "euros eur euro",
}  # fmt: skip
UNITS = {name.replace("_", " "): unit for unit, names in _NAMES.items() for name in names.split()}
_ONLY_GLUED = {"s", "h", "d", "y", "m", "g", "l", "u", "pp", "mo"}
"""Letters that are a unit straight after a digit or one space, and not after a hyphen."""
_NEEDS_DIGIT = _ONLY_GLUED | {"min", "ms", "cc", "beats", "feet"}

_LONGEST_FIRST = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(UNITS, key=len, reverse=True))
_UNIT = re.compile(rf"(?P<gap>[\s\u00a0]{{0,2}}|[-‐‑–]\s?)(?P<name>{_LONGEST_FIRST})(?![^\W\d_])", re.IGNORECASE)
_BY_WEIGHT = re.compile(
    r"\s?(?:/|\bper\b|\.)\s?(?P<name>kg|g|mg|ml|l|dl|m2|m\(2\)|m²|litre|liter|min|minute|h|hr|hour|d|day|week|wk|month|mo|year|yr"
    r"|visit|person|patient|head)(?![^\W\d_])(?!-?\d)",
    re.IGNORECASE,
)
_A_DAY = re.compile(
    r"\s(?:a\s(?P<name>day|week|month|year)|(?P<ly>hourly|daily|weekly|monthly|yearly|annually))\b", re.IGNORECASE
)
_LY = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
_SAME = {"litre": "l", "liter": "l", "hr": "hour", "h": "hour", "d": "day", "wk": "week", "mo": "month", "yr": "year",
         "min": "minute", "m(2)": "m2", "m²": "m2", "patient": "person", "head": "person"}  # fmt: skip
_RATES = {"minute", "hour", "day", "week", "month", "year", "visit", "person"}
"""What may be left out ("10 mg" for "10 mg a day"); "/kg" may not."""

MONEY = {"£": "pounds", "$": "dollars", "€": "euros"}
COUNTED = {"", "people", "studies", "places", "score points", "patient-years"}
"""A bare number may stand for one of these."""
OWN = {"in", "fraction", "times"}
"""What a number has for itself, not for the list it ends."""

_FACTORS = {
    "kg": ("mass", 1e9), "g": ("mass", 1e6), "mg": ("mass", 1e3), "mcg": ("mass", 1.0), "ng": ("mass", 1e-3),
    "l": ("volume", 1e6), "dl": ("volume", 1e5), "ml": ("volume", 1e3), "mcl": ("volume", 1.0),
    "second": ("time", 1 / 3600), "minute": ("time", 1 / 60), "hour": ("time", 1.0), "day": ("time", 24.0),
    "week": ("time", 168.0),
    "month": ("time", 730.5), "year": ("time", 8766.0), "decade": ("time", 87660.0),
    "km": ("length", 1e6), "m": ("length", 1e3), "cm": ("length", 10.0), "mm": ("length", 1.0),
    "percent": ("share", 0.01), "fraction": ("share", 1.0), "in": ("share", 1.0),
}  # fmt: skip


def unit_after(text: str, place: int, *, digits: bool) -> tuple[str, str, int]:
    """The unit that begins at `place`, what it is given per ("kg", "day"), and where it ends; '' where none is."""
    found = _UNIT.match(text, place)
    if not found:
        return "", "", place
    name = re.sub(r"\s+", " ", found["name"].lower())
    if not digits and name in _NEEDS_DIGIT:
        return "", "", place
    if name in _ONLY_GLUED and found["gap"].strip() != "":
        return "", "", place
    unit, end = UNITS[name], found.end()
    per, end = _per(text, end)
    return unit, per, end


def _per(text: str, end: int) -> tuple[str, int]:
    """All that a unit is given per: `mg/kg/day` is ("kg day", …)."""
    found: list[str] = []
    for _ in range(3):
        if by := _BY_WEIGHT.match(text, end):
            name = by["name"].lower()
            found.append(_SAME.get(name, name))
            end = by.end()
        elif a_day := _A_DAY.match(text, end):
            found.append(a_day["name"] or _LY[a_day["ly"].lower()])
            end = a_day.end()
        else:
            break
    return " ".join(found), end


def same_kind(one: str, other: str) -> bool:
    """Whether two units are the same kind; a bare number may count people, trials or points."""
    return one == other or ("" in (one, other) and one in COUNTED and other in COUNTED)


def same_rate(one: str, other: str) -> bool:
    """Whether two are given per the same: a day may be left out, a kilogram may not."""
    weights = [set(per.split()) - _RATES for per in (one, other)]
    rates = [set(per.split()) & _RATES for per in (one, other)]
    return weights[0] == weights[1] and (not rates[0] or not rates[1] or rates[0] == rates[1])


def size(value: float, unit: str) -> tuple[str, float] | None:
    """A number in the one unit of its kind, to find the same amount said otherwise."""
    if unit not in _FACTORS:
        return None
    kind, factor = _FACTORS[unit]
    return kind, value * factor
