"""A rejected record, mended by a person and tried again."""

import pytest

from fingerpost.jobs.domain import work
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.published import imports
from fingerpost.library.models import Import, Paper
from fingerpost.library.models import Rejected as RejectedRow
from tests.factories import a_person

pytestmark = pytest.mark.django_db
FILES = {
    "export.ris": (
        "TY  - JOUR\nTI  - The first of two works\nER  - \n\nTY  - JOUR\nAU  - Smith, Ann\nPY  - 2019\nER  - \n"
    ),
    "export.csv": "Title,Authors,Year\nThe first of two works,Ann Smith,2019\n,Bob Jones,2019\n",
    "export.bib": (
        "@article{a, title={The first of two works}, year={2019}}\n\n@article{b, author={Smith, Ann}, year={2019}}\n"
    ),
    "export.nbib": "PMID- 1\nTI  - The first of two works\nAU  - Smith A\n\nPMID- 2\nAU  - Jones B\nDP  - 2019\n",
    "export.xml": (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation Status='MEDLINE'><PMID Version='1'>1</PMID><Article>"
        "<Journal><Title>J</Title></Journal><ArticleTitle>The first of two works</ArticleTitle></Article>"
        "</MedlineCitation></PubmedArticle><PubmedArticle><MedlineCitation Status='MEDLINE'>"
        "<PMID Version='1'>2</PMID><Article><Journal>"
        "<Title>J</Title></Journal><ArticleTitle></ArticleTitle></Article></MedlineCitation></PubmedArticle>"
        "</PubmedArticleSet>"
    ),
}
MENDED = {
    "export.ris": ("AU  - Smith", "TI  - The second, mended\nAU  - Smith"),
    "export.csv": ("\n,Bob", "\nThe second mended,Bob"),
    "export.bib": ("{b, ", "{b, title={The second, mended}, "),
    "export.nbib": ("AU  - Jones", "TI  - The second, mended\nAU  - Jones"),
    "export.xml": ("<ArticleTitle></ArticleTitle>", "<ArticleTitle>The second, mended</ArticleTitle>"),
}


@pytest.fixture(params=sorted(FILES))
def rejected(request, tmp_path) -> RejectedRow:
    """The second record of a file, which has no title."""
    path = tmp_path / request.param
    path.write_text(FILES[request.param])
    imports.start(path, by=None)
    work.run_until_idle("default")
    return RejectedRow.objects.get()


def the_counts() -> dict[str, int]:
    return imports.counts(Import.objects.get())


def mended(rejected: RejectedRow) -> str:
    """The piece with its title put in."""
    wrong, right = MENDED[rejected.came_in.name]
    assert wrong in rejected.excerpt
    return rejected.excerpt.replace(wrong, right)


def test_a_mended_record_comes_in_and_the_counts_still_add_up(rejected):
    ann = a_person()
    assert the_counts() == {"read": 2, "added": 1, "updated": 0, "unchanged": 0, "rejected": 1}

    imports.mend(rejected, mended(rejected), by=ann)

    rejected.refresh_from_db()
    assert rejected.mended
    assert the_counts() == {"read": 2, "added": 2, "updated": 0, "unchanged": 0, "rejected": 0}
    paper = Paper.objects.get(title__startswith="The second")
    assert [copy.position for copy in paper.copies.all()] == [2]
    assert Change.objects.get(kind="library.rejected_mended").actor == ann.public_id


def test_a_record_that_is_still_wrong_stays_rejected_with_the_reason(rejected):
    with pytest.raises(RuleBroken, match="title"):
        imports.mend(rejected, rejected.excerpt, by=a_person())

    rejected.refresh_from_db()
    assert not rejected.mended
    assert the_counts() == {"read": 2, "added": 1, "updated": 0, "unchanged": 0, "rejected": 1}


def test_a_record_is_mended_once(rejected):
    again = RejectedRow.objects.get()
    imports.mend(rejected, mended(rejected), by=a_person())

    with pytest.raises(RuleBroken, match="already mended"):
        imports.mend(again, mended(rejected), by=a_person())

    assert the_counts()["read"] == 2


@pytest.mark.parametrize("text", ["", "   ", "Dear sir"])
def test_nothing_to_read_is_said_in_words(rejected, text):
    with pytest.raises(RuleBroken):
        imports.mend(rejected, text, by=a_person())

    assert the_counts()["rejected"] == 1


def test_a_piece_mended_into_two_records_brings_both_in(tmp_path):
    path = tmp_path / "export.ris"
    path.write_text(FILES["export.ris"])
    imports.start(path, by=None)
    work.run_until_idle("default")
    two = "TY  - JOUR\nTI  - Two was this\nER  - \nTY  - JOUR\nTI  - And three was that\nER  - \n"

    imports.mend(RejectedRow.objects.get(), two, by=a_person())

    assert the_counts() == {"read": 3, "added": 3, "updated": 0, "unchanged": 0, "rejected": 0}
