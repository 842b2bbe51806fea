"""The walks of somebody who writes: add, draft, two at once, review, versions, withdraw."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from fingerpost.kernel import clock
from fingerpost.library.domain import rules
from fingerpost.library.domain.own import ways, who_to_ask, writing
from fingerpost.library.models import Item, Revision
from fingerpost.organisations.readers import person_token, unit_token
from fingerpost.ui.formats import full_date
from tests.factories import PASSWORD, a_person, a_unit, an_item, reader
from tests.library.writers import WORDS, a_draft, a_page

pytestmark = pytest.mark.django_db
KNOW_HOW = {"section_purpose": "So that nobody waits.", "section_steps": "1. Ring.\n2. Wait."}


def a_picture(name="falls chart.png"):
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "PNG")
    return SimpleUploadedFile(name, made.getvalue(), content_type="image/png")


def mistakes(page, response):
    return [link.text.strip() for link in page(response).select(".nhsuk-error-summary a, .nhsuk-error-summary li")]


# Add ------------------------------------------------------------------------------------------------


def test_every_kind_can_be_chosen_in_words(signed_in, place, page, at):
    response = signed_in(place.amina).get(at("item_add"))

    links = [link["href"] for link in page(response).select(".fp-cards a")]
    assert len(links) == 8
    assert at("item_write", kind="lesson") in links


def test_the_first_screen_asks_only_title_text_and_who_may_see_it(signed_in, place, page, at):
    response = signed_in(place.amina).get(at("item_write", kind="know-how"))

    form = page(response).select_one("form#write")
    form.select_one("details#more").extract()
    asked = {box["name"] for box in form.select("input:not([type=hidden]), textarea")}
    assert asked == {
        "title", "section_purpose", "section_steps", "see", "see_units", "see_other", "see_people", "checked"
    }  # fmt: skip
    assert not form.select_one("[name=checked]").has_attr("checked")


@pytest.mark.parametrize("kind", ["know-how", "policy", "guideline", "lesson", "story", "note", "data-set", "link"])
def test_a_page_of_each_kind_is_added_and_shared_in_one_go(signed_in, place, page, at, filled, kind):
    client = signed_in(place.amina)
    address = at("item_write", kind=kind)
    form = client.get(address)
    boxes = {box["name"]: "Words of ours." for box in page(form).select("form#write textarea[name^=section_]")}
    link = {"address": "https://www.nice.org.uk/guidance"} if kind == "link" else {}

    response = client.post(address, filled(form, title="Ours", share="1", **boxes, **link), follow=True)

    assert page(response).h1.text == "Ours"
    item = Item.objects.get()
    assert (item.state, item.kind, item.owner, item.unit) == ("released", kind, place.amina, place.ward)
    assert Item.objects.visible_to(reader(place.ben)).exists()


@pytest.mark.parametrize(("ticked", "note"), [({}, True), ({"checked": "on"}, False)], ids=["not ticked", "ticked"])
def test_a_new_page_is_reviewed_only_if_its_writer_says_that_it_is_right(
    signed_in, place, page, at, filled, ticked, note
):
    client, address = signed_in(place.amina), at("item_write", kind="know-how")

    response = client.post(
        address, filled(client.get(address), title="Ours", share="1", **KNOW_HOW, **ticked), follow=True
    )

    due = full_date(Item.objects.get().review_due)
    said = page(response).select_one("main").text
    assert (f"Not yet reviewed by a person. Somebody should look at it by {due}." in said) == note
    assert (f"Reviewed by a person {full_date(clock.today())}" in " ".join(said.split())) != note


def test_whoever_shares_what_another_wrote_says_whether_they_checked_it(signed_in, place, page, at):
    here = a_draft(place.ward, place.amina, "Of the morning"), a_draft(place.ward, place.amina, "Of the evening")
    client = signed_in(place.rajesh)
    assert page(client.get(at("draft_read", here[0].item))).select_one("input[name=checked]:not([checked])")

    client.post(at("draft_read", here[0].item), {"release": "1", "seen": "0"})
    client.post(at("draft_read", here[1].item), {"release": "1", "seen": "0", "checked": "1"})

    days = {item.title: item.reviewed_on for item in Item.objects.all()}
    assert days == {"Of the morning": None, "Of the evening": clock.today()}


@pytest.mark.parametrize(
    ("choice", "more", "open_to", "tokens"),
    [
        ("public", {}, "public", lambda place: []),
        ("all", {}, "all", lambda place: []),
        ("units", {"see_units": "ward"}, "", lambda place: [unit_token(place.ward.pk)]),
        ("units", {"see_units": [], "see_other": "southmere trust"}, "",
         lambda place: [unit_token(reader(place.outsider).path[0])]),
        ("people", {"see_people": "Ben Okafor\n"}, "", lambda place: [person_token(place.ben.pk)]),
        ("me", {}, "", lambda place: []),
    ],
)  # fmt: skip
def test_who_may_see_it_is_said_in_words(signed_in, place, at, filled, choice, more, open_to, tokens):
    client, address = signed_in(place.amina), at("item_write", kind="know-how")
    more = {name: str(place.ward.pk) if value == "ward" else value for name, value in more.items()}

    client.post(address, filled(client.get(address), title="Ours", see=choice, share="1", **KNOW_HOW, **more))

    item = Item.objects.get()
    held = set(item.audience.values_list("token", flat=True)) - {person_token(place.amina.pk)}
    named = {token for token in held if not rules.is_keepers(token)}
    assert (item.open_to, named) == (open_to, set(tokens(place)))
    assert Item.objects.visible_to(reader(place.rajesh)).exists() == (choice not in {"people", "me"})


def test_a_form_with_mistakes_comes_back_with_every_word(signed_in, place, page, at, filled):
    client, address = signed_in(place.amina), at("item_write", kind="know-how")
    changes = {
        "title": "", "section_purpose": "Long thoughts.", "section_traps": "Lifts.", "see": "people",
        "see_people": "Nobody Here", "who_to_ask": "Zed Zed", "address": "nonsense", "share": "1",
    }  # fmt: skip

    response = client.post(address, filled(client.get(address), **changes))

    assert response.status_code == 422
    assert page(response).title.text.startswith("Error: ")
    said = " ".join(mistakes(page, response))
    for words in ("Give it a title", "What to do", "We know nobody called Nobody Here", "Zed Zed", "https://"):
        assert words in said
    back = filled(response)
    assert back["section_purpose"] == ["Long thoughts."]
    assert back["section_traps"] == ["Lifts."]
    assert back["see_people"] == ["Nobody Here"]
    assert page(response).select_one("details#more").has_attr("open")
    assert not Item.objects.exists()


def test_what_looks_like_a_patients_detail_is_asked_about_first(signed_in, place, page, at, filled):
    client, address = signed_in(place.amina), at("item_write", kind="know-how")
    words = KNOW_HOW | {"section_steps": "NHS number 943 476 5919 waited."}

    response = client.post(address, filled(client.get(address), title="Ours", share="1", **words))

    assert response.status_code == 422
    assert page(response).select_one(".fp-confirm input")
    assert not Item.objects.exists()


def test_a_draft_needs_no_more_than_a_title(signed_in, place, page, at, filled):
    client, address = signed_in(place.amina), at("item_write", kind="know-how")

    response = client.post(address, filled(client.get(address), title="Half an idea", save="1"), follow=True)

    assert "Saved as a draft" in page(response).text
    assert Revision.objects.get().title == "Half an idea"


def test_a_preview_shows_it_as_it_will_be_and_keeps_nothing(signed_in, place, page, at, filled):
    client, address = signed_in(place.amina), at("item_write", kind="know-how")

    response = client.post(
        address, filled(client.get(address), title="Ours", preview="1", section_steps="**Ring** the desk.")
    )

    assert response.status_code == 200
    assert page(response).select_one("[aria-labelledby=preview] strong").text == "Ring"
    assert filled(response)["section_steps"] == ["**Ring** the desk."]
    assert not page(response).select(".nhsuk-error-summary")
    assert not Item.objects.exists()


def test_topics_are_suggested_from_the_text_and_ticked_to_be_kept(signed_in, place, page, at, filled):
    an_item("Old", unit=place.trust, open_to="all", topics=["Night work"])
    client, address = signed_in(place.amina), at("item_write", kind="know-how")
    typed = filled(client.get(address), title="Working at night", **KNOW_HOW, section_traps="Night work is hard.")

    response = client.post(address, typed | {"suggest": "1"})
    assert [box["value"] for box in page(response).select("input[name=more_topics]")] == ["Night work"]
    client.post(address, filled(response, more_topics=["Night work"], topics="Beds", share="1"))

    assert Item.objects.get(title="Working at night").topics == ["Beds", "Night work"]


def test_a_picture_needs_words_and_is_shown_where_the_text_says(signed_in, place, page, at, filled):
    client = signed_in(place.amina)
    item = a_draft(place.ward, place.amina).item
    address = at("draft", item)

    refused = client.post(address, filled(client.get(address), add_file="1") | {"file": a_picture()})
    assert "Say what the picture shows, and choose the picture again" in mistakes(page, refused)

    added = client.post(
        address, filled(client.get(address), add_file="1", picture_alt="Falls by month") | {"file": a_picture()},
        follow=True,
    )  # fmt: skip
    mark = page(added).select_one("[data-picture-mark]").text
    assert mark == "![Falls by month](picture:falls-chart)"
    typed = filled(client.get(address), section_traps=f"Look:\n\n{mark}", share="1")
    shown = client.post(address, typed, follow=True)

    picture = page(shown).select_one(".fp-prose img")
    assert picture["alt"] == "Falls by month"
    assert client.get(picture["src"]).status_code == 200


def test_a_program_that_calls_itself_a_picture_is_refused_in_words(signed_in, place, page, at, filled):
    client = signed_in(place.amina)
    address = at("draft", a_draft(place.ward, place.amina).item)
    sent = SimpleUploadedFile("chart.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")

    response = client.post(
        address, filled(client.get(address), add_file="1", picture_alt="A chart", title="Kept words") | {"file": sent}
    )

    assert response.status_code == 422
    assert filled(response)["title"] == ["Kept words"]


# Drafts ---------------------------------------------------------------------------------------------


def test_editing_a_page_leaves_what_readers_see(client, place, page, at, filled):
    item = a_page(place.ward, place.amina)
    client.force_login(place.amina)
    response = client.post(at("draft_open", item), follow=True)

    client.post(at("draft", item), filled(response, title="Better title", save="1"))

    client.force_login(place.ben)
    assert page(client.get(at("item", item))).h1.text == "Night admissions"
    client.force_login(place.amina)
    assert "Somebody is writing a new version" in page(client.get(at("item", item))).text
    shared = client.post(at("draft", item), filled(client.get(at("draft", item)), share="1"), follow=True)
    assert page(shared).h1.text == "Better title"


def test_a_reader_finds_no_way_to_a_draft(client, place, page, at):
    item, shared = a_draft(place.ward, place.amina).item, a_page(place.ward, place.amina, "Shared")
    writing.draft_of(shared, place.amina)
    client.force_login(place.ben)

    assert client.get(at("item", item)).status_code == 404
    for name in ("draft", "draft_read", "item_withdraw"):
        assert client.get(at(name, shared)).status_code == 404
    text = page(client.get(at("item", shared))).text
    assert "Edit this page" not in text
    assert "writing a new version" not in text


def test_the_second_writer_is_told_who_has_it_open(client, place, page, at):
    item = a_page(place.ward, place.amina, open_to="all")
    client.force_login(place.amina)
    client.post(at("draft_open", item))
    client.force_login(place.rajesh)

    response = client.post(at("draft_open", item), follow=True)

    assert "Amina Yusuf has had this open since" in page(response).text


def test_a_save_over_somebody_elses_shows_both_and_keeps_every_word(client, place, page, at, filled):
    item = a_page(place.ward, place.amina)
    client.force_login(place.amina)
    mine = filled(client.post(at("draft_open", item), follow=True))
    draft = writing.open_version(item)
    writing.save(draft, by=place.rajesh, seen=0, sections=WORDS | {"traps": "The lift stops at ten."})
    mine |= {"section_traps": "The lift stops at eleven.", "section_scope": "Adult wards.", "save": "1"}

    response = client.post(at("draft", item), mine)

    assert response.status_code == 422
    text = page(response).select_one("[aria-labelledby=both]").text
    assert "Rajesh Pillai saved this while you were writing" in text
    assert "[only theirs: ten]" in text
    assert "[only yours: eleven]" in text
    back = filled(response)
    assert (back["section_traps"], back["section_scope"]) == (["The lift stops at eleven."], ["Adult wards."])
    draft.refresh_from_db()
    assert draft.sections["traps"] == "The lift stops at ten."

    client.post(at("draft", item), back | {"save": "1"})  # they have seen both and keep theirs
    draft.refresh_from_db()
    assert (draft.sections["traps"], draft.sections["scope"]) == ("The lift stops at eleven.", "Adult wards.")


def test_words_typed_into_a_version_that_was_shared_meanwhile_are_not_lost(client, place, page, at, filled):
    item = a_page(place.ward, place.amina)
    client.force_login(place.amina)
    mine = filled(client.post(at("draft_open", item), follow=True), title="My title", save="1")
    writing.release(writing.open_version(item), place.rajesh)

    response = client.post(at("draft", item), mine)

    assert response.status_code == 422
    assert filled(response)["title"] == ["My title"]
    client.post(at("draft", item), filled(response, save="1"))
    assert writing.open_version(item).title == "My title"


def test_words_typed_before_the_sign_in_ran_out_come_back_after_it(client, place, page, at, filled):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=place.amina, email=place.amina.email, verified=True, primary=True)
    address = at("item_write", kind="know-how")
    client.force_login(place.amina)
    typed = filled(client.get(address), title="Typed long", section_steps="Many words.", share="1")
    client.logout()

    response = client.post(address, typed)
    assert response["Location"].startswith("/accounts/login/?next=/library/add/know-how/")
    response = client.post(
        response["Location"], {"login": place.amina.email, "password": PASSWORD, "next": address}, follow=True
    )

    assert response.redirect_chain[-1][0] == address
    assert "Your words are back" in page(response).text
    back = filled(response)
    assert (back["title"], back["section_steps"]) == (["Typed long"], ["Many words."])
    client.post(address, back | {"save": "1"})
    assert "Your words are back" not in page(client.get(address)).text


def test_words_typed_by_one_person_never_come_back_to_another(client, place, page, at, filled):
    address = at("item_write", kind="know-how")
    client.force_login(place.amina)
    typed = filled(client.get(address), title="Amina’s own", save="1")
    client.logout()
    client.post(address, typed)

    session = client.session
    kept = session["typed_before_sign_in"]
    client.force_login(place.ben)
    session = client.session
    session["typed_before_sign_in"] = kept
    session.save()

    assert "Amina’s own" not in client.get(address).content.decode()


def test_nothing_is_kept_for_somebody_who_never_had_the_form(client, place, at):
    client.post(at("item_write", kind="know-how"), {"title": "Spam", "written_by": "made-up"})

    assert "typed_before_sign_in" not in client.session


def test_a_text_that_came_without_the_parts_of_its_form_can_be_edited(signed_in, place, page, at, filled):
    item = an_item("Old style", "All in one.", unit=place.ward, kind="lesson", open_to="all", owner=place.amina)
    client = signed_in(place.amina)
    form = client.post(at("draft_open", item), follow=True)
    assert filled(form)["section_text"] == ["All in one."]

    client.post(at("draft", item), filled(form, section_text="All in one, but better.", share="1"))

    item.refresh_from_db()
    assert item.body == "All in one, but better."


def test_a_policy_that_is_a_file_or_lives_elsewhere_needs_no_more_words(signed_in, place, at, filled):
    client, address = signed_in(place.amina), at("item_write", kind="policy")
    elsewhere = {"held_by": "SharePoint", "address": "https://files.example/policy"}
    file = SimpleUploadedFile("visits.txt", b"Visitors are welcome from ten to eight.")

    client.post(address, filled(client.get(address), title="Elsewhere", share="1", **elsewhere))
    client.post(address, filled(client.get(address), title="As a file", share="1") | {"file": file})

    assert set(Item.objects.filter(state="released").values_list("title", flat=True)) == {"Elsewhere", "As a file"}
    assert Item.objects.get(title="As a file").attachments.get().name == "visits.txt"


# Review ---------------------------------------------------------------------------------------------


def test_a_draft_is_sent_read_sent_back_and_shared(client, place, page, at, filled):
    draft = a_draft(place.ward, place.amina)
    item = draft.item
    client.force_login(place.amina)
    client.post(at("draft", item), filled(client.get(at("draft", item)), submit="1"))

    client.force_login(place.rajesh)
    assert "Waiting for review" in page(client.get(at("draft_read", item))).text
    refused = client.post(at("draft_read", item), {"send_back": "1", "said": ""})
    assert "Say what should be different" in " ".join(mistakes(page, refused))
    client.post(at("draft_read", item), {"send_back": "1", "said": "Which desk?"})

    client.force_login(place.amina)
    assert "Which desk?" in page(client.get(at("draft", item))).text
    client.post(at("draft_read", item), {"submit": "1"})

    client.force_login(place.rajesh)
    seen = page(client.get(at("draft_read", item))).select_one("input[name=seen]")["value"]
    shared = client.post(at("draft_read", item), {"release": "1", "seen": seen}, follow=True)
    assert page(shared).h1.text == "Night admissions"  # it is for the ward, and those who look after its pages
    client.force_login(place.ben)
    assert page(client.get(at("item", item))).h1.text == "Night admissions"


def test_a_page_for_one_ward_is_read_by_those_who_look_after_its_pages_and_nobody_else(client, place, at):
    item = a_page(place.ward, place.amina)
    writing.submit(writing.draft_of(item, place.amina), place.amina)
    client.force_login(place.rajesh)

    assert client.get(at("item", item)).status_code == 200
    assert client.get(at("draft_read", item)).status_code == 200
    assert "Night admissions" in client.get(at("shelf"), {"state": "waiting"}).content.decode()

    client.force_login(place.outsider)
    assert client.get(at("item", item)).status_code == 404
    assert client.get(at("draft_read", item)).status_code == 404


def test_a_page_for_named_people_is_not_for_those_who_look_after_pages(client, place, at):
    item = a_page(place.ward, place.amina, tokens=[person_token(place.ben.pk)])
    client.force_login(place.rajesh)

    assert client.get(at("item", item)).status_code == 404


def test_with_four_eyes_the_lone_writer_is_told_and_the_draft_is_kept(client, place, page, at, filled):
    ways.set_ways(place.trust, by=place.ellen, four_eyes=True, review_months={})
    client.force_login(place.amina)
    address = at("item_write", kind="know-how")

    response = client.post(address, filled(client.get(address), title="Mine", share="1", **KNOW_HOW), follow=True)

    assert "Saved as a draft, and not shared. Your organisation asks that somebody else" in page(response).text
    assert Item.objects.get().state == "draft"
    assert "Share it" not in page(client.get(at("draft_read", Item.objects.get()))).text


def test_nobody_shares_what_they_have_not_read(client, place, page, at):
    draft = a_draft(place.ward, place.amina)
    client.force_login(place.rajesh)
    writing.save(draft, by=place.amina, seen=0, summary="Changed.")

    response = client.post(at("draft_read", draft.item), {"release": "1", "seen": "0"})

    assert response.status_code == 422
    assert "Amina Yusuf saved this while you were writing" in page(response).text


def test_a_release_without_a_full_reading_says_so_on_the_page(client, place, page, at, filled):
    item = a_page(place.ward, place.amina)
    Item.objects.update(reviewed_on="2025-02-03")
    client.force_login(place.amina)
    form = client.post(at("draft_open", item), follow=True)

    shared = client.post(at("draft", item), filled(form, title="New title", share="1"), follow=True)

    facts = {row.dt.text.strip(): row.dd.text.strip() for row in page(shared).select(".nhsuk-summary-list__row")}
    assert facts["Reviewed by a person"].startswith("3 February 2025")
    assert not facts["Changed"].startswith("3 February 2025")


# Versions -------------------------------------------------------------------------------------------


def two_versions(place):
    item = a_page(place.ward, place.amina)
    draft = writing.draft_of(item, place.amina)
    writing.save(draft, by=place.amina, seen=0, sections=WORDS | {"steps": "1. Ring the bell.\n2. Say your name."})
    return writing.release(draft, place.amina)


def test_two_versions_are_compared_in_words(signed_in, place, page, at):
    item = two_versions(place)

    response = signed_in(place.ben).get(at("version_compare", item), {"old": 1, "new": 2})

    said = page(response).select_one(".fp-difference").text
    assert "[removed: desk]" in said
    assert "[added: bell]" in said


def test_two_versions_are_compared_as_readers_see_them(signed_in, place, page, at):
    before = {"purpose": "It is **not** for [wards](https://old.example).", "steps": "- Ring\n- Wait"}
    after = {"purpose": "It is *never* for [wards](https://new.example).", "steps": "* Ring\n* Wait"}
    item = a_page(place.ward, place.amina, sections=before)
    draft = writing.draft_of(item, place.amina)
    writing.save(draft, by=place.amina, seen=0, sections=after)

    client = signed_in(place.amina)
    for address in (at("version_compare", item) + "?old=1&new=2", at("draft_read", item)):
        shown = page(client.get(address))
        [said] = [one.text for one in shown.select(".fp-difference")]
        assert not set("*_#") & set(said)
        assert "It is [removed: not][added: never] for wards (https://[removed: old][added: new].example)." in said
        assert "The words are the same. How they are set out has changed." in shown.main.text


def test_an_earlier_version_says_that_it_is_not_in_use_and_can_be_restored(signed_in, place, page, at):
    item = two_versions(place)
    client = signed_in(place.amina)

    response = client.get(at("version", item, number=1))
    assert "This is not the version in use" in page(response).text
    response = client.post(at("version_restore", item, number=1), follow=True)

    assert "Version 1 is a draft now" in page(response).text
    assert writing.open_version(item).sections == WORDS


def test_a_version_that_was_never_shared_with_a_reader_is_not_there_for_them(signed_in, place, page, at):
    item = a_page(place.ward, place.amina, tokens=[])
    draft = writing.draft_of(item, place.amina)
    writing.save(draft, by=place.amina, seen=0, open_to="all")
    writing.release(draft, place.amina)
    client = signed_in(place.ben)

    assert client.get(at("version", item, number=1)).status_code == 404
    assert client.get(at("version_compare", item), {"old": 1, "new": 2}).status_code == 404
    assert [link.text for link in page(client.get(at("version_list", item))).select("#versions a")] == ["Version 2"]


def test_giving_up_leads_to_the_list_of_versions(signed_in, place, page, at):
    item = a_draft(place.ward, place.amina).item
    client = signed_in(place.amina)

    response = client.post(at("draft_read", item), {"give_up": "1"}, follow=True)

    assert "Given up" in page(response).text
    assert client.get(at("draft", item), follow=True).redirect_chain[-1][0] == at("version_list", item)


def test_a_withdrawn_page_says_so_loudly_and_leads_on(signed_in, place, page, at):
    old, new = a_page(place.ward, place.amina), a_page(place.ward, place.amina, "The new way")
    client = signed_in(place.amina)
    address = f"https://fingerpost.example{at('item', new)}"

    response = client.post(at("item_withdraw", old), {"because": "The desk moved", "instead": address}, follow=True)

    said = page(response).select_one("#withdrawn")
    assert "Do not use this. The desk moved." in said.text
    assert said.a.text == "The new way"


def test_withdrawing_in_favour_of_a_page_that_is_not_there_is_explained(signed_in, place, page, at):
    item = a_page(place.ward, place.amina)

    response = signed_in(place.amina).post(at("item_withdraw", item), {"because": "Old.", "instead": "nowhere"})

    assert response.status_code == 422
    assert "We found no page of ours at this address" in " ".join(mistakes(page, response))


# People and ways ------------------------------------------------------------------------------------


def test_a_colleague_agrees_to_be_named(client, place, page, at):
    item = a_page(place.ward, place.amina, who_to_ask=[place.ben])
    client.force_login(place.ben)
    assert "1 waits for your answer" in page(client.get(at("shelf"))).text
    assert "Ben Okafor" not in page(client.get(at("item", item))).select_one("main").text

    form = page(client.get(at("asked_of_me"))).select_one("#asked form")
    client.post(form["action"], {"yes": "1"})

    said = page(client.get(at("item", item))).select_one("main").text
    assert "Ben Okafor" in said
    assert "Who to ask" in said


def test_nobody_answers_for_a_colleague(client, place, at):
    a_page(place.ward, place.amina, who_to_ask=[place.ben])
    [part] = who_to_ask.asked_of(place.ben)
    client.force_login(place.amina)

    assert client.post(at("asked_answer", pk=part.pk), {"yes": "1"}).status_code == 404


def test_an_administrator_says_how_the_library_is_kept(place, page, at, client):
    place.ellen.is_demonstration = True  # a second step is not what is tested here
    place.ellen.save()
    client.force_login(place.ellen)
    address = at("ways_set", slug=place.trust.slug)
    months = {
        f"months_{kind}": "18"
        for kind in ("know-how", "policy", "guideline", "lesson", "story", "note", "data-set", "link")
    }

    client.post(address, {"four_eyes": "on"} | months)
    assert ways.ways_of(place.ward).four_eyes
    assert ways.review_months("link", ways.ways_of(place.ward)) == 18
    wrong = client.post(address, months | {"months_link": "soon"})
    assert (wrong.status_code, "between 1 and 120" in wrong.content.decode()) == (422, True)


def test_somebody_in_no_unit_is_told_what_to_do(signed_in, page, at):
    client = signed_in(a_person())

    assert "You are not in a unit yet" in page(client.get(at("item_add"))).text
    assert client.get(at("item_write", kind="lesson")).status_code == 404


def test_a_unit_one_does_not_work_in_cannot_be_chosen(signed_in, place, page, at, filled):
    client, address = signed_in(place.amina), at("item_write", kind="know-how")

    response = client.post(address, filled(client.get(address), title="x", unit=str(a_unit().pk), save="1", **KNOW_HOW))

    assert response.status_code == 422
    assert not Item.objects.exists()
