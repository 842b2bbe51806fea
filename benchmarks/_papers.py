"""Any number of believable papers, recombined from real sentences, for benchmarks that need many.

Sentences, titles and headings are those of the shared data, so words are as frequent and texts as long
as real ones; which stand together is drawn by lot. Figures of time and size, never of quality.
"""

import csv
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.model import PUBLIC, Document

UNITS = 5_000
"""One paper in ten is restricted to two of so many units."""
SENTENCES = 9
"""Sentences in an abstract: about 1,400 characters."""

_DESIGNS = (("", 50), ("Cohort study", 14), ("Randomised controlled trial", 12), ("Systematic review", 8),
            ("Qualitative study", 6), ("Case report", 6), ("Cross-sectional study", 4))  # fmt: skip
_TYPES = (("Journal Article", 70), ("Review", 12), ("Comparative Study", 7), ("Randomized Controlled Trial", 5),
          ("Case Reports", 4), ("Editorial", 2))  # fmt: skip
_LANGUAGES = (("en", 88), ("fr", 4), ("de", 4), ("es", 3), ("it", 1))
_KINDS = (("paper", 90), ("policy", 3), ("guideline", 3), ("know-how", 4))


@dataclass(frozen=True, slots=True)
class Material:
    """What papers are made of."""

    sentences: list[str]
    titles: list[str]
    headings: list[str]
    authors: list[str]


def material(data: Path) -> Material:
    """Sentences and titles of both collections and of the screening files, and MeSH headings."""
    pairs: list[tuple[str, str]] = []
    for name in ("nfcorpus", "med"):
        with (data / "collections" / name / "corpus.jsonl").open(encoding="utf-8") as lines:
            pairs += [(row.get("title", ""), row["text"]) for row in map(json.loads, lines)]
    csv.field_size_limit(10**8)
    for path in sorted((data / "screening").glob("*.csv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                title = row.get("title") or row.get("primary_title") or ""
                pairs.append((title, row.get("abstract") or row.get("notes_abstract") or ""))
    # The text of one collection has lost its full stops: there a piece of 20 words is a sentence.
    found = [piece for _, text in pairs for piece in _pieces(text) if len(piece) > 30]
    titles = [" ".join(title.split()) for title, _ in pairs if len(title.split()) > 3]
    with (data / "mesh" / "mtrees2019.bin").open(encoding="utf-8") as lines:
        headings = list(dict.fromkeys(line.split(";")[0] for line in lines if ";" in line))
    lots = random.Random(3)
    lots.shuffle(headings)
    words = sorted({word.title() for title in titles for word in title.split() if word.isalpha() and len(word) > 4})
    authors = [f"{lots.choice(words)} {chr(65 + number % 26)}" for number in range(20_000)]
    return Material(found, titles, headings, authors)


def _pieces(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=[.?!])\s+", " ".join(text.split())):
        words = sentence.split()
        for start in range(0, len(words), 40):
            yield " ".join(words[start : start + 40])


def papers(made_of: Material, count: int, seed: int = 1) -> Iterator[Document]:
    """So many papers; the same ones for the same seed."""
    lots = random.Random(seed)
    designs, types, languages, kinds = (_drawer(lots, each) for each in (_DESIGNS, _TYPES, _LANGUAGES, _KINDS))
    for number in range(count):
        first, second = lots.choice(made_of.titles).split(), lots.choice(made_of.titles).split()
        title = " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :])
        text = " ".join(lots.choices(made_of.sentences, k=SENTENCES))
        # Squaring the lot makes some headings and authors common and most of them rare.
        mesh = {made_of.headings[int(len(made_of.headings) * lots.random() ** 3)] for _ in range(9)}
        audience = {PUBLIC} if number % 10 else {f"unit:{lots.randrange(UNITS)}", f"unit:{lots.randrange(UNITS)}"}
        year = 2025 - int(40 * lots.random() ** 2)
        kind, design = kinds(), designs()
        yield Document(
            id=str(number), kind=kind, title=title, text=text, audience=frozenset(audience),
            searchable={
                "mesh": tuple(sorted(mesh)), "identifier": (str(10_000_000 + number),),
                "author": tuple(made_of.authors[int(20_000 * lots.random() ** 2)] for _ in range(4)),
                "journal": (f"Journal of {made_of.headings[number % 400]}",),
            },
            exact={
                "kind": (kind,), "type": (types(),), "design": (design,) if design else (), "language": (languages(),),
                "mesh": tuple(sorted(mesh)),
            },
            year=year, day=(year - 1970) * 365 + number % 365,
        )  # fmt: skip


def _drawer(lots: random.Random, weighted: tuple[tuple[str, int], ...]):  # type: ignore[no-untyped-def]
    names = [name for name, weight in weighted for _ in range(weight)]
    return lambda: names[int(lots.random() * len(names))]
