"""What every test stands on: a home of its own, no network, an index of its own, and ways to read a page.

The first lines run before Django reads its settings: this is why pyproject.toml names no settings
module. Each process of a run (pytest-xdist) has its own home and its own database.
"""

import atexit
import csv
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

KEPT = {"FINGERPOST_SHARED_DATA"}
OURS = ("FINGERPOST_", "OIDC_")
SINGLE = {"SEARCH_URL", "EMAIL_URL", "NCBI_API_KEY", "WEB_PROCESSES", "PORT"}


def _scratch_home() -> Path:
    """Forget the operator's own settings and choose an empty home, removed when the process ends."""
    if "django.conf" in sys.modules and sys.modules["django.conf"].settings.configured:
        pytest.exit("The settings were read before the tests chose their home: unset DJANGO_SETTINGS_MODULE.")
    for name in list(os.environ):
        if (name.startswith(OURS) and name not in KEPT) or name in SINGLE:
            del os.environ[name]
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ.pop("DATABASE_URL", None)
    home = Path(tempfile.mkdtemp(prefix="fingerpost-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ |= {
        "FINGERPOST_HOME": str(home),
        "FINGERPOST_MEANING": "0",
        "FINGERPOST_PREVIEW": "1",
        "FINGERPOST_LOG_LEVEL": "WARNING",
        "SEARCH_URL": f"tantivy:{home / 'index'}",
        "DJANGO_SETTINGS_MODULE": "fingerpost.config.settings",
    }
    return home


HOME = _scratch_home()


def pytest_configure(config: pytest.Config) -> None:
    """Make sign-in quick and static files plain, once the settings can be read."""
    import hypothesis
    from django.conf import settings

    # Two cores shared with a second test process: an example may take its time.
    hypothesis.settings.register_profile("fingerpost", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("fingerpost")

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


def pytest_sessionstart(session: pytest.Session) -> None:
    """With several processes, let each choose its own home: one told of the settings would read them first."""
    if session.config.getoption("numprocesses", None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.fixture(autouse=True)
def _leave_nothing_behind() -> Iterator[None]:
    """Each test begins without an index, and with Python's own settings as they are at the start."""
    longest_cell = csv.field_size_limit()
    yield
    csv.field_size_limit(longest_cell)
    engine = sys.modules.get("fingerpost.search.engine")
    if engine is not None:
        engine.close()
        shutil.rmtree(HOME / "index", ignore_errors=True)


@pytest.fixture(params=["memory", "tantivy"])
def index(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> str:
    """Runs a test twice: on the index in memory and on the one on disk, which is every other test's."""
    settings.SEARCH_URL = "memory:" if request.param == "memory" else f"tantivy:{tmp_path / 'index'}"
    return str(request.param)


@pytest.fixture
def index_now() -> Callable[[], None]:
    """A function that does at once what the index worker would do soon."""
    from fingerpost.search.domain import indexing

    def catch_up() -> None:
        while indexing.index_duty():
            pass

    return catch_up


@pytest.fixture
def page() -> Callable[[Any], Any]:
    """`page(response)`: what a browser would get, to be read as a person would."""
    from bs4 import BeautifulSoup

    return lambda response: BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def signed_in(client: Any) -> Callable[[Any], Any]:
    """`signed_in(person)`: the test client, as that person."""

    def enter(person: Any) -> Any:
        client.force_login(person)
        return client

    return enter


def chromium() -> str:
    """Where Chromium is on this machine; empty where there is none."""
    named = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in named if (path := shutil.which(name))), "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright; the test is skipped where there is none."""
    if not (path := chromium()):
        pytest.skip("There is no Chromium on this machine.")
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django would take every query for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    flags = ("--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
             "--disable-sync --no-first-run")  # fmt: skip
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=flags.split())
        yield opened
        opened.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
