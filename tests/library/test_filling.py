"""Filling the shelf: an archive and a table become pages, and whatever cannot says why."""

from datetime import date

import pytest

from fingerpost.files.domain import store
from fingerpost.files.models import StoredFile
from fingerpost.jobs.domain import work
from fingerpost.jobs.models import JobState
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.fillings import filling, filling_work
from fingerpost.library.domain.fillings.filling_queries import tally
from fingerpost.library.domain.own import writing
from fingerpost.library.models import Filling, FillingRow, FillingState, Item, RowState
from fingerpost.organisations.readers import person_token, unit_token
from fingerpost.records.models import OpenTo, Part, State
from tests.documents.making import a_pdf, a_word_file
from tests.factories import days, reader
from tests.library.fillers import a_csv, a_place, an_archive, looked_through, put_on_the_shelf, told, tried

pytestmark = pytest.mark.django_db
HEAD = ("Document title", "Doc owner", "Next review date", "Access", "Type", "File", "Department", "Key words")


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path / "home"


def a_row(title="Falls", owner="", due="", access="", kind="", file="falls.pdf", unit="", topics=""):
    return (title, owner, due, access, kind, file, unit, topics)


def with_table(tmp_path, *rows, files=None, **more):
    files = {"falls.pdf": a_pdf(["Preventing falls on wards"])} if files is None else files
    return an_archive(tmp_path / "shelf.zip", files | {"policies.csv": a_csv([HEAD, *rows], **more)})


# What comes in -----------------------------------------------------------------------------------


def test_a_table_says_what_each_page_is(tmp_path):
    here = a_place()
    due = days(200)
    row = a_row("Preventing falls", here.amina.email, f"{due:%d/%m/%Y}", "Public", "Guideline", topics="falls; frailty")
    one = put_on_the_shelf(tried(with_table(tmp_path, row), here), here)

    item = Item.objects.get()
    assert (item.title, item.kind, item.unit, item.owner) == ("Preventing falls", "guideline", here.trust, here.amina)
    assert (item.state, item.open_to, item.review_due) == (State.RELEASED, OpenTo.PUBLIC, due)
    assert item.topics == ["falls", "frailty"]
    assert [(each.name, each.file.kind) for each in item.attachments.all()] == [("falls.pdf", "pdf")]
    assert (one.state, told(one)) == (FillingState.DONE, {"falls.pdf": (RowState.ADDED, "")})


def test_whoever_brings_a_document_in_neither_wrote_nor_reviewed_it(tmp_path):
    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row()), here), here)

    item = Item.objects.get()
    assert (item.reviewed_on, item.reviewed_by) == (None, "")
    assert not Part.objects.filter(record=item).exists()
    assert Change.objects.get(subject=item.public_id, kind="library.item_added").actor == here.rajesh.public_id


def test_a_new_page_has_a_first_version_with_its_file(tmp_path):
    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row()), here), here)

    [version] = Item.objects.get().revisions.all()
    assert (version.number, version.stage) == (1, "released")
    assert [each["name"] for each in version.files] == ["falls.pdf"]


def test_the_words_of_a_document_are_found(tmp_path, index_now):
    from fingerpost.search.domain.find import answer

    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row(access="Public")), here), here)
    index_now()

    found = answer("preventing wards", reader=reader(None))
    assert [one.record.title for one in found.found] == ["Falls"]


def test_without_a_table_titles_come_from_the_documents(tmp_path):
    here = a_place()
    files = {
        "scan01.docx": a_word_file("Who may visit, and when.", heading="Visiting hours"),
        "HR/Annual_leave_policy_v2.pdf": a_pdf(["Northvale NHS Trust"]),
    }
    put_on_the_shelf(tried(an_archive(tmp_path / "a.zip", files), here), here)

    assert set(Item.objects.values_list("title", flat=True)) == {"Visiting hours", "Annual leave policy"}


def test_defaults_hold_where_the_table_is_silent(tmp_path):
    here = a_place()
    path = with_table(tmp_path, a_row())
    put_on_the_shelf(
        tried(path, here, kind="lesson", audience="owner", owner=here.amina.email, review_due="2031-05-01"), here
    )

    item = Item.objects.get()
    assert (item.kind, item.owner, item.review_due) == ("lesson", here.amina, date(2031, 5, 1))
    assert set(item.audience.values_list("token", flat=True)) == {person_token(here.amina.pk)}


@pytest.mark.parametrize(
    ("access", "open_to", "place"),
    [
        ("All staff", "", "trust"), ("Anyone signed in", "all", None), ("Internet", "public", None),
        ("Ward 4", "", "ward"),
    ],
)  # fmt: skip
def test_who_may_see_it_is_understood(tmp_path, access, open_to, place):
    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row(access=access)), here), here)

    item = Item.objects.get()
    wanted = {unit_token(getattr(here, place).pk)} if place else set()
    units = set(item.audience.filter(token__startswith="unit:").values_list("token", flat=True))
    assert (item.open_to, units) == (open_to, wanted)


def test_whoever_brought_a_page_in_can_see_it(tmp_path):
    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row(access="Ward 4")), here), here)

    assert Item.objects.visible_to(reader(here.rajesh)).exists()


def test_a_unit_inside_can_be_named(tmp_path):
    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row(unit="Ward 4")), here), here)

    assert Item.objects.get().unit == here.ward


def test_a_review_that_is_overdue_in_the_table_is_overdue_on_the_shelf(tmp_path):
    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row(due="01/02/2021")), here), here)

    item = Item.objects.get()
    assert (item.review_due, item.is_overdue) == (date(2021, 2, 1), True)


def test_a_formula_in_a_title_in_latin_1_stays_words(tmp_path):
    here = a_place()
    path = with_table(tmp_path, a_row('=HYPERLINK("http://bad.example","Café")'), encoding="cp1252")
    put_on_the_shelf(tried(path, here), here)

    assert Item.objects.get().title == '=HYPERLINK("http://bad.example","Café")'


def test_a_row_with_an_address_is_held_elsewhere_and_its_file_is_for_search_only(tmp_path):
    here = a_place()
    rows = [("Title", "File", "URL", "System"), ("Falls", "falls.pdf", "https://policies.example/12", "Policy System")]
    files = {"falls.pdf": a_pdf(), "list.csv": a_csv(rows)}
    put_on_the_shelf(tried(an_archive(tmp_path / "a.zip", files), here), here)

    item = Item.objects.get()
    assert (item.held_by, item.address) == ("Policy System", "https://policies.example/12")
    assert item.attachments.count() == 1


def test_a_row_with_nothing_but_an_address_is_a_useful_link(tmp_path):
    here = a_place()
    rows = [("Title", "URL", "Summary"), ("NICE on falls", "www.nice.org.uk/guidance/ng249", "What NICE advises.")]
    files = {"other.pdf": a_pdf(), "list.csv": a_csv(rows)}
    put_on_the_shelf(tried(an_archive(tmp_path / "a.zip", files), here), here)

    item = Item.objects.get(kind="link")
    assert (item.address, item.summary) == ("https://www.nice.org.uk/guidance/ng249", "What NICE advises.")


def test_documents_wait_for_review_where_that_is_chosen(tmp_path):
    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row(owner=here.amina.email)), here, **{"as": "review"}), here)

    item = Item.objects.get()
    revision = item.revisions.get()
    assert (item.state, revision.stage) == (State.DRAFT, "in-review")
    assert writing.release(revision, here.ellen).attachments.count() == 1


def test_each_owner_gets_one_message_however_many_pages(tmp_path, mailoutbox):
    here = a_place()
    files = {f"{n}.txt": f"Policy number {n}" for n in range(3)}
    rows = [a_row(f"Policy {n}", here.amina.email, file=f"{n}.txt") for n in range(3)]
    put_on_the_shelf(tried(with_table(tmp_path, *rows, files=files), here), here)

    told_to = [(message.to, message.subject) for message in mailoutbox]
    assert told_to == [([here.amina.email], "You are named as the owner of 3 pages")]


def test_three_hundred_files_come_in_and_every_one_is_accounted_for(tmp_path):
    here = a_place()
    files = {f"Policies/{n:03}.txt": f"This is what we do about matter {n}." for n in range(300)}
    rows = [a_row(f"Matter {n}", here.amina.email, "March 2031", "All staff", file=f"{n:03}.txt") for n in range(290)]
    rows += [a_row("No such file", file="999.txt"), a_row("Bad date", due="31/02/2025", file="290.txt")]
    one = tried(with_table(tmp_path, *rows, files=files), here)
    counts = tally(one)
    assert Item.objects.count() == 0
    assert (counts["ready"], counts["rejected"], counts["all"]) == (299, 2, 301)

    put_on_the_shelf(one, here)

    counts = tally(one)
    assert (counts["added"], counts["rejected"], counts["all"]) == (299, 2, 301)
    assert Item.objects.filter(state=State.RELEASED).count() == 299
    assert Item.objects.get(title="Matter 7").attachments.get().name == "007.txt"


# What is not taken -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (a_row(file="lost.pdf"), "There is no file called lost.pdf among those you sent."),
        (a_row(owner="nobody@example.org"), "The owner nobody@example.org is not known here. They need an account in"),
        (a_row(due="31/02/2025"), "“31/02/2025” is no date that we can read. Write it like 31/03/2027."),
        (a_row(access="Tuesday group"), "We do not know who may see it: “Tuesday group”."),
        (a_row(kind="Sandwich"), "We know no kind of page called “Sandwich”."),
        (a_row(unit="Ward 99"), "No unit is called “Ward 99” in Northvale Trust."),
        (a_row(title="Notes on NHS number 943 476 5919"), "Its title holds what looks like an NHS number."),
        (a_row(kind="link"), "A useful link takes no file. Choose another kind."),
        (a_row(file=""), "This row names no file and no address."),
    ],
)
def test_a_row_that_is_not_taken_says_why(tmp_path, row, reason):
    one = tried(with_table(tmp_path, row), a_place(), strays="leave")

    first = one.rows.order_by("position").first()
    assert first.state == RowState.REJECTED
    assert first.reason.startswith(reason)


def test_an_owner_of_another_organisation_is_not_known_here(tmp_path):
    here = a_place()
    one = tried(with_table(tmp_path, a_row(owner=here.outsider.email)), here)

    assert "is not known here" in one.rows.get().reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("locked.pdf", a_pdf(locked=True), "password"),
        ("cut.pdf", a_pdf()[:200], "damaged"),
        ("table.xlsx.pdf", b"PK\x03\x04", "damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old kind"),
        ("inner.zip", b"PK\x05\x06" + b"\0" * 18, "archive"),
        ("empty.txt", b"", "empty"),
    ],
)
def test_a_file_that_we_cannot_read_says_why_and_harms_no_other(tmp_path, name, content, reason):
    path = an_archive(tmp_path / "a.zip", {name: content, "good.txt": "A good policy"})
    one = tried(path, a_place())

    state, said = told(one)[name]
    assert state == RowState.REJECTED
    assert reason in said
    assert told(one)["good.txt"] == (RowState.READY, "")


def test_the_same_file_twice_is_taken_once(tmp_path):
    path = an_archive(tmp_path / "a.zip", {"falls.txt": "Falls.", "copy/falls again.txt": "Falls."})
    one = tried(path, a_place())

    assert sorted(told(one).values()) == [
        (RowState.READY, ""), (RowState.REJECTED, "This is the same file as in row 1."),
    ]  # fmt: skip


def test_one_path_twice_in_an_archive_is_two_rows(tmp_path):
    import warnings
    import zipfile

    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("falls.txt", "Falls")
        archive.writestr("falls.txt", "Other falls")

    assert set(told(looked_through(path, a_place()))) == {"falls.txt", "falls.txt (2)"}


def test_two_rows_of_one_title_are_told_apart_by_a_person(tmp_path):
    path = an_archive(tmp_path / "a.zip", {"a/Falls policy.txt": "One.", "b/falls policy.md": "Another."})
    one = tried(path, a_place())

    assert one.rows.get(position=2).reason == "Row 1 has the same title. Give one of them another title."


def test_two_files_of_one_name_are_not_guessed_between(tmp_path):
    files = {"a/falls.txt": "One", "b/falls.txt": "Two"}
    one = tried(with_table(tmp_path, a_row(file="falls.txt"), files=files), a_place())

    assert one.rows.get(position=1).reason.startswith("2 files are called falls.txt.")


def test_a_picture_is_no_document(tmp_path):
    from PIL import Image

    Image.new("RGB", (4, 4)).save(tmp_path / "p.png")
    path = an_archive(tmp_path / "a.zip", {"p.png": (tmp_path / "p.png").read_bytes()})

    assert "This is a picture, not a document." in told(tried(path, a_place()))["p.png"][1]


def test_files_that_the_table_does_not_name_can_be_left_out(tmp_path):
    files = {"falls.pdf": a_pdf(), "stray.txt": "Stray"}
    one = tried(with_table(tmp_path, a_row(), files=files), a_place(), strays="leave")

    assert told(one)["stray.txt"] == (RowState.REJECTED, "The table does not name this file, so it was left out.")


# What is there already ---------------------------------------------------------------------------


def test_bringing_the_same_archive_in_again_adds_nothing(tmp_path):
    here = a_place()
    path = with_table(tmp_path, a_row())
    put_on_the_shelf(tried(path, here), here)

    again = tried(path, here)
    assert told(again) == {"falls.pdf": (RowState.SAME, "")}
    with pytest.raises(RuleBroken, match="No row is ready"):
        filling.run(again, by=here.rajesh)
    assert Item.objects.count() == 1


def test_another_file_under_a_title_on_the_shelf_becomes_its_new_version(tmp_path):
    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row(access="Public", topics="falls")), here), here)
    newer = with_table(tmp_path, a_row(), files={"falls.pdf": a_pdf(["Newer words"])})
    one = put_on_the_shelf(tried(newer, here), here)

    item = Item.objects.get()
    assert told(one) == {"falls.pdf": (RowState.UPDATED, "")}
    assert (item.revision, item.revisions.count(), item.attachments.count()) == (2, 2, 1)
    assert (item.topics, item.open_to) == (["falls"], OpenTo.PUBLIC)  # what people wrote stays


def test_a_page_that_somebody_is_writing_is_left_to_them(tmp_path):
    here = a_place()
    put_on_the_shelf(tried(with_table(tmp_path, a_row()), here), here)
    writing.draft_of(Item.objects.get(), here.rajesh)

    one = tried(with_table(tmp_path, a_row(), files={"falls.pdf": a_pdf(["Newer"])}), here)

    assert one.rows.get().reason.startswith("Somebody is writing a page with this title")


def test_a_page_added_while_somebody_looked_at_the_preview_is_not_doubled(tmp_path):
    here = a_place()
    path = with_table(tmp_path, a_row())
    first, second = tried(path, here), tried(path, here)
    put_on_the_shelf(first, here)

    put_on_the_shelf(second, here)

    assert told(second) == {"falls.pdf": (RowState.SAME, "")}
    assert Item.objects.count() == 1


# Stopped, killed, mended, undone ------------------------------------------------------------------


def test_nothing_is_on_the_shelf_before_somebody_says_so(tmp_path):
    one = tried(with_table(tmp_path, a_row()), a_place())

    assert (one.state, Item.objects.count()) == (FillingState.TRIED, 0)
    assert one.rows.get().cells["becomes"]["title"] == "Falls"


def test_a_filling_that_is_stopped_goes_on_where_it_was(tmp_path, monkeypatch):
    here = a_place()
    files = {f"{n}.txt": f"Policy {n}" for n in range(5)}
    one = tried(an_archive(tmp_path / "a.zip", files), here)
    filling.run(one, by=here.rajesh)
    monkeypatch.setattr(work, "SLICE_SECONDS", 0.0)
    one.refresh_from_db()
    work.run_slice(work.claim("default", "worker"))

    filling.stop(one, by=here.rajesh)
    work.run_until_idle("default")
    one.job.refresh_from_db()
    assert (one.job.state, Item.objects.count()) == (JobState.CANCELLED, 1)

    filling.go_on(one, by=here.rajesh)
    work.run_until_idle("default")
    one.refresh_from_db()
    assert (one.state, Item.objects.count(), tally(one)["added"]) == (FillingState.DONE, 5, 5)


def test_looking_through_goes_on_slice_by_slice_and_doubles_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(work, "SLICE_SECONDS", 0.0)
    files = {f"{n}.txt": f"Policy {n}" for n in range(5)} | {"list.csv": a_csv([HEAD, a_row(file="1.txt")])}
    one = looked_through(an_archive(tmp_path / "a.zip", files), a_place())

    assert one.rows.count() == 6  # five files and one line of the table
    assert one.state == FillingState.MATCHING


def test_a_worker_that_breaks_off_in_the_middle_of_a_row_leaves_no_half_of_it(tmp_path, monkeypatch):
    here = a_place()
    files = {f"{n}.txt": f"Policy {n}" for n in range(3)}
    one = tried(an_archive(tmp_path / "a.zip", files), here)
    filling.run(one, by=here.rajesh)
    one.refresh_from_db()
    real = writing.release

    def power_cut(revision, by, **more):
        if Item.objects.filter(state=State.RELEASED).count() == 1:
            raise KeyboardInterrupt
        return real(revision, by, **more)

    monkeypatch.setattr(writing, "release", power_cut)
    with pytest.raises(KeyboardInterrupt):
        filling_work.fill_slice(one.job)
    assert (Item.objects.count(), tally(one)["added"], tally(one)["ready"]) == (1, 1, 2)

    monkeypatch.setattr(writing, "release", real)
    work.run_until_idle("default")
    assert (Item.objects.count(), tally(one)["added"]) == (3, 3)
    assert Change.objects.filter(kind="library.filling_finished").count() == 1


def test_a_row_is_mended_and_tried_again(tmp_path):
    here = a_place()
    one = tried(with_table(tmp_path, a_row(due="31/02/2025")), here)
    row = one.rows.get()

    with pytest.raises(RuleBroken, match="no date"):
        filling.mend(row, {"review_due": "30 Frob 2031"}, by=here.rajesh)
    assert filling.mend(row, {"review_due": "28/02/2031"}, by=here.rajesh) == RowState.READY

    put_on_the_shelf(one, here)
    assert Item.objects.get().review_due == date(2031, 2, 28)


def test_a_row_mended_after_the_rest_is_on_the_shelf_goes_there_at_once(tmp_path):
    here = a_place()
    files = {"falls.pdf": a_pdf(), "good.txt": "Good"}
    path = with_table(tmp_path, a_row(owner="x@example.org"), a_row("Good", file="good.txt"), files=files)
    one = put_on_the_shelf(tried(path, here), here)
    row = one.rows.get(state=RowState.REJECTED)

    assert filling.mend(row, {"owner": here.amina.email}, by=here.rajesh) == RowState.ADDED

    assert Item.objects.get(title="Falls").owner == here.amina


def test_a_missing_file_can_be_sent_after(tmp_path):
    here = a_place()
    one = tried(with_table(tmp_path, a_row(file="lost.txt")), here, strays="leave")
    row = one.rows.get(position=1)

    filling.mend(row, {}, by=here.rajesh, file=(store.keep("lost.txt", [b"Found again"]), "lost.txt"))
    put_on_the_shelf(one, here)

    assert Item.objects.get().attachments.get().name == "lost.txt"


def test_what_a_word_means_is_said_once_for_all_rows(tmp_path):
    here = a_place()
    path = with_table(tmp_path, a_row(access="Restricted"))
    one = tried(path, here)
    assert one.rows.get().state == RowState.REJECTED

    meaning = {"kind": "policy", "words": {"audience": {"restricted": "owner"}}, "owner": here.amina.email}
    filling.match(one, one.columns, meaning, by=here.rajesh)
    work.run_until_idle("default")

    assert one.rows.get().cells["becomes"]["who"] == "Only its owner"


def test_matching_again_joins_rows_and_files_anew(tmp_path):
    here = a_place()
    path = with_table(tmp_path, a_row(title="falls.pdf", file="Falls on wards"))
    one = tried(path, here, columns={"title": "Document title"})
    assert one.rows.count() == 1

    filling.match(one, {"title": "File", "file": "Document title"}, {"kind": "policy"}, by=here.rajesh)
    work.run_until_idle("default")

    [row] = one.rows.all()
    assert (row.file_name, row.cells["becomes"]["title"]) == ("falls.pdf", "Falls on wards")


def test_a_filling_is_taken_back_but_for_what_people_have_worked_on(tmp_path):
    here = a_place()
    files = {f"{n}.txt": f"Policy {n}" for n in range(3)}
    one = put_on_the_shelf(tried(an_archive(tmp_path / "a.zip", files), here), here)
    touched = Item.objects.order_by("pk").first()
    writing.draft_of(touched, here.rajesh)

    filling.take_back(one, by=here.rajesh)
    work.run_until_idle("default")

    assert list(Item.objects.order_by("pk").values_list("state", flat=True)) == ["released", "withdrawn", "withdrawn"]


def test_giving_up_leaves_nothing_of_it(tmp_path):
    here = a_place()
    one = tried(with_table(tmp_path, a_row()), here)
    paths = [store.path_of(stored) for stored in StoredFile.objects.all()]

    filling.give_up(one, by=here.rajesh)

    one.refresh_from_db()
    assert (one.state, FillingRow.objects.count(), StoredFile.objects.count()) == (FillingState.STOPPED, 0, 0)
    assert paths


def test_giving_up_spares_a_file_that_a_page_uses(tmp_path):
    here = a_place()
    path = with_table(tmp_path, a_row())
    one = tried(path, here)
    put_on_the_shelf(tried(path, here), here)

    filling.give_up(one, by=here.rajesh)

    assert store.path_of(Item.objects.get().attachments.get().file).is_file()


# Who may, and what is refused at the door ------------------------------------------------------------


@pytest.mark.parametrize("who", ["amina", "outsider"])
def test_only_those_who_look_after_a_unit_fill_its_shelf(tmp_path, who):
    here = a_place()

    with pytest.raises(NotAllowed, match="Only the library team and administrators of Northvale Trust"):
        filling.begin(with_table(tmp_path, a_row()), unit=here.trust, by=getattr(here, who))


def test_somebody_who_lost_the_right_meanwhile_puts_nothing_on_the_shelf(tmp_path):
    here = a_place()
    one = tried(with_table(tmp_path, a_row()), here)
    filling.run(one, by=here.rajesh)
    here.rajesh.memberships.all().delete()
    work.run_until_idle("default")

    one.refresh_from_db()
    assert (one.job.state, Item.objects.count()) == (JobState.FAILED, 0)


def test_an_upload_that_is_refused_is_not_kept(tmp_path, settings):
    here = a_place()

    with pytest.raises(RuleBroken, match="not a ZIP archive"):
        filling.upload("a.zip", iter([b"nonsense"]), unit=here.trust, by=here.rajesh)

    assert not Filling.objects.exists()
    assert [path for path in (settings.HOME / "fillings").rglob("*") if path.is_file()] == []


def test_an_upload_is_deleted_once_its_files_are_kept(tmp_path, settings):
    here = a_place()
    content = an_archive(tmp_path / "a.zip", {"falls.txt": "Falls"}).read_bytes()
    table = a_csv([HEAD, a_row(file="falls.txt")])

    filling.upload("a.zip", iter([content]), unit=here.trust, by=here.rajesh, table=("list.csv", iter([table])))
    work.run_until_idle("default")

    assert Filling.objects.get().headings == list(HEAD)
    assert list((settings.HOME / "fillings").iterdir()) == []


def test_an_archive_without_files_is_told(tmp_path):
    here = a_place()

    with pytest.raises(RuleBroken, match="There are no files in it"):
        filling.begin(an_archive(tmp_path / "a.zip", {".DS_Store": "x"}), unit=here.trust, by=here.rajesh)
