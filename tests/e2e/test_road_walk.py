"""The whole road, by keyboard alone: a question on the first page, real papers, a brief, a decision, and its PDF."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.e2e.person import Person
from tests.e2e.reading import breaches
from tests.e2e.test_library_walk import finds
from tests.shared_data import shared_data

pytestmark = pytest.mark.browser

PAPER = "Incident reporting by acute pain service at a tertiary care university hospital."
QUESTION = "What can an acute pain service learn from its own incident reports?"
# What is said, and the words of the paper's abstract that bear it.
POINTS = (
    ("One pain service saw 2042 patients and had 442 incidents reported.", "A total of 2042 patients were seen"),
    ("Reports and their regular analysis can guide teaching.", "Reporting of untoward incidents"),
    ("No harm was caused to any patient.", "No harm was caused to any patient"),
)
BOTTOM_LINE = (
    "One service had 442 incidents reported among 2042 patients, and none did harm. Reports can guide teaching."
)


@pytest.fixture
def given(window: Any) -> Any:
    """`given("member")`: somebody who is signed in, on the home page."""
    return lambda who="", **how: Person(window(who, "/", **how))


@pytest.fixture(scope="module")
def papers() -> Path:
    """A real file of MEDLINE citations, with abstracts."""
    data = shared_data()
    if data is None:
        pytest.skip("The real data is not on this machine: set FINGERPOST_SHARED_DATA.")
    return data / "medline" / "medline16n0902.xml.gz"


def test_from_a_question_on_the_first_page_to_a_confirmed_decision_and_its_pdf(given, papers, tmp_path):
    brings_in(given("specialist"), papers)
    manager = given("member")

    keeps_the_paper(manager)
    writes_the_brief(manager)
    records_the_decision(manager)

    manager.hears("Confirmed", f'link "{QUESTION}"', f'link "Brief: {QUESTION}"', 'heading "The road" [level=2]')
    assert breaches(manager.page) == []
    words = " ".join(takes_the_pdf(manager, tmp_path).split())
    for said in ("We will read our incident reports together every month", "Acute pain incidents are few", PAPER[:40]):
        assert said in words, said


def brings_in(specialist: Person, papers: Path) -> None:
    """The library team brings in real papers with their abstracts."""
    specialist.presses("link", "Bring in papers")
    specialist.presses("button", "Bring in a file")
    specialist.hears('heading "Bring in a file" [level=1]')
    specialist.goes_to("button", "File").set_input_files(papers)
    chooses(specialist, "They are free for anyone to read")
    specialist.presses("button", "Bring it in")
    specialist.hears("Done", "0 not taken", seconds=120)


def keeps_the_paper(manager: Person) -> None:
    """Asks on the first page, and keeps what answers for a new question."""
    finds(manager, "incident reporting by acute pain service", PAPER)
    manager.presses("link", f"Keep for a question : {PAPER}")
    manager.hears('heading "Keep for a question" [level=1]')
    chooses(manager, "A new question")
    manager.writes("textbox", "Your question", QUESTION)
    manager.writes("textbox", "Your note", "The largest series that we found.")
    manager.presses("button", "Keep it")
    manager.hears(f'heading "{QUESTION}" [level=1]', "Published evidence", "The largest series that we found.")


def writes_the_brief(manager: Person) -> None:
    """Three points, each pinned to the abstract and accepted; then the page around them; then shares it."""
    manager.presses("button", "Write a brief")
    manager.hears(': Write a brief" [level=1]')
    for said, bears in POINTS:
        manager.presses("button", "Add a point")
        manager.writes("textbox", "The sentence", said)
        manager.presses("button", "Save, and go on")
        manager.presses("link", PAPER)
        manager.presses("checkbox", bears, key="Space")
        manager.presses("button", "Pin to these words")
        manager.hears("Pinned. Read both once more", "We found no difference")
        manager.presses("button", "I have read both, and accept the sentence")
        manager.hears("Accepted.")
    chooses(manager, "Mixed evidence")
    manager.writes("textbox", "Bottom line", BOTTOM_LINE)
    chooses(manager, "Not very sure")
    manager.writes("textbox", "Why?", "One hospital, and what staff chose to report.")
    manager.writes("textbox", "What we do not know", "How many incidents nobody reported.")
    writes_a_day(manager, "When was the search done?", "1", "11", "2026")
    writes_a_day(manager, "When should somebody look at this again?", "1", "11", "2030")
    manager.presses("button", "Save, and read it as others will")
    manager.hears('heading "Ready to share" [level=2]')
    manager.presses("button", "Share this brief")
    manager.hears("Shared.", "Not checked by the library team", BOTTOM_LINE)


def records_the_decision(manager: Person) -> None:
    """What was decided, on what it rests; the writer is the decider and confirms it on the next page."""
    manager.presses("button", "Record a decision")
    manager.hears('heading "Record a decision" [level=1]')
    manager.writes("textbox", "What was decided?", "We will read our incident reports together every month.")
    manager.writes("textbox", "Who decided?", "The ward manager, with the acute pain service.")
    manager.writes("textbox", "Who confirms it for those who decided?", "me")
    manager.writes("textbox", "Why?", "Reports taught another service what to teach.")
    for basis in (QUESTION, PAPER):  # the brief bears the name of its question
        chooses(manager, "Rests on it", of=basis)
    manager.writes("textbox", "In your own words", "Acute pain incidents are few each month.")
    manager.presses("button", "Save and send for confirmation")
    manager.hears('heading "Confirm this decision" [level=1]', "Acute pain incidents are few each month.")
    manager.presses("button", "Confirm this decision")


def chooses(someone: Person, name: str, *, of: str = "") -> None:
    """One of several, in the group called `of`: Tab leads to the group, the arrow keys to the one."""
    place = someone.page.get_by_role("group", name=of, exact=True) if of else someone.page
    wanted = place.get_by_role("radio", name=name).first
    group = wanted.get_attribute("name")
    for _ in range(150):
        if someone.page.evaluate("name => document.activeElement.name === name", group):
            break
        someone.page.keyboard.press("Tab")
    for _ in range(20):
        if wanted.evaluate("e => e === document.activeElement"):
            someone.page.keyboard.press("Space")
            return
        someone.page.keyboard.press("ArrowDown")
    raise AssertionError(f"No key leads to “{name}”.")


def writes_a_day(manager: Person, group: str, day: str, month: str, year: str) -> None:
    """A date, box by box."""
    place = manager.page.get_by_role("group", name=group)
    for name, value in (("Day", day), ("Month", month), ("Year", year)):
        box = place.get_by_role("textbox", name=name)
        for _ in range(150):
            if box.evaluate("e => e === document.activeElement"):
                break
            manager.page.keyboard.press("Tab")
        manager.page.keyboard.press("Control+A")
        manager.page.keyboard.insert_text(value)


def takes_the_pdf(manager: Person, folder: Path) -> str:
    """The words of the decision as a PDF."""
    with manager.page.expect_download() as coming:
        manager.presses("link", "PDF of this decision")
    path = folder / "decision.pdf"
    coming.value.save_as(path)
    pdf = pypdfium2.PdfDocument(path)
    return " ".join(pdf[number].get_textpage().get_text_range() for number in range(len(pdf)))
