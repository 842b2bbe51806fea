"""British and American spellings folded to one form, the same for documents and questions.

The folded form is a key to match by. A rule stands here if it is safe wherever its letters occur in
English; the rest are whole words. Folding two different words together costs a little noise, parting
two spellings of one word loses an answer, so in doubt the rule folds.
"""

import re

# Letters inside a word. Mostly Greek roots, which keep their diphthong in British English.
_INSIDE = {
    "oesoph": "esoph",
    "oestr": "estr",
    "oedem": "edem",
    "foet": "fet",
    "rrhoe": "rrhe",
    "pnoe": "pne",
    "amoeb": "ameb",
    "coeli": "celi",
    "homoeo": "homeo",
    "aemi": "emi",
    "haem": "hem",
    "paed": "ped",
    "gynaec": "gynec",
    "aesthe": "esthe",
    "caec": "cec",
    "caesar": "cesar",
    "caesiu": "cesiu",
    "faec": "fec",
    "aetio": "etio",
    "palaeo": "paleo",
    "archaeo": "archeo",
    "naevus": "nevus",
    "naevi": "nevi",
    "taeni": "teni",
    "leucocyt": "leukocyt",
    "leucopen": "leukopen",
    "leucopla": "leukopla",
    "leucorrh": "leukorrh",
    "leucodys": "leukodys",
    "leucoenc": "leukoenc",
    "leucotri": "leukotri",
    "leucaem": "leukem",
    "sulph": "sulf",
    "defence": "defense",
    "offence": "offense",
    "pretence": "pretense",
    "licence": "license",
    "practis": "practic",
    "sceptic": "skeptic",
    "mould": "mold",
    "plough": "plow",
    "judgement": "judgment",
    "acknowledgement": "acknowledgment",
    "aluminium": "aluminum",
    "artefact": "artifact",
    "enrolment": "enrollment",
    "fulfilment": "fulfillment",
    "instalment": "installment",
    "skilful": "skillful",
    "wilful": "willful",
    "manoeuvre": "maneuver",
    "manoeuvri": "maneuveri",
    "manoeuvra": "maneuvera",
    "fibreo": "fibero",
    "tranquillis": "tranquiliz",
    "tranquilliz": "tranquiliz",
}
_INSIDE_PATTERN = re.compile("|".join(sorted(_INSIDE, key=lambda part: (-len(part), part))))

# Words in -our, with all that is built on them (behavioural, colourless, labourer).
_OUR = re.compile(
    r"(arm|behavi|cand|clam|col|demean|endeav|fav|ferv|flav|harb|hon|hum|lab|neighb|od|parl|ranc"
    r"|rig|rum|sav|savi|splend|succ|tum|val|vap|vig)our"
)
_RE = re.compile(r"(calib|cent|fib|goit|lit|lust|meag|met|sab|somb|spect|theat|tit)r(e|es|ed|ing)$")
_OGUE = re.compile(r"(anal|catal|dial|epil|homol|monol|prol|travel)ogue(s?)$")
_GRAMME = re.compile(r"gramme(s?)$")
_DOUBLE_L = re.compile(
    r"(cancel|channel|counsel|dial|equal|fuel|label|level|marvel|model|panel|pedal|quarrel|signal"
    r"|swivel|total|travel|tunnel)l(ed|ing|er|ers|or|ors)$"
)
_ISE = re.compile(r"([a-z]{3,}is)(e|ed|es|er|ers|ing|able|ation|ations|ational|ationally)$")
_YSE = re.compile(r"(?<=l)ys(e|ed|er|ers|ing)$")

# Words in -ise on both sides of the Atlantic, without their last letter.
_ALWAYS_ISE = """
    advertis advis anticlockwis apprais appris aris bruis chastis circumcis clockwis compris
    compromis concis cruis demis despis devis disguis enfranchis enterpris excis exercis exorcis
    expertis franchis guis improvis incis lengthwis liais likewis malais merchandis otherwis paradis
    prais precis premis pris promis rais repris revis supervis surmis surpris televis tortois
    treatis turquois uprais
"""
_KEPT = frozenset(_ALWAYS_ISE.split())
_BEFORE = re.compile(r"^(un|re|over|pre|mis|dis|non|self|ill|well)(?=[a-z]{4})")

_WORDS = {
    "ageing": "aging",
    "grey": "gray",
    "greys": "grays",
    "disc": "disk",
    "discs": "disks",
    "programmes": "programs",
    "speciality": "specialty",
    "specialities": "specialties",
    "fulfil": "fulfill",
    "fulfils": "fulfills",
    "enrol": "enroll",
    "enrols": "enrolls",
    "focussed": "focused",
    "focussing": "focusing",
    "focusses": "focuses",
    "learnt": "learned",
    "burnt": "burned",
    "spelt": "spelled",
    "moustache": "mustache",
    "pyjamas": "pajamas",
    "kerb": "curb",
}


def fold_spelling(word: str) -> str:
    """The one form of a lower-case word that both spellings share: oesophagus gives esophagus."""
    if not word.isascii() or len(word) < 4:
        return word
    if word in _WORDS:
        return _WORDS[word]
    word = _INSIDE_PATTERN.sub(lambda found: _INSIDE[found[0]], word)
    word = _OUR.sub(r"\1or", word)
    word = _RE.sub(_turn_re, word)
    word = _OGUE.sub(r"\1og\2", word)
    word = _GRAMME.sub(r"gram\1", word)
    word = _DOUBLE_L.sub(r"\1\2", word)
    return _fold_ise(word)


def fold_beginnings(beginning: str) -> tuple[str, ...]:
    """The folded forms that words with this beginning may have: randomis gives randomis, randomiz.

    A cut word has lost the letters that a rule looks at, so each likely reading is tried.
    """
    readings = {beginning, fold_spelling(beginning)}
    for reading in tuple(readings):
        if reading.endswith(("is", "lys")):
            readings.add(reading[:-1] + "z")
        if reading.endswith("ou") and _OUR.search(reading + "r"):
            readings.add(reading[:-1])
        if _RE.search(reading + "e"):
            readings.add(reading[:-1] + "er")
        if _DOUBLE_L.search(reading + "ed"):
            readings |= {reading[:-1] + ending for ending in ("ed", "er", "ing", "or")}
        if reading.endswith("gramm"):
            readings.add(reading[:-1])
        readings |= _unfinished(reading)
    return tuple(sorted(readings))


def _unfinished(beginning: str) -> set[str]:
    """Readings of a beginning that stops inside a rule: anaem (of anaemia) gives anem."""
    readings = set()
    for part, folded in _INSIDE.items():
        for length in range(3, len(part)):
            reading = beginning[:-length] + folded[: length + len(folded) - len(part)]
            if beginning.endswith(part[:length]) and len(reading) >= 4:
                readings.add(reading)
    return readings


def _turn_re(found: re.Match[str]) -> str:
    ending = {"e": "er", "es": "ers", "ed": "ered", "ing": "ering"}[found[2]]
    return found[1] + ending


def _fold_ise(word: str) -> str:
    if len(word) > 4:
        word = _YSE.sub(r"yz\1", word)
    found = _ISE.search(word)
    if found and not {found[1], _BEFORE.sub("", found[1])} & _KEPT:
        return f"{found[1][:-1]}z{found[2]}"
    return word
