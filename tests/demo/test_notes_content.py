"""The papers and library notes of the demonstration: complete, ours, and true to their abstracts."""

import csv
import gzip
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import pytest
import yaml
from tests.shared_data import shared_data

CONTENT = Path(__file__).parents[2] / "demo" / "content"
HEADINGS = ["Question", "Design", "Size", "What they found", "Worth knowing"]
FIELDS = {
    "slug",
    "kind",
    "title",
    "summary",
    "summarises",
    "unit",
    "owner",
    "audience",
    "reviewed_days_ago",
    "released_days_ago",
    "review_due_in_days",
    "topics",
    "mesh",
}
PAPER_FIELDS = {"pmid", "doi", "title", "authors", "journal", "year", "mesh", "types", "source"}

ONES = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
)
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
SMALL = {word: value for value, word in enumerate(ONES)} | {word: 20 + 10 * i for i, word in enumerate(TENS)}
# Shares and multiples are claims too, so a note may use one only where its abstract does.
SHARES = {"half", "third", "thirds", "quarter", "quarters", "twice", "double", "doubled", "treble", "tripled"}


def notes():
    """Every note as (slug of the file, front matter, body)."""
    found = []
    for path in sorted((CONTENT / "notes").glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        found.append((path.stem, yaml.safe_load(front), body))
    return found


def papers():
    with (CONTENT / "papers" / "papers.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def same_title(title):
    """A title without case, spaces and marks, which sources differ in."""
    return re.sub(r"[^a-z0-9]", "", title.lower())


def units():
    with (CONTENT / "units.csv").open(encoding="utf-8") as rows:
        return {row["slug"]: row["kind"] for row in csv.DictReader(rows)}


def paper_named(name):
    """The paper that `pmid:…` or `title:…` names, or None."""
    field, value = name.split(":", 1)
    if field == "pmid":
        return next((paper for paper in papers() if paper.get("pmid") == value), None)
    return next((paper for paper in papers() if paper["title"] == value), None)


def from_csv(path):
    """PMID, title and abstract of each row of a screening file."""
    with path.open(encoding="utf-8-sig") as rows:
        return [(row.get("pubmedID", ""), row["title"], row["abstract"]) for row in csv.DictReader(rows)]


def from_medline(path):
    packed = path.read_bytes()
    root = ElementTree.fromstring(gzip.decompress(packed) if path.suffix == ".gz" else packed)
    found = []
    for citation in root.iter("MedlineCitation"):
        article = citation.find("Article")
        abstract = " ".join("".join(part.itertext()) for part in article.iterfind("Abstract/AbstractText"))
        found.append((citation.findtext("PMID"), "".join(article.find("ArticleTitle").itertext()), abstract))
    return found


def abstracts(folder):
    """Abstract of each paper in the list, by PMID, or by its bare title where it has no PMID."""
    wanted = {paper["source"] for paper in papers()}
    found = {}
    longest_cell = csv.field_size_limit(10_000_000)
    for path in (path for path in folder.rglob("*") if path.name in wanted):
        for pmid, title, abstract in from_csv(path) if path.suffix == ".csv" else from_medline(path):
            key = pmid or same_title(title)
            found[path.name, key] = abstract or found.get((path.name, key), "")
    csv.field_size_limit(longest_cell)
    return found


def key_of(paper):
    return paper["source"], paper.get("pmid") or same_title(paper["title"])


def abstract_of(note, found):
    return found[key_of(paper_named(note["summarises"]))]


@pytest.fixture(scope="module")
def real_abstracts():
    folder = shared_data()
    if folder is None:
        pytest.skip("The real abstracts are not here: set FINGERPOST_SHARED_DATA.")
    return abstracts(folder)


def tidy_digits(text):
    """Put numbers in one shape: 4·27, 43 363, 73?406 (a lost thin space) and 1,136 become 4.27, 43363 and so on."""
    text = re.sub(r"(?<=\d)·(?=\d)", ".", text)
    text = re.sub(r"(?<=\d)[?,\u2009\u00a0](?=\d{3}\b)", "", text)
    return re.sub(r"(?<!\d)(\d{1,3}) (?=\d{3}\b)", r"\1", text)


def numbers_in_words(text):
    """Values of numbers spelled out, such as `two hundred and fifty-eight`."""
    found, total, current, open_ = set(), 0, 0, False
    for word in [*re.findall(r"[a-z]+|[^a-z\s-]", text.lower()), "."]:
        if word in SMALL:
            tens_then_ones = current % 100 >= 20 and current % 10 == 0 and 0 < SMALL[word] < 10
            if open_ and current % 100 and not tens_then_ones:
                found.add(total + current)
                total, current = 0, 0
            current, open_ = current + SMALL[word], True
        elif word == "hundred" and open_:
            current *= 100
        elif word == "thousand" and open_:
            total, current = total + current * 1000, 0
        elif word == "and" and open_ and (current % 100 == 0 or not current):
            continue
        elif open_:
            found.add(total + current)
            total, current, open_ = 0, 0, False
    return found


def numbers(text):
    """Every number of a text: 0.60, .6 and 0.6 are the same; minus signs are left out."""
    return {float(number) for number in re.findall(r"\d*\.\d+|\d+", tidy_digits(text))} | numbers_in_words(text)


def words(text):
    return re.findall(r"[a-z0-9.%]*[a-z0-9%]", tidy_digits(text).lower())


def runs(text, length):
    """Every run of this many words, within a sentence."""
    return {
        tuple(sentence[start : start + length])
        for sentence in map(words, re.split(r"(?<=[.!?:;])\s+", text))
        for start in range(len(sentence) - length + 1)
    }


def test_there_are_sixty_notes_with_everything_said_about_them():
    assert [(slug, set(note)) for slug, note, _ in notes() if set(note) != FIELDS] == []
    assert [slug for slug, note, _ in notes() if note["slug"] != slug or note["kind"] != "note"] == []
    assert len(notes()) == 60


def test_titles_summaries_and_bodies_are_short_enough_to_read():
    long = [
        slug
        for slug, note, body in notes()
        if len(note["title"]) > 90
        or len(note["summary"].split()) > 35
        or not 90 <= len(re.sub(r"^## .*$", "", body, flags=re.MULTILINE).split()) <= 160
    ]

    assert long == []


def test_each_note_has_the_same_five_headings():
    assert [slug for slug, _, body in notes() if re.findall(r"^## (.+)$", body, re.MULTILINE) != HEADINGS] == []


def test_dates_make_sense_and_five_reviews_are_overdue():
    for _, note, _ in notes():
        assert 10 <= note["reviewed_days_ago"] <= 500
        assert note["released_days_ago"] >= note["reviewed_days_ago"]

    assert sum(note["review_due_in_days"] < 0 for _, note, _ in notes()) == 5


def test_owners_are_libraries_and_readers_are_units_that_exist():
    known = units()
    kinds = Counter()

    for _, note, _ in notes():
        assert known[note["unit"]] == "library-service"
        kind, _, readers = note["audience"].partition(":")
        assert set(readers.split(",")) <= set(known) | {""}
        kinds[kind] += 1

    assert kinds == {"public": 40, "signed-in": 14, "units": 6}


def test_topics_are_two_to_six_everyday_words():
    assert [slug for slug, note, _ in notes() if not 2 <= len(note["topics"]) <= 6 or not note["mesh"]] == []


def test_each_note_summarises_its_own_paper():
    named = [note["summarises"] for _, note, _ in notes()]

    assert [name for name in named if paper_named(name) is None] == []
    assert len(set(named)) == 60


def test_papers_carry_facts_only_and_none_is_there_twice():
    listed = papers()

    assert 420 <= len(listed) <= 460
    assert [paper for paper in listed if not {"title", "source"} <= set(paper) <= PAPER_FIELDS] == []
    assert [paper for paper in listed if not all(paper.values())] == []
    for field in ("pmid", "doi"):
        given = [paper[field] for paper in listed if field in paper]
        assert len(given) == len(set(given))
    assert len({same_title(paper["title"]) for paper in listed}) == len(listed)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Forty-three children", 43),
        ("two hundred and fifty-eight patients", 258),
        ("Two-thousand seventy-seven", 2077),
        ("126·98 items", 126.98),
        ("43 363 patients", 43363),
        ("odds ratio .60", 0.6),
    ],
)
def test_a_number_is_read_the_same_however_it_is_written(text, value):
    assert numbers(text) == {value}


def test_every_number_in_a_note_is_in_its_abstract(real_abstracts):
    strange = {}
    for slug, note, body in notes():
        abstract = abstract_of(note, real_abstracts)
        said = " ".join([note["title"], note["summary"], body])
        # "One" is more often a pronoun than a count.
        claims = re.sub(r"\bone\b", "", said, flags=re.IGNORECASE)
        extra = {*map(str, numbers(claims) - numbers(abstract)), *(SHARES & set(words(said)) - set(words(abstract)))}
        if extra:
            strange[slug] = sorted(extra)

    assert strange == {}


def test_no_note_repeats_nine_words_in_a_row_from_its_abstract(real_abstracts):
    copied = {
        slug: sorted(map(" ".join, runs(body, 9) & runs(abstract_of(note, real_abstracts), 9)))
        for slug, note, body in notes()
    }

    assert {slug: shared for slug, shared in copied.items() if shared} == {}


def test_headings_of_notes_are_real_mesh_headings():
    folder = shared_data()
    if folder is None:
        pytest.skip("The MeSH tree is not here: set FINGERPOST_SHARED_DATA.")
    with (folder / "mesh" / "mtrees2019.bin").open(encoding="utf-8") as lines:
        known = {line.split(";")[0].strip() for line in lines}

    assert sorted({term for _, note, _ in notes() for term in note["mesh"]} - known) == []


def test_every_paper_is_in_the_file_it_names(real_abstracts):
    assert [paper["title"] for paper in papers() if key_of(paper) not in real_abstracts] == []
