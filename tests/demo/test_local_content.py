"""The demonstration's local policies and guidelines, abbreviations and everyday words are complete and agree."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from tests.shared_data import shared_data

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"
WORDS = CONTENT.parents[1] / "src" / "fingerpost" / "search" / "words"
FIELDS = {
    "slug", "kind", "title", "summary", "unit", "owner", "audience", "applies_to", "released_days_ago", "reviewed_days_ago",
    "review_due_in_days", "state", "topics", "mesh", "rests_on", "who_to_ask",
}  # fmt: skip
FIRST_HEADING = "When to use this"
LAST_HEADINGS = ["What to write down", "Who to ask", "What this rests on"]
INSIDE_WORDS = re.compile(r"\b(records?|tokens?|facets?|streams?|quarantined?|deltas?|harvest(ed)?)\b", re.IGNORECASE)


def rows(name):
    """The rows of a CSV file of the demonstration, or of one of our own lists of words, as dictionaries."""
    folder = CONTENT if (CONTENT / name).exists() else WORDS
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pages():
    """Slug → front matter, with the page's text under `body`."""
    found = {}
    for path in sorted((CONTENT / "local").glob("*.md")):
        opening, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        assert opening == "", path.name
        found[path.stem] = {**yaml.safe_load(front), "body": body}
    return found


UNITS = {unit["slug"]: unit for unit in rows("units.csv")}
PAGES = pages()
every_page = pytest.mark.parametrize("slug", PAGES)


def organisation_of(unit):
    """The nearest organisation at or above a unit."""
    while UNITS[unit]["kind"] != "organisation":
        unit = UNITS[unit]["parent"]
    return unit


def limited_to(page):
    """The slugs of the units a page is limited to; none for a public or signed-in page."""
    audience = page["audience"]
    return audience.removeprefix("units:").split(",") if audience.startswith("units:") else []


def sections(page):
    """Heading → the text below it, in order."""
    parts = re.split(r"(?m)^## (.+)\n", page["body"])
    assert not parts[0].strip(), "the page begins with a heading"
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def sentences(page):
    """The sentences of a page as lists of words; a list entry without a full stop is a sentence of its own."""
    found = []
    for line in page["body"].splitlines():
        if line.startswith(("#", "|")):
            continue
        found += [re.findall(r"[\w'/*.-]*\w", part) for part in re.split(r"(?<=[.?!:])[\s*\"]+", line)]
    return [words for words in found if words]


# Each page


@every_page
def test_page_says_all_that_the_loader_needs(slug):
    page = PAGES[slug]
    withdrawn = {"superseded_by"} if page["state"] == "withdrawn" else set()

    assert set(page) - {"body"} == FIELDS | withdrawn
    assert page["slug"] == slug
    assert page["kind"] in {"policy", "guideline"}
    assert page["state"] in {"released", "withdrawn"}


@every_page
def test_summary_fits_on_an_answer_page(slug):
    assert 8 <= len(PAGES[slug]["summary"].split()) <= 35
    assert len(PAGES[slug]["title"]) <= 100


@every_page
def test_owner_readers_and_organisations_are_real_units(slug):
    page = PAGES[slug]
    organisations = {unit for unit in UNITS if UNITS[unit]["kind"] == "organisation"}

    assert page["unit"] in UNITS
    assert page["audience"] in {"public", "signed-in"} or limited_to(page)
    assert set(limited_to(page)) <= set(UNITS)
    assert set(page["applies_to"]) <= organisations


@every_page
def test_page_applies_to_its_owner_and_to_those_it_is_limited_to(slug):
    page = PAGES[slug]
    readers = {organisation_of(unit) for unit in limited_to(page)}

    assert {organisation_of(page["unit"])} | readers <= set(page["applies_to"])


@every_page
def test_nobody_reviewed_a_page_before_it_existed(slug):
    page = PAGES[slug]

    assert 0 < page["reviewed_days_ago"] <= page["released_days_ago"]
    assert 150 <= page["reviewed_days_ago"] + page["review_due_in_days"] <= 1300


@every_page
def test_page_rests_on_and_gives_way_to_pages_that_exist(slug):
    page = PAGES[slug]

    assert slug not in page["rests_on"]
    assert set(page["rests_on"]) <= set(PAGES)
    if page["state"] == "withdrawn":
        assert PAGES[page["superseded_by"]]["state"] == "released"
    assert all(PAGES[other]["state"] == "released" for other in page["rests_on"])


@every_page
def test_topics_are_few_and_each_is_said_once(slug):
    topics = [topic.lower() for topic in PAGES[slug]["topics"]]

    assert 3 <= len(topics) <= 6
    assert len(set(topics)) == len(topics)
    assert len(PAGES[slug]["mesh"]) <= 4


@every_page
def test_page_has_the_headings_a_reader_expects(slug):
    headings = list(sections(PAGES[slug]))

    assert headings[0] == FIRST_HEADING
    assert headings[-3:] == LAST_HEADINGS


@every_page
def test_page_names_whom_to_ask_as_its_front_matter_does(slug):
    page = PAGES[slug]

    assert page["who_to_ask"].lower() in sections(page)["Who to ask"].lower()


@every_page
def test_page_is_short_and_its_sentences_are_too(slug):
    page = PAGES[slug]
    lengths = [len(words) for words in sentences(page)]

    assert 250 <= len(page["body"].split()) <= 500
    assert sum(lengths) / len(lengths) <= 20
    assert max(lengths) <= 45


@every_page
def test_page_uses_no_inside_words(slug):
    page = PAGES[slug]

    assert INSIDE_WORDS.search(f"{page['title']} {page['summary']} {page['body']}") is None


# All pages together


def test_there_are_40_pages_of_which_two_are_withdrawn():
    assert len(PAGES) == 40
    assert Counter(page["state"] for page in PAGES.values()) == {"released": 38, "withdrawn": 2}


def test_titles_are_all_different():
    assert len({page["title"].lower() for page in PAGES.values()}) == len(PAGES)


def test_readers_are_mixed():
    kinds = Counter("units" if limited_to(page) else page["audience"] for page in PAGES.values())

    assert kinds == {"public": 12, "signed-in": 14, "units": 14}


def test_one_page_is_for_a_single_department_alone():
    alone = [
        slug for slug, page in PAGES.items() if [UNITS[unit]["kind"] for unit in limited_to(page)] == ["department"]
    ]

    assert alone == ["wrh-epidural-after-surgery"]


def test_six_released_pages_are_overdue_for_review():
    overdue = [page["state"] for page in PAGES.values() if page["review_due_in_days"] < 0]

    assert overdue == ["released"] * 6


@pytest.mark.parametrize("topic", ["sepsis", "NEWS2", "falls", "pressure ulcer", "VTE"])
def test_two_organisations_have_their_own_page_on_one_topic(topic):
    owners = {
        organisation_of(page["unit"])
        for page in PAGES.values()
        if page["state"] == "released" and topic in page["topics"]
    }

    assert len(owners) >= 2


def test_no_page_rests_on_itself_by_a_long_way_round():
    def below(slug, seen):
        assert slug not in seen, seen
        for other in PAGES[slug]["rests_on"]:
            below(other, [*seen, slug])

    for slug in PAGES:
        below(slug, [])


def test_mesh_headings_are_in_the_published_list():
    folder = shared_data()
    if folder is None:
        pytest.skip("The real data is not on this machine: set FINGERPOST_SHARED_DATA to check the MeSH headings.")
    lines = (folder / "mesh" / "mtrees2019.bin").read_text(encoding="utf-8").splitlines()
    headings = {line.split(";")[0] for line in lines}

    assert {heading for page in PAGES.values() for heading in page["mesh"]} <= headings


# Abbreviations and everyday words


def test_abbreviations_are_many_and_each_meaning_has_one_row():
    found = rows("abbreviations.csv")
    meanings = [(row["short"].lower(), row["long"].lower()) for row in found]

    assert list(found[0]) == ["short", "long", "note"]
    assert len(found) >= 250
    assert all(short and long for short, long in meanings)
    assert len(set(meanings)) == len(meanings)


def test_an_abbreviation_is_called_ambiguous_exactly_when_it_has_two_meanings():
    found = rows("abbreviations.csv")
    meanings = Counter(row["short"].lower() for row in found)

    assert [row["note"] for row in found] == [
        "ambiguous" if meanings[row["short"].lower()] > 1 else "" for row in found
    ]


def test_everyday_words_lead_to_other_words_once():
    found = rows("synonyms.csv")
    pairs = [(row["term"].lower(), row["also"].lower()) for row in found]

    assert list(found[0]) == ["term", "also"]
    assert len(pairs) >= 120
    assert len(set(pairs)) == len(pairs)
    assert all(term and also and term != also for term, also in pairs)


def test_words_for_the_pages_topics_are_explained():
    explained = {row["short"] for row in rows("abbreviations.csv")}
    typed = {
        word
        for page in PAGES.values()
        for topic in page["topics"]
        for word in topic.split()
        if re.fullmatch(r"[A-Z][A-Z&]+2?", word)
    }

    assert typed - explained == set()
