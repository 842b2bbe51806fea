"""Out of one home and into another by the commands, as an operator types them; and killed on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.shared_data import ROOT

pytestmark = pytest.mark.slow

NAMES = ("FINGERPOST_", "OIDC_", "SEARCH_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PORT")


class Home:
    """The command in one home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(NAMES)} | {
            "FINGERPOST_HOME": str(folder), "FINGERPOST_MEANING": "0",
            "PYTHONPATH": os.pathsep.join([f"{ROOT}/src", str(ROOT)]),
        }  # fmt: skip

    def start(self, *words: object) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "fingerpost", *map(str, words)], env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: object, code: int = 0) -> str:
        running = self.start(*words)
        said, problems = running.communicate(timeout=600)
        assert running.returncode == code, f"{' '.join(map(str, words))}: {running.returncode}\n{said}\n{problems}"
        return said if code == 0 else problems


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """A home with the demonstration in it, and its export."""
    top = tmp_path_factory.mktemp("demonstration")
    home = Home(top / "home")
    home.run("demo", "load")
    home.run("export", top / "export")
    return home, top / "export"


def test_the_demonstration_goes_out_and_in_and_out_with_the_same_bytes(demonstration, tmp_path):
    _, exported = demonstration
    new = Home(tmp_path / "home")

    said = new.run("restore", exported)
    new.run("export", tmp_path / "again")

    assert "Forgotten your password?" in said
    one, two = everything_in(exported), everything_in(tmp_path / "again")
    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == []
    pages = [path for path in one if path.startswith("pages/")]
    drafts = sum(row["state"] == "draft" for row in map(json.loads, one["tables/records_record.jsonl"].splitlines()))
    assert one["tables/library_item.jsonl"].count(b"\n") - drafts <= len(pages)
    assert len(pages) > 30


def test_a_restored_demonstration_verifies_and_answers_as_before(demonstration, tmp_path):
    old, exported = demonstration
    new = Home(tmp_path / "home")
    new.run("restore", exported)

    assert new.run("changes", "verify") == old.run("changes", "verify")
    assert new.run("index", "check").split() == ["missing", "0", "extra", "0"]
    before = json.loads(old.run("search", "stopping falls on the ward", "--json"))
    assert json.loads(new.run("search", "stopping falls on the ward", "--json"))["total"] == before["total"]


@pytest.mark.parametrize("moment", [0.0, 0.05, 0.2, 0.5])
def test_a_restore_that_is_killed_keeps_the_home_shut_until_it_is_run_again(demonstration, tmp_path, moment):
    _, exported = demonstration
    new = Home(tmp_path / "home")
    new.run("jobs")  # a home that is ready, so that the kill falls into the restore
    running = new.start("restore", exported)
    mark = new.folder / "restore-not-finished"
    while not mark.exists() and running.poll() is None:
        time.sleep(0.002)
    time.sleep(moment)
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=60)

    if mark.exists():
        assert "was not finished" in new.run("jobs", code=1)
        new.run("restore", exported)
    new.run("export", tmp_path / "again")
    assert everything_in(tmp_path / "again") == everything_in(exported)


def test_an_export_that_is_killed_leaves_nothing_that_looks_like_one(demonstration, tmp_path):
    home, exported = demonstration
    running = home.start("export", tmp_path / "out")
    while not (tmp_path / "out.tmp" / "tables").exists() and running.poll() is None:
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=60)

    assert not (tmp_path / "out").exists()
    home.run("export", tmp_path / "out")
    assert everything_in(tmp_path / "out") == everything_in(exported)
    assert not (tmp_path / "out.tmp").exists()


def test_people_go_on_writing_while_an_export_reads(demonstration, tmp_path):
    """The export holds no lock for writing: a row comes in while it is being made."""
    import sqlite3

    home, _ = demonstration
    running = home.start("export", tmp_path / "out")
    while not (tmp_path / "out.tmp" / "tables").exists() and running.poll() is None:
        time.sleep(0.002)
    running.send_signal(signal.SIGSTOP)
    try:
        assert not (tmp_path / "out").exists()  # it is still being made
        with sqlite3.connect(home.folder / "fingerpost.sqlite3", timeout=1) as database:
            database.execute("UPDATE organisations_unit SET short_name = short_name")
    finally:
        running.send_signal(signal.SIGCONT)
        running.communicate(timeout=60)
