"""The NHS's list of organisations: real files load, and bad rows are left out with a reason."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fingerpost.journal.models import Change
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.domain import ods, units
from fingerpost.organisations.domain.ods_rows import plain_name
from fingerpost.organisations.models import Unit
from tests.organisations.world import a_unit
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db


def line(code="R0A", name="A TRUST", opened="20000401", closed="", **more):
    cells = [""] * 27
    cells[0], cells[1], cells[10], cells[11] = code, name, opened, closed
    for place, value in more.items():
        cells[int(place[1:])] = value
    return ",".join(f'"{cell}"' for cell in cells)


def a_file(tmp_path, *lines, name="etr.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


def test_the_real_files_load_whole(db):
    data = shared_data()
    if data is None:
        pytest.skip("The shared data is not on this machine.")

    trusts, practices = ods.load(data / "ods" / "etr.csv"), ods.load(data / "ods" / "epraccur.csv")

    assert (trusts.read, trusts.added, trusts.rejected) == (227, 227, [])
    assert (practices.read, practices.added, practices.rejected) == (14357, 14357, [])
    assert Unit.objects.count() == 14584
    assert Unit.objects.get(ods_code="R1J").closed_on == date(2019, 9, 30)
    assert Unit.objects.get(ods_code="A81001").sector == "primary-care"


def test_loading_again_changes_nothing(tmp_path):
    path = a_file(tmp_path, line("R0A"), line("R0B"))
    ods.load(path)

    again = ods.load(path)

    assert (again.added, again.updated, again.unchanged) == (0, 0, 2)
    assert Change.objects.filter(kind__startswith="organisations.unit").count() == 2


def test_a_new_name_and_a_closing_date_update_the_same_unit(tmp_path):
    ods.load(a_file(tmp_path, line(name="OLD NAME")))

    loaded = ods.load(a_file(tmp_path, line(name="NEW NAME", closed="20240331")))

    unit = Unit.objects.get(ods_code="R0A")
    assert (loaded.updated, unit.name, unit.closed_on) == (1, "New Name", date(2024, 3, 31))


def test_what_people_set_by_hand_stays(tmp_path):
    parent = a_unit(kind="system")
    ods.load(a_file(tmp_path, line()))
    Unit.objects.update(short_name="")
    Unit.objects.filter(ods_code="R0A").update(short_name="Ours", parent=parent, slug="ours")

    ods.load(a_file(tmp_path, line(name="RENAMED TRUST")))

    unit = Unit.objects.get(ods_code="R0A")
    assert (unit.name, unit.short_name, unit.parent, unit.slug) == ("Renamed Trust", "Ours", parent, "ours")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(code=""), "The code must be"),
        (line(code="R 0;A"), "The code must be"),
        (line(name=""), "The name is missing"),
        (line(name="X" * 201), "longer than 200"),
        (line(name="BELL\x07 TRUST"), "cannot be shown"),
        (line(opened="1994-04-01"), "eight digits"),
        (line(opened="19940231"), "eight digits"),
        (line(closed="19990101"), "before the opening"),
        ("R0Z,ONLY THREE,COLUMNS", "3 columns"),
        (line() + ',"one more"', "28 columns"),
        (line(code="R0C"), "already"),
    ],
)
def test_a_bad_row_is_left_out_with_its_line_and_reason(tmp_path, bad, reason):
    loaded = ods.load(a_file(tmp_path, line("R0C"), bad, line("R0D")))

    assert (loaded.read, loaded.added) == (3, 2)
    [rejected] = loaded.rejected
    assert rejected.line == 2
    assert reason in rejected.reason


def test_an_older_alphabet_is_read_right(tmp_path):
    ods.load(a_file(tmp_path, line(name="Hôpital Trust"), encoding="cp1252"))

    assert Unit.objects.get().name == "Hôpital Trust"


def test_an_empty_file_is_no_error(tmp_path):
    assert ods.load(a_file(tmp_path)).read == 0


def test_a_missing_file_is_said_plainly(tmp_path):
    with pytest.raises(RuleBroken, match="cannot be read"):
        ods.load(tmp_path / "none.csv")


def test_a_practice_goes_under_its_parent_if_that_is_known(tmp_path):
    parent = a_unit(kind="system", ods_code="00K")

    ods.load(a_file(tmp_path, line("A81001", "A SURGERY", c14="00K", c25="4"), name="epraccur.csv"))

    assert Unit.objects.get(ods_code="A81001").parent == parent


def test_a_batch_costs_the_same_queries_however_many_rows_there_are(tmp_path):
    cost = {}
    for batches, letter in ((1, "X"), (3, "Y")):
        lines = [line(f"{letter}{number:04}") for number in range(ods.BATCH * batches)]
        with CaptureQueriesContext(connection) as queries:
            ods.load(a_file(tmp_path, *lines))
        cost[batches] = len(queries)

    assert cost[3] == 3 * cost[1]
    # Two of them open and close the transaction; SQLite takes long inserts in parts.
    assert cost[1] <= 9


@pytest.mark.parametrize(
    ("capitals", "plain"),
    [
        ("KING'S COLLEGE HOSPITAL NHS FOUNDATION TRUST", "King's College Hospital NHS Foundation Trust"),
        ("THE NEWCASTLE UPON TYNE HOSPITALS", "The Newcastle upon Tyne Hospitals"),
        ("STOCKTON-ON-TEES GP SURGERY", "Stockton-On-Tees GP Surgery"),
        ("DR O'NEILL & PARTNERS", "Dr O'Neill & Partners"),
        ("ST. MARY'S (BRANCH)", "St. Mary's (Branch)"),
        ("Already in Plain case", "Already in Plain case"),
    ],
)
def test_names_come_out_of_capitals(capitals, plain):
    assert plain_name(capitals) == plain


def successions(tmp_path, *rows):
    return a_file(tmp_path, *rows, name="succ.csv")


def test_a_succession_closes_the_old_and_leads_to_the_new(tmp_path):
    old, new = a_unit(ods_code="RAA"), a_unit(ods_code="RBB")

    loaded = ods.load(successions(tmp_path, "RAA,RBB,R,20240401,N"))

    old.refresh_from_db()
    assert (loaded.updated, old.successor, old.closed_on) == (1, new, date(2024, 4, 1))
    assert ods.load(tmp_path / "succ.csv").unchanged == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("RAA,ZZZ,R,20240401", "ZZZ is not known"),
        ("RAA,RAA,R,20240401", "circle"),
        ("RAA,RBB,R,soon", "eight digits"),
        ("RAA,RBB", "2 columns"),
    ],
)
def test_a_succession_that_cannot_be_is_left_out(tmp_path, row, reason):
    a_unit(ods_code="RAA")
    a_unit(ods_code="RBB")

    [rejected] = ods.load(successions(tmp_path, row)).rejected

    assert reason in rejected.reason


def test_two_successions_in_one_file_that_make_a_circle_are_caught(tmp_path):
    a_unit(ods_code="RAA")
    a_unit(ods_code="RBB")

    loaded = ods.load(successions(tmp_path, "RAA,RBB,R,20240401", "RBB,RAA,R,20250401"))

    assert (loaded.updated, [row.reason for row in loaded.rejected]) == (1, ["This would lead round in a circle."])


def test_an_older_file_does_not_reopen_what_was_merged_here(tmp_path):
    old, new = a_unit(ods_code="RAA"), a_unit(ods_code="RBB")
    units.merge(old, into=new, on=date(2024, 4, 1), by=None)

    ods.load(a_file(tmp_path, line("RAA", "OLD TRUST", opened="")))

    old.refresh_from_db()
    assert old.closed_on == date(2024, 4, 1)
