"""Somebody at a keyboard who listens to the page: what a test can have them do, in words."""

import time
from typing import Any

from playwright.sync_api import Error

from tests.e2e.reading import FOCUS


class Person:
    """Uses nothing but the keyboard, and knows of the page only what its accessibility tree says."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def hears(self, *lines: str, seconds: float = 15, within: str = "body") -> str:
        """Each of these stands in the tree, now or soon. Gives the tree back."""
        deadline, tree, missing = time.monotonic() + seconds, "", list(lines)
        while time.monotonic() < deadline:
            try:
                tree = self.page.locator(within).aria_snapshot()
            except Error:  # the page is just being left
                time.sleep(0.1)
                continue
            missing = [line for line in lines if line not in tree]
            if not missing:
                return tree
            time.sleep(0.15)
        raise AssertionError(f"Not heard: {missing}\nin\n{tree}")

    def does_not_hear(self, *lines: str, within: str = "body") -> None:
        """None of these stands in the tree."""
        tree = self.page.locator(within).aria_snapshot()
        assert [line for line in lines if line in tree] == []

    def is_told(self, text: str) -> None:
        """The page says this aloud, without the person moving."""
        self.page.wait_for_selector(f"#announcements >> text={text}", state="attached")

    def goes_to(self, role: str, name: str, *, exact: bool = False, within: str = "body") -> Any:
        """Presses Tab until they are there. Fails where no Tab leads, or where the place cannot be seen."""
        wanted = self.page.locator(within).get_by_role(role, name=name, exact=exact).first
        wanted.wait_for(state="attached")
        for _ in range(150):
            if wanted.evaluate("e => e === document.activeElement"):
                here = self.page.evaluate(FOCUS)
                assert here["seen"], f"out of sight: {here['what']}"
                assert here["marked"], f"not marked: {here['what']}"
                return wanted
            self.page.keyboard.press("Tab")
        raise AssertionError(f"No Tab leads to the {role} “{name}”.")

    def presses(self, role: str, name: str, *, key: str = "Enter", exact: bool = False, within: str = "body") -> None:
        """Goes there and presses a key."""
        self.goes_to(role, name, exact=exact, within=within)
        self.page.keyboard.press(key)

    def writes(self, role: str, name: str, text: str, *, enter: bool = False, within: str = "main") -> None:
        """Goes to a box and writes in it, over what was there."""
        self.goes_to(role, name, within=within)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        if enter:
            self.page.keyboard.press("Enter")

    def asks(self, question: str) -> None:
        """Writes a question in the box and presses Enter."""
        self.writes("searchbox", "Your question", question, enter=True)

    def goes_home(self) -> None:
        """Follows the product's own name."""
        self.presses("link", "Fingerpost")
        self.hears('heading "What do you need to know?" [level=1]')

    def goes_back(self) -> None:
        """The browser's own Back."""
        self.page.go_back()

    def signs_in(self, email: str, password: str) -> None:
        """From any page, by the link in the header."""
        self.presses("link", "Sign in", exact=True)
        self.hears('heading "Sign in" [level=1]', 'textbox "E-mail address"', 'textbox "Password"')
        self.writes("textbox", "E-mail address", email)
        self.writes("textbox", "Password", password)
        self.presses("button", "Sign in", exact=True)
