"""Files of an item: attached, read, found by their pages, and handed out only to those who may have them."""

import pytest
from django.urls import reverse

from fingerpost.files.domain import reading, store
from fingerpost.files.models import StoredFile
from fingerpost.hub.web.presenters import hit_view
from fingerpost.journal.models import Change
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import attachments
from fingerpost.library.models import Attachment, Item, ItemKind, Revision
from fingerpost.organisations.models import Role
from fingerpost.organisations.readers import ANYONE, unit_token
from fingerpost.records.models import OpenTo
from fingerpost.search.domain.find import find
from fingerpost.search.models import Pending
from tests.documents.making import a_pdf, a_picture, a_word_file
from tests.factories import a_person, a_unit, an_item, reader

pytestmark = pytest.mark.django_db
PAGES = ["Contents", "Bed rails", "Who decides", "Sit with people who wander at night", "Records"]


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    yield
    reading.stop()


def read_all() -> None:
    while StoredFile.objects.filter(reading="waiting").exists():
        attachments.read_waiting()


def a_policy(*pages: str, name: str = "falls-policy.pdf", **more) -> tuple[Item, StoredFile]:
    """A policy for everyone with a PDF of these pages, which was read."""
    item = an_item("Preventing falls", kind=ItemKind.POLICY, **{"open_to": OpenTo.PUBLIC} | more)
    stored = store.keep(name, [a_pdf(pages or PAGES)])
    attachments.attach(item, stored, name, by=None)
    read_all()
    return item, stored


def address(stored: StoredFile, name: str = "x") -> str:
    return reverse("library:file", args=[stored.public_id, name])


# Attaching ---------------------------------------------------------------------------------------


def test_a_file_is_attached_with_a_trace_and_taken_off_again():
    trust = a_unit()
    author = a_person("", trust, role=Role.ADMINISTRATOR)
    item = an_item(unit=trust)
    stored = store.keep("falls.pdf", [a_pdf()])

    attachments.attach(item, stored, "falls.pdf", by=author)
    assert [each.name for each in item.attachments.all()] == ["falls.pdf"]
    attachments.detach(item, stored, by=author)

    assert not item.attachments.exists()
    assert StoredFile.objects.exists()
    kinds = Change.objects.filter(subject=item.public_id, kind__contains="file").order_by("id")
    assert [(each.kind, each.actor, each.personal) for each in kinds] == [
        ("library.file_attached", author.public_id, {"name": "falls.pdf"}),
        ("library.file_detached", author.public_id, {"name": "falls.pdf"}),
    ]


def test_only_those_who_may_edit_attach_and_take_off():
    trust = a_unit()
    item, colleague = an_item(unit=trust), a_person("", trust)
    stored = store.keep("falls.pdf", [a_pdf()])

    for act in (
        lambda: attachments.attach(item, stored, "falls.pdf", by=colleague),
        lambda: attachments.detach(item, stored, by=colleague),
        lambda: attachments.set_files(item, [{"file": stored.public_id, "name": "falls.pdf"}], by=colleague),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert not Attachment.objects.exists()


def test_attaching_the_same_file_again_only_gives_it_another_name():
    item, stored = an_item(), store.keep("falls.pdf", [a_pdf()])
    attachments.attach(item, stored, "falls.pdf", by=None)

    attachments.attach(item, stored, "falls-2026.pdf", by=None)

    assert [each.name for each in item.attachments.all()] == ["falls-2026.pdf"]


def test_a_useful_link_takes_no_files():
    item = an_item(kind=ItemKind.LINK, address="https://www.nice.org.uk/")

    with pytest.raises(RuleBroken, match="takes no files"):
        attachments.attach(item, store.keep("falls.pdf", [a_pdf()]), "falls.pdf", by=None)


def test_there_is_an_end_to_the_files_of_a_page(monkeypatch):
    monkeypatch.setattr(attachments, "MOST_FILES", 1)
    item, _ = a_policy()

    with pytest.raises(RuleBroken, match="1 files at most"):
        attachments.attach(item, store.keep("b.txt", [b"more"]), "b.txt", by=None)


def test_the_files_of_a_version_become_those_of_the_item_in_its_order():
    item = an_item()
    one, two, three = (store.keep(f"{name}.txt", [name.encode()]) for name in ("one", "two", "three"))
    attachments.attach(item, one, "one.txt", by=None)
    attachments.attach(item, two, "two.txt", by=None)

    listed = [{"file": each.public_id, "name": name} for each, name in ((three, "three.txt"), (two, "second.txt"))]
    attachments.set_files(item, [*listed, {"file": "not-kept", "name": "gone.pdf"}], by=None)

    assert [each.name for each in item.attachments.all()] == ["three.txt", "second.txt"]


@pytest.mark.parametrize(
    ("content", "name", "shown"),
    [
        (a_pdf(), "Falls policy.pdf", "Falls policy.pdf"),
        (a_pdf(), "Falls policy v1.2", "Falls policy v1.2.pdf"),
        (a_pdf(), "../../etc/falls.pdf", "falls.pdf"),
        (b"words", "run.exe", "run.exe.txt"),
        (b"# words", "notes.md", "notes.md"),
        (b"<html>words", "page", "page.html"),
        (a_picture("WEBP"), "ward.webp", "ward.png"),
        (a_pdf(), "x" * 300 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_a_file_is_offered_under_a_name_that_ends_as_its_content_is(content, name, shown):
    stored = store.keep("", [content])

    assert attachments.shown_name(stored, name) == shown


# Finding -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("index")
def test_a_page_of_a_file_is_found_and_says_which(index_now):
    item, stored = a_policy()
    index_now()

    (one,), page = find("wander night", reader=ANYONE)
    shown = hit_view(one, "")

    assert (one.record.pk, page.total) == (item.pk, 1)
    assert shown.links == (("Found on page 4 of falls-policy.pdf", address(stored, "falls-policy.pdf") + "#page=4"),)
    assert "wander" in "".join(span.text for span in shown.snippet)


@pytest.mark.usefixtures("index")
def test_a_hit_by_the_items_own_words_names_no_page(index_now):
    a_policy()
    index_now()

    (one,), _ = find("preventing falls", reader=ANYONE)

    assert hit_view(one, "").links == ()


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize(
    ("paragraphs", "words"),
    [(["Sit with people who wander."], "Found in sitting.docx"),
     (["Say who decides. " * 200, "Sit with people who wander."], "Found in part 2 of sitting.docx")],
)  # fmt: skip
def test_a_word_file_has_parts_and_no_pages(index_now, paragraphs, words):
    item = an_item("Sitting", open_to=OpenTo.PUBLIC)
    stored = store.keep("sitting.docx", [a_word_file(*paragraphs)])
    attachments.attach(item, stored, "sitting.docx", by=None)
    read_all()
    index_now()

    (one,), _ = find("wander", reader=ANYONE)

    assert hit_view(one, "").links == ((words, address(stored, "sitting.docx")),)


@pytest.mark.usefixtures("index")
def test_a_long_document_is_one_answer_among_others(index_now):
    a_policy(*[f"Turning patients, chapter {number}" for number in range(300)])
    for number in range(3):
        an_item(f"Turning patients {number}", open_to=OpenTo.PUBLIC)
    index_now()

    found, page = find("turning patients chapter", reader=ANYONE)

    assert (len(found), page.total) == (4, 4)
    assert dict(page.facets["kind"]) == {"guideline": 3, "policy": 1}


@pytest.mark.usefixtures("index")
def test_only_those_who_may_see_the_item_find_its_files(index_now):
    trust = a_unit()
    a_policy(open_to="", tokens=[unit_token(trust.pk)], unit=trust)
    index_now()

    assert find("wander night", reader=ANYONE)[0] == ()
    assert find("wander night", reader=reader(a_person()))[0] == ()
    assert len(find("wander night", reader=reader(a_person("", trust)))[0]) == 1


@pytest.mark.usefixtures("index")
def test_a_file_taken_off_is_no_longer_found(index_now):
    item, stored = a_policy()
    index_now()

    attachments.detach(item, stored, by=None)
    index_now()

    assert find("wander night", reader=ANYONE)[0] == ()


@pytest.mark.usefixtures("index")
def test_what_is_held_elsewhere_is_found_by_its_text_and_read_there(index_now):
    item, _ = a_policy(address="https://policies.example/falls", held_by="PolicyStat")
    index_now()

    (one,), _ = find("wander night", reader=ANYONE)

    assert one.record.pk == item.pk
    assert hit_view(one, "").links == (
        ("Found on page 4 of falls-policy.pdf, held in PolicyStat", "https://policies.example/falls"),
    )


def test_an_item_is_noted_for_the_index_when_its_file_was_read():
    item = an_item(open_to=OpenTo.PUBLIC)
    attachments.attach(item, store.keep("falls.pdf", [a_pdf()]), "falls.pdf", by=None)
    Pending.objects.all().delete()

    read_all()

    assert list(Pending.objects.values_list("record_id", flat=True)) == [item.pk]


# Handing out -------------------------------------------------------------------------------------


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_is_given_whole_to_those_who_may_see_its_item_and_to_nobody_else(client, signed_in):
    trust = a_unit()
    _, stored = a_policy(open_to="", tokens=[unit_token(trust.pk)], unit=trust)

    refused = [client.get(address(stored)), signed_in(a_person()).get(address(stored))]
    given = signed_in(a_person("", trust)).get(address(stored))

    assert [response.status_code for response in refused] == [404, 404]
    assert given.status_code == 200
    assert body(given) == a_pdf(PAGES)
    assert given["Content-Length"] == str(len(a_pdf(PAGES)))


@pytest.mark.parametrize(
    ("name", "content", "media_type", "disposition"),
    [
        ("falls.pdf", a_pdf(), "application/pdf", "inline"),
        ("ward.png", a_picture(), "image/png", "inline"),
        ("page.html", b"<html><script>alert(1)</script>", "text/html", "attachment"),
        ("notes.txt", b"words <script>alert(1)</script>", "text/plain", "attachment"),
        (
            "falls.docx",
            a_word_file(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "attachment",
        ),
    ],
)
def test_nothing_in_a_file_can_run_on_our_pages(client, name, content, media_type, disposition):
    item = an_item(open_to=OpenTo.PUBLIC)
    stored = store.keep("", [content])
    attachments.attach(item, stored, name, by=None)

    response = client.get(address(stored, "pretends-to-be.html"))
    body(response)

    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f'{disposition}; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert ("sandbox" in policy) == (media_type != "application/pdf")


def test_a_name_of_any_letters_survives(client):
    item = an_item(open_to=OpenTo.PUBLIC)
    stored = store.keep("", [a_pdf()])
    attachments.attach(item, stored, 'Codymiad "cwympo" – ŵyr.pdf', by=None)

    response = client.get(address(stored, 'Codymiad "cwympo" – ŵyr.pdf'))

    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''Codymiad%20%22cwympo%22")


def test_a_browser_that_has_the_file_is_asked_about_again_and_not_sent_it_again(client):
    item, stored = a_policy()
    mark = client.get(address(stored))["ETag"]

    again = client.get(address(stored), headers={"If-None-Match": mark})
    Item.objects.filter(pk=item.pk).update(open_to="")
    later = client.get(address(stored), headers={"If-None-Match": mark})

    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-cache")
    assert later.status_code == 404


def test_a_file_that_only_a_draft_lists_is_for_those_who_may_edit_it(signed_in):
    trust = a_unit()
    item = an_item(unit=trust, tokens=[unit_token(trust.pk)])
    stored = store.keep("draft.pdf", [a_pdf()])
    Revision.objects.create(item=item, number=9, title="x", files=[{"file": stored.public_id, "name": "draft.pdf"}])
    administrator, colleague = a_person("", trust, role=Role.ADMINISTRATOR), a_person("", trust)

    assert attachments.name_for(stored, reader(administrator)) == "draft.pdf"
    assert attachments.name_for(stored, reader(colleague)) is None
    assert attachments.name_for(stored, ANYONE) is None


def test_readers_are_given_no_second_copy_of_what_is_held_elsewhere():
    trust = a_unit()
    _, stored = a_policy(unit=trust, address="https://policies.example/falls", held_by="PolicyStat")

    assert attachments.name_for(stored, reader(a_person("", trust))) is None
    assert attachments.name_for(stored, reader(a_person("", trust, role=Role.ADMINISTRATOR))) == "falls-policy.pdf"


def test_a_file_that_belongs_to_nothing_is_given_to_nobody():
    stored = store.keep("falls.pdf", [a_pdf()])

    assert attachments.name_for(stored, reader(a_person("", a_unit(), role=Role.ADMINISTRATOR))) is None


def test_a_file_that_the_disk_lost_is_not_found(client):
    _, stored = a_policy()
    store.path_of(stored).unlink()

    assert client.get(address(stored)).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_asking_who_may_have_a_file_costs_the_same_however_many_items_have_it(items, django_assert_max_num_queries):
    stored = store.keep("falls.pdf", [a_pdf()])
    for _ in range(items):
        attachments.attach(an_item(), stored, "falls.pdf", by=None)
    someone = reader(a_person("", a_unit(), role=Role.ADMINISTRATOR))

    with django_assert_max_num_queries(7):
        assert attachments.name_for(stored, someone) is None
