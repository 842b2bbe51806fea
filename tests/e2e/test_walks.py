"""What people come to do, from beginning to end, by keyboard alone; the first three also without JavaScript."""

import time

import pytest

from tests.e2e.conftest import PASSWORD
from tests.e2e.person import Person

pytestmark = pytest.mark.browser

FALLS = "how do we stop people falling in hospital"
POLICY = "Preventing falls on our wards, and what to do after one"
LIBRARY = "Wenlow Health Library and Knowledge Service"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request) -> bool:
    """A walk is made twice: with JavaScript, and without."""
    return request.param


@pytest.fixture
def given(window):
    """`given("member")`: somebody who is signed in, on the home page; a stranger without a name."""
    return lambda who="", **how: Person(window(who, "/", **how))


def test_a_stranger_asks_and_opens_a_paper(given, scripts):
    stranger = given(java_script_enabled=scripts)
    stranger.hears('heading "What do you need to know?" [level=1]', 'searchbox "Your question"', 'button "Search"')

    stranger.asks("ibuprofen and stomach bleeding")
    stranger.hears('heading "Answers" [level=1]', "Published paper", "Why this is here:", 'list "Answers"')
    stranger.does_not_hear("What applies here")
    title = stranger.page.locator(".fp-hit:has(.fp-chip--evidence) h3").first.inner_text().strip()

    stranger.presses("link", title, exact=True)
    stranger.hears(f'heading "{title}" [level=1]', 'heading "About this paper" [level=2]', "PubMed number")


def test_a_ward_manager_finds_what_applies_narrows_pages_on_and_comes_back(given, scripts):
    manager = given(java_script_enabled=scripts)
    manager.signs_in("marguerite.duval@wenlow.example", PASSWORD)
    manager.hears("Marguerite Duval", 'button "Sign out"')

    manager.asks(FALLS)
    manager.hears('region "What applies here"', f'link "{POLICY}"', "In date", 'heading "Narrow the list"')

    manager.goes_to("checkbox", "Know-how")
    manager.page.keyboard.press("Space")
    if not scripts:
        manager.presses("button", "Show these")
    manager.page.wait_for_url("**kind=know-how**")
    tree = manager.hears('link "Remove filter: Know-how"', 'checkbox "Know-how', "[checked]")
    found = int(tree.split(' answers" [level=2]')[0].rpartition('heading "')[2])
    assert found > 10
    if scripts:
        manager.is_told(f"{found} answers")
        assert manager.page.evaluate("document.activeElement.value") == "know-how"

    manager.presses("link", "Next page")
    manager.hears(f'heading "{found} answers, page 2" [level=2]')
    assert manager.page.title() == f"{FALLS} – answers, page 2 – Fingerpost"
    if scripts:
        manager.is_told(f"{found} answers, page 2")
        assert manager.page.evaluate("document.activeElement.id") == "answer-count"

    manager.goes_back()
    manager.hears(f'heading "{found} answers" [level=2]', 'heading "Answers" [level=1]')
    manager.presses("link", POLICY, exact=True)
    manager.hears(f'heading "{POLICY}" [level=1]', "Kept by", "Reviewed by a person", "Next review")

    manager.goes_back()
    manager.hears('heading "Answers" [level=1]', f'heading "{found} answers" [level=2]', 'button "Search"')


def test_nobody_knows_so_the_library_team_is_asked_and_answers(given, scripts):
    words = "lanterns for flibbertigibbets" if scripts else "candles for flibbertigibbets"
    asker = given("andrew.lockwood@wenlow.example", java_script_enabled=scripts)
    asker.asks(words)
    asker.hears('heading "We found nothing for this" [level=2]')

    asker.presses("button", "Save this question")
    asker.hears('heading "Save a question" [level=1]', f'textbox "Your question": {words}')
    asker.presses("button", "Save this question")
    asker.hears("Saved. Only you can see this question.", f'heading "{words}" [level=1]', "Only you.")

    asker.page.locator("#ask summary").press("Enter")
    asker.writes("textbox", "What will you use it for?", "A talk at handover")
    asker.presses("button", f"Ask {LIBRARY}")
    asker.hears("The library team has your question.", f"You and {LIBRARY} can see this.")

    specialist = given("specialist", java_script_enabled=scripts)
    specialist.presses("link", "Questions", exact=True)
    specialist.hears('heading "Waiting for the library team" [level=2]', f'link "{words}"')
    specialist.presses("link", words, exact=True)
    specialist.hears("A talk at handover", 'textbox "Your answer"')
    specialist.writes("textbox", "Your answer", "Two small trials looked at this. Neither is sure.")
    specialist.presses("button", "Send the answer")
    specialist.hears("Answered. We have told the person who asked.")

    asker.presses("link", "Questions", exact=True)
    asker.hears(f'link "{words}"', "Answered")
    asker.presses("link", words, exact=True)
    asker.hears('heading "Answer from the library team" [level=2]', "Two small trials looked at this. Neither is sure.")


# The second of three has no title.
RIS = "".join(
    f"TY  - JOUR\n{title}AU  - {author}\nPY  - 2021\nER  - \n\n"
    for title, author in [
        ("TI  - Socks with grips and nights on an older persons ward\n", "Okonkwo, A."),
        ("", "Nameless, B."),
        ("TI  - Chair height and getting up safely\n", "Larkin, C."),
    ]
)


def test_a_specialist_brings_in_a_file_mends_what_was_broken_and_finds_it(given, tmp_path):
    (tmp_path / "ward.ris").write_text(RIS)
    specialist = given("specialist")
    specialist.presses("link", "Bring in papers")
    specialist.hears('heading "Bring in published papers" [level=1]')
    specialist.presses("button", "Bring in a file")
    specialist.hears(
        'heading "Bring in a file" [level=1]', 'group "How did the abstracts reach you?"', 'combobox "Team"'
    )

    specialist.goes_to("button", "File").set_input_files(tmp_path / "ward.ris")
    specialist.presses("button", "Bring it in")
    specialist.hears('heading "ward.ris" [level=1]', "Read")
    tree = specialist.hears("Done", 'link "Mend row 2"', seconds=60)
    assert "Row 2" in tree

    specialist.presses("link", "Mend row 2")
    specialist.hears('heading "Mend and try again" [level=1]', 'textbox "What the file said"')
    said = specialist.page.input_value("main textarea")
    specialist.writes("textbox", "What the file said", said.replace("AU  -", "TI  - Bells by the bed at night\nAU  -"))
    specialist.presses("button", "Try again")
    specialist.hears("Mended. The paper is in the library.", "Mended", 'heading "ward.ris" [level=1]')

    finds(specialist, "bells by the bed at night", "Bells by the bed at night")


def test_what_looks_like_a_patient_is_asked_about_before_anything_happens(given):
    stranger = given()
    stranger.asks("943 476 5919 falls")
    stranger.hears(
        'heading "Check your question first" [level=1]',
        "an NHS number",
        "We have not searched, and we have kept nothing.",
    )
    stranger.does_not_hear("Answers")

    stranger.asks("falls")
    stranger.hears('heading "Answers" [level=1]')


def test_a_kept_question_is_asked_about_too_and_nothing_is_lost(given):
    words = "What helps somebody like 943 476 5919 to sleep?"
    member = given("member")
    member.presses("link", "Questions", exact=True)
    member.presses("button", "Save a new question")
    member.writes("textbox", "Your question", words)
    member.presses("button", "Save this question")

    member.hears('heading "There is a problem"', "looks like an NHS number", f'textbox "Your question": {words}')
    member.presses("link", "All questions")
    member.hears('heading "Questions" [level=1]')
    member.does_not_hear(words)


def test_whoever_hides_is_no_longer_found(given):
    colleague, hider = given("member"), given("thomas.bickerstaff@wenlow.example")
    colleague.asks("delirium")
    colleague.hears('heading "People willing to be asked" [level=2]', 'link "Thomas Bickerstaff"')

    hider.presses("link", "Privacy: what is held about you")
    hider.hears('heading "What is held about you" [level=1]', 'heading "Can others find you?" [level=2]')
    hider.presses("button", "Hide me from results")
    hider.hears("You are hidden. Nobody finds you in search.")

    colleague.page.reload()
    colleague.hears('heading "Answers" [level=1]')
    colleague.does_not_hear('link "Thomas Bickerstaff"')

    hider.presses("button", "Let others find me again")
    hider.hears("You can be found again, as far as you agreed.")


def test_nobody_is_told_to_ask_themselves(given):
    helper = given("sinead.corrigan@wenlow-community.example")
    helper.asks("falls")

    helper.hears('heading "People willing to be asked" [level=2]')
    helper.does_not_hear('link "Sinead Corrigan"', within="main")


def test_an_administrator_adds_a_place_to_search_and_a_word_of_their_own(given):
    administrator = given("administrator")
    administrator.presses("link", "Organisation", exact=True)
    administrator.presses("link", "Wenlow and Tidesmere Integrated Care Board", exact=True)
    administrator.presses("link", "Full text and places to search next")
    administrator.writes("textbox", "Name of the place", "Trip")
    administrator.writes("textbox", "Address of a search there", "https://trip.example/?criteria={query}")
    administrator.presses("button", "Add it")
    administrator.hears("The link is added.", "Trip")

    administrator.presses("link", "Wenlow and Tidesmere Integrated Care Board", within="nav[aria-label=Back]")
    administrator.presses("link", "Your own words")
    administrator.writes("textbox", "Instead of “library team”", "evidence desk")
    administrator.presses("button", "Save your words")
    administrator.hears("Your words are saved.", "Ask your evidence desk")

    administrator.goes_home()
    administrator.asks("bed rails & falls")
    administrator.hears(
        'heading "Search this elsewhere" [level=2]', 'link "Trip"', "ask the evidence desk to look further"
    )
    leads = administrator.page.get_by_role("link", name="Trip").get_attribute("href")
    assert leads == "https://trip.example/?criteria=bed%20rails%20%26%20falls"


def finds(someone: Person, question: str, title: str, seconds: float = 30) -> None:
    """Asks until the answer is there: what came in can be found soon, not at once."""
    someone.goes_home()
    someone.asks(question)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if f'link "{title}' in someone.hears("[level=1]"):
            return
        time.sleep(0.5)
        someone.page.reload()
    raise AssertionError(f"{title} was not found.")


def test_opening_somebody_elses_link_signs_nobody_out(given, site):
    member = given("member")
    key = site.made["addresses"]["account_confirm_email"]["key"]
    member.page.goto(f"/accounts/confirm-email/{key}/")

    member.hears("Signed in as Amina Yusuf")
    member.page.goto("/")
    member.hears("Signed in as Amina Yusuf")
