"""The demonstration's roads are complete, true to what they are pinned to, and walked by people who may walk them."""

import json
import re

import pytest
from demo.reading import CONTENT, SHELVES, pages, sections_of
from demo.roads import decisions_of, roads, share_of
from tests.demo.test_people_content import PEOPLE, UNITS, above, may_see, organisation_of, postings, rows
from tests.demo.test_shelf_content import INSIDE_WORDS, VERSIONS, sentence_lengths

import quotelock
from fingerpost.roads.domain.kept import KINDS
from fingerpost.roads.models import KnowledgeKind, Sureness, Verdict

ORGANISATIONS = {"wrh", "tmh", "wch", "pch", "ahh", "wt-icb"}
ROADS = {road["slug"]: road for road in roads()}
EVERY = {facts["slug"]: (facts, body) for folder in SHELVES for facts, body in pages(folder)}
BRIEFS = {slug: road["brief"] for slug, road in ROADS.items() if "brief" in road}
RELEASED = {slug: brief for slug, brief in BRIEFS.items() if "released_days_ago" in brief}
DECISIONS = [(slug, decision) for slug, road in ROADS.items() for decision in decisions_of(road)]
POINTS = [(slug, point) for slug, brief in BRIEFS.items() for point in brief["points"]]
PINNED = [(slug, point) for slug, point in POINTS if "pins" in point]
every_road = pytest.mark.parametrize("slug", ROADS)
every_brief = pytest.mark.parametrize("slug", BRIEFS)
every_decision = pytest.mark.parametrize(("slug", "decision"), DECISIONS, ids=[d["title"][:30] for _, d in DECISIONS])
every_pinned = pytest.mark.parametrize(("slug", "point"), PINNED, ids=[f"{s}-{p['text'][:20]}" for s, p in PINNED])
# An NHS number, a date, or a patient's name as wards write it.
POINTS_AT_SOMEBODY = re.compile(r"\b\d{3} ?\d{3} ?\d{4}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(Mr|Mrs|Ms|Miss) [A-Z]")
LEADS = re.compile(r"chief|director|manager|lead|sister|matron|consultant|head", re.IGNORECASE)


def papers():
    """What notes and roads call the papers of the demonstration."""
    with (CONTENT / "papers" / "papers.jsonl").open(encoding="utf-8") as file:
        listed = [json.loads(line) for line in file]
    return {f"pmid:{one['pmid']}" if one.get("pmid") else f"title:{one['title']}": one for one in listed}


PAPERS = papers()


def posts(person):
    """Units in which somebody works today."""
    return [person["unit"], *(unit for unit, _, end in postings(person) if end is None)]


def works_on(slug, question):
    """Whether somebody asked a question or has it shared with them: our own reading, apart from the product's."""
    units, people = share_of(question["share"])
    held = {unit for post in posts(PEOPLE[slug]) for unit in above(post)}
    return slug == question["by"] or slug in people or bool(held & set(units))


def first_shared(slug):
    """Since how many days a page is there."""
    earlier = VERSIONS.get(slug, {}).get("earlier", [])
    return max([EVERY[slug][0]["released_days_ago"], *(version["days_ago"] for version in earlier)])


def things(road):
    """Every line of a road that names a page or a paper, or says something in words of its own."""
    brief = road.get("brief", {"points": []})
    yield from road["kept"]
    yield from (pin for point in brief["points"] for pin in point.get("pins", ()))
    for decision in decisions_of(road):
        yield from (*decision["rests_on"], *decision["considered"])


def texts(value, name=""):
    """Everything that a reader will read, out of a road."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"slug", "page", "paper", "quote", "part", "share", "audience", "kind", "state"}:
                yield from texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, name)
    elif isinstance(value, str) and " " in value:
        yield value


def text_pinned(pin):
    """The text that a pin names, as it stands when the brief is written."""
    facts, body = EVERY[pin["page"]]
    return sections_of(facts["kind"], body)[pin["part"]]


# All roads together


def test_there_are_twelve_questions_ten_briefs_and_at_least_eight_decisions():
    checked = [slug for slug, brief in RELEASED.items() if "checked" in brief]

    assert len(ROADS) == 12
    assert (len(BRIEFS), len(RELEASED), len(BRIEFS) - len(RELEASED)) == (10, 8, 2)
    assert 0 < len(checked) < len(RELEASED)
    assert len(DECISIONS) >= 8


def test_decisions_are_confirmed_waiting_replaced_and_withdrawn():
    states = [decision["state"] for _, decision in DECISIONS]

    assert states.count("confirmed") >= 8
    assert states.count("waiting") == 1
    assert sum(bool(decision.get("replaces")) for _, decision in DECISIONS) == 1
    assert sum("withdrawn" in decision for _, decision in DECISIONS) == 1


def test_one_decision_that_still_holds_is_overdue_for_a_look():
    replaced = [decisions_of(ROADS[slug])[0] for slug, decision in DECISIONS if decision.get("replaces")]
    late = [decision for _, decision in DECISIONS if decision["review_due_in_days"] < 0 and decision not in replaced]

    assert [decision["title"] for decision in late] == ["Two searches a year, with a pharmacist to ring people"]


def test_every_organisation_has_a_road_and_boards_and_wards_decide():
    asking = {organisation_of(PEOPLE[road["question"]["by"]]["unit"]) for road in ROADS.values()}
    deciding = {organisation_of(decision["unit"]) for _, decision in DECISIONS}
    kinds = {UNITS[decision["unit"]]["kind"] for _, decision in DECISIONS}

    assert asking == deciding == ORGANISATIONS
    assert kinds >= {"organisation", "department", "team"}


def test_points_are_pinned_to_notes_and_to_local_pages_and_some_are_our_own():
    kinds = {EVERY[pin["page"]][0]["kind"] for _, point in PINNED for pin in point["pins"]}

    assert {"note", "policy", "guideline", "data-set", "lesson"} <= kinds
    assert sum(bool(point.get("own")) for _, point in POINTS) >= 5


def test_two_briefs_rest_on_pages_that_have_changed_since_one_of_them_in_the_very_words():
    changed = {
        slug: facts["next"] for slug, facts in VERSIONS.items() if facts.get("next", {}).get("stage") == "released"
    }
    resting, reworded = set(), set()
    for slug, brief in RELEASED.items():
        for pin in (pin for point in brief["points"] for pin in point.get("pins", ()) if pin["page"] in changed):
            resting.add(slug)
            changes = changed[pin["page"]]["changes"]
            if any(pin["quote"] in each["now"] and pin["quote"] not in each["then"] for each in changes):
                reworded.add(slug)
            assert changed[pin["page"]]["days_ago"] < brief["released_days_ago"]

    assert resting == {"who-rings-with-the-result", "mattresses-the-same-day"}
    assert reworded == {"mattresses-the-same-day"}


def test_some_questions_are_still_open_and_hold_something_that_their_asker_has_not_seen():
    still_open = [road for road in ROADS.values() if not road["question"]["closed"]]
    newer = [
        road
        for road in still_open
        if any(one["days_ago"] < road["question"]["looked_days_ago"] for one in road["kept"])
    ]

    assert len(still_open) >= 4
    assert len(newer) >= 3


def test_a_draft_has_a_point_that_nobody_has_accepted():
    drafts = [brief for slug, brief in BRIEFS.items() if slug not in RELEASED]

    assert any("pins" in point and not point["accepted"] for brief in drafts for point in brief["points"])


def test_somebody_disagreed_by_role_and_somebody_is_not_named():
    dissents = [one for _, decision in DECISIONS for one in decision["dissent"]]

    assert any(not one["role"] and not one["words"] for one in dissents)
    assert any(not one["role"] and one["words"] for one in dissents)
    assert sum(bool(one["role"]) for one in dissents) >= 6


def test_some_actions_are_done_some_are_late_and_some_are_still_to_come():
    listed = [action for _, decision in DECISIONS for action in decision["actions"]]

    assert sum("done_days_ago" in action for action in listed) >= 8
    assert sum(action["due_in_days"] < 0 and "done_days_ago" not in action for action in listed) >= 4
    assert sum(action["due_in_days"] > 0 for action in listed) >= 4
    assert any("owner_words" in action for action in listed)


# Each road


@every_road
def test_everything_that_a_road_names_is_there(slug):
    road = ROADS[slug]
    units, people = share_of(road["question"]["share"])

    assert set(units) <= set(UNITS)
    assert set(people) <= set(PEOPLE)
    for thing in things(road):
        assert len({"page", "paper", "words", "brief"} & set(thing)) == 1, thing
        assert "page" not in thing or EVERY[thing["page"]][0]["kind"] in KINDS
        assert "paper" not in thing or thing["paper"] in PAPERS
        assert "words" not in thing or thing["kind"] in KnowledgeKind.values


@every_road
def test_four_to_twelve_things_of_several_kinds_are_kept_by_several_people(slug):
    kept = ROADS[slug]["kept"]
    kinds = {
        str(KINDS[EVERY[one["page"]][0]["kind"]]) if "page" in one else one.get("kind", "evidence") for one in kept
    }

    assert 4 <= len(kept) <= 12
    assert len(kinds) >= 3
    assert len({one["by"] for one in kept}) >= 2
    assert "voices" in kinds
    assert all(one.get("note") or one.get("words") for one in kept)
    assert all(one.get("source") for one in kept if "words" in one)


def test_something_was_dropped_with_a_reason_on_most_roads():
    dropping = [slug for slug, road in ROADS.items() if any("dropped_because" in one for one in road["kept"])]

    assert len(dropping) >= 6
    for slug in dropping:
        for one in (one for one in ROADS[slug]["kept"] if "dropped_because" in one):
            assert len(one["dropped_because"].split()) >= 8
            assert one["dropped_days_ago"] < one["days_ago"]
            assert works_on(one["dropped_by"], ROADS[slug]["question"])
            assert "page" not in one or may_see(PEOPLE[one["dropped_by"]], EVERY[one["page"]][0])


@every_road
def test_whoever_keeps_a_thing_works_on_the_question_and_may_see_the_thing(slug):
    road = ROADS[slug]
    for one in road["kept"]:
        assert works_on(one["by"], road["question"]), one["by"]
        if "page" in one:
            facts, _ = EVERY[one["page"]]
            assert facts.get("state", "released") == "released"
            assert may_see(PEOPLE[one["by"]], facts), one["page"]


@every_road
def test_things_happen_in_their_order(slug):
    road = ROADS[slug]
    asked = road["question"]["asked_days_ago"]
    assert 0 < road["question"]["looked_days_ago"] < asked
    assert all(0 < one["days_ago"] <= asked for one in road["kept"])
    assert all(one["days_ago"] <= first_shared(one["page"]) for one in road["kept"] if "page" in one)
    if brief := road.get("brief"):
        released = brief.get("released_days_ago", 0)
        assert asked >= brief["begun_days_ago"] >= brief["searched_days_ago"] > released
        assert "checked" not in brief or released > brief["checked"]["days_ago"] > 0
        assert brief["review_due_in_days"] > -released
    for decision in decisions_of(road):
        decided = decision["decided_days_ago"]
        assert asked > decided >= decision.get("confirmed_days_ago", 0)
        assert not any(one.get("brief") for one in decision["rests_on"]) or road["brief"]["released_days_ago"] > decided
        assert decision["review_due_in_days"] > -decided
        assert decision.get("withdrawn", {"days_ago": 0})["days_ago"] < decided
        for action in decision["actions"]:
            assert -decided < action["due_in_days"]
            assert 0 < action.get("done_days_ago", 1) <= decided


@every_road
def test_a_road_is_in_short_plain_sentences(slug):
    said = list(texts(ROADS[slug]))
    lengths = [length for text in said for length in sentence_lengths(text)]

    assert sum(lengths) / len(lengths) <= 15
    assert max(lengths) <= 40
    for text in said:
        assert INSIDE_WORDS.search(text) is None, text


@every_road
def test_nobody_can_be_picked_out_from_what_was_said(slug):
    names = [person["name"] for person in PEOPLE.values()]
    road = ROADS[slug]
    for one in [*road["kept"], *(dissent for d in decisions_of(road) for dissent in d["dissent"])]:
        said = " ".join(str(one.get(name, "")) for name in ("words", "note", "source", "figure", "role"))
        assert not [name for name in names if name in said], said
        assert POINTS_AT_SOMEBODY.search(said) is None, said


# Each brief


@every_brief
def test_a_brief_is_written_and_checked_by_people_who_may(slug):
    brief, question = BRIEFS[slug], ROADS[slug]["question"]
    assert works_on(brief["by"], question)
    if "checked" not in brief:
        return
    librarian = PEOPLE[brief["checked"]["by"]]
    serving = {row["service"]: [] for row in rows("agreements.csv")}
    for row in rows("agreements.csv"):
        if not row["until_days_ahead"] or int(row["until_days_ahead"]) > 0:
            serving[row["service"]].append(row["serves"])

    assert librarian["role"] == "knowledge-specialist"
    assert brief["checked"]["by"] != brief["by"]
    assert works_on(brief["checked"]["by"], question)
    assert organisation_of(PEOPLE[question["by"]]["unit"]) in serving[librarian["unit"]]


@every_brief
def test_a_brief_says_all_that_it_must(slug):
    brief = BRIEFS[slug]
    assert brief["verdict"] in Verdict.values
    assert brief["sureness"] in Sureness.values
    assert len(brief["bottom_line"].split()) <= 40
    assert brief["audience"] in {"public", "signed-in"} or brief["audience"].startswith("units:")
    assert len(brief["options"]) >= 2
    if slug in RELEASED:
        assert 3 <= len(brief["points"]) <= 5
        assert all(brief[name] for name in ("bottom_line", "sure_because", "unknown", "know_how", "who_to_ask"))
        assert all(point.get("own") or point["accepted"] for point in brief["points"])


@every_brief
def test_numbers_of_the_bottom_line_stand_in_a_point(slug):
    brief = BRIEFS[slug]
    loose = quotelock.differences(brief["bottom_line"], [point["text"] for point in brief["points"]])

    assert [one.said for one in loose if one.kind in {"number", "unit"}] == []


@every_pinned
def test_a_quote_stands_once_and_word_for_word_in_what_it_is_pinned_to(slug, point):
    brief = BRIEFS[slug]
    for pin in point["pins"]:
        facts, _ = EVERY[pin["page"]]
        written = brief.get("released_days_ago", brief["searched_days_ago"])

        assert text_pinned(pin).count(pin["quote"].strip()) == 1, pin["quote"]
        assert facts.get("state", "released") == "released"
        assert written <= facts["released_days_ago"]
        assert may_see(PEOPLE[brief["by"]], facts)


@every_pinned
def test_whoever_reads_a_brief_may_read_what_it_is_pinned_to(slug, point):
    audience = BRIEFS[slug]["audience"]
    for pin in point["pins"]:
        allowed = EVERY[pin["page"]][0]["audience"]
        if audience.startswith("units:"):
            readers = audience.removeprefix("units:").split(",")
            ok = not allowed.startswith("units:") or all(
                set(above(unit)) & set(allowed[6:].split(",")) for unit in readers
            )
        else:
            ok = allowed == "public" or (allowed, audience) == ("signed-in", "signed-in")
        assert ok, pin["page"]


@every_pinned
def test_a_sentence_says_nothing_that_its_quotes_do_not(slug, point):
    found = quotelock.differences(point["text"].strip(), [pin["quote"].strip() for pin in point["pins"]])

    assert bool(found) == bool(point.get("differs_because")), found


def test_one_point_differs_from_its_source_and_says_why():
    assert sum("differs_because" in point for _, point in POINTS) == 1


# Each decision


@every_decision
def test_a_decision_is_made_by_people_of_its_organisation_who_may(slug, decision):
    organisation = organisation_of(decision["unit"])
    named = [decision[name] for name in ("by", "decider", "secretary")]

    assert {organisation_of(PEOPLE[person]["unit"]) for person in named} == {organisation}
    assert works_on(decision["by"], ROADS[slug]["question"])
    assert LEADS.search(PEOPLE[decision["decider"]]["job"])
    if decision["state"] == "confirmed":
        assert decision["confirmed_by"] in {decision["decider"], decision["secretary"]}


@every_decision
def test_a_decision_rests_on_things_that_its_writer_may_see(slug, decision):
    writer = PEOPLE[decision["by"]]
    used = [one["page"] for one in [*decision["rests_on"], *decision["considered"]] if "page" in one]

    assert len(set(used)) == len(used)
    assert all(may_see(writer, EVERY[page][0]) for page in used)
    assert all(decision["decided_days_ago"] <= first_shared(page) for page in used)
    assert len(decision["rests_on"]) >= 3


@every_decision
def test_a_decision_says_what_was_chosen_and_why_the_rest_was_not(slug, decision):
    assert sum(option["chosen"] for option in decision["options"]) == 1
    assert len(decision["options"]) >= 2
    assert all(option["because"] for option in decision["options"])
    assert 0 < len(decision["title"]) <= 100
    assert all(decision[name] for name in ("meeting", "decided_by", "because", "assumptions", "actions"))
    assert all(("owner" in action) != ("owner_words" in action) for action in decision["actions"])
    assert all(action["owner"] in PEOPLE for action in decision["actions"] if "owner" in action)
