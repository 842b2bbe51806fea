"""Tables as offices really keep them: their headings, their encodings, their dates."""

import io
from datetime import date

import openpyxl
import pytest

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.fillings import filling_words as words
from fingerpost.library.domain.fillings.filling_table import guess_columns, read_table
from tests.library.fillers import a_csv


def a_table(tmp_path, content: bytes, name: str = "list.csv"):
    (tmp_path / name).write_bytes(content)
    return read_table(tmp_path / name, name)


HEAD = ("Document title", "Ref", "Doc owner", "Approved", "Next review date", "Access", "File")


def test_the_headings_of_a_policy_office_are_understood(tmp_path):
    table = a_table(
        tmp_path, a_csv([HEAD, ("Falls", "P1", "Amina Yusuf", "1/2/2024", "1/2/2026", "All staff", "f.pdf")])
    )

    assert guess_columns(table, ["f.pdf"]) == {
        "title": "Document title", "owner": "Doc owner", "review_due": "Next review date", "audience": "Access",
        "file": "File",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Review by", "review_due"), ("REVIEW DUE DATE", "review_due"), ("Expiry date", "review_due"),
        ("Date of next review", "review_due"), ("Owner e-mail", "owner"), ("Responsible person", "owner"),
        ("Policy lead", "owner"), ("Who can see it", "audience"), ("Department", "unit"), ("Type of document", "kind"),
        ("Key words", "topics"), ("Name of policy", "title"), ("Document name", "title"), ("URL", "address"),
        ("Held in", "held_by"), ("File name", "file"),
    ],
)  # fmt: skip
def test_a_heading_is_understood(tmp_path, heading, name):
    table = a_table(tmp_path, a_csv([("Something", heading), ("x", "https://a.example/")]))

    assert guess_columns(table, []).get(name) == heading


@pytest.mark.parametrize("heading", ["Last review date", "Date approved", "Previous review", "Issued"])
def test_what_is_past_is_not_taken_for_the_next_review(tmp_path, heading):
    table = a_table(tmp_path, a_csv([("Title", heading), ("Falls", "1/2/2024")]))

    assert "review_due" not in guess_columns(table, [])


def test_the_column_that_names_the_files_is_found_whatever_it_is_called(tmp_path):
    table = a_table(tmp_path, a_csv([("Title", "Where it is"), ("Falls", "HR/falls.pdf"), ("Leave", "HR/leave.pdf")]))

    assert guess_columns(table, ["Policies/HR/falls.pdf", "Policies/HR/leave.pdf"])["file"] == "Where it is"


def test_the_owners_address_is_preferred_to_the_name(tmp_path):
    table = a_table(
        tmp_path, a_csv([("Title", "Owner", "Mail of that person"), ("Falls", "A. Yusuf", "a@example.org")])
    )

    assert guess_columns(table, [])["owner"] == "Mail of that person"


def test_latin_1_semicolons_and_a_formula_stay_words(tmp_path):
    rows = [("Title", "Owner"), ('=HYPERLINK("http://bad.example";"Café")', "Zoë Müller"), ("+1+1 £5 – plan", "x")]
    table = a_table(tmp_path, a_csv(rows, encoding="cp1252", delimiter=";"))

    assert table.rows == (('=HYPERLINK("http://bad.example";"Café")', "Zoë Müller"), ("+1+1 £5 – plan", "x"))


def test_utf_16_with_tabs_is_read(tmp_path):
    table = a_table(tmp_path, "Title\tOwner\nCafé\tZoë\n".encode("utf-16"))

    assert (table.headings, table.rows) == (("Title", "Owner"), (("Café", "Zoë"),))


def test_a_title_above_the_table_and_empty_rows_do_no_harm(tmp_path):
    rows = [("Policy register",), (), ("Title", "Owner", "", "Title"), ("Falls", "Amina", "x", "y"), ("", "", "", "")]
    table = a_table(tmp_path, a_csv(rows))

    assert table.headings == ("Title", "Owner", "Column 3", "Title (4)")
    assert table.rows == (("Falls", "Amina", "x", "y"),)


def an_excel(rows) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Read this first"])
    sheet = book.create_sheet("Policies")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_excel_gives_dates_numbers_and_words_as_they_would_be_typed(tmp_path):
    rows = [("Title", "Next review", "Ref"), ("Falls", date(2027, 3, 31), 12.0), ("Leave", "31/12/2026", None)]
    table = a_table(tmp_path, an_excel(rows), "list.xlsx")

    assert table.rows == (("Falls", "2027-03-31", "12"), ("Leave", "31/12/2026", ""))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"PK nonsense"), ("a.csv", b""), ("b.csv", b"\n\n"), ("c.csv", b"Title,Owner\n")],
)
def test_what_holds_no_table_is_told(tmp_path, name, content):
    with pytest.raises(RuleBroken, match=r"damaged|no table in"):
        a_table(tmp_path, content, name)


def test_a_cell_that_never_ends_is_told(tmp_path):
    with pytest.raises(RuleBroken, match="a cell never ends"):
        a_table(tmp_path, b'Title,Owner\nFalls,"' + b"x" * 200_000)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("31/03/2027", date(2027, 3, 31)), ("3.4.27", date(2027, 4, 3)), ("2027-03-01", date(2027, 3, 1)),
        ("1st March 2027", date(2027, 3, 1)), ("March 2027", date(2027, 3, 31)), ("Feb-28", date(2028, 2, 29)),
        ("Mon 5 Apr 2027", date(2027, 4, 5)), ("April 5, 2027", date(2027, 4, 5)), ("46000", date(2025, 12, 9)),
        ("2027-03-01 00:00:00", date(2027, 3, 1)), ("TBC", None), ("n/a", None), ("", None), ("-", None),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(text, found):
    assert words.day_in(text) == found


@pytest.mark.parametrize("text", ["31/02/2025", "soon", "2027", "13/13/2027", "1/1/1066", "every 2 years", "5 of May"])
def test_what_is_no_date_is_told(text):
    with pytest.raises(RuleBroken, match=r"is no date that we can read\. Write it like 31/03/2027"):
        words.day_in(text)


def test_the_month_comes_first_only_where_the_dates_say_so():
    assert words.order_of(["03/04/2027", "12/31/2027"]) == words.MONTH_FIRST
    assert words.order_of(["03/04/2027", "31/12/2027"]) == words.DAY_FIRST
    assert words.order_of(["03/04/2027"]) == words.DAY_FIRST
    assert words.day_in("03/04/2027", words.MONTH_FIRST) == date(2027, 3, 4)


@pytest.mark.parametrize(
    ("name", "page", "title"),
    [
        ("Falls_Policy_v3.2_FINAL.pdf", "", "Falls Policy"),
        ("HR/Annual Leave Policy (2).pdf", "", "Annual Leave Policy"),
        ("scan0001.pdf", "Northvale NHS Trust\nPolicy\nPreventing falls on adult wards\n", "Preventing falls on adult wards"),
        ("preventing-falls-2024-05.docx", "Version 3\nPreventing falls\nAim", "Preventing falls"),
        ("final.docx", "", "Final"),
    ],
)  # fmt: skip
def test_a_document_without_a_table_is_called_by_its_heading_or_its_file(name, page, title):
    assert words.guess_title(name, page) == title


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Clinical policy", "policy"), ("SOP", "know-how"), ("Standard operating procedure", "know-how"),
        ("Clinical Guideline", "guideline"), ("Lessons", "lesson"), ("Thing", None),
    ],
)  # fmt: skip
def test_a_kind_is_known_by_the_words_people_use(text, kind):
    assert words.kind_in(text) == kind
