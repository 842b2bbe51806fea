"""Lessons, stories, data sets, links, drafts, versions, lists, flags and files of the demonstration are complete."""

import csv
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
import yaml
from demo.printing import draw
from demo.reading import CONTENT, SHELVES, changed, pages, sections_of
from tests.demo.test_people_content import PEOPLE, UNITS, may_see, organisation_of, rows
from tests.shared_data import shared_data

from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.domain.own.topic_names import key_of

FIELDS = {
    "slug", "kind", "title", "summary", "unit", "audience", "applies_to", "released_days_ago", "reviewed_days_ago",
    "review_due_in_days", "state", "topics", "mesh", "rests_on", "author", "owner", "who_to_ask",
}  # fmt: skip
MORE = {"links": {"address"}, "elsewhere": {"address", "held_by"}}
NEW = ("lessons", "stories", "data", "links", "elsewhere")
INSIDE_WORDS = re.compile(
    r"\b(records?|tokens?|facets?|streams?|quarantined?|deltas?|harvest(ed)?|slugs?)\b", re.IGNORECASE
)
# Addresses that have stood for years. What is held elsewhere is at an address that nobody can own.
SITES = {
    "bnf.nice.org.uk", "www.cochranelibrary.com", "www.nice.org.uk", "www.gov.uk", "fingertips.phe.org.uk",
    "www.hqip.org.uk", "service-manual.nhs.uk",
}  # fmt: skip

LEAVERS = {person["slug"]: person for person in rows("leavers.csv")}
EVERY = {facts["slug"]: (facts, body) for folder in SHELVES for facts, body in pages(folder)}
PAGES = {facts["slug"]: (folder, facts, body) for folder in NEW for facts, body in pages(folder)}
DRAFTS = {facts["slug"]: (facts, body) for facts, body in pages("drafts")}
VERSIONS = {facts["page"]: facts for facts, _ in pages("versions")}
LISTS = {facts["slug"]: (facts, introduction) for facts, introduction in pages("lists")}
FILES = {facts["name"]: (facts, body) for facts, body in pages("files")}
every_page = pytest.mark.parametrize("slug", PAGES)


def sentence_lengths(text):
    """Words in each sentence; a line of a list or table without a full stop is a sentence of its own."""
    found = []
    for line in text.splitlines():
        if line.startswith(("#", "|")):
            continue
        found += [re.findall(r"[\w'’/*.-]*\w", part) for part in re.split(r"(?<=[.?!:])[\s*\"]+", line)]
    return [len(words) for words in found if words]


def own(facts):
    """Everybody who is named in the front matter of a page."""
    return {facts[name] for name in ("author", "owner", "who_to_ask") if facts.get(name)}


# Each new page


@every_page
def test_a_page_says_all_that_the_loader_needs(slug):
    folder, facts, _ = PAGES[slug]
    extra = {"answered"} & set(facts) | ({"withdrawn_because"} if facts["state"] == "withdrawn" else set())

    assert set(facts) == FIELDS | MORE.get(folder, set()) | extra
    assert facts["slug"] == slug
    assert facts["state"] in {"released", "withdrawn"}
    assert facts["unit"] in UNITS
    assert {UNITS[unit]["kind"] for unit in facts["applies_to"]} == {"organisation"}
    assert set(facts["rests_on"]) <= set(EVERY)
    assert 0 < facts["reviewed_days_ago"] <= facts["released_days_ago"]
    assert 3 <= len(facts["topics"]) <= 6
    assert len(facts["title"]) <= 100
    assert 8 <= len(facts["summary"].split()) <= 40


@every_page
def test_author_owner_and_who_to_ask_are_there_and_may_see_the_page(slug):
    _, facts, _ = PAGES[slug]

    assert own(facts) <= set(PEOPLE)
    assert all(may_see(PEOPLE[person], facts) for person in own(facts))
    assert PEOPLE[facts["who_to_ask"]]["agrees_to_be_asked"] == "yes"


@every_page
def test_a_page_fills_the_form_of_its_kind(slug):
    folder, facts, body = PAGES[slug]
    form = BY_KEY[facts["kind"]].sections
    filled = sections_of(facts["kind"], body)

    assert set(filled) == {section.key for section in form} - ({"changes"} if folder == "elsewhere" else set())


@every_page
def test_a_page_is_in_short_plain_sentences(slug):
    _, facts, body = PAGES[slug]
    lengths = sentence_lengths(body)

    assert sum(lengths) / len(lengths) <= 15
    assert max(lengths) <= 40
    assert INSIDE_WORDS.search(f"{facts['title']} {facts['summary']} {body}") is None


@every_page
def test_addresses_are_real_ones_that_last_or_can_never_be_real(slug):
    folder, facts, _ = PAGES[slug]
    if folder not in MORE:
        return
    parts = urlsplit(facts["address"])

    assert parts.scheme == "https"
    assert parts.hostname in SITES if folder == "links" else parts.hostname.endswith(".example")


def test_there_are_as_many_of_each_kind_as_the_demonstration_promises():
    assert Counter(folder for folder, _, _ in PAGES.values()) == {
        "lessons": 8, "stories": 8, "data": 7, "links": 8, "elsewhere": 4,
    }  # fmt: skip
    assert len(EVERY) == 165


def test_the_new_pages_come_from_every_organisation():
    assert {organisation_of(facts["unit"]) for _, facts, _ in PAGES.values()} == {
        "wrh", "tmh", "wch", "pch", "ahh", "wt-icb",
    }  # fmt: skip


def test_titles_are_all_different():
    titles = [facts["title"].lower() for facts, _ in [*EVERY.values(), *DRAFTS.values()]]

    assert len(set(titles)) == len(titles)


def test_no_topic_has_a_twin():
    names = {name for folder in (*SHELVES, "drafts") for facts, _ in pages(folder) for name in facts["topics"]}
    twins: dict[str, set[str]] = {}
    for name in names:
        twins.setdefault(key_of(name), set()).add(name)

    assert [sorted(alike) for alike in twins.values() if len(alike) > 1] == []


def test_subject_headings_are_in_the_published_list():
    folder = shared_data()
    if folder is None:
        pytest.skip("The real data is not on this machine: set FINGERPOST_SHARED_DATA to check the MeSH headings.")
    lines = (folder / "mesh" / "mtrees2019.bin").read_text(encoding="utf-8").splitlines()
    headings = {line.split(";")[0] for line in lines}
    named = [facts for _, facts, _ in PAGES.values()] + [facts for facts, _ in DRAFTS.values()]

    assert {term for facts in named for term in facts["mesh"]} <= headings


def test_every_page_has_an_owner_and_seven_have_one_who_left():
    owners = [facts.get("owner") or facts["author"] for facts, _ in EVERY.values()]

    assert set(owners) <= set(PEOPLE) | set(LEAVERS)
    assert sum(owner in LEAVERS for owner in owners) == 7
    assert {owner for owner in owners if owner in LEAVERS} == set(LEAVERS)


def test_five_people_have_left_and_share_no_name_with_those_who_are_there():
    assert len(LEAVERS) == 5
    assert not set(LEAVERS) & set(PEOPLE)
    assert not {row["email"] for row in LEAVERS.values()} & {row["email"] for row in PEOPLE.values()}
    assert all(int(row["left_days_ago"]) < int(row["joined_days_ago"]) for row in LEAVERS.values())


# Parts of forms


def words_of(text):
    return re.findall(r"\w+", re.sub(r"(?m)^#+ ", "", text))


@pytest.mark.parametrize("slug", [*EVERY, *DRAFTS])
def test_no_word_of_a_page_is_lost_between_its_file_and_its_form(slug):
    facts, body = EVERY.get(slug) or DRAFTS[slug]
    filled = sections_of(facts["kind"], body)
    headings = re.findall(r"(?m)^## (.+)$", body)
    named = [
        word for heading in headings if f"## {heading}" not in "\n".join(filled.values()) for word in words_of(heading)
    ]

    kept = Counter(words_of("\n".join(filled.values())))
    assert kept + Counter(named) == Counter(words_of(body))
    assert set(filled) <= {section.key for section in BY_KEY[facts["kind"]].sections} | {"text"}


def test_two_headings_in_one_part_stay_headings():
    filled = sections_of("note", "## Question\n\nWhy?\n\n## Design\n\nA trial.\n\n## Size\n\nTen.")

    assert filled == {"question": "Why?", "found": "### Design\n\nA trial.\n\n### Size\n\nTen."}


def test_what_a_form_has_no_part_for_stands_first_under_its_own_heading():
    assert sections_of("lesson", "Hello.\n\n## Thanks\n\nTo all.") == {"text": "Hello.\n\n## Thanks\n\nTo all."}


def test_know_how_and_notes_fill_the_parts_of_their_forms():
    for facts, body in EVERY.values():
        filled = set(sections_of(facts["kind"], body))
        if facts["kind"] == "know-how":
            assert filled - {"links"} == {"purpose", "scope", "steps", "traps", "contacts"}
        elif facts["kind"] == "note":
            assert filled == {"question", "found", "caution"}


# Drafts and versions


def test_five_pages_were_never_shared_of_which_two_wait_for_a_reader():
    assert Counter(facts["state"] for facts, _ in DRAFTS.values()) == {"draft": 3, "in-review": 2}


@pytest.mark.parametrize("slug", DRAFTS)
def test_a_draft_is_written_by_somebody_of_its_unit(slug):
    facts, body = DRAFTS[slug]
    author = PEOPLE[facts["author"]]

    assert organisation_of(author["unit"]) == organisation_of(facts["unit"])
    assert facts["who_to_ask"] in PEOPLE
    assert facts["days_ago"] > 0
    assert INSIDE_WORDS.search(body) is None


@pytest.mark.parametrize("slug", VERSIONS)
def test_each_version_of_a_page_says_something_else_and_says_why(slug):
    facts, body = EVERY[slug]
    days = [facts["released_days_ago"]]
    for version in VERSIONS[slug].get("earlier", []):
        before = changed(facts, body, version["changes"])
        days.append(version["days_ago"])

        assert before != body
        body = before
    assert days == sorted(set(days))
    assert all(
        each["what_changed"] for each in [VERSIONS[slug], *VERSIONS[slug].get("earlier", [])][:-1] if len(days) > 1
    )


def test_at_least_twelve_pages_have_two_to_four_versions():
    counts = [1 + len(facts.get("earlier", [])) for facts in VERSIONS.values()]

    assert len([count for count in counts if 2 <= count <= 4]) >= 12
    assert max(counts) == 4


@pytest.mark.parametrize("slug", [slug for slug, facts in VERSIONS.items() if "next" in facts])
def test_a_version_being_written_differs_from_what_is_shared(slug):
    facts, body = EVERY[slug]
    coming = VERSIONS[slug]["next"]

    assert changed(facts, body, coming["changes"]) != body
    assert coming["stage"] in {"draft", "in-review", "released"}
    assert coming["by"] in own(facts)
    assert coming["what_changed"]


def test_a_change_that_fits_nowhere_is_refused():
    with pytest.raises(ValueError, match="does not say this once"):
        changed({"slug": "a"}, "one two", [{"now": "three", "then": "four"}])


# Reading lists


def test_there_are_twelve_lists_shared_in_every_way_and_one_may_be_embedded():
    shared = Counter(facts["audience"].split(":")[0] for facts, _ in LISTS.values())

    assert sum(shared.values()) == 12
    assert set(shared) == {"public", "signed-in", "units", "owner"}
    assert shared["owner"] == 1
    assert [facts["audience"] for facts, _ in LISTS.values() if facts.get("may_embed")] == ["public"]


@pytest.mark.parametrize("slug", LISTS)
def test_a_list_has_headings_and_a_note_on_each_thing_its_owner_may_see(slug):
    facts, introduction = LISTS[slug]
    owner = PEOPLE[facts["owner"]]

    assert facts["unit"] in UNITS
    assert len(introduction.split()) >= 8
    assert len(facts["entries"]) >= 4
    assert len({entry["section"] for entry in facts["entries"]}) >= 2
    for entry in facts["entries"]:
        page, _ = EVERY[entry.get("page") or entry["paper"]]
        assert entry["note"]
        assert "page" not in entry or (may_see(owner, page) and page.get("state", "released") == "released")
        assert "paper" not in entry or page["kind"] == "note"


def test_lists_hold_papers_beside_pages():
    entries = [entry for facts, _ in LISTS.values() for entry in facts["entries"]]

    assert len([entry for entry in entries if "paper" in entry]) >= 10


# What readers said


def test_fourteen_doubts_of_which_eight_were_answered():
    flags = rows("flags.csv")

    assert len(flags) == 14
    assert Counter(flag["outcome"] for flag in flags) == {"": 6, "changed": 5, "holds": 2, "withdrawn": 1}
    assert all(bool(flag["outcome"]) == bool(flag["answer"] and flag["answered_by"]) for flag in flags)
    assert all(int(flag["answered_days_ago"]) < int(flag["days_ago"]) for flag in flags if flag["outcome"])


def test_sixty_thanks_heavy_on_a_few_pages():
    thanks = rows("helped.csv")
    most = Counter(row["page"] for row in thanks).most_common(3)

    assert len(thanks) == 60
    assert len({(row["page"], row["person"]) for row in thanks}) == 60
    assert sum(count for _, count in most) >= 15


@pytest.mark.parametrize("name", ["flags.csv", "helped.csv"])
def test_readers_speak_of_pages_they_may_see_and_do_not_look_after(name):
    for row in rows(name):
        page, _ = EVERY[row["page"]]
        assert may_see(PEOPLE[row["person"]], page), row
        assert row["person"] not in {page.get("author"), page.get("owner")}, row
        assert int(row["days_ago"]) < page["released_days_ago"], row


# Files


@pytest.mark.parametrize("name", FILES)
def test_a_file_belongs_to_a_page_and_is_real_text(name):
    facts, body = FILES[name]

    assert EVERY[facts["page"]][0]["kind"] != "link"
    assert facts["form"] in {"pdf", "docx"}
    assert 450 <= len(body.split()) <= 1500
    assert INSIDE_WORDS.search(body) is None


def test_there_are_six_files_three_of_each_form():
    assert Counter(facts["form"] for facts, _ in FILES.values()) == {"pdf": 3, "docx": 3}


# The folder of documents to bring in


def policies():
    with (CONTENT / "filling" / "policies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_has_the_columns_of_a_policy_office():
    assert list(policies()[0]) == [
        "Document title", "Ref", "Doc owner", "Approved", "Next review date", "Access", "File",
    ]  # fmt: skip


def test_two_rows_are_wrong_on_purpose():
    sources = {path.stem for path in (CONTENT / "filling").glob("*.md")}
    table = policies()

    assert len(sources) == 24
    assert [row["File"] for row in table if row["File"].rpartition(".")[0] not in sources] == [
        "CO-04 Use of meeting rooms.pdf"
    ]
    assert [row["Next review date"] for row in table if not re.fullmatch(r"\d+", row["Next review date"])] == [
        "31/02/2025"
    ]
    assert sources <= {row["File"].rpartition(".")[0] for row in table}


def test_the_owners_in_the_table_have_accounts():
    emails = {person["email"] for person in PEOPLE.values()}

    assert {row["Doc owner"] for row in policies()} <= emails


@pytest.mark.parametrize("path", sorted((CONTENT / "filling").glob("*.md")), ids=lambda path: path.stem)
def test_a_document_to_fill_the_shelf_with_is_short_and_plain(path):
    text = path.read_text(encoding="utf-8")
    lengths = sentence_lengths(text)
    row = next(row for row in policies() if row["File"].startswith(path.stem))

    assert text.startswith(f"# {row['Document title']}\n")
    assert path.stem == f"{row['Ref']} {row['Document title']}"
    assert 100 <= len(text.split()) <= 260
    assert sum(lengths) / len(lengths) <= 15
    assert INSIDE_WORDS.search(text) is None


# Printing

TEXT = "# Waste\n\nA **bold** word and <i>signs</i>.\n\n1. First\n2. Second\n\n| What | Where |\n| --- | --- |\n| Glass | Box |"


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_a_document_says_in_each_form_what_its_text_says(form, tmp_path):
    from documents import read_document, sniff

    path = tmp_path / f"waste.{form}"
    path.write_bytes(draw("Waste", TEXT, form))
    found = sniff(path, path.name)

    said = " ".join(" ".join(read_document(path, found.kind)).split())
    for words in (
        "Waste",
        "A bold word and <i>signs</i>" if form != "html" else "A bold word",
        "First",
        "Glass",
        "Box",
    ):
        assert words in said


def test_front_matter_is_plain_yaml_that_any_reader_reads():
    for path in CONTENT.glob("*/*.md"):
        if path.parent.name not in {"filling", "papers"}:
            assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8").split("---\n", 2)[1]), dict)


def test_bodies_are_markdown_without_html():
    for facts, body in EVERY.values():
        assert not re.search(r"</?[a-z]+>", body), facts["slug"]
