"""The demonstration's people, library agreements, know-how and questions are complete and agree with each other."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"
ROLES = {
    "member": (60, 100),
    "knowledge-specialist": (6, 8),
    "service-manager": (2, 2),
    "executive": (8, 8),
    "champion": (10, 10),
    "organisation-administrator": (6, 6),
    "national-viewer": (1, 1),
}
DOMAINS = {
    "wrh": "wenlow.example",
    "tmh": "tidesmere.example",
    "wch": "wenlow-community.example",
    "pch": "hub.example",
    "ahh": "alderhouse.example",
    "wt-icb": "careboard.example",
    "wt-ics": "careboard.example",
}
HEADINGS = ["Purpose", "Where this fits", "Steps", "Traps", "Who to ask"]
FIELDS = {
    "slug", "kind", "title", "summary", "unit", "audience", "applies_to", "released_days_ago", "reviewed_days_ago",
    "review_due_in_days", "state", "topics", "mesh", "rests_on", "author", "who_to_ask",
}  # fmt: skip
POSTING = re.compile(r"(?P<unit>[a-z0-9-]+)@(?P<start>\d+)\.\.(?P<end>\d*)")


def rows(name):
    """The rows of a CSV file of the demonstration, as dictionaries."""
    with (CONTENT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pages(folder):
    """Slug → front matter, with the page's text under `body`."""
    found = {}
    for path in sorted((CONTENT / folder).glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        found[path.stem] = {**yaml.safe_load(front), "body": body}
    return found


def questions():
    """The judged questions, one dictionary each."""
    lines = (CONTENT / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def postings(person):
    """(unit, days since it began, days since it ended or None) for each other post of a person."""
    matches = [POSTING.fullmatch(text) for text in person["other_units"].split(";") if text]
    assert all(matches), person["slug"]
    return [(m["unit"], int(m["start"]), int(m["end"]) if m["end"] else None) for m in matches]


UNITS = {unit["slug"]: unit for unit in rows("units.csv")}
PEOPLE = {person["slug"]: person for person in rows("people.csv")}
KNOWHOW = pages("knowhow")
LOCAL = pages("local")


def above(unit):
    """A unit and all that it stands under."""
    chain = [unit]
    while parent := UNITS[chain[-1]]["parent"]:
        chain.append(parent)
    return chain


def organisation_of(unit):
    """The nearest organisation above a unit; for the system itself, the system."""
    return next(slug for slug in above(unit) if UNITS[slug]["kind"] in {"organisation", "system"})


def may_see(person, item):
    """A naive reading of `audience`, written apart from the product's own."""
    audience = item["audience"]
    if audience in {"public", "signed-in"}:
        return True
    posts = [person["unit"], *(unit for unit, _, end in postings(person) if end is None)]
    held = {slug for post in posts for slug in above(post)}
    return bool(held & set(audience.removeprefix("units:").split(",")))


# People


def test_there_are_120_people_each_with_one_slug_and_one_address():
    people = rows("people.csv")

    assert len(people) == 120
    assert len({person["slug"] for person in people}) == 120
    assert len({person["email"] for person in people}) == 120
    assert len({person["name"] for person in people}) == 120


def test_the_people_file_has_the_columns_that_the_loader_reads():
    assert list(rows("people.csv")[0]) == [
        "slug", "name", "email", "job", "unit", "role", "other_units", "pronouns", "asks", "agrees_to_be_asked",
    ]  # fmt: skip


def test_each_unit_has_somebody_and_each_person_a_real_unit():
    assert {person["unit"] for person in PEOPLE.values()} == set(UNITS)


def test_each_address_belongs_to_the_persons_own_organisation():
    wrong = [p["email"] for p in PEOPLE.values() if p["email"].split("@")[1] != DOMAINS[organisation_of(p["unit"])]]

    assert wrong == []


def test_addresses_are_plain_and_can_be_typed():
    assert [
        p["email"] for p in PEOPLE.values() if not re.fullmatch(r"[a-z-]+\.[a-z-]+@[a-z-]+\.example", p["email"])
    ] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_held_by_as_many_as_a_system_this_size_would_have(role):
    fewest, most = ROLES[role]

    assert fewest <= Counter(person["role"] for person in PEOPLE.values())[role] <= most


def test_no_one_holds_a_role_that_is_not_known():
    assert {person["role"] for person in PEOPLE.values()} == set(ROLES)


def test_each_organisation_has_one_administrator():
    administrators = [p for p in PEOPLE.values() if p["role"] == "organisation-administrator"]

    assert sorted(organisation_of(p["unit"]) for p in administrators) == ["ahh", "pch", "tmh", "wch", "wrh", "wt-icb"]


def test_library_roles_are_held_in_the_two_libraries_only():
    library = {"knowledge-specialist", "service-manager"}

    assert {p["unit"] for p in PEOPLE.values() if p["role"] in library} == {"wrh-library", "tmh-library"}
    assert {p["unit"] for p in PEOPLE.values() if p["role"] == "service-manager"} == {"wrh-library", "tmh-library"}


def test_about_a_dozen_people_have_a_second_post_with_sensible_dates():
    having = [person for person in PEOPLE.values() if person["other_units"]]

    assert 11 <= len(having) <= 15
    for person in having:
        for unit, start, end in postings(person):
            assert unit in UNITS
            assert unit != person["unit"]
            assert 0 < start < 3650
            assert end is None or 0 <= end < start


def test_some_second_posts_go_on_and_some_have_ended():
    ends = [end for person in PEOPLE.values() for _, _, end in postings(person)]

    assert None in ends
    assert any(end is not None for end in ends)


def test_about_half_could_be_asked_and_only_those_who_agree_may_be():
    willing = [p for p in PEOPLE.values() if p["agrees_to_be_asked"] == "yes"]
    able = [p for p in PEOPLE.values() if p["asks"]]

    assert {p["agrees_to_be_asked"] for p in PEOPLE.values()} == {"yes", "no"}
    assert 55 <= len(able) <= 68
    assert 42 <= len(willing) <= 50
    assert all(p["asks"] for p in willing)
    assert len([p for p in able if p["agrees_to_be_asked"] == "no"]) >= 5


def test_no_one_offers_more_than_five_things_or_an_empty_one():
    for person in PEOPLE.values():
        offers = person["asks"].split(";") if person["asks"] else []

        assert len(offers) <= 5
        assert all(offer == offer.strip() and offer for offer in offers)


# Agreements


def test_each_agreement_joins_a_library_to_an_organisation():
    for agreement in rows("agreements.csv"):
        assert UNITS[agreement["service"]]["kind"] == "library-service"
        assert UNITS[agreement["serves"]]["kind"] == "organisation"
        assert int(agreement["from_days_ago"]) > -int(agreement["until_days_ahead"])
        assert re.fullmatch(r"[a-z.]+@[a-z-]+\.example", agreement["desk_email"])


def test_each_organisation_is_served_by_one_library_today():
    today = [(a["service"], a["serves"]) for a in rows("agreements.csv") if int(a["until_days_ahead"]) > 0]

    assert sorted(today) == [
        ("tmh-library", "pch"), ("tmh-library", "tmh"),
        ("wrh-library", "ahh"), ("wrh-library", "wch"), ("wrh-library", "wrh"), ("wrh-library", "wt-icb"),
    ]  # fmt: skip


def test_the_hospice_moved_from_one_library_to_the_other_with_no_day_between():
    before, now = sorted(
        (a for a in rows("agreements.csv") if a["serves"] == "ahh"), key=lambda a: int(a["until_days_ahead"])
    )

    assert (before["service"], now["service"]) == ("tmh-library", "wrh-library")
    assert -int(before["until_days_ahead"]) == int(now["from_days_ago"]) == 200


# Know-how


def test_there_are_30_know_how_pages_with_names_that_no_other_page_has():
    assert len(KNOWHOW) == 30
    assert not set(KNOWHOW) & set(LOCAL)
    assert len({page["title"] for page in KNOWHOW.values()}) == 30


@pytest.mark.parametrize("slug", KNOWHOW)
def test_a_know_how_page_has_complete_facts_about_itself(slug):
    page = KNOWHOW[slug]

    assert set(page) == FIELDS | {"body"}
    assert (page["slug"], page["kind"], page["state"]) == (slug, "know-how", "released")
    assert 5 <= len(page["summary"].split()) <= 35
    assert page["unit"] in UNITS
    assert {UNITS[unit]["kind"] for unit in page["applies_to"]} <= {"organisation"}
    assert 3 <= len(page["topics"]) <= 6
    assert len(page["mesh"]) <= 3
    assert page["released_days_ago"] >= page["reviewed_days_ago"] >= 1


@pytest.mark.parametrize("slug", KNOWHOW)
def test_a_know_how_page_is_shared_with_units_that_exist(slug):
    audience = KNOWHOW[slug]["audience"]

    if audience not in {"public", "signed-in"}:
        assert audience.startswith("units:")
        assert set(audience.removeprefix("units:").split(",")) <= set(UNITS)


@pytest.mark.parametrize("slug", KNOWHOW)
def test_a_know_how_page_reads_in_the_same_order_as_the_others_and_is_short(slug):
    body = KNOWHOW[slug]["body"]
    headings = re.findall(r"^## (.+)$", body, flags=re.MULTILINE)

    assert [heading for heading in headings if heading != "Links"] == HEADINGS
    assert 180 <= len(body.split()) <= 350


@pytest.mark.parametrize("slug", KNOWHOW)
def test_a_know_how_page_is_in_short_sentences(slug):
    text = re.sub(r"^#.*$|[*\d]|^- ", "", KNOWHOW[slug]["body"], flags=re.MULTILINE)
    sentences = [s for s in re.split(r"(?<=[.?!:])\s+|\n\n", text) if s.strip()]

    assert len(text.split()) / len(sentences) <= 15


@pytest.mark.parametrize("slug", KNOWHOW)
def test_author_and_person_to_ask_exist_may_see_the_page_and_the_page_names_whom_to_ask(slug):
    page = KNOWHOW[slug]
    asked = PEOPLE[page["who_to_ask"]]

    assert may_see(PEOPLE[page["author"]], page)
    assert may_see(asked, page)
    assert asked["agrees_to_be_asked"] == "yes"
    assert asked["name"] in page["body"].split("## Who to ask")[1]


@pytest.mark.parametrize("slug", KNOWHOW)
def test_what_a_know_how_page_rests_on_is_there_and_its_links_say_so(slug):
    page = KNOWHOW[slug]
    titles = [LOCAL[target]["title"] for target in page["rests_on"]]

    assert all(LOCAL[target]["state"] == "released" for target in page["rests_on"])
    assert all(title in page["body"] for title in titles)


@pytest.mark.parametrize("slug", KNOWHOW)
def test_a_know_how_page_names_nothing_that_one_of_its_readers_may_not_see(slug):
    page = KNOWHOW[slug]
    readers = [person for person in PEOPLE.values() if may_see(person, page)]

    for target in (LOCAL[name] for name in page["rests_on"]):
        assert target["audience"] == "public" or page["audience"] != "public"
        assert all(may_see(reader, target) for reader in readers)


def test_know_how_is_shared_in_each_of_the_three_ways():
    shared = Counter(page["audience"].split(":")[0] for page in KNOWHOW.values())

    assert set(shared) == {"public", "signed-in", "units"}
    assert min(shared.values()) >= 7


def test_four_know_how_pages_are_past_their_review_date():
    assert len([page for page in KNOWHOW.values() if page["review_due_in_days"] < 0]) == 4


# Questions


def test_there_are_60_different_questions():
    asked = [entry["question"].casefold() for entry in questions()]

    assert len(asked) == len(set(asked)) == 60


def test_each_question_names_who_asks_and_one_to_three_pages_that_are_there():
    pages_there = {**LOCAL, **KNOWHOW}

    for entry in questions():
        assert set(entry) == {"question", "asked_by", "best"}
        assert entry["asked_by"] in PEOPLE
        assert 1 <= len(entry["best"]) == len(set(entry["best"])) <= 3
        assert [slug for slug in entry["best"] if pages_there[slug]["state"] != "released"] == []


def test_whoever_asks_may_see_the_answer():
    pages_there = {**LOCAL, **KNOWHOW}
    hidden = [
        (entry["question"], slug)
        for entry in questions()
        for slug in entry["best"]
        if not may_see(PEOPLE[entry["asked_by"]], pages_there[slug])
    ]

    assert hidden == []


def test_questions_come_from_many_people_in_every_organisation():
    askers = {entry["asked_by"] for entry in questions()}

    assert len(askers) >= 35
    assert {organisation_of(PEOPLE[asker]["unit"]) for asker in askers} >= {"wrh", "tmh", "wch", "pch", "ahh", "wt-icb"}


def test_questions_reach_both_policies_and_know_how():
    best = {slug for entry in questions() for slug in entry["best"]}

    assert len(best & set(LOCAL)) >= 20
    assert len(best & set(KNOWHOW)) >= 15


def test_half_of_the_questions_do_not_repeat_the_words_of_the_title():
    pages_there = {**LOCAL, **KNOWHOW}

    def words(text):
        return {word[:5] for word in re.findall(r"[a-z0-9]{4,}", text.casefold())}

    def mostly_other_words(entry):
        title = words(pages_there[entry["best"][0]]["title"])
        return len(words(entry["question"]) & title) <= len(title) / 3

    assert len([entry for entry in questions() if mostly_other_words(entry)]) >= 30
