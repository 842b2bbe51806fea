"""A small collection that the promises are tried on, and the naive truth about it."""

from collections.abc import Iterable

from retrieval.model import Document, Page

OPEN = [
    Document(
        "p1", "paper", "Oesophageal cancer in adults",
        "Surgery of the esophagus was compared with radiotherapy. Beta-blockers and IL-6 were measured.",
        searchable={"author": ("Smith J", "O'Brien M"), "mesh": ("Esophageal Neoplasms",), "journal": ("The Lancet",)},
        exact={"type": ("trial",), "language": ("en",)}, year=2019, day=17_900,
    ),
    Document(
        "p2", "paper", "Preventing falls in older people",
        "Exercise prevents falls. Heart failure was rare; failure of the heart valve was not.",
        searchable={"author": ("Jones A",), "mesh": ("Accidental Falls", "Hypertension, Pulmonary")},
        exact={"type": ("review", "trial"), "language": ("en", "fr")}, year=2021, day=18_700,
    ),
    Document(
        "p3", "paper", "Pre-eclampsia and blood pressure", "Aspirin 75mg lowers the risk of preeclampsia.",
        searchable={"mesh": ("Pre-Eclampsia",)}, exact={"type": ("trial",)}, year=2015, day=16_500,
    ),
    Document("g1", "guideline", "Managing heart failure", "Diuretics in heart failure. Do not stop beta blockers.",
             exact={"type": ("guideline",)}, year=2023, day=19_500),
    Document("g2", "guideline", "Falls on the ward", "After a fall: check, help, report.", year=None, day=19_000),
]  # fmt: skip
RESTRICTED = [
    Document("l1", "policy", "Falls policy", "After a fall on our ward, fill in the falls form. Falls, falls, falls.",
             audience=frozenset({"unit:1"}), exact={"type": ("local",)}, year=2024, day=19_700),
    Document("l2", "policy", "Zanzibarine pathway", "Zanzibarine is used for heart failure here.",
             audience=frozenset({"unit:2"}), exact={"type": ("local",)}, year=2022, day=19_100),
    Document("p2-abstract", "paper", "Preventing falls in older people", "Tai chi halves falls and fractures.",
             audience=frozenset({"unit:1"}), group="p2", exact={"type": ("review",)}, year=2021, day=18_700),
    Document("s1", "story", "What we learned", "Socks with grips.", audience=frozenset({"all"}), day=19_600),
]  # fmt: skip
EVERYTHING = OPEN + RESTRICTED

PUBLIC = frozenset({"public"})
WARD = frozenset({"public", "all", "unit:1"})


def groups(page: Page) -> list[str]:
    return [hit.group for hit in page.hits]


def found(page: Page) -> set[str]:
    return {hit.document for hit in page.hits}


def visible(documents: Iterable[Document], tokens: frozenset[str]) -> list[Document]:
    return [document for document in documents if document.audience & tokens]
