"""Lists to take away: each form says what the page says, and nothing in it can do anything."""

import csv
import io
import zipfile
from datetime import date

import openpyxl
import pypdfium2
import pytest
import rispy
from django.urls import reverse
from docx import Document

from bibliography.model import Citation
from bibliography.read import read
from fingerpost.library.domain.gathering import collections, sheets
from fingerpost.library.domain.published.notices import Standing
from fingerpost.library.models import Paper
from fingerpost.organisations.readers import unit_token
from tests.factories import a_paper, an_item, days
from tests.library.writers import a_place

pytestmark = pytest.mark.django_db
HOSTILE = '=HYPERLINK("https://trap.example","x") #panic("no") *b* $x$'


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def listed(place):
    """A list with a paper, an overdue page, a page that only the trust sees, and a hostile title."""
    made = collections.begin(HOSTILE, introduction="First.\n\nSecond.", by=place.amina)
    paper = a_paper("A trial of bed alarms", doi="10.1000/beds", volume="12", issue="3", pages="45-67")
    overdue = an_item("Falls policy", kind="policy", unit=place.trust, open_to="public", review_due=days(-1))
    ours = an_item("Only for us", unit=place.trust, tokens=[unit_token(place.trust.pk)])
    hostile = an_item(HOSTILE, unit=place.trust, open_to="public")
    for thing, heading, note in (
        (paper, "Research", "Read the table first."), (overdue, "Ours", ""), (ours, "Ours", ""), (hostile, "", "+1"),
    ):  # fmt: skip
        collections.put(made, thing, by=place.amina, section=heading, note=note)
    collections.release(made, by=place.amina, open_to="public")
    return made


@pytest.fixture
def taken(client, listed):
    """What somebody who has not signed in gets in one form."""
    return lambda form: client.get(reverse("library:collection_export", args=[listed.public_id, form]))


def test_a_file_is_saved_under_the_name_of_the_list(taken):
    response = taken("ris")

    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Content-Disposition"].rstrip('"').endswith(".ris")
    assert taken("exe").status_code == 404


def test_ris_is_read_back_with_everything_that_was_on_the_list(taken, tmp_path):
    path = tmp_path / "list.ris"
    path.write_bytes(taken("ris").content)

    found = [one for one in read(path) if isinstance(one, Citation)]

    assert [one.title for one in found] == ["A trial of bed alarms", "Falls policy", HOSTILE]
    paper = found[0]
    assert (paper.doi, paper.volume, paper.issue, paper.pages) == ("10.1000/beds", "12", "3", "45-67")
    assert [one["type_of_reference"] for one in rispy.loads(path.read_text())] == ["JOUR", "RPRT", "RPRT"]


def test_ris_cannot_be_broken_by_a_title_with_lines_in_it(place):
    from fingerpost.library.domain.gathering import gathered, printed
    from fingerpost.library.domain.gathering.printed_ris import as_ris
    from fingerpost.organisations.readers import reader_for

    made = collections.begin("List", by=place.amina)
    paper = a_paper("One")
    Paper.objects.filter(pk=paper.pk).update(title="One\nER  - \nTY  - JOUR\nTI  - Two")
    collections.put(made, paper, by=place.amina)

    said = as_ris(printed.printed(made, gathered.sections_of(made, reader_for(place.amina))))

    assert len(rispy.loads(said)) == 1


def test_what_a_reader_may_not_see_is_in_no_form(taken):
    for form in ("ris", "csv"):
        assert b"Only for us" not in taken(form).content
    assert "Only for us" not in "\n".join(p.text for p in Document(io.BytesIO(taken("docx").content)).paragraphs)
    assert "Only for us" not in text_of_pdf(taken("pdf").content)
    book = openpyxl.load_workbook(io.BytesIO(taken("xlsx").content))
    assert "Only for us" not in [cell.value for row in book.active for cell in row]


def test_a_private_list_is_in_no_form_for_others(client, place, listed):
    collections.release(listed, by=place.amina)

    for form in ("ris", "docx", "pdf", "csv", "xlsx"):
        assert client.get(reverse("library:collection_export", args=[listed.public_id, form])).status_code == 404


def test_word_has_a_title_a_language_headings_and_a_marked_row_of_headings(taken):
    document = Document(io.BytesIO(taken("docx").content))

    assert document.core_properties.title == HOSTILE
    assert document.core_properties.language == "en-GB"
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    assert headings[:4] == [
        ("Title", HOSTILE), ("Heading 1", "Research"), ("Heading 2", "A trial of bed alarms"), ("Heading 1", "Ours"),
    ]  # fmt: skip
    assert document.tables[0].rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert document.tables[0].rows[0].cells[0].text == "Title"
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Read the table first." in text
    assert "Overdue for review" in text


def test_words_links_lead_to_the_paper_and_the_page(taken):
    with zipfile.ZipFile(io.BytesIO(taken("docx").content)) as packed:
        links = packed.read("word/_rels/document.xml.rels").decode()

    assert "https://doi.org/10.1000/beds" in links
    assert "/things/" in links


def text_of_pdf(content):
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_the_pdf_is_accessible_and_takes_no_word_for_a_command(taken):
    content = taken("pdf").content

    assert content.startswith(b"%PDF")
    assert b"pdfuaid" in content
    text = " ".join(text_of_pdf(content).split())
    assert '#panic("no") *b* $x$' in text
    for said in ("A trial of bed alarms", "Read the table first.", "Overdue for review", "Research"):
        assert said in text


def test_a_table_holds_no_formula(taken):
    rows = list(csv.reader(io.StringIO(taken("csv").content.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(taken("xlsx").content))

    hostile = next(row for row in rows if HOSTILE in row[1])
    assert hostile[1] == f"'{HOSTILE}"
    assert hostile[3] == "'+1"
    cells = [cell for row in book.active for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert HOSTILE in [cell.value for cell in cells]


def test_a_retracted_paper_is_loud_in_every_form(place, client, listed):
    paper = listed.entries.get(record__kind="paper").record
    Paper.objects.filter(pk=paper.pk).update(standing=Standing.RETRACTED)

    page = client.get(reverse("library:collection", args=[listed.public_id])).content.decode()
    ris = client.get(reverse("library:collection_export", args=[listed.public_id, "ris"])).content.decode()

    assert "Retracted: do not rely on this paper" in page
    assert "N1  - Retracted: do not rely on this paper" in ris


# Tables --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start):
    [_, row] = csv.reader(io.StringIO(sheets.write_csv([["Title"], [f"{start}1+1"]]).decode("utf-8-sig"), newline=""))

    assert row == [f"'{start}1+1"]


def test_numbers_days_and_nothing_keep_their_shape():
    rows = [["Count", "Day", "None", "Yes"], [-3, date(2026, 11, 22), None, True]]

    assert sheets.write_csv(rows).decode("utf-8-sig").splitlines()[1] == "-3,2026-11-22,,Yes"
    book = openpyxl.load_workbook(io.BytesIO(sheets.write_excel(rows)))
    assert [cell.value for cell in book.active[2]] == [-3, "2026-11-22", None, "Yes"]


def test_an_excel_cell_is_cut_where_excel_would_refuse_it_and_hidden_characters_go():
    book = openpyxl.load_workbook(io.BytesIO(sheets.write_excel([["A"], ["x" * 40_000], ["a\x00b\x0bc"]])))

    assert len(book.active["A2"].value) == 32_767
    assert book.active["A3"].value == "abc"


def test_the_shelf_is_downloaded_as_it_is_narrowed(client, place):
    an_item("Falls policy", kind="policy", unit=place.trust, tokens=[unit_token(place.trust.pk)])
    an_item("=Falls lesson", kind="lesson", unit=place.trust, tokens=[unit_token(place.trust.pk)])
    an_item("Far away", kind="lesson", unit=a_place().trust)
    client.force_login(place.ben)

    def titles(query):
        said = client.get(reverse("library:shelf_download", args=["csv"]), query).content.decode("utf-8-sig")
        return [row[0] for row in csv.reader(io.StringIO(said))][1:]

    assert titles({}) == ["'=Falls lesson", "Falls policy"]
    assert titles({"kind": "policy"}) == ["Falls policy"]
    assert client.get(reverse("library:shelf_download", args=["xlsx"])).content.startswith(b"PK")


def test_the_download_of_the_shelf_goes_on_past_one_page(client, place, monkeypatch):
    from fingerpost.library.domain.own import shelf

    monkeypatch.setattr(shelf, "PAGE", 2)
    for number in range(5):
        an_item(f"Page {number}", unit=place.trust, open_to="all")
    client.force_login(place.ben)

    said = client.get(reverse("library:shelf_download", args=["csv"])).content.decode("utf-8-sig")

    assert len(said.splitlines()) == 6


def test_the_shelf_offers_its_list_as_it_is_narrowed(client, page, place):
    an_item("Falls policy", kind="policy", unit=place.trust, open_to="all")
    client.force_login(place.ben)

    shown = page(client.get(reverse("library:shelf"), {"kind": "policy"}))

    links = [link["href"] for link in shown.select("main a[download]")]
    assert links == [reverse("library:shelf_download", args=[form]) + "?kind=policy" for form in ("xlsx", "csv")]
