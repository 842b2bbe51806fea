"""What an import makes of each citation: a new paper, an update of one we hold, or nothing new."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bibliography.model import Author, Citation, Deletion, MeshHeading, Rejected
from fingerpost.journal.models import Change
from fingerpost.library.domain.published import ingest
from fingerpost.library.domain.published.imports import counts
from fingerpost.library.models import Copy, Import, Paper
from fingerpost.library.models import Rejected as RejectedRow
from fingerpost.organisations.readers import ANYONE
from fingerpost.records.models import Record
from fingerpost.search.models import Pending
from tests.factories import a_citation, a_paper

pytestmark = pytest.mark.django_db


def bring_in(*items, source: str = "PubMed", **more) -> Import:
    """One import of these items, in one batch."""
    came_in = Import.objects.create(name="file.xml", source=source, **{"route": "auto"} | more)
    ingest.take_in(came_in, items)
    return came_in


def came_to(came_in: Import) -> tuple[int, ...]:
    """Read, added, updated, unchanged, rejected."""
    return tuple(counts(came_in).values())


def test_a_new_paper_is_open_to_anyone_with_the_facts_of_its_citation():
    bring_in(a_citation(
        "Turning patients at night", pmid="123", doi="10.1/turn", year=2019, journal="Nursing",
        authors=(Author(last="Smith", initials="J"), Author(collective="Night Group")), volume="12", issue="3",
        pages="45-67", mesh=(MeshHeading("Pressure Ulcer"), MeshHeading("Humans")), keywords=("turning",),
        publication_types=("Randomized Controlled Trial",),
    ))  # fmt: skip

    paper = Paper.objects.visible_to(ANYONE).get()
    assert (paper.title, paper.pmid, paper.doi, paper.year) == ("Turning patients at night", 123, "10.1/turn", 2019)
    assert (paper.authors, paper.citation) == (["Smith J", "Night Group"], "12(3):45-67")
    assert (paper.mesh, paper.keywords) == (["Pressure Ulcer", "Humans"], ["turning"])
    assert (paper.design, paper.revision) == ("randomised trial", 1)


def test_a_batch_is_counted_noted_in_the_stream_and_put_before_search():
    came_in = bring_in(*(a_citation() for _ in range(3)))

    assert came_to(came_in) == (3, 3, 0, 0, 0)
    assert set(Change.objects.values_list("kind", flat=True)) == {"library.paper_added"}
    assert Change.objects.count() == 3
    assert set(Pending.objects.values_list("record_id", flat=True)) == set(Paper.objects.values_list("pk", flat=True))


def test_the_same_file_again_changes_nothing_at_all():
    citations = [a_citation(abstract="A trial."), a_citation()]
    bring_in(*citations)
    before = list(Paper.objects.order_by("pk").values()), Change.objects.count(), list(Copy.objects.values())

    came_in = bring_in(*citations)

    assert came_to(came_in) == (2, 0, 0, 2, 0)
    assert (list(Paper.objects.order_by("pk").values()), Change.objects.count(), list(Copy.objects.values())) == before


def test_an_entry_with_only_a_title_does_not_double_when_its_file_comes_again():
    bare = Citation(source="ris", position=1, title="What the night staff know")
    other = Citation(source="ris", position=2, title="What the night staff know", abstract="A longer talk.")
    first = bring_in(bare, other, source="Zotero")
    again = bring_in(bare, other, source="Zotero")

    assert (came_to(first), came_to(again)) == ((2, 2, 0, 0, 0), (2, 0, 0, 2, 0))


def test_the_same_citation_twice_in_one_file_counts_the_same_however_the_file_is_cut():
    citation = a_citation()
    together = bring_in(citation, replace(citation, position=2))
    Record.objects.all().delete()
    apart = Import.objects.create(name="file.xml", source="PubMed", route="auto")
    ingest.take_in(apart, [citation])
    ingest.take_in(apart, [replace(citation, position=2)])

    assert came_to(together) == came_to(apart) == (2, 1, 0, 1, 0)


def test_a_newer_record_from_pubmed_brings_the_paper_up_to_date():
    citation = a_citation("A trial of turnign", year=2019)
    bring_in(citation)

    came_in = bring_in(replace(citation, title="A trial of turning", year=2020))

    paper = Paper.objects.get()
    assert came_to(came_in) == (1, 0, 1, 0, 0)
    assert (paper.title, paper.year, paper.revision) == ("A trial of turning", 2020, 2)
    change = Change.objects.get(kind="library.paper_updated")
    assert (change.subject, change.detail["fields"]) == (paper.public_id, ["title", "work_key", "year"])


def test_pubmed_says_what_is_right_whichever_file_came_first():
    pubmed = a_citation("A trial of turning in bed", doi="10.1/x", year=2020, journal="The Lancet")
    ris = Citation(source="ris", position=1, title="A trial of turning in bed.", doi="10.1/x", year=2019,
                   journal="Lancet", keywords=("beds",), database="Embase")  # fmt: skip
    bring_in(ris, source="Embase", route="subscribed")
    bring_in(pubmed)
    bring_in(replace(ris, keywords=("other",), year=2018), source="Embase", route="subscribed")

    paper = Paper.objects.get()
    assert (paper.title, paper.year, paper.journal) == ("A trial of turning in bed", 2020, "The Lancet")
    assert paper.keywords == ["beds"]


def test_another_source_fills_only_what_pubmed_left_empty():
    bring_in(a_citation("A trial of turning in bed", doi="10.1/x", volume=""))

    came_in = bring_in(
        Citation(source="ris", position=1, title="A TRIAL OF TURNING IN BED", doi="10.1/x", journal="Another",
                 volume="7", keywords=("beds",)), source="Embase",
    )  # fmt: skip

    paper = Paper.objects.get()
    assert came_to(came_in) == (1, 0, 1, 0, 0)
    assert (paper.title, paper.journal) == ("A trial of turning in bed", "Journal of Trials")
    assert (paper.citation, paper.keywords) == ("7", ["beds"])


def test_a_kind_of_study_that_is_known_does_not_become_unclear_again():
    citation = a_citation("Turning in bed", publication_types=("Randomized Controlled Trial",))
    bring_in(citation)

    bring_in(replace(citation, publication_types=()))

    assert Paper.objects.get().design == "randomised trial"


def test_a_kind_of_study_that_was_unclear_is_filled_in():
    citation = a_citation("Turning in bed")
    bring_in(citation)

    bring_in(replace(citation, abstract="This was a randomised controlled trial of turning."))

    paper = Paper.objects.get()
    assert (paper.design, "abstract says" in paper.design_because) == ("randomised trial", True)


def test_each_source_of_a_paper_is_kept_once():
    pubmed = a_citation("Turning in bed at night", doi="10.1/x", abstract="From PubMed.")
    embase = Citation(source="ris", position=9, title="Turning in bed at night", doi="10.1/x", abstract="From Embase.")
    bring_in(pubmed)
    bring_in(embase, source="Embase")
    newest = bring_in(replace(pubmed, abstract="From PubMed, corrected."))

    copies = Copy.objects.order_by("source")
    assert [(copy.source, copy.abstract, copy.position) for copy in copies] == [
        ("Embase", "From Embase.", 9), ("PubMed", "From PubMed, corrected.", pubmed.position),
    ]  # fmt: skip
    assert copies[1].came_in == newest


def test_a_file_that_names_several_databases_takes_no_copy_of_another_paper_away():
    one = Citation(source="ris", position=1, title="Turning in bed", doi="10.1/a", database="Embase", abstract="One.")
    two = replace(one, position=2, title="Walking in wards", doi="10.1/b", database="CINAHL")
    bring_in(one, two)

    bring_in(replace(one, database="CINAHL", abstract="One, as CINAHL has it."), replace(two, database="Embase"))

    assert set(Copy.objects.values_list("paper__doi", "source")) == {
        ("10.1/a", "Embase"), ("10.1/a", "CINAHL"), ("10.1/b", "Embase"), ("10.1/b", "CINAHL"),
    }  # fmt: skip


def test_an_export_without_abstracts_takes_no_abstract_away():
    citation = a_citation(abstract="What we found.")
    bring_in(citation)

    bring_in(replace(citation, abstract="", keywords=("new",)))

    copy = Copy.objects.get()
    assert (copy.abstract, copy.route) == ("What we found.", "open")
    assert Paper.objects.get().keywords == ["new"]


def test_what_cannot_be_read_is_kept_with_its_reason_and_its_words():
    came_in = bring_in(a_citation(), Rejected(2, "A title", "It has no title.", "TY  - JOUR\nER  - "))

    row = RejectedRow.objects.get()
    assert came_to(came_in) == (2, 1, 0, 0, 1)
    assert (row.came_in, row.position, row.title_hint, row.reason) == (came_in, 2, "A title", "It has no title.")
    assert row.excerpt.startswith("TY  - JOUR")


@pytest.mark.parametrize(
    "odd",
    [
        {"title": "Half a letter: \ud800"},
        {"pmid": "9" * 30},
        {"journal": "\udfff"},
        {"authors": (Author(last="\ud800"),)},
    ],
    ids=["title", "pmid", "journal", "author"],
)
def test_one_citation_that_the_database_refuses_holds_nobody_else_up(odd):
    items = [a_citation(), a_citation(), replace(a_citation(position=3), **odd), a_citation(), a_citation()]

    came_in = bring_in(*items)

    assert came_in.read == 5
    assert came_in.added + came_in.rejected == 5
    assert came_in.added >= 4
    assert Paper.objects.count() == came_in.added
    assert came_in.rejects.count() == came_in.rejected
    assert came_in.position == 5


def test_words_in_a_reason_that_no_database_stores_do_no_harm():
    came_in = bring_in(Rejected(1, "\x00\ud800", "Because \x00", "raw \x00 piece \ud800"))

    assert came_in.rejected == 1
    assert "\x00" not in RejectedRow.objects.get().excerpt


def test_script_and_odd_marks_in_every_field_are_kept_as_the_words_they_are():
    nasty = "<script>alert(1)</script>\u202egnp.exe"
    bring_in(a_citation(nasty, journal=nasty, keywords=(nasty,), authors=(Author(collective=nasty),), abstract=nasty))

    paper = Paper.objects.get()
    assert (paper.title, paper.journal, paper.keywords, paper.authors) == (nasty, nasty, [nasty], [nasty])


def test_values_longer_than_their_columns_are_cut_not_refused():
    came_in = bring_in(a_citation(
        "T" * 9000, journal="J" * 900, volume="V" * 500, doi="10.1/" + "d" * 600, database="D" * 300,
        authors=tuple(Author(last=f"Name{number}") for number in range(3000)),
    ))  # fmt: skip

    paper = Paper.objects.get()
    assert came_in.added == 1
    assert (len(paper.title), len(paper.journal), len(paper.authors)) == (5000, 400, 200)


def test_a_batch_is_all_or_nothing(monkeypatch):
    def power_cut(rows) -> None:
        raise RuntimeError

    came_in = Import.objects.create(name="file.xml", source="PubMed", route="auto")
    monkeypatch.setattr("fingerpost.library.domain.published.ingest.stream.add_all", power_cut)
    with pytest.raises(RuntimeError):
        ingest.take_in(came_in, [a_citation(), Rejected(2, "", "Bad"), Deletion("5")])

    came_in.refresh_from_db()
    assert [model.objects.count() for model in (Paper, Copy, Change, Pending)] == [0, 0, 0, 0]
    assert (came_in.position, came_to(came_in), came_in.rejects.count()) == (0, (0, 0, 0, 0, 0), 0)


def taken_by(citations: list[Citation]) -> int:
    """How many queries one batch takes."""
    came_in = Import.objects.create(name="file.xml", source="PubMed", route="auto")
    with CaptureQueriesContext(connection) as queries:
        ingest.take_in(came_in, citations)
    return len(queries)


def test_a_batch_costs_the_same_number_of_queries_however_many_papers_it_holds():
    new = [taken_by([a_citation() for _ in range(size)]) for size in (1, 3)]
    held = [a_citation() for _ in range(4)]
    bring_in(*held)
    newer = [replace(one, title=f"{one.title}, again", abstract="Now with words.") for one in held]
    updated = [taken_by(newer[:1]), taken_by(newer[1:])]
    unchanged = [taken_by(newer[:1]), taken_by(newer[1:])]

    assert new[0] == new[1]
    assert updated[0] == updated[1]
    assert unchanged[0] == unchanged[1]
    assert max(*new, *updated) <= 32


def test_a_paper_made_for_a_test_is_what_an_import_makes():
    paper = a_paper("Turning in bed")

    assert (paper.title, paper.copies.count()) == ("Turning in bed", 1)
