"""What a paper says of another, or of itself: links, standing and changes, whichever came in first."""

import pytest

from bibliography.model import CitationLink, Deletion
from fingerpost.journal.models import Change
from fingerpost.library.domain.published import ingest
from fingerpost.library.models import Import, Notice, Paper, Standing
from fingerpost.organisations.readers import ANYONE
from fingerpost.records.models import Link, Relation, State
from fingerpost.search.models import Pending
from tests.factories import a_citation

pytestmark = pytest.mark.django_db
TRIAL, NOTICE = "100", "200"

# What the notice says of the trial, what the trial says of the notice, the relation, and what the trial becomes.
CASES = [
    ("retraction_of", "retraction_in", Relation.RETRACTS, Standing.RETRACTED, "library.paper_retracted"),
    ("expression_of_concern_for", "expression_of_concern_in", Relation.CONCERNS, Standing.CONCERN,
     "library.paper_concern_raised"),
    ("erratum_for", "erratum_in", Relation.CORRECTS, Standing.CORRECTED, "library.paper_corrected"),
    ("update_of", "update_in", Relation.UPDATES, Standing.SOUND, ""),
    ("comment_on", "comment_in", Relation.COMMENTS_ON, Standing.SOUND, ""),
]  # fmt: skip


def bring_in(*items) -> Import:
    """One import of these items, in one batch."""
    came_in = Import.objects.create(name="file.xml", source="PubMed", route="auto")
    ingest.take_in(came_in, items)
    came_in.refresh_from_db()
    return came_in


def the_trial(*links: CitationLink, **more):
    return a_citation("A trial of turning", pmid=TRIAL, doi="10.1/trial", links=links, **more)


def the_notice(*links: CitationLink):
    return a_citation("A word about a trial", pmid=NOTICE, doi="10.1/notice", links=links)


def trial() -> Paper:
    return Paper.objects.get(pmid=TRIAL)


@pytest.mark.parametrize("order", ["trial first", "notice first", "together"])
@pytest.mark.parametrize("said_by", ["notice", "trial", "both"])
@pytest.mark.parametrize(("of", "in_", "relation", "standing", "kind"), CASES, ids=[case[2] for case in CASES])
def test_a_notice_is_linked_and_marks_its_paper(of, in_, relation, standing, kind, said_by, order):
    from_notice = [CitationLink(of, pmid=TRIAL)] if said_by != "trial" else []
    from_trial = [CitationLink(in_, pmid=NOTICE)] if said_by != "notice" else []
    pair = [the_trial(*from_trial), the_notice(*from_notice)]

    if order == "together":
        bring_in(*pair)
    else:
        for citation in pair if order == "trial first" else reversed(pair):
            bring_in(citation)

    link = Link.objects.get()
    assert (link.source.title, link.relation) == ("A word about a trial", relation)
    assert link.target.title == "A trial of turning"
    assert trial().standing == standing
    told = list(Change.objects.filter(kind=kind).values_list("subject", flat=True))
    assert told == ([trial().public_id] if kind else [])
    assert Change.objects.filter(kind="records.linked").count() == 1


@pytest.mark.parametrize("order", ["trial first", "notice first"])
def test_a_notice_that_knows_only_the_doi_is_linked_too(order):
    pair = [the_trial(), the_notice(CitationLink("retraction_of", doi="10.1/trial"))]

    for citation in pair if order == "trial first" else reversed(pair):
        bring_in(citation)

    assert Link.objects.get().target.pk == trial().pk
    assert trial().standing == Standing.RETRACTED


def test_a_paper_that_says_it_was_retracted_is_marked_although_the_notice_never_came():
    bring_in(the_trial(CitationLink("retraction_in", pmid="999", note="J Trials 2020")))

    assert trial().standing == Standing.RETRACTED
    assert Link.objects.count() == 0


@pytest.mark.parametrize("said", ["Retracted Publication", "retracted publication"])
def test_a_paper_listed_as_retracted_is_marked(said):
    bring_in(the_trial(publication_types=("Journal Article", said)))

    assert trial().standing == Standing.RETRACTED


def test_a_retraction_puts_the_paper_before_search_again():
    bring_in(the_trial())
    Pending.objects.all().delete()

    bring_in(the_notice(CitationLink("retraction_of", pmid=TRIAL)))

    assert trial().pk in Pending.objects.values_list("record_id", flat=True)


def test_the_gravest_word_stands():
    bring_in(the_trial(CitationLink("retraction_in", pmid=NOTICE)))

    bring_in(a_citation("Erratum", pmid="300", links=(CitationLink("erratum_for", pmid=TRIAL),)))

    assert trial().standing == Standing.RETRACTED
    assert Link.objects.get().relation == Relation.CORRECTS
    assert not Change.objects.filter(kind="library.paper_corrected").exists()


def test_the_same_word_again_makes_no_second_link_notice_or_change():
    citation = the_trial(CitationLink("retraction_in", note="J Trials 2020"), CitationLink("comment_in", pmid=NOTICE))
    bring_in(citation, the_notice())

    bring_in(the_trial(*citation.links, abstract="Now with words."))

    assert Notice.objects.count() == 2
    assert Link.objects.count() == 1
    assert Change.objects.filter(kind="library.paper_retracted").count() == 1


def test_a_paper_that_names_itself_is_not_linked_to_itself():
    bring_in(the_trial(CitationLink("comment_on", pmid=TRIAL)))

    assert Link.objects.count() == 0


def test_words_that_change_nothing_make_no_link():
    bring_in(the_notice(), the_trial(CitationLink("reprint_in", pmid=NOTICE)))

    assert Link.objects.count() == 0
    assert Notice.objects.get().kind == "reprint_in"


def test_a_number_that_pubmed_took_back_leaves_search_and_says_so():
    bring_in(the_trial())

    came_in = bring_in(Deletion(TRIAL))

    paper = trial()
    assert (came_in.read, came_in.updated) == (1, 1)
    assert (paper.standing, paper.state) == (Standing.DELETED, State.WITHDRAWN)
    assert Paper.objects.visible_to(ANYONE).filter(pk=paper.pk).exists()
    assert list(Change.objects.exclude(kind="library.paper_added").values_list("kind", flat=True)) == [
        "library.paper_deleted"
    ]


@pytest.mark.parametrize("together", [True, False])
def test_a_number_taken_back_before_its_paper_came_in_is_remembered(together):
    items = [Deletion(TRIAL), the_trial()]
    if together:
        bring_in(*items)
    else:
        bring_in(items[0])
        bring_in(items[1])

    assert (trial().standing, trial().state) == (Standing.DELETED, State.WITHDRAWN)


def test_a_paper_and_its_end_in_one_batch_leave_it_gone():
    came_in = bring_in(the_trial(), Deletion(TRIAL))

    assert (came_in.read, came_in.added, came_in.updated) == (2, 1, 1)
    assert trial().state == State.WITHDRAWN


def test_a_number_taken_back_twice_changes_nothing_more():
    bring_in(the_trial(), Deletion(TRIAL))

    came_in = bring_in(Deletion(TRIAL))

    assert (came_in.updated, came_in.unchanged) == (0, 1)
    assert Change.objects.filter(kind="library.paper_deleted").count() == 1


@pytest.mark.parametrize("number", ["", "not a number", "0x1f"])
def test_a_strange_number_to_take_back_is_counted_and_does_no_harm(number):
    came_in = bring_in(the_trial(), Deletion(number))

    assert (came_in.read, came_in.unchanged) == (2, 1)
    assert trial().state == State.RELEASED
