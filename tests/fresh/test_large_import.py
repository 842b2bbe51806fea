"""A large file is read by one process and indexed by another; either may be killed."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.fresh.test_commands import Product, stop

pytestmark = pytest.mark.slow

COUNT = 1_500
_ENTRY = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{number}</PMID><Article>
<Journal><JournalIssue><PubDate><Year>2019</Year></PubDate></JournalIssue><Title>Ward Nursing</Title></Journal>
<ArticleTitle>Ward {letters} and how its night staff watch for falls</ArticleTitle>
<Abstract><AbstractText>{text}</AbstractText></Abstract><Language>eng</Language></Article></MedlineCitation></PubmedArticle>
"""


@pytest.fixture
def product(tmp_path: Path) -> Product:
    return Product(tmp_path / "home")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """More than two million bytes."""
    path = tmp_path / "large.xml"
    with path.open("w") as file:
        file.write("<PubmedArticleSet>\n")
        for number in range(COUNT):
            letters = "".join(chr(97 + int(digit)) for digit in f"{number:04}")
            text = f"Staff on ward {letters} noted each fall for a year. " * 25
            file.write(_ENTRY.format(number=70_000_000 + number, letters=letters, text=text))
        file.write("</PubmedArticleSet>\n")
    assert path.stat().st_size > 2_000_000
    return path


def helpers_of(parent: int) -> list[int]:
    """Processes that a command started."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def wait_for(what, seconds: float = 60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("It did not happen in time.")


def everything_is_there(product: Product) -> None:
    assert product.run("index", "check").split() == ["missing", "0", "extra", "0"]
    assert len(product.data("search", "night staff watch for falls ward bcde")["hits"]) > 0


def test_a_large_file_is_found_to_its_last_entry_when_the_command_ends(product, large):
    said = product.data("import", large)
    assert (said["read"], said["added"]) == (COUNT, COUNT)
    everything_is_there(product)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes as Linux lists them")
def test_if_the_process_that_indexes_is_killed_the_command_indexes_itself(product, large):
    running = product.start("import", large, "--json")
    [helper] = wait_for(lambda: helpers_of(running.pid))
    time.sleep(1.5)
    os.kill(helper, signal.SIGKILL)
    said, problems = running.communicate(timeout=300)
    assert running.returncode == 0, problems
    assert f'"added": {COUNT}' in said
    everything_is_there(product)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes as Linux lists them")
def test_if_the_command_is_killed_the_process_that_indexes_ends_too_and_the_next_import_goes_on(product, large):
    running = product.start("import", large, "--json")
    try:
        [helper] = wait_for(lambda: helpers_of(running.pid))
        time.sleep(2)
        os.kill(running.pid, signal.SIGKILL)
        wait_for(lambda: not is_running(helper))
    finally:
        stop(running)
        running.communicate()
    said = product.data("import", large)
    assert said["read"] == COUNT
    assert said["rejected"] == 0
    everything_is_there(product)
