"""Copies of one work become one paper; works that only look alike stay apart."""

import pytest

from bibliography.model import Author, Citation
from fingerpost.library.domain.published import ingest
from fingerpost.library.models import Import, Paper
from tests.factories import a_citation

pytestmark = pytest.mark.django_db
SMITH, JONES = Author(last="Smith", fore="Jane", initials="J"), Author(last="Jones", fore="Bob", initials="B")
TITLE = "Turning patients at night to prevent pressure ulcers"


def a_copy(**more) -> Citation:
    """The same work, as a database that knows no PubMed number gives it."""
    said = {
        "source": "ris", "position": 1, "title": TITLE, "authors": (SMITH, JONES), "journal": "Journal of Wound Care",
        "year": 2019, "volume": "12", "issue": "3", "pages": "45-67",
    }  # fmt: skip
    return Citation(**(said | more))


def papers_from(*citations: Citation) -> int:
    """How many papers these become, each in an import of its own."""
    for citation in citations:
        came_in = Import.objects.create(name="file", source="Test", route="auto")
        ingest.take_in(came_in, [citation])
    return Paper.objects.count()


def test_the_same_pubmed_number_is_the_same_work_whatever_else_differs():
    assert papers_from(a_copy(pmid="5"), a_copy(pmid="5", title="Another title altogether", year=1999)) == 1


def test_different_pubmed_numbers_are_different_works_however_alike():
    assert papers_from(a_copy(pmid="5", doi="10.1/x"), a_copy(pmid="6", doi="10.1/x")) == 2


@pytest.mark.parametrize("pubmed_first", [True, False])
def test_the_same_doi_is_the_same_work_and_the_number_is_filled_in(pubmed_first):
    pair = [a_citation(TITLE, pmid="5", doi="10.1/x"), a_copy(doi="10.1/x")]

    assert papers_from(*(pair if pubmed_first else reversed(pair))) == 1
    paper = Paper.objects.get()
    assert (paper.pmid, paper.doi) == (5, "10.1/x")


def test_the_same_title_year_and_authors_are_the_same_work():
    assert papers_from(a_copy(), a_copy(title=TITLE.upper() + ".", pages="45-7", journal="J Wound Care")) == 1


def test_a_copy_that_knows_the_number_gives_it_to_the_one_that_did_not():
    assert papers_from(a_copy(), a_copy(pmid="5", doi="10.1/x")) == 1
    assert Paper.objects.get().pmid == 5


def test_authors_written_in_other_ways_are_the_same_people():
    assert papers_from(a_copy(), a_copy(authors=(Author(last="SMITH", initials="J A"), Author(last="Jones")))) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"authors": (Author(last="Okafor", initials="C"),), "journal": "Nursing Times", "pages": "3", "volume": "9"},
        {"year": 2005, "journal": "Nursing Times", "pages": "3", "volume": "9"},
        {"title": f"Erratum: {TITLE}"},
        {"title": f"{TITLE}: reply", "pages": "70"},
        {"title": f"{TITLE}: study protocol", "year": 2016, "pages": "1-9", "volume": "9"},
        {"publication_types": ("Conference Abstract",), "journal": "Congress Abstracts", "pages": "S5", "volume": "1"},
    ],
    ids=["other authors", "another year", "erratum", "reply", "protocol", "conference abstract"],
)
def test_works_that_look_alike_stay_apart(other):
    assert papers_from(a_copy(), a_copy(**other)) == 2


def test_two_parts_of_one_report_stay_apart():
    assert papers_from(a_copy(title=f"{TITLE}: part 1"), a_copy(title=f"{TITLE}: part 2", pages="68-90")) == 2


def test_a_doi_that_names_a_whole_supplement_joins_nothing():
    first = a_copy(title="Abstract one: foot care", doi="10.1/s", pages="S1", authors=(SMITH,))
    second = a_copy(title="Poster nine: hand care", doi="10.1/s", pages="S9", authors=(Author(last="Okafor"),))

    assert papers_from(first, second) == 2


def test_short_titles_that_thousands_share_join_only_the_same_author_and_year():
    editorials = [
        a_copy(title="Editorial", authors=(SMITH,), year=2018, pages="1"),
        a_copy(title="Editorial", authors=(JONES,), year=2018, pages="2", journal="Nursing Times"),
        a_copy(title="Editorial", authors=(SMITH,), year=2020, pages="1", volume="14"),
    ]

    assert papers_from(*editorials, editorials[0]) == 3


def test_two_copies_in_the_same_batch_are_one_work():
    came_in = Import.objects.create(name="file", source="Test", route="auto")

    ingest.take_in(came_in, [a_copy(doi="10.1/x"), a_copy(doi="10.1/x", position=2, keywords=("beds",))])

    came_in.refresh_from_db()
    assert (came_in.added, came_in.updated) == (1, 1)
    assert Paper.objects.get().keywords == ["beds"]


def test_a_citation_without_title_words_numbers_or_authors_is_a_paper_of_its_own():
    bare = Citation(source="ris", position=1, title="?")

    assert papers_from(bare, bare) == 2
