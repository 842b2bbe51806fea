"""Tells MeSH headings from authors' keywords where a format mixes them.

Ovid, EndNote and Zotero write a heading as `Asthma/drug therapy`, a main topic with a star. Only a record
with a PubMed number can hold MeSH; Emtree's terms from Embase look alike and stay keywords.
"""

import re

from bibliography.model import MeshHeading, Qualifier
from bibliography.text import plain

_OVID_QUALIFIER = re.compile(r"[a-z]{2} \[([^\]]+)\]")
_CODE = re.compile(r"/[a-z]{2}\s*\[[^\]]*\]")

QUALIFIERS = frozenset(
    {
        "abnormalities",
        "administration & dosage",
        "adverse effects",
        "agonists",
        "analogs & derivatives",
        "analysis",
        "anatomy & histology",
        "antagonists & inhibitors",
        "biosynthesis",
        "blood",
        "blood supply",
        "cerebrospinal fluid",
        "chemical synthesis",
        "chemically induced",
        "chemistry",
        "classification",
        "complications",
        "congenital",
        "cytology",
        "deficiency",
        "diagnosis",
        "diagnostic imaging",
        "diet therapy",
        "drug effects",
        "drug therapy",
        "economics",
        "education",
        "embryology",
        "enzymology",
        "epidemiology",
        "ethics",
        "ethnology",
        "etiology",
        "genetics",
        "growth & development",
        "history",
        "immunology",
        "injuries",
        "innervation",
        "instrumentation",
        "isolation & purification",
        "legislation & jurisprudence",
        "metabolism",
        "methods",
        "microbiology",
        "mortality",
        "nursing",
        "organization & administration",
        "parasitology",
        "pathogenicity",
        "pathology",
        "pharmacokinetics",
        "pharmacology",
        "physiology",
        "physiopathology",
        "poisoning",
        "prevention & control",
        "psychology",
        "radiation effects",
        "radiotherapy",
        "rehabilitation",
        "secondary",
        "standards",
        "statistics & numerical data",
        "supply & distribution",
        "surgery",
        "therapeutic use",
        "therapy",
        "toxicity",
        "transmission",
        "transplantation",
        "trends",
        "ultrastructure",
        "urine",
        "veterinary",
        "virology",
    }
)
# Headings that indexers tick on nearly every record, so they need no star or slash to be known.
CHECK_TAGS = frozenset(
    {
        "humans",
        "animals",
        "male",
        "female",
        "adult",
        "middle aged",
        "aged",
        "aged, 80 and over",
        "adolescent",
        "child",
        "child, preschool",
        "infant",
        "infant, newborn",
        "young adult",
        "pregnancy",
        "mice",
        "rats",
        "dogs",
        "cats",
        "retrospective studies",
        "prospective studies",
        "cohort studies",
        "case-control studies",
        "cross-sectional studies",
        "follow-up studies",
        "treatment outcome",
        "double-blind method",
        "randomized controlled trials as topic",
        "surveys and questionnaires",
        "risk factors",
        "time factors",
        "qualitative research",
        "sensitivity and specificity",
    }
)


def split_headings(
    texts: list[str], *, from_medline: bool, from_embase: bool
) -> tuple[tuple[MeshHeading, ...], tuple[str, ...]]:
    """Headings and keywords, each once. `texts` hold one or several, parted by semicolons or line ends."""
    headings: dict[str, MeshHeading] = {}
    keywords: dict[str, str] = {}
    for text in texts:
        for part in re.split(r"[;\n\r|]+", text):
            word = plain(part)
            if not word:
                continue
            heading = None if from_embase or not from_medline else _heading(word)
            if heading is not None:
                headings.setdefault(heading.descriptor.lower(), heading)
            else:
                if from_embase:
                    word = _CODE.sub("", word)
                word = word.strip("*").strip()
                if word:
                    keywords.setdefault(word.lower(), word)
    return tuple(headings.values()), tuple(keywords.values())


def _heading(word: str) -> MeshHeading | None:
    name, *rest = word.split("/")
    qualifiers = tuple(map(_qualifier, rest))
    starred = name.startswith("*") or any(one.major for one in qualifiers)
    known = bool(qualifiers) and all(one.name.lower().replace(" and ", " & ") in QUALIFIERS for one in qualifiers)
    if not (starred or known or name.lower() in CHECK_TAGS):
        return None
    return MeshHeading(name.lstrip("*").strip(), major=starred, qualifiers=qualifiers)


def _qualifier(text: str) -> Qualifier:
    """`*surgery`, and `su [Surgery]` as Ovid writes it."""
    text = text.strip()
    name = text.lstrip("*")
    coded = _OVID_QUALIFIER.fullmatch(name)
    return Qualifier(coded[1].lower() if coded else name, major=text.startswith("*"))


def mesh_heading(text: str) -> MeshHeading:
    """One heading of the MEDLINE format: `*Asthma/drug therapy`, `Lung/*surgery`."""
    name, *rest = plain(text).split("/")
    qualifiers = tuple(map(_qualifier, rest))
    major = name.startswith("*") or any(one.major for one in qualifiers)
    return MeshHeading(name.lstrip("*").strip(), major=major, qualifiers=qualifiers)
