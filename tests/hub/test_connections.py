"""What a thing rests on and where it is used, as a page; and who lets its use be told of."""

import pytest
from django.urls import reverse

from fingerpost.journal.models import Change
from fingerpost.library.models import ItemKind, Paper
from fingerpost.records.domain import graph, sharing
from fingerpost.records.models import OpenTo, PartRole, Record, Relation
from tests.factories import a_paper, a_person, a_unit, an_item

pytestmark = pytest.mark.django_db


def address(record, name="hub:connections"):
    return reverse(name, args=[record.public_id])


def lines(soup, heading):
    """The list under a heading, each line as it reads without what is nested in it."""
    listed = soup.find(id=heading).find_next_sibling("ul")
    found = []
    for item in listed.find_all("li"):
        nested = [ul.extract() for ul in item.find_all("ul", recursive=False)]
        found.append((" ".join(item.get_text(" ").split()), len(item.find_parents("ul"))))
        for ul in nested:
            item.append(ul)
    return found


def test_the_page_tells_in_words_what_a_thing_rests_on_and_where_it_is_used(client, page):
    note = an_item("Bed rails", kind=ItemKind.NOTE, open_to=OpenTo.PUBLIC)
    guideline, paper = an_item("Falls", open_to=OpenTo.PUBLIC), a_paper("A trial of rails")
    graph.link(note, Relation.SUMMARISES, paper)
    graph.link(guideline, Relation.RESTS_ON, note)

    soup = page(client.get(address(guideline)))
    assert lines(soup, "rests-on") == [
        ("This rests on Bed rails Evidence note", 1), ("which summarises A trial of rails Published paper", 2),
    ]  # fmt: skip
    assert "Nowhere that you may see." in soup.text
    soup = page(client.get(address(paper)))
    assert lines(soup, "used-in") == [
        ("This is summarised by Bed rails Evidence note", 1), ("which is relied on by Falls Guideline", 2),
    ]  # fmt: skip


def test_every_line_leads_to_the_thing_and_the_page_leads_back(client, page):
    guideline, paper = an_item("Falls", open_to=OpenTo.PUBLIC), a_paper()
    graph.link(guideline, Relation.RESTS_ON, paper)

    soup = page(client.get(address(guideline)))

    assert soup.find(id="rests-on").find_next("ul").a["href"] == address(paper, "hub:record")
    assert soup.find(class_="nhsuk-back-link")["href"] == address(guideline, "hub:record")


def test_what_stands_on_the_page_twice_is_unfolded_once(client, page):
    top, left, right, middle = (an_item(name, open_to=OpenTo.PUBLIC) for name in ("Top", "Left", "Right", "Middle"))
    paper = a_paper("A trial of rails")
    for source, target in ((top, left), (top, right), (left, middle), (right, middle), (right, paper), (middle, paper)):
        graph.link(source, Relation.RESTS_ON, target)

    read = [words for words, _ in lines(page(client.get(address(top))), "rests-on")]

    assert len([words for words in read if "Middle" in words]) == 2
    assert [words for words in read if "elsewhere" in words] == [
        "which rests on Middle Guideline (what lies behind it stands elsewhere in this list)"
    ]


def test_what_should_not_be_relied_on_any_longer_is_marked(client, page):
    guideline, old = an_item("Falls", open_to=OpenTo.PUBLIC), an_item("Old", open_to=OpenTo.PUBLIC)
    replaced, new = an_item("Replaced", open_to=OpenTo.PUBLIC), an_item("New", open_to=OpenTo.PUBLIC)
    paper = a_paper("A false trial")
    Paper.objects.filter(pk=paper.pk).update(standing="retracted")
    for each in (old, replaced, paper):
        graph.link(guideline, Relation.RESTS_ON, each)
    graph.link(new, Relation.SUPERSEDES, replaced)
    sharing.withdraw(old, by=None, why="Old")

    read = [words for words, _ in lines(page(client.get(address(guideline))), "rests-on")]

    assert read == [
        "This rests on A false trial Published paper Retracted: do not rely on it",
        "This rests on Replaced Guideline Replaced by something newer",
        "This rests on Old Guideline Withdrawn",
    ]


def test_a_thing_that_the_reader_may_not_see_has_no_such_page(client):
    assert client.get(address(an_item())).status_code == 404


def test_nothing_of_what_is_hidden_is_on_the_page(client, page):
    guideline, hidden = an_item("Falls", open_to=OpenTo.PUBLIC), an_item("Secret")
    graph.link(guideline, Relation.RESTS_ON, hidden)
    graph.link(hidden, Relation.RESTS_ON, guideline)

    text = page(client.get(address(guideline))).text

    assert "Secret" not in text
    assert "restricted" not in text
    graph.let_use_be_said(hidden, True, by=None)
    soup = page(client.get(address(guideline)))
    assert lines(soup, "rests-on") == [("Something restricted was used.", 1)]
    assert "Secret" not in soup.text


def test_the_page_of_a_thing_shows_one_step_each_way_and_leads_to_all(client, page):
    guideline, paper = an_item("Falls", open_to=OpenTo.PUBLIC), a_paper("A trial of rails")
    graph.link(guideline, Relation.RESTS_ON, paper)
    letter = a_paper("A letter about rails")
    graph.link(letter, Relation.COMMENTS_ON, paper)

    soup = page(client.get(reverse("library:item", args=[guideline.public_id])))
    assert [each.get_text(" ", strip=True) for each in soup.find(id="rests-on").find_next("ul").find_all("li")] == [
        "This rests on A trial of rails (published paper)"
    ]
    assert soup.find(href=address(guideline)).text == "See everything this rests on and where it is used"
    soup = page(client.get(reverse("library:paper", args=[paper.public_id])))
    assert "This is relied on by Falls (guideline)" in " ".join(soup.find(id="used-in").find_next("ul").text.split())
    assert "is commented on by A letter" in " ".join(soup.find(id="said-of-it").find_next("ul").text.split())


def test_the_page_of_a_thing_tells_that_something_restricted_was_used_where_that_may_be_said(client, page):
    guideline, hidden = an_item("Falls", open_to=OpenTo.PUBLIC), an_item("Secret")
    graph.link(guideline, Relation.RESTS_ON, hidden)
    where = reverse("library:item", args=[guideline.public_id])

    assert "restricted" not in page(client.get(where)).text
    graph.let_use_be_said(hidden, True, by=None)
    text = page(client.get(where)).text
    assert "Something restricted was used." in text
    assert "Secret" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_long_the_lists(client, count, django_assert_max_num_queries):
    guideline = an_item("Falls", open_to=OpenTo.PUBLIC)
    for _ in range(count):
        graph.link(guideline, Relation.RESTS_ON, a_paper())
        graph.link(an_item(open_to=OpenTo.PUBLIC), Relation.RESTS_ON, guideline)

    with django_assert_max_num_queries(8):
        assert client.get(address(guideline)).status_code == 200


# What others may be told -----------------------------------------------------------------------------


def an_owned_item():
    """An item of a ward, and its author who works there."""
    ward = a_unit()
    author = a_person("", ward)
    item = an_item("Local", unit=ward, tokens=[f"unit:{ward.pk}"])
    graph.take_part(item, author, PartRole.AUTHOR, shown=False)
    return item, author, ward


def test_whoever_may_edit_a_page_lets_its_use_be_told_of_and_takes_it_back(signed_in, page):
    item, author, _ = an_owned_item()
    client = signed_in(author)

    soup = page(client.get(address(item)))
    assert "Nobody is told" in soup.text
    client.post(address(item, "hub:use_said"), {"may": "yes"})
    assert Record.objects.get(pk=item.pk).use_may_be_said
    assert "Do not tell anyone" in page(client.get(address(item))).text
    client.post(address(item, "hub:use_said"), {"may": "no"})

    assert not Record.objects.get(pk=item.pk).use_may_be_said
    rows = Change.objects.filter(kind="records.use_said").order_by("pk")
    assert [(row.actor, row.detail["may"]) for row in rows] == [(author.public_id, True), (author.public_id, False)]


def test_a_colleague_who_only_reads_it_decides_nothing(signed_in, page):
    item, _, ward = an_owned_item()
    client = signed_in(a_person("", ward))

    assert "What others may be told" not in page(client.get(address(item))).text
    assert client.post(address(item, "hub:use_said"), {"may": "yes"}).status_code == 404
    assert not Record.objects.get(pk=item.pk).use_may_be_said


def test_of_a_question_whoever_asked_it_decides(signed_in, page):
    ann = a_person()
    question = Record.objects.create(
        kind="question", title="How often?", state="released", released_at="2026-01-01T00:00Z"
    )
    question.audience.create(token=f"person:{ann.pk}")
    graph.take_part(question, ann, PartRole.ASKED, shown=False)

    assert signed_in(ann).post(address(question, "hub:use_said"), {"may": "yes"}).status_code == 302
    assert Record.objects.get(pk=question.pk).use_may_be_said


def test_nobody_is_asked_of_what_everyone_may_see(signed_in, page):
    item, author, _ = an_owned_item()
    sharing.share(item, open_to=OpenTo.PUBLIC, by=None)

    assert "What others may be told" not in page(signed_in(author).get(address(item))).text


def test_a_stranger_is_asked_to_sign_in_first(client):
    response = client.post(address(an_item(open_to=OpenTo.PUBLIC), "hub:use_said"), {"may": "yes"})

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_a_page_with_many_links_names_eight_and_says_how_many_more(client, page):
    item = an_item(open_to=OpenTo.PUBLIC)
    for _ in range(10):
        graph.link(item, Relation.CITES, an_item(open_to=OpenTo.PUBLIC))

    assert "and 2 more" in page(client.get(address(item, "library:item"))).text
