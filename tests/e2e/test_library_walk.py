"""The library from an empty hand to an answered reader: what a specialist, a nurse, a reader and an owner do in turn."""

import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.folder import a_folder
from tests.e2e.person import Person
from tests.e2e.reading import breaches

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
SECOND_SPECIALIST, NURSE = "eleanor.quist@wenlow.example", "leon.grant@wenlow.example"
# Of an organisation that asks for a second reader.
WRITER, READER, COLLEAGUE = (f"{name}@tidesmere.example" for name in ("emily.starkey", "adaeze.eze", "prakash.thapa"))


@pytest.fixture
def given(window: Any) -> Any:
    """`given("member")`: somebody who is signed in, on the home page."""
    return lambda who="", **how: Person(window(who, "/", **how))


def test_a_folder_is_brought_in_read_shared_found_doubted_and_answered(given, tmp_path):
    title, doubt = "Lost hearing aids: of the whole walk", "The blue box is gone. We use a shelf now."
    said_back = "You are right. The box is back from today."
    specialist = given("specialist")
    tries_out(specialist, a_folder(tmp_path / "policy office.zip", "of the whole walk"), drafts=True)
    specialist.presses("button", "Bring in 3 drafts")
    specialist.hears("Done", 'link "Wait for review (3)"', seconds=60)

    second = given(SECOND_SPECIALIST)
    opens_what_waits(second, title)
    second.hears(f'heading "{title}" [level=1]', 'link "hearing aids.pdf"', "Nobody else sees it until it is shared.")
    second.presses("button", "Share it")
    second.hears("Shared.", f'heading "{title}" [level=1]', "Not yet reviewed by a person.")

    nurse = given(NURSE)
    finds(nurse, "look in the linen", title)
    nurse.hears("on page 2")
    nurse.presses("link", title, exact=True)
    nurse.hears(f'heading "{title}" [level=1]', 'heading "Did this help?" [level=2]')
    nurse.does_not_hear('button "Edit this page"')
    doubts(nurse, doubt)

    owner = given("member")
    owner.page.reload()
    owner.presses("link", "that readers say look")
    owner.hears('heading "Pages to look at again" [level=1]', "1 reader says that it looks wrong")
    owner.presses("link", title, exact=True)
    owner.hears("What readers say", doubt)
    owner.presses("link", "See the whole page")
    answers(owner, doubt, said_back)

    hears_the_answer(nurse, title, said_back)


def test_a_folder_is_on_the_shelf_once_its_rows_are_right(given, tmp_path):
    specialist = given("specialist")
    tries_out(specialist, a_folder(tmp_path / "shelf.zip", "of the shelf"), drafts=False)
    specialist.presses("link", "Put it right")
    specialist.hears('Row 4" [level=1]', "Why it was not taken", "mislaid.pdf")
    specialist.presses("button", "Leave it out")
    specialist.hears('button "Put 3 pages on the shelf"', "You left this out.")

    specialist.presses("button", "Put 3 pages on the shelf")
    specialist.hears("Done", 'link "Quiet hours: of the shelf"', 'link "See the shelf"', seconds=60)
    specialist.presses("link", "Quiet hours: of the shelf", exact=True)
    specialist.hears("Kept by", "Reviewed by a person", "Not yet", 'link "quiet.html"')

    finds(given(NURSE), "lights are low from ten", "Quiet hours: of the shelf")


def test_a_page_written_on_a_phone_is_shared_by_a_second_person_and_found_by_another_team(given):
    title = "Warm drinks at night on Willow Ward"
    writer = given(WRITER, viewport=PHONE)
    writer.presses("link", "Library", exact=True)
    writer.presses("button", "Add what you know")
    writer.presses("link", "Know-how page", exact=True)
    writer.hears('heading "Write: Know-how page" [level=1]', 'textbox "Title"', 'group "Who may see it?"')
    writer.writes("textbox", "Title", title)
    writer.writes("textbox", "What this is for", "For people who cannot sleep and come to the desk.")
    writer.writes("textbox", "What to do", "1. Offer oat milk, warmed.\n2. Sit down with them for ten minutes.")
    writer.presses("button", "Save and send for review")
    writer.hears("Saved, and sent for review.", "Waiting for review", "somebody else reads a page before it is shared")
    writer.does_not_hear('button "Share it"')
    assert breaches(writer.page) == []

    colleague = given(COLLEAGUE)
    colleague.asks("oat milk warmed")
    colleague.hears("[level=1]")
    colleague.does_not_hear(f'link "{title}"')

    reader = given(READER)
    opens_what_waits(reader, title)
    reader.writes("textbox", "What should be different?", "Say what to do for those with diabetes.")
    reader.presses("button", "Send it back")
    reader.hears("Sent back. We have told the writer.")

    writer.page.reload()
    writer.hears("What the reader asked for", "Say what to do for those with diabetes.")
    writer.presses("button", "Go on writing")
    writer.writes("textbox", "What to do", "1. Offer oat milk, warmed, and ask about diabetes first.")
    writer.presses("button", "Save and send for review")
    writer.hears("Saved, and sent for review.")

    reader.page.reload()
    reader.hears("ask about diabetes first")
    reader.presses("button", "Share it")
    reader.hears("Shared.", f'heading "{title}" [level=1]')

    finds(colleague, "oat milk warmed", title)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_lesson_is_written_looked_at_and_shared(given, scripts):
    title = f"Count the keys before the night begins, {'with' if scripts else 'without'} scripts"
    writer = given(NURSE, java_script_enabled=scripts)
    writer.presses("link", "Library", exact=True)
    writer.presses("button", "Add what you know")
    writer.presses("link", "Lesson", exact=True)
    writer.presses("button", "Save and share")
    writer.hears(
        'heading "There is a problem"', 'link "Give it a title"', 'link "Write something under “What happened”"'
    )

    writer.writes("textbox", "Title", title)
    writer.writes("textbox", "What happened", "The medicine cupboard could **not** be opened for an hour.")
    writer.writes("textbox", "What we learned", "Nobody had counted the keys.")
    writer.writes("textbox", "What is different now", "- We count at handover\n- The number stands on the board")
    writer.presses("button", "Preview")
    writer.hears('heading "Preview" [level=2]', "It is not saved yet.", "strong: not", "listitem: We count at handover")

    writer.presses("button", "Save and share")
    writer.hears("Saved and shared.", f'heading "{title}" [level=1]', "listitem: We count at handover")
    writer.presses("button", "Edit this page")
    writer.writes("textbox", "What we learned", "Nobody had counted the keys since noon.")
    writer.presses("button", "Save as draft")
    writer.hears("Saved as a draft.")
    writer.presses("link", "Read what is saved, or give it up")
    writer.hears("Readers see version 1 until this one is shared.", "since noon")
    writer.presses("button", "Share it")
    writer.hears("Shared.")
    writer.page.goto(writer.page.url.replace("/beside/", "/"))
    writer.presses("link", "Earlier versions")
    writer.presses("button", "Show what differs")
    writer.hears("since noon")


# What they do -------------------------------------------------------------------------------------


def tries_out(someone: Person, folder: Path, *, drafts: bool) -> None:
    """Sends a folder, says what its table means, and sees what each document would become."""
    someone.presses("link", "Library", exact=True)
    someone.presses("link", "Bring in many documents")
    someone.presses("button", "Choose a ZIP")
    someone.hears('heading "Choose the documents to bring in" [level=1]', "Nothing is on the shelf until you say so.")
    someone.goes_to("button", "ZIP of documents").set_input_files(folder)
    someone.goes_to("combobox", "Whose shelf is it?")
    someone.page.keyboard.type("Wenlow Royal")
    someone.presses("button", "Look through it")
    someone.hears("found a table with 4 rows", 'button "Say what the table means"', seconds=60)

    someone.presses("button", "Say what the table means")
    someone.hears('heading "Which column is which?" [level=2]', 'option "Document title" [selected]')
    if drafts:
        chooses(someone, "On the shelf at once", "As drafts that wait for somebody to read and share them")
    someone.presses("button", "Try it out")
    someone.hears('link "Ready (3)"', 'link "Not taken (1)"', "Owner: Amina Yusuf", seconds=90)
    someone.is_told("Tried out: 3 ready, 1 not taken.")


def opens_what_waits(someone: Person, title: str) -> None:
    """Sees on the first page that something waits to be read, and opens it."""
    someone.presses("link", "to read before others see")
    someone.hears('heading "Waiting for review" [level=2]')
    someone.presses("link", title, exact=True)


def chooses(someone: Person, chosen: str, wanted: str) -> None:
    """Goes to a group of choices, and from the one that is chosen to the one that is wanted."""
    someone.goes_to("radio", chosen, within="main")
    for _ in range(12):
        if someone.page.evaluate("document.activeElement.labels[0].textContent.trim()").startswith(wanted):
            break
        someone.page.keyboard.press("ArrowDown")
    else:
        raise AssertionError(f"No arrow leads to “{wanted}”.")


def finds(someone: Person, question: str, title: str, seconds: float = 60) -> None:
    """Asks until the answer is there: what is new can be found soon, not at once."""
    someone.goes_home()
    someone.asks(question)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if f'link "{title}"' in someone.hears("[level=1]"):
            return
        time.sleep(0.5)
        someone.page.reload()
    raise AssertionError(f"{title} was not found.")


def doubts(someone: Person, words: str) -> None:
    """Says of the page before them that it looks wrong: two presses."""
    someone.page.locator("#looks-wrong summary").press("Enter")
    someone.writes("textbox", "What looks wrong?", words)
    someone.presses("button", "Say that it looks wrong")
    someone.hears("Thank you. Those who look after the page see it. You will hear what came of it.")


def answers(someone: Person, doubt: str, words: str) -> None:
    """Sees on their page what a reader said, and answers."""
    someone.hears('heading "Readers who say that it looks wrong" [level=3]', doubt)
    someone.presses("link", "Answer what was said")
    someone.hears('heading "A reader says that this looks wrong" [level=1]', doubt)
    someone.does_not_hear("Leon Grant")
    someone.goes_to("radio", "It was right to say so: the page was changed")
    someone.page.keyboard.press("Space")
    someone.writes("textbox", "Your answer", words)
    someone.presses("button", "Send the answer")
    someone.hears("Answered. We have told the person who said it.")
    someone.does_not_hear(doubt)


def hears_the_answer(someone: Person, title: str, words: str) -> None:
    """Finds what came of it, where everybody finds it."""
    someone.presses("link", "Library", exact=True)
    someone.presses("link", "What you said")
    someone.hears(
        'heading "What you said, and what came of it" [level=1]', f'link "{title}"', words,
        "It was right to say so: the page was changed",
    )  # fmt: skip
