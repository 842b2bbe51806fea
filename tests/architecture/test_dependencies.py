"""Packages: each is explained, locked with hashes, and its licence is listed."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.repository import ROOT

PYPROJECT = (ROOT / "pyproject.toml").read_text()
DECLARED = tomllib.loads(PYPROJECT)
LOCKED_LINE = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.M)


def locked(name: str) -> dict[str, str]:
    """Package and version, as locked."""
    return dict(LOCKED_LINE.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


def declared(name: str) -> list[Requirement]:
    """What pyproject.toml asks for in a set."""
    asked = DECLARED["project"]["dependencies"]
    return [Requirement(line) for line in (asked + DECLARED["dependency-groups"]["dev"] if name == "dev" else asked)]


def test_every_dependency_says_what_it_is_for():
    above, silent = "", []
    for line in PYPROJECT.splitlines():
        names_one = re.match(r'\s+"[a-z0-9][\w.-]*(\[[\w,]+\])?\s*([<>=!~;].*)?",$', line, re.I)
        if names_one and not above.strip().startswith("#"):
            silent.append(line.strip())
        above = line
        if line.startswith("[tool."):
            break

    assert silent == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_the_lock_holds_what_is_declared(name):
    have = locked(name)
    wrong = [
        str(asked) for asked in declared(name)
        if not asked.specifier.contains(have.get(canonicalize_name(asked.name), "0"), prereleases=True)
    ]  # fmt: skip

    assert wrong == [], "run make lock"


@pytest.mark.parametrize("name", ["run", "dev"])
def test_every_locked_package_has_a_hash(name):
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements" / f"{name}.txt").read_text().strip())

    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_the_lock_names_no_index(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()

    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", text) == []


def test_tests_run_on_the_versions_that_users_run():
    run, dev = locked("run"), locked("dev")

    assert {name: (version, dev.get(name)) for name, version in run.items() if dev.get(name) != version} == {}


def test_every_licence_is_listed():
    listed = (ROOT / "docs" / "licences.md").read_text()
    wanted = {**locked("dev"), **locked("run")}

    missing = [name for name, version in wanted.items() if f"| {name} | {version} |" not in listed]

    assert missing == [], "run make licences"


def test_nothing_that_users_run_has_a_licence_we_cannot_pass_on():
    rows = (ROOT / "docs" / "licences.md").read_text().splitlines()
    run = locked("run")
    listed = {cells[1]: cells[3] for row in rows if len(cells := [cell.strip() for cell in row.split("|")]) > 4}

    assert [f"{name}: {listed[name]}" for name in run if re.search(r"(?<!L)A?GPL|^unknown$|^$", listed[name])] == []
