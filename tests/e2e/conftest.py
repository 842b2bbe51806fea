"""A running product and windows onto it. Whatever a browser complains of fails the test that made it complain."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.prepare import SECRET
from tests.e2e.site import PASSWORD, Site, free_port

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def site(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The product with the demonstration, started once for all tests of a process. Needs Chromium beside it."""
    made = Site(home=tmp_path_factory.mktemp("site"), port=free_port())
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def known_as(site: Site, browser: Any) -> Callable[[str], Any]:
    """`known_as("member")`: the cookies of somebody who has signed in; none for "" and "stranger"."""
    kept: dict[str, Any] = {}

    def enter(who: str) -> Any:
        if who in {"", "stranger"}:
            return None
        if who not in kept:
            window = browser.new_context()
            page = window.new_page()
            page.goto(site.address + "/accounts/login/")
            page.fill("input[name=login]", site.made["people"].get(who, who))
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_load_state()
            if "/second-step/" in page.url:
                page.fill("input[name=code]", the_code())
                page.click("main button[type=submit]")
                page.wait_for_load_state()
            assert "/login/" not in page.url, page.inner_text("main")
            kept[who] = window.storage_state()
            window.close()
        return kept[who]

    return enter


class Windows:
    """Opens windows on the site and listens to what their pages complain of."""

    def __init__(self, site: Site, browser: Any, known_as: Callable[[str], Any]) -> None:
        self.site, self.browser, self.known_as = site, browser, known_as
        self.opened: list[Any] = []
        self.complaints: list[str] = []

    def open(self, who: str = "", *, viewport: Any = WIDE, **how: Any) -> Any:
        """An empty page of somebody in a window of its own. `how` goes to Playwright."""
        context = self.browser.new_context(
            viewport=viewport, storage_state=self.known_as(who), base_url=self.site.address, **how
        )
        context.set_default_timeout(15_000)
        context.route(lambda address: not address.startswith((self.site.address, "data:", "blob:")), self._leave)
        context.on("page", self._watch)
        self.opened.append(context)
        return context.new_page()

    def close(self) -> None:
        """Close all windows."""
        for context in self.opened:
            context.close()

    def _watch(self, page: Any) -> None:
        page.on("pageerror", lambda problem: self.complaints.append(f"{page.url}: {problem}"))
        page.on("console", lambda said: self.complaints.append(f"{page.url}: {said.text}") if is_bad(said) else None)

    def _leave(self, route: Any) -> None:
        # A person may follow a link out; a page may fetch nothing from elsewhere.
        if not route.request.is_navigation_request():
            self.complaints.append(f"asks another site: {route.request.url}")
        route.fulfill(body="Another site", content_type="text/plain")


@pytest.fixture
def window(site: Site, browser: Any, known_as: Callable[[str], Any]) -> Iterator[Callable[..., Any]]:
    """`window("member", path)`: a page in a window of its own, as somebody."""
    windows = Windows(site, browser, known_as)

    def go(who: str = "", path: str = "", **how: Any) -> Any:
        page = windows.open(who, **how)
        if path:
            page.goto(path)
        return page

    yield go
    windows.close()
    assert windows.complaints == []


@pytest.fixture(scope="session")
def _desks(site: Site, browser: Any, known_as: Callable[[str], Any]) -> Iterator[tuple[Windows, dict[str, Any]]]:
    windows = Windows(site, browser, known_as)
    yield windows, {}
    windows.close()


@pytest.fixture
def desk(_desks: tuple[Windows, dict[str, Any]]) -> Iterator[Callable[[str], Any]]:
    """`desk("member")`: a page that all tests share, for looking at many pages quickly. Leave no trace there."""
    windows, pages = _desks

    def sit(who: str) -> Any:
        if who not in pages:
            pages[who] = windows.open(who)
        return pages[who]

    windows.complaints.clear()
    yield sit
    assert windows.complaints == []


def the_code() -> str:
    """What the phone of the person with a second step shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return str(format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time())))))


def is_bad(said: Any) -> bool:
    """Errors and warnings, but not that a page came with 404 or 422: some tests ask for one."""
    return said.type in {"error", "warning"} and "Failed to load resource: the server responded" not in said.text
