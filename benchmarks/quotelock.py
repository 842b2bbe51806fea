"""How many altered sentences are noticed, and how many true ones are doubted. Prints tables.

`python -m benchmarks.quotelock [--sentences 3000] [--seed 7] [--dev]`: real sentences of the papers in the shared data
are altered one thing at a time and held to what they were. Papers of even number are held out; word lists and rules
were made on the odd ones (`--dev`) only. What alters them is written apart from what notices it, and knows
no grammar: some of what it makes still means the same. "As such": told as the kind of thing that was altered.
The notes of the demonstration are held to the abstracts they are of, by odd and even in the same way. People wrote
them in other words, and a whole abstract holds many: what is told or missed there is what a reader would meet.
"""

import argparse
import csv
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.shared_data import shared_data  # noqa: E402 -- the path comes first

from quotelock import closest, differences, sentences  # noqa: E402 -- the path comes first

Alter = Callable[[str, random.Random], Iterator[str]]
WORDS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "half",
    "twice",
]
ITEM = re.compile(r"\(?\d{1,3}[.)]\s")
DIGITS = re.compile(r"(?<![^\W\d_])(?<![^\W\d_][-.])(?<![\d.,·])\d+(?:[.,·]\d+)*(?!\d)")
CITED = re.compile(r"\[\d+(?:[,;– -]+\d+)*\]")
IN_WORDS = re.compile(rf"\b(?:{'|'.join(WORDS)})\b(?![-\s](?:hundred|thousand|life|lives|blind))", re.IGNORECASE)
UNITS = {
    "%": " percentage points", "percent": "percentage points", "mg": "g", "g": "mg", "kg": "g", "mcg": "mg",
    "micrograms": "mg", "microg": "mg", "ml": "l", "mL": "L", "l": "ml", "mm": "cm", "cm": "mm",
    "seconds": "minutes", "min": "hours", "minutes": "hours", "hours": "days", "hour": "day", "h": "days",
    "hr": "days", "days": "weeks", "day": "week", "weeks": "months", "week": "month", "months": "years",
    "month": "year", "years": "months", "year": "month", "mmHg": "kPa", "mm Hg": "kPa", "mmol": "mol",
    "patients": "%", "mg/kg": "mg", "mg/day": "mg/week", "mg/dl": "mg/l", "mmol/l": "mmol/dl",
}  # fmt: skip
LONGEST_FIRST = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
UNIT = re.compile(rf"(?<=\d)(?P<gap>[\s-]?)(?P<unit>{LONGEST_FIRST})(?![\w/])")
TURNED = {
    "more": "less", "increase": "decrease", "increased": "decreased", "increases": "decreases",
    "increasing": "decreasing", "reduce": "raise", "reduced": "raised", "reduces": "raises",
    "reduction": "rise", "reductions": "rises", "higher": "lower", "better": "worse", "benefit": "harm",
    "benefits": "harms", "beneficial": "harmful", "faster": "slower", "longer": "shorter", "improve": "worsen",
    "improved": "worsened", "improves": "worsens", "improvement": "deterioration",
    "improvements": "deteriorations", "greater": "smaller", "larger": "smaller", "superior": "inferior",
    "fewer": "more", "positive": "negative", "positively": "negatively", "earlier": "later",
    "prolonged": "shortened", "enhanced": "impaired", "high": "low", "above": "below",
}  # fmt: skip
TURNS = {**{other: word for word, other in TURNED.items()}, **TURNED}
DIRECTION = re.compile(rf"\b(?:{'|'.join(TURNS)})\b", re.IGNORECASE)
ADDED = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|may|could|should|will|would)\b"
    r"(?!\s+(?:not|no|been no)\b)(?=\s+[a-z]{3,})"
)
REMOVED = re.compile(r"\b(?:not|no|never|without|cannot)\b(?!\s+only\b)(?=\s+[a-z])|n['’]t\b")
BRACKETS = re.compile(r"\s*\([^()]*\)")
LEAD = re.compile(
    r"^(?:In conclusion|However|Moreover|Furthermore|In addition|Overall|In this study|Thus|Therefore|In summary)"
    r"[,:]\s+(?=\w)"
)
LAST_CLAUSE = re.compile(r",\s+(?:which|who|suggesting|indicating|respectively|although|but|whereas|while)\b[^,]*\.?$")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sentences", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--dev", action="store_true", help="the part that rules were made on")
    parser.add_argument("--show", type=int, default=0, help="print so many of each kind that were missed or doubted")
    options = parser.parse_args()
    data = shared_data()
    if not data:
        print("The shared data is not on this machine: nothing measured.")
        return
    papers = [text for number, text in abstracts(data) if number % 2 == options.dev]
    lots = random.Random(options.seed)
    found = [one.text for text in papers for one in sentences(text) if 40 <= len(one.text) <= 500]
    chosen = [(text, text) for text in lots.sample(found, options.sentences)]
    written = list(notes(data, options.dev))
    part = "development" if options.dev else "held-out"
    print(f"{part} papers: {len(papers):,}; sentences: {len(chosen):,}; seed {options.seed}\n")
    began, calls = time.monotonic(), 0
    print(f"{'altered':<38}{'how many':>10}{'noticed':>10}{'as such':>10}")
    for name, kinds, alter in ALTERATIONS:
        calls += altered(name, kinds, alter, chosen, lots, options.show)
    print(f"\n{'true':<48}{'how many':>10}{'doubted':>10}")
    for name, pairs in truths(chosen, papers, lots):
        calls += doubted(name, pairs, lots, options.show)
    taken = time.monotonic() - began
    pinned = [(text, nearest(text, source)) for text, source in written]
    for name, pairs in (("to the whole abstract", written), ("to the two nearest sentences of it", pinned)):
        doubted(f"a note's sentences, {name}", pairs, lots, options.show)
    for name, pairs in (("to the whole abstract", written), ("to the two nearest sentences", pinned)):
        clear = [(text, source) for text, source in pairs if not differences(text, [source])]
        print(f"\n{'a note’s, ' + name:<38}{'how many':>10}{'noticed':>10}{'as such':>10}")
        for change, kinds, alter in ALTERATIONS:
            altered(change, kinds, alter, clear, lots, options.show)
    print(f"\n{1000 * taken / calls:.2f} ms for a sentence and its source")


def altered(
    name: str, kinds: set[str], alter: Alter, pairs: list[tuple[str, str]], lots: random.Random, showing: int
) -> int:
    """One line: how many were altered, in how many anything was told, and in how many the right kind."""
    made = [(changed, source) for text, source in pairs for changed in alter(text, lots)]
    told = [{one.kind for one in differences(changed, [source])} for changed, source in made]
    missed = [pair for pair, kind in zip(made, told, strict=True) if not kind]
    noticed, seen = len(made) - len(missed), sum(bool(kind & kinds) for kind in told)
    print(f"{name:<38}{len(made):>10,}{rate(noticed, len(made)):>10}{rate(seen, len(made)):>10}", flush=True)
    show(missed, showing, lots)
    return len(made)


def doubted(name: str, pairs: list[tuple[str, str]], lots: random.Random, showing: int) -> int:
    """One line: how many true sentences, and in how many something was told."""
    found = [(text, source) for text, source in pairs if differences(text, [source])]
    print(f"{name:<48}{len(pairs):>10,}{len(found):>6,}{rate(len(found), len(pairs)):>8}", flush=True)
    show(found, showing, lots)
    return len(pairs)


def rate(some: int, of: int) -> str:
    return f"{100 * some / of:.1f}%" if of else "-"


def show(pairs: list[tuple[str, str]], count: int, lots: random.Random) -> None:
    for text, source in lots.sample(pairs, min(count, len(pairs))):
        told = "; ".join(one.words for one in differences(text, [source]))
        print(f"    > {text}\n    < {source[:1500]}\n    {told}")


def abstracts(data: Path) -> Iterator[tuple[int, str]]:
    """Every abstract of the screening files, numbered over all rows."""
    csv.field_size_limit(10**8)
    number = 0
    for path in sorted((data / "screening").glob("*.csv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                number += 1
                if text := (row.get("abstract") or "").strip():
                    yield number, text


def notes(data: Path, odd: bool) -> Iterator[tuple[str, str]]:
    """Sentences of the demonstration's notes that say what was found, and the abstract each is of."""
    known = {}
    for path in sorted((data / "screening").glob("*.csv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                known[f"pmid:{row.get('pubmedID')}"] = known[f"title:{row.get('title')}"] = row.get("abstract") or ""
    for number, path in enumerate(sorted((ROOT / "demo" / "content" / "notes").glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        of = re.search(r'^summarises: "(.*)"$', text, re.MULTILINE)
        found = re.search(r"^## What they found\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
        if number % 2 == odd and of and found and (abstract := known.get(of[1])):
            yield from ((one.text, abstract) for one in sentences(found[1]))


def nearest(text: str, source: str) -> str:
    """The two sentences of the source that share most with it, in their order: what a person would pin it to."""
    parts = [one.text for one in sentences(source)]
    return " ".join(parts[place] for place in sorted(closest(text, parts)[:2]))


def numbers_changed(text: str, lots: random.Random) -> Iterator[str]:
    # What is cited, and the number of an item, say nothing.
    cited = [found.span() for found in CITED.finditer(text)] + [found.span() for found in [ITEM.match(text)] if found]
    for found in DIGITS.finditer(text):
        if not any(start <= found.start() < end for start, end in cited):
            yield text[: found.start()] + other_digits(found[0], lots) + text[found.end() :]
    for found in IN_WORDS.finditer(text):
        other = lots.choice([word for word in WORDS if word != found[0].lower()])
        yield text[: found.start()] + like(found[0], other) + text[found.end() :]


def other_digits(digits: str, lots: random.Random) -> str:
    """Another number: one digit changed, two exchanged, or ten times as much."""
    plain = value(digits)
    while True:
        way, letters = lots.randrange(3), list(digits)
        places = [place for place, letter in enumerate(letters) if letter.isdigit()]
        if way == 0:
            letters[lots.choice(places)] = lots.choice("123456789")
        elif way == 1 and len(places) > 1:
            one, other = lots.sample(places, 2)
            letters[one], letters[other] = letters[other], letters[one]
        else:
            letters = (
                [*letters, "0"] if "." not in digits and "," not in digits else [lots.choice("123456789"), *letters]
            )
        if value("".join(letters)) != plain:
            return "".join(letters)


def value(digits: str) -> str:
    digits = digits.replace(",", "").replace("·", ".")
    whole, _, part = digits.partition(".")
    return f"{whole.lstrip('0') or '0'}.{part.rstrip('0')}"


def units_changed(text: str, lots: random.Random) -> Iterator[str]:
    for found in UNIT.finditer(text):
        other = UNITS[found["unit"]]
        gap = "" if other.startswith(("%", " ")) else found["gap"]
        yield text[: found.start()] + gap + other + text[found.end() :]


def directions_turned(text: str, lots: random.Random) -> Iterator[str]:
    for found in DIRECTION.finditer(text):
        yield text[: found.start()] + like(found[0], TURNS[found[0].lower()]) + text[found.end() :]


def negations_added(text: str, lots: random.Random) -> Iterator[str]:
    for found in ADDED.finditer(text):
        yield text[: found.end()] + " not" + text[found.end() :]


def negations_removed(text: str, lots: random.Random) -> Iterator[str]:
    for found in REMOVED.finditer(text):
        other = {"without": "with ", "cannot": "can "}.get(found[0], "")
        yield text[: found.start()] + other + text[found.end() :].lstrip()


def like(word: str, other: str) -> str:
    return other.capitalize() if word[0].isupper() else other


ALTERATIONS = [
    ("a number changed", {"number", "unit"}, numbers_changed), ("a unit changed", {"unit", "number"}, units_changed),
    ("a direction turned", {"direction", "negation"}, directions_turned),
    ("a “not” added", {"negation", "direction"}, negations_added),
    ("a “not” removed", {"negation", "direction"}, negations_removed),
]  # fmt: skip


def truths(
    chosen: list[tuple[str, str]], papers: list[str], lots: random.Random
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield "an exact copy", [(text, text + " ") for text, _ in chosen]
    whole = [(one.text, text) for text in lots.sample(papers, min(len(papers), 300)) for one in sentences(text)]
    yield "an exact copy, to the whole abstract", whole
    for name, pattern in (
        ("without what stood in brackets", BRACKETS), ("without “In conclusion,” and the like", LEAD),
        ("without its last clause", LAST_CLAUSE),
    ):  # fmt: skip
        pairs = [(pattern.sub("", text), text) for text, _ in chosen if pattern.search(text)]
        yield name, [(short, text) for short, text in pairs if len(short) > 20]


if __name__ == "__main__":
    main()
