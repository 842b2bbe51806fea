"""Are two citations the same work? Keys to find candidates, then a check that explains itself.

After the idea of the Automated Systematic Search Deduplicator (Hair and others, 2023, BMC Biology 21:189): look only
at pairs that share a key, then compare fields. The bar and the exceptions are ours. What no rule is sure of is
"unsure", for a person to settle.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from rapidfuzz import fuzz

from bibliography.identity_signs import (
    comparable,
    difference_in_kind,
    first_page,
    journals_agree,
    numbers_differ,
    part_in_one_only,
    title_words,
)
from bibliography.model import Citation

Verdict = Literal["same", "different", "unsure"]

SAME_TITLE: Final = 0.94
NEAR_TITLE: Final = 0.80


@dataclass(frozen=True, slots=True)
class Match:
    """`score` from 0 to 1; the verdict; and why, in words."""

    score: float
    verdict: Verdict
    because: str


def keys(citation: Citation) -> tuple[str, ...]:
    """Keys that copies of one work are likely to share. Sharing one makes two citations worth comparing.

    PMID; DOI; the title's letters; the start of the title with the first author; and year, volume and
    first page, which finds a copy whose title was mistyped. Years may differ by one (online and print), so no
    title key holds the year.
    """
    found = []
    if citation.pmid:
        found.append(f"pmid:{citation.pmid}")
    if citation.doi:
        found.append(f"doi:{citation.doi}")
    letters = re.sub(r"\W+", "", title_words(citation.title))
    author = first_author(citation)
    if letters:
        found.append(f"title:{letters[:120]}")
        found.append(f"start:{letters[:24]}|{author}")
    page = first_page(citation.pages)
    if page and citation.year and (citation.volume or author):
        found.append(f"place:{citation.year}|{_volume(citation)}|{page}")
    return tuple(found)


def same_work(a: Citation, b: Citation) -> Match:
    """Whether two citations are of one work.

    PubMed numbers decide when both have one. A shared DOI decides when the titles are alike. Otherwise
    titles, authors, year and place (journal, volume, first page) are compared. A correction, a reply, another part or a
    conference abstract is another work, however alike its title.
    """
    if a.pmid and b.pmid:
        if a.pmid == b.pmid:
            return Match(1.0, "same", "They have the same PubMed number.")
        return Match(0.0, "different", "Their PubMed numbers differ.")
    alike = _titles_alike(a, b)
    kind = difference_in_kind(a, b)
    if kind:
        return Match(round(alike * 0.5, 3), "different", kind)
    if a.doi and a.doi == b.doi:
        place = _place(a, b)
        if place.pages is False and place.authors is not None and place.authors < 0.4:
            return Match(
                0.5, "unsure", "They have the same DOI, but authors and pages differ: it may name a whole supplement."
            )
        if alike >= 0.6:
            return Match(1.0, "same", "They have the same DOI.")
        return Match(0.5, "unsure", "They have the same DOI but their titles differ.")
    if alike < NEAR_TITLE:
        return Match(round(alike * 0.5, 3), "different", "Their titles differ.")
    if numbers_differ(a.title, b.title) or (
        part_in_one_only(a.title, b.title) and first_page(a.pages) != first_page(b.pages)
    ):
        return Match(
            round(alike * 0.5, 3), "different", "A number in their titles differs: another part, phase or edition."
        )
    return _by_place(a, b, alike)


@dataclass(frozen=True, slots=True)
class _Place:
    """What two citations say of where and by whom. None where either does not say."""

    years: bool | None
    pages: bool | None
    volumes: bool | None
    journals: bool | None
    authors: float | None
    doi: bool | None

    @property
    def agreeing(self) -> int:
        return sum(sign is True for sign in (self.pages, self.volumes, self.journals)) + (
            self.authors is not None and self.authors >= 0.8
        )

    @property
    def differing(self) -> int:
        return sum(sign is False for sign in (self.pages, self.volumes, self.journals)) + (
            self.authors is not None and self.authors < 0.4
        )


def _by_place(a: Citation, b: Citation, alike: float) -> Match:
    place = _place(a, b)
    score = round(
        max(
            0.0,
            min(
                1.0, alike * 0.6 + 0.1 * place.agreeing - 0.1 * place.differing - (0.2 if place.years is False else 0.0)
            ),
        ),
        3,
    )
    if place.years is False and place.agreeing < 3:
        return Match(
            score, "different", f"Their titles are alike, but they are of different years ({a.year} and {b.year})."
        )
    if place.authors is not None and place.authors < 0.4 and not (place.pages and place.volumes):
        return Match(score, "different", "Their titles are alike, but they have different authors.")
    if place.doi is False and not (alike >= SAME_TITLE and place.pages and (place.volumes or place.journals)):
        verdict: Verdict = "different" if place.pages is False or place.journals is False else "unsure"
        return Match(score, verdict, "Their titles are alike, but their DOIs differ.")
    if place.pages is False and (place.volumes is False or place.journals is False):
        return Match(
            score,
            "different",
            "Their titles are alike, but they stand in different places. One may be an abstract or a reprint.",
        )
    if alike >= SAME_TITLE:
        return _alike(place, score)
    if place.agreeing >= 3 and place.differing == 0 and place.pages:
        return Match(score, "same", "Their titles are nearly alike, and authors, journal and page agree.")
    return Match(
        score,
        "unsure" if place.agreeing >= 2 and not place.differing else "different",
        "Their titles are close but not alike.",
    )


def _alike(place: _Place, score: float) -> Match:
    if place.differing == 0 and place.agreeing >= 2:
        return Match(score, "same", "Title, and what they say of authors, journal and page, agree.")
    if place.agreeing >= 3:
        return Match(score, "same", "Title and nearly all that they say of authors, journal and page agree.")
    if place.differing == 0 and place.agreeing == 1 and place.years is not False:
        return Match(
            score,
            "same" if place.years else "unsure",
            "Title and year agree, and nothing else differs." if place.years else "Only the title agrees for sure.",
        )
    if place.differing == 0:
        return Match(score, "unsure", "The titles are the same, but there is little else to compare.")
    return Match(score, "unsure", "The titles are the same, but not where they were published.")


def _place(a: Citation, b: Citation) -> _Place:
    page_a, page_b = first_page(a.pages), first_page(b.pages)
    volume_a, volume_b = _volume(a), _volume(b)
    return _Place(
        years=None if a.year is None or b.year is None else abs(a.year - b.year) <= 1,
        pages=page_a == page_b if page_a and page_b else None,
        volumes=volume_a == volume_b if volume_a and volume_b else None,
        journals=journals_agree(a, b),
        authors=_authors_alike(a, b),
        doi=a.doi == b.doi if a.doi and b.doi else None,
    )


def first_author(citation: Citation) -> str:
    """The first author's last name in plain small letters; nothing without authors."""
    if not citation.authors:
        return ""
    who = citation.authors[0]
    return comparable(who.last or who.collective)


def _authors_alike(a: Citation, b: Citation) -> float | None:
    """How alike the lists of last names are, as far as the shorter goes. Names may be turned round or cut."""
    if not a.authors or not b.authors:
        return None
    shorter, longer = sorted((_last_names(a), _last_names(b)), key=len)
    if len(shorter) == 1 and len(longer) > 1:
        return max(fuzz.token_set_ratio(shorter[0], name) for name in longer[:3]) / 100
    found = sum(any(fuzz.ratio(name, other) >= 85 for other in longer) for name in shorter[:10])
    return found / len(shorter[:10])


def _last_names(citation: Citation) -> list[str]:
    return [comparable(who.last or who.collective) for who in citation.authors]


@lru_cache(maxsize=4096)
def _number(text: str) -> str:
    found = re.search(r"\d+", text)
    return found[0].lstrip("0") if found else unicodedata.normalize("NFKC", text).strip().lower()


def _volume(citation: Citation) -> str:
    return _number(citation.volume) if citation.volume else ""


def _titles_alike(a: Citation, b: Citation) -> float:
    """The best likeness of the titles, the original-language ones included."""
    pairs = [(a.title, b.title)]
    if a.original_title:
        pairs.append((a.original_title, b.title))
    if b.original_title:
        pairs.append((a.title, b.original_title))
    return max(_alike_texts(title_words(one), title_words(other)) for one, other in pairs)


def _alike_texts(one: str, other: str) -> float:
    """Likeness of two titles from 0 to 1. A title cut short, or without its subtitle, still counts as near."""
    whole = fuzz.ratio(one, other) / 100
    shorter, longer = sorted((one, other), key=len)
    if whole < SAME_TITLE and len(shorter) >= 40 and longer.startswith(shorter):
        return max(whole, SAME_TITLE - 0.01)
    return whole


def group(citations: Sequence[Citation]) -> list[list[int]]:
    """Positions of citations that are one work, in groups of one or more; each position in one group.

    Looks only at pairs that share a key. A key that more than 50 share says nothing and is left out, so that the work
    stays in proportion to the number of citations.
    """
    parents = list(range(len(citations)))

    def root(position: int) -> int:
        while parents[position] != position:
            parents[position] = parents[parents[position]]
            position = parents[position]
        return position

    for one, other in candidates(citations):
        if root(one) != root(other) and same_work(citations[one], citations[other]).verdict == "same":
            parents[root(other)] = root(one)
    groups: dict[int, list[int]] = {}
    for position in range(len(citations)):
        groups.setdefault(root(position), []).append(position)
    return list(groups.values())


def candidates(citations: Iterable[Citation], most: int = 50) -> list[tuple[int, int]]:
    """Pairs of positions worth comparing, each once, in order."""
    blocks: dict[str, list[int]] = {}
    for position, citation in enumerate(citations):
        for key in keys(citation):
            blocks.setdefault(key, []).append(position)
    pairs = {
        (one, other)
        for block in blocks.values()
        if 1 < len(block) <= most
        for at, one in enumerate(block)
        for other in block[at + 1 :]
    }
    return sorted(pairs)
