"""The made-up libraries of the review trial: frozen, fair, and readable by others."""

import hashlib
import json
import re

import pytest

from fingerpost.library.domain import review_trial
from fingerpost.library.domain.own.kinds import KINDS
from fingerpost.library.domain.review_scenario import KINDS as TRIED
from fingerpost.library.domain.review_scenario import NUMBERS, ScenarioWrong, read_scenario
from fingerpost.library.domain.review_simulation import calendar, measures, run, run_with_truth
from fingerpost.library.domain.review_world import make_world
from fingerpost.library.domain.trust import expected_harm
from fingerpost.library.domain.trust.expected_harm import Signals
from tests.architecture.repository import PRODUCT, ROOT

SMALL = {"seed": 3, "pages": 120, "weeks": 8, "reviews_a_week": 3, "history_weeks": 40}
HALF_LIVES = {str(kind.key): float(kind.half_life_months) for kind in KINDS}
MANUAL = (ROOT / "docs" / "review-simulation.md").read_text()
ON = Signals(half_life_months=30, weeks_since_review=60, weeks_since_change=60, reads_lately=40, reads_since=300)


def told(*pages, **more):
    """A world written down page by page."""
    return {"weeks": 4, "reviews_a_week": 1, "world": {"pages": list(pages)}} | more


def test_the_generator_is_what_was_frozen_before_the_order_was_written():
    frozen = dict(re.findall(r"\| `(review_\w+\.py)` \| `([0-9a-f]{64})` \|", MANUAL))

    folder = PRODUCT / "library" / "domain"
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in frozen} == frozen
    assert set(frozen) == {"review_scenario.py", "review_world.py", "review_simulation.py"}


def test_every_number_of_the_format_is_explained():
    assert [name for name in NUMBERS if f"`{name}`" not in MANUAL] == []


def test_the_same_seed_makes_the_same_run():
    first, again = (review_trial.compare(SMALL, HALF_LIVES) for _ in range(2))

    assert first == again
    assert first["chosen"] != review_trial.compare(SMALL | {"seed": 4}, HALF_LIVES)["chosen"]


def test_what_goes_out_of_date_unasked_does_not_depend_on_who_is_asked_to_review():
    world = make_world(read_scenario(SMALL))

    by_date, by_nobody = run(world, calendar), run(world, lambda pages, number: [])

    assert by_date.reads == by_nobody.reads
    assert by_nobody.reviews == 0
    assert by_nobody.harm >= by_date.harm * 0.5


def test_nothing_beats_knowing_the_truth_and_our_order_beats_the_calendar_in_the_end():
    world = {"seed": 7, "flag_true": 0.03}

    found = review_trial.compare(world, HALF_LIVES)

    assert found["truth"]["found"] > found["expected_harm"]["found"] > found["calendar"]["found"]
    assert found["expected_harm"]["reads_of_stale_pages"] < found["calendar"]["reads_of_stale_pages"]


def test_a_page_found_out_of_date_is_mended_and_its_time_is_counted():
    page = {"id": "a", "kind": "policy", "goes_stale": [1], "reads_a_week": 0, "due_in_weeks": -1}

    said = measures(run(make_world(read_scenario(told(page, reviewer_misses=0))), calendar))

    # Reviewed in weeks 0, 1, 2 and 3: sound, found at once, sound, sound.
    assert (said["found"], said["reviews"], said["median_weeks_to_find"]) == (1, 4, 0)


def test_a_page_that_nobody_finds_counts_as_found_at_the_end():
    page = {"id": "a", "kind": "policy", "goes_stale": [1], "reads_a_week": 0}

    said = measures(run(make_world(read_scenario(told(page))), lambda pages, number: []))

    assert (said["not_found"], said["median_weeks_to_find"], said["median_weeks_of_found"]) == (1, 3, None)


def test_the_truth_takes_the_stale_page_that_most_people_read():
    pages = [
        {"id": "quiet", "kind": "policy", "goes_stale": [0], "reads_a_week": 1},
        {"id": "busy", "kind": "policy", "goes_stale": [0], "reads_a_week": 500},
    ]

    outcome = run_with_truth(make_world(read_scenario(told(*pages, reviewer_misses=0))))

    assert [page for _, page, found in outcome.chosen if found] == ["busy", "quiet"]


@pytest.mark.parametrize(
    ("scenario", "says"),
    [
        ([], "one JSON object"),
        ({"page": 5}, "Not known in a scenario: page"),
        ({"pages": 0}, "pages must be a number from 1"),
        ({"pages": 10_000_000}, "pages must be a number"),
        ({"weeks": "many"}, "weeks must be a number"),
        ({"weeks": float("nan")}, "weeks must be a number"),
        ({"seed": "x"}, "seed must be a whole number"),
        ({"from_topic": 0.7, "from_source": 0.7}, "together at most 1"),
        ({"kinds": {}}, "at least one kind"),
        ({"kinds": {"x": {"share": 1}}}, "The kind x needs"),
        (told(), "needs a list of pages"),
        (told(3), "cannot be read"),
        (told({"kind": "nothing"}), "of a kind that the scenario does not have"),
        (told({"kind": "policy", "goes_stale": ["soon"]}), "cannot be read"),
        (told({"kind": "policy", "colour": "red"}), "Not known in a page of the world: colour"),
        (told({"kind": "policy", "id": 1}, {"kind": "link", "id": 1}), "same id"),
    ],
)
def test_a_scenario_that_cannot_be_run_says_what_to_mend(scenario, says):
    with pytest.raises(ScenarioWrong, match=says):
        make_world(read_scenario(scenario))


def test_the_command_prints_one_line_of_json(tmp_path, capsys):
    from fingerpost.config.commands import main

    (tmp_path / "small.json").write_text(json.dumps(SMALL))

    assert main(["library", "review-simulate", str(tmp_path / "small.json"), "--json"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert said["reviews_a_week"] * said["weeks"] == said["expected_harm"]["reviews"] == len(said["chosen"])


@pytest.mark.parametrize("text", ["{", "[]", '{"pages": -1}', '{"pages": NaN}'])
def test_the_command_says_what_is_wrong_with_a_file(tmp_path, capsys, text):
    from fingerpost.config.commands import main

    (tmp_path / "wrong.json").write_text(text)

    assert main(["library", "review-simulate", str(tmp_path / "wrong.json")]) == 1
    assert len(capsys.readouterr().err.strip()) > 10


def test_every_kind_of_the_product_is_tried():
    assert set(TRIED) == set(HALF_LIVES)


# The order itself ----------------------------------------------------------------------------------


def harm(**more):
    from dataclasses import replace

    return expected_harm.expected_harm(replace(ON, **more))


@pytest.mark.parametrize(
    "worse",
    [
        {"weeks_since_review": 120.0, "weeks_since_change": 120.0},
        {"half_life_months": 12},
        {"links_in": 40},
        {"flags": (1.0,)},
        {"nudges": (("retracted", 1.0),)},
        {"nudges": (("updated", 1.0),)},
        {"nudges": (("corrected", 1.0),)},
        {"nudges": (("sibling", 1.0),)},
        {"nudges": (("sibling_wrong", 1.0),)},
    ],
    ids=str,
)
def test_each_thing_that_speaks_against_a_page_brings_it_forward(worse):
    assert harm(**worse) > harm()


def test_a_second_reader_who_says_so_counts_too():
    assert harm(flags=(1.0, 2.0)) > harm(flags=(1.0,))


def test_a_complaint_about_a_page_that_thousands_read_says_less():
    few, many = (expected_harm.said_by_readers(Signals(30, 60, 60, reads, reads, flags=(1.0,))) for reads in (20, 9000))

    assert few > many


def test_a_page_that_many_read_without_complaint_is_likelier_sound():
    quiet, busy = (expected_harm.likely_stale(Signals(30, 60, 60, reads, reads)) for reads in (0, 3000))

    assert busy < quiet


def test_a_change_of_the_page_itself_takes_the_edge_off_what_came_before():
    before, after = (harm(nudges=(("updated", 5.0),), weeks_since_change=weeks) for weeks in (30.0, 2.0))

    assert after < before


def test_no_signal_however_strange_breaks_the_order():
    strange = Signals(30, 0, 0, 10**7, 10**7, 0, (("unheard of", 3.0),), tuple([0.0] * 500))

    assert 0 <= expected_harm.likely_stale(strange) <= 1
