"""The pages by which somebody fills the shelf: choose, say what it means, see, put, mend, take back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fingerpost.config.commands import main
from fingerpost.jobs.domain import work
from fingerpost.kernel import clock
from fingerpost.library.domain.fillings import filling, filling_queries
from fingerpost.library.models import Filling, FillingState, Item, RowState, Ways
from fingerpost.organisations.domain import memberships
from fingerpost.records.models import State
from tests.library.fillers import a_csv, a_place, an_archive, looked_through, put_on_the_shelf, tried

pytestmark = pytest.mark.django_db
HEAD = ("Document title", "Doc owner", "Next review date", "Access", "File")


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


@pytest.fixture
def archive(tmp_path):
    """Two good documents, one that is lost, one with a date that is no date, and one with words that we do not know."""
    rows = [
        HEAD,
        ("Falls", "", "31/03/2031", "All staff", "falls.txt"),
        ("Leave", "", "31/03/2031", "Public", "leave.txt"),
        ("Lost", "", "", "", "lost.txt"),
        ("Bad day", "", "31/02/2025", "", "day.txt"),
        ("Hush", "", "", "Top table", "hush.txt"),
    ]
    files = {name: f"What {name} says." for name in ("falls.txt", "leave.txt", "day.txt", "hush.txt")}
    return an_archive(tmp_path / "shelf.zip", files | {"list.csv": a_csv(rows)})


def sent(path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def at(one, more: str = "") -> str:
    return f"/library/fillings/{one.public_id}/{more}"


def as_drawn(form) -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    said = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            said[field["name"]] = chosen["value"]
        elif field.get("type") in {"radio", "checkbox"}:
            if field.has_attr("checked"):
                said[field["name"]] = field["value"]
        elif field.get("type") not in {"file", "hidden"}:
            said[field["name"]] = field.get("value", "")
    return said


def test_somebody_fills_the_shelf_from_beginning_to_end(archive, signed_in, page):
    here = a_place()
    client = signed_in(here.rajesh)

    answer = client.post("/library/fillings/new/", {"file": sent(archive), "unit": here.trust.pk})
    one = Filling.objects.get()
    assert answer.headers["Location"] == at(one)
    work.run_until_idle("default")
    assert "We looked through 4 files and found a table with 5 rows." in page(client.get(at(one))).main.text

    form = page(client.get(at(one, "match/"))).select_one("main form")
    chosen = as_drawn(form)
    assert (chosen["column_title"], chosen["column_file"]) == ("Document title", "File")
    assert "“Top table”" in form.text
    client.post(at(one, "match/"), chosen)
    work.run_until_idle("default")

    shown = page(client.get(at(one)))
    assert Item.objects.count() == 0
    assert [each.text for each in shown.select("#filters li")] == ["All (5)", "Not taken (3)", "Ready (2)"]
    assert "There is no file called lost.txt among those you sent." in shown.main.text
    assert shown.select_one("main button").text == "Put 2 pages on the shelf"

    client.post(at(one, "run/"))
    work.run_until_idle("default")
    shown = page(client.get(at(one, "?show=added")))
    assert [link.text for link in shown.select("#rows a")] == ["Falls", "Leave"]
    assert set(Item.objects.filter(state=State.RELEASED).values_list("title", flat=True)) == {"Falls", "Leave"}


def test_the_job_has_one_name_wherever_it_is_met(signed_in, page):
    here = a_place()
    client = signed_in(here.rajesh)
    [link] = [one for one in page(client.get("/library/")).select("main a") if one["href"] == "/library/fillings/"]

    assert link.text == page(client.get(link["href"])).h1.text == "Bring in many documents"
    back = page(client.get("/library/fillings/new/")).select_one(".nhsuk-back-link, .nhsuk-back-link__link")
    assert "Bring in many documents" in back.text
    assert "Bring in many documents" in page(client.get("/library/imports/")).main.text


def test_a_table_beside_the_archive_is_taken_too(tmp_path, signed_in):
    here = a_place()
    path = an_archive(tmp_path / "a.zip", {"falls.txt": "Falls"})
    table = SimpleUploadedFile("list.csv", a_csv([HEAD, ("Falls on wards", "", "", "", "falls.txt")]))

    signed_in(here.rajesh).post("/library/fillings/new/", {"file": sent(path), "table": table, "unit": here.trust.pk})
    work.run_until_idle("default")

    assert Filling.objects.get().columns["title"] == "Document title"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("a.zip", b"nonsense", "not a ZIP archive"), ("a.rar", b"Rar!", "must end in .zip"), ("a.zip", b"", "empty")],
)
def test_what_is_refused_at_the_door_is_told_in_words(signed_in, page, name, content, words):
    here = a_place()

    answer = signed_in(here.rajesh).post(
        "/library/fillings/new/", {"file": SimpleUploadedFile(name, content), "unit": here.trust.pk}
    )

    assert answer.status_code == 422
    assert words in page(answer).select_one(".nhsuk-error-summary").text


def test_a_table_without_headings_is_told_at_the_door(tmp_path, signed_in, page):
    here = a_place()
    path = an_archive(tmp_path / "a.zip", {"falls.txt": "Falls"})
    files = {"file": sent(path), "table": SimpleUploadedFile("list.csv", b"\n"), "unit": here.trust.pk}

    answer = signed_in(here.rajesh).post("/library/fillings/new/", files)

    assert "We found no table in list.csv" in page(answer).select_one(".nhsuk-error-summary").text


def test_words_that_we_did_not_understand_are_explained_once(archive, signed_in, page):
    here = a_place()
    one = looked_through(archive, here)
    client = signed_in(here.rajesh)
    chosen = as_drawn(page(client.get(at(one, "match/"))).select_one("main form"))

    client.post(at(one, "match/"), chosen | {"word_audience_0": "public"})
    work.run_until_idle("default")

    assert one.rows.get(file_name="hush.txt").cells["becomes"]["who"] == "Anyone, without signing in"


def test_one_column_cannot_mean_two_things(archive, signed_in, page):
    here = a_place()
    one = looked_through(archive, here)
    client = signed_in(here.rajesh)
    chosen = as_drawn(page(client.get(at(one, "match/"))).select_one("main form"))

    answer = client.post(at(one, "match/"), chosen | {"column_summary": "Document title"})

    assert answer.status_code == 422
    assert "“Document title” is chosen for Title already" in page(answer).select_one(".nhsuk-error-summary").text


def test_an_owner_who_is_not_known_is_told_at_once(archive, signed_in, page):
    here = a_place()
    one = looked_through(archive, here)
    client = signed_in(here.rajesh)
    chosen = as_drawn(page(client.get(at(one, "match/"))).select_one("main form"))

    answer = client.post(at(one, "match/"), chosen | {"owner": "nobody@example.org"})

    assert "is not known here" in page(answer).select_one(".nhsuk-error-summary").text


def test_where_four_eyes_are_asked_for_documents_can_only_come_as_drafts(archive, signed_in, page):
    here = a_place()
    Ways.objects.create(unit=here.trust, four_eyes=True)
    one = looked_through(archive, here)

    form = page(signed_in(here.rajesh).get(at(one, "match/"))).select_one("main form")

    assert [box["value"] for box in form.select("input[name=as]")] == ["review"]


def test_a_row_is_put_right_on_a_page_of_its_own(archive, signed_in, page):
    here = a_place()
    one = tried(archive, here)
    row = one.rows.get(file_name="day.txt")
    client = signed_in(here.rajesh)
    shown = page(client.get(at(one, f"rows/{row.position}/")))
    assert "“31/02/2025” is no date" in shown.main.text

    again = as_drawn(shown.select_one("main form"))
    answer = client.post(at(one, f"rows/{row.position}/"), again | {"review_due": "soon"})
    assert (answer.status_code, "“soon” is no date" in page(answer).main.text) == (422, True)
    client.post(at(one, f"rows/{row.position}/"), again | {"review_due": "28/02/2031"})

    row.refresh_from_db()
    assert (row.state, row.cells["becomes"]["review"]) == (RowState.READY, "Next review 28 February 2031")


def test_a_title_that_could_point_to_a_patient_is_asked_about_when_a_row_is_put_right(archive, signed_in, page):
    here = a_place()
    one = tried(archive, here)
    row = one.rows.get(file_name="day.txt")
    said = {"title": "About 943 476 5919", "review_due": "28/02/2031"}

    answer = signed_in(here.rajesh).post(at(one, f"rows/{row.position}/"), said)

    assert answer.status_code == 422
    assert "an NHS number" in page(answer).main.text


def test_a_lost_file_is_sent_after(archive, signed_in):
    here = a_place()
    one = put_on_the_shelf(tried(archive, here), here)
    row = one.rows.get(file_name="lost.txt")
    said = {"title": "Lost", "file": SimpleUploadedFile("found.txt", b"Here it is")}

    signed_in(here.rajesh).post(at(one, f"rows/{row.position}/"), said)

    assert Item.objects.get(title="Lost").attachments.get().name == "found.txt"


def test_a_row_can_be_left_out(archive, signed_in):
    here = a_place()
    one = tried(archive, here)
    row = one.rows.get(file_name="falls.txt")

    signed_in(here.rajesh).post(at(one, f"rows/{row.position}/"), {"leave": "1"})

    row.refresh_from_db()
    assert (row.state, row.reason) == (RowState.REJECTED, "You left this out.")


def test_work_that_was_stopped_goes_on_from_its_page(archive, signed_in, page):
    here = a_place()
    one = tried(archive, here)
    filling.run(one, by=here.rajesh)
    client = signed_in(here.rajesh)
    assert "Stop" in [button.text for button in page(client.get(at(one))).select("main button")]

    client.post(at(one, "stop/"))
    work.run_until_idle("default")
    shown = page(client.get(at(one)))
    assert (shown.select_one("#state").text, Item.objects.count()) == ("Stopped", 0)

    client.post(at(one, "stop/"), {"again": "1"})
    work.run_until_idle("default")
    assert Item.objects.count() == 2


def test_a_filling_is_taken_back_after_a_question(archive, signed_in, page):
    here = a_place()
    one = put_on_the_shelf(tried(archive, here), here)
    client = signed_in(here.rajesh)
    assert "This withdraws the 2 pages" in page(client.get(at(one, "undo/"))).main.text
    assert Item.objects.filter(state=State.RELEASED).count() == 2

    client.post(at(one, "undo/"))
    work.run_until_idle("default")

    assert Item.objects.filter(state=State.RELEASED).count() == 0
    assert "2 pages taken back" in page(client.get(at(one))).main.text


def test_a_filling_is_given_up_before_anything_is_on_the_shelf(archive, signed_in, page):
    here = a_place()
    one = tried(archive, here)
    client = signed_in(here.rajesh)

    client.post(at(one, "undo/"))

    one.refresh_from_db()
    assert one.state == FillingState.STOPPED
    assert "Nothing of it is on the shelf." in page(client.get(at(one))).main.text


def test_progress_comes_in_part_while_the_work_goes_on(archive, signed_in):
    here = a_place()
    one = tried(archive, here)
    filling.run(one, by=here.rajesh)
    one.refresh_from_db()

    answer = signed_in(here.rajesh).get(at(one), headers={"HX-Request": "true"})

    assert "<html" not in answer.text
    assert "hx-get" in answer.text


def test_rows_come_a_page_at_a_time(tmp_path, signed_in, page):
    here = a_place()
    one = tried(an_archive(tmp_path / "a.zip", {f"{n:02}.txt": f"Policy {n}" for n in range(30)}), here)
    client = signed_in(here.rajesh)

    shown = page(client.get(at(one)))
    assert len(shown.select("#rows > li")) == 25
    following = shown.select_one("nav.nhsuk-pagination a")["href"]
    assert len(page(client.get(following)).select("#rows > li")) == 5


def lost(tmp_path, place, many):
    """A trial in which so many rows name an owner who is not known here, and one document is ready."""
    rows = [
        HEAD,
        *((f"Policy {n}", "Nobody Known", "", "", f"{n}.txt") for n in range(many)),
        ("Good",) + ("",) * 3 + ("g.txt",),
    ]
    files = {f"{n}.txt": f"Policy {n}" for n in range(many)} | {"g.txt": "Good"}
    return tried(an_archive(tmp_path / "a.zip", files | {"list.csv": a_csv(rows)}), place)


def test_one_reason_for_many_rows_is_said_once_with_the_rows_folded_away(tmp_path, signed_in, page):
    here = a_place()
    one = lost(tmp_path, here, 27)
    reason = one.rows.filter(state=RowState.REJECTED).first().reason

    shown = page(signed_in(here.rajesh).get(at(one)))

    [group] = shown.select("#alike > li")
    assert group.strong.text == "27 rows:"
    assert shown.select_one("#rows").text.count(reason) == 0
    assert group.find(string=lambda said: reason in said)
    links = group.select("details:not([open]) a")
    assert (len(links), links[0].text) == (27, "Row 1: Policy 0")
    assert links[0]["href"] == at(one, "rows/1/")
    assert [row.strong.text for row in shown.select("#rows > li")] == ["Good"]
    assert page(signed_in(here.rajesh).get(at(one, "?show=ready"))).select("#alike") == []


def test_all_rows_with_one_reason_can_be_seen_page_by_page_when_they_are_too_many_to_list(
    tmp_path, signed_in, page, monkeypatch
):
    monkeypatch.setattr(filling_queries, "MOST_NAMED", 5)
    here = a_place()
    client = signed_in(here.rajesh)
    group = page(client.get(at(lost(tmp_path, here, 27)))).select_one("#alike > li")
    every = group.find("a", string="All 27 of them")["href"]

    shown = page(client.get(at(Filling.objects.get()) + every.rpartition("/")[2]))
    following = page(client.get(shown.select_one("nav.nhsuk-pagination a")["href"]))

    assert (len(shown.select("#rows > li")), len(following.select("#rows > li"))) == (25, 2)
    assert following.select("#alike") == []


def test_reasons_that_differ_stand_at_their_rows(archive, signed_in, page):
    here = a_place()

    shown = page(signed_in(here.rajesh).get(at(tried(archive, here), "?show=rejected")))

    assert shown.select("#alike") == []
    assert len(shown.select("#rows > li")) == 3


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_cost_the_same_however_many_rows_there_are(
    tmp_path, signed_in, page, many, django_assert_num_queries
):
    here = a_place()
    for number in range(many):
        files = {f"{n}.txt": f"Policy {number} {n}" for n in range(many)}
        one = put_on_the_shelf(tried(an_archive(tmp_path / f"{number}.zip", files), here), here)
    client = signed_in(here.rajesh)
    client.get("/library/fillings/")

    with django_assert_num_queries(8):
        assert len(page(client.get("/library/fillings/")).select("#fillings > li")) == many
    with django_assert_num_queries(11):
        assert len(page(client.get(at(one))).select("#rows > li")) == many


# The command ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_command_fills_the_shelf_from_a_folder(tmp_path, capsys, index_now):
    here = a_place()
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "falls.txt").write_text("Falls")
    (folder / "list.csv").write_bytes(a_csv([HEAD, ("Falls on wards", "", "", "Public", "falls.txt")]))

    code = main(["library", "fill", str(folder), "--unit", here.trust.slug, "--as", here.ellen.email, "--json"])

    assert code == 0
    assert json.loads(capsys.readouterr().out)["added"] == 1
    assert Item.objects.get().title == "Falls on wards"
    assert (folder / "falls.txt").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--unit", "nowhere"], "There is no unit called nowhere."),
        (["--unit", "{unit}", "--as", "nobody@example.org"], "Nobody here has the e-mail address nobody@example.org."),
        (["--unit", "{unit}", "--kind", "sandwich"], "There is no kind of page called sandwich."),
        (["--unit", "{unit}"], "There is no file or folder called none."),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, capsys, words, said):
    here = a_place()
    given = [word.format(unit=here.trust.slug) for word in words]

    assert main(["library", "fill", str(tmp_path / "none"), *given]) != 0

    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("works_there_too", "chosen"), [(True, "Northvale Trust"), (False, "Choose")])
def test_nobodys_shelf_is_chosen_but_ones_own(signed_in, page, works_there_too, chosen):
    here = a_place()
    if works_there_too:
        memberships.join(here.rajesh, here.ward, starts_on=clock.today(), by=None)

    shown = page(signed_in(here.rajesh).get("/library/fillings/new/"))

    assert [option.text.strip() for option in shown.select("select[name=unit] option[selected]")] == [chosen]
