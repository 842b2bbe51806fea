"""An abstract that a library pays for stays with the team that brought it in; a free one is for everyone."""

from dataclasses import replace

import pytest

from bibliography.model import Citation
from fingerpost.library.domain import queries
from fingerpost.library.domain.published import ingest
from fingerpost.library.models import Copy, Import, Paper, Route
from fingerpost.library.searchable import describe_papers, paper_documents
from fingerpost.organisations.models import Role
from fingerpost.organisations.readers import ANYONE, unit_token
from fingerpost.search.domain.find import find
from tests.factories import a_citation, a_person, a_service, reader

pytestmark = pytest.mark.django_db
PAID = "Sphygmomanometry was randomised in a double-blind controlled trial."


def embase(**more) -> Citation:
    """A record as a subscribed database exports it."""
    said = {"source": "ris", "position": 1, "title": "Cuffs", "doi": "10.1/x", "abstract": PAID, "database": "Embase"}
    return Citation(**(said | more))


def bring_in(*citations: Citation, team=None, route: str = "auto", source: str = "") -> Import:
    came_in = Import.objects.create(name="file", source=source, team=team, route=route)
    ingest.take_in(came_in, citations)
    return came_in


def specialist_of(service):
    return reader(a_person("", service, role=Role.SPECIALIST))


def test_the_teams_own_people_read_a_paid_abstract_and_nobody_else_does():
    ours, theirs = a_service(), a_service()
    bring_in(embase(), team=ours)

    paper = Paper.objects.get()
    assert queries.abstract_for(paper, specialist_of(ours)).abstract == PAID
    for other in (ANYONE, reader(a_person()), specialist_of(theirs)):
        assert queries.abstract_for(paper, other) is None
        assert queries.copies_for(paper, other) == []


def test_a_paid_abstract_is_found_by_its_team_and_by_nobody_else(index_now):
    ours, theirs = a_service(), a_service()
    bring_in(embase(), team=ours)
    index_now()

    def finds(who) -> int:
        return len(find("sphygmomanometry", reader=who)[0])

    assert finds(specialist_of(ours)) == 1
    assert [finds(specialist_of(theirs)), finds(reader(a_person())), finds(ANYONE)] == [0, 0, 0]
    assert len(find("cuffs", reader=ANYONE)[0]) == 1


def test_no_document_that_others_may_find_holds_a_word_of_a_paid_abstract():
    ours = a_service()
    bring_in(embase(), team=ours)

    for document in paper_documents([Paper.objects.get().pk]):
        assert ("Sphygmomanometry" in document.text) == (document.audience == {unit_token(ours.pk)})


def test_a_paid_abstract_has_no_say_in_what_everyone_sees_of_a_paper():
    bring_in(embase(), team=a_service())

    paper = Paper.objects.get()
    shown = describe_papers([paper], ANYONE)[paper.pk]
    assert paper.design == "unclear"
    assert "double-blind" not in str(shown)


def test_a_paid_abstract_without_a_team_is_kept_and_read_by_nobody():
    bring_in(embase())

    paper = Paper.objects.get()
    assert Copy.objects.get().abstract == PAID
    assert queries.abstract_for(paper, reader(a_person())) is None
    assert [document.text for document in paper_documents([paper.pk])] == [""]


def test_a_free_abstract_is_for_everyone_and_is_preferred(index_now):
    ours = a_service()
    bring_in(embase(), team=ours)
    bring_in(a_citation("Cuffs", doi="10.1/x", abstract="Open words about thermometers."), source="PubMed")
    index_now()

    paper = Paper.objects.get()
    assert queries.abstract_for(paper, ANYONE).abstract == "Open words about thermometers."
    assert queries.abstract_for(paper, specialist_of(ours)).route == Route.OPEN
    assert len(find("thermometers", reader=ANYONE)[0]) == 1
    assert len(find("sphygmomanometry", reader=specialist_of(ours))[0]) == 1


@pytest.mark.parametrize(
    ("citation", "route"),
    [
        (a_citation(), Route.OPEN),
        (Citation(source="nbib", position=1, title="A"), Route.OPEN),
        (Citation(source="ris", position=1, title="A", database="PubMed"), Route.OPEN),
        (Citation(source="ris", position=1, title="A", database="MEDLINE (Ovid)"), Route.SUBSCRIBED),
        (Citation(source="ris", position=1, title="A", database="Ovid PubMed"), Route.SUBSCRIBED),
        (Citation(source="ris", position=1, title="A", database="CINAHL (EBSCO)"), Route.SUBSCRIBED),
        (Citation(source="ris", position=1, title="A", database="Scopus"), Route.SUBSCRIBED),
        (Citation(source="csv", position=1, title="A"), Route.SUBSCRIBED),
    ],
    ids=lambda value: f"{value.source} {value.database}".strip() if isinstance(value, Citation) else "",
)
def test_only_a_source_known_to_be_free_is_taken_for_free(citation, route):
    bring_in(replace(citation, abstract="Words."))

    assert Copy.objects.get().route == route


def test_what_the_person_says_of_the_file_decides():
    bring_in(a_citation(abstract="Words."), route="subscribed", team=a_service())

    assert Copy.objects.get().route == Route.SUBSCRIBED


def test_two_teams_each_keep_their_own_copy():
    ours, theirs = a_service(), a_service()
    bring_in(embase(abstract="Ours."), team=ours)
    bring_in(embase(abstract="Theirs."), team=theirs)

    paper = Paper.objects.get()
    assert queries.abstract_for(paper, specialist_of(ours)).abstract == "Ours."
    assert queries.abstract_for(paper, specialist_of(theirs)).abstract == "Theirs."


def test_a_later_free_export_without_abstracts_does_not_set_a_paid_abstract_free():
    ours = a_service()
    bring_in(embase(), team=ours, route="subscribed", source="Embase")

    bring_in(embase(abstract="", keywords=("cuffs",)), team=ours, route="open", source="Embase")

    copy = Copy.objects.get()
    assert (copy.abstract, copy.route) == (PAID, Route.SUBSCRIBED)
