"""Documents that cannot rot: what they name exists, and what exists is named."""

import argparse
import re

import pytest

from tests.architecture.repository import ROOT, files, name_of, text_of

DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
DOCUMENTS = [path for path in files(".md") if path.parent == ROOT or "docs" in path.relative_to(ROOT).parts]
CODE = re.compile(r"^```[a-z]*\n(.*?)^```|`([^`\n]+)`", re.M | re.S)


def targets() -> set[str]:
    """What the Makefile can make."""
    return set(re.findall(r"^([a-z][a-z-]*):", text_of(ROOT / "Makefile"), re.M))


def commands() -> set[str]:
    """What the command fingerpost can do."""
    from fingerpost.config.commands import carrying, library, literature, operating, serving

    subparsers = argparse.ArgumentParser().add_subparsers()
    for area in (serving, literature, operating, carrying, library):
        area.add_to(subparsers)
    return set(subparsers.choices)


def typed(path) -> list[str]:
    """The lines a reader of a document would type: code blocks and words in backquotes."""
    return [line.strip(" $") for block, word in CODE.findall(text_of(path)) for line in (block or word).splitlines()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_documents_name_only_targets_and_commands_that_exist(path):
    wrong = []
    for line in typed(path):
        if made := re.match(r"(?:[A-Z]+=\S+ )*make ([a-z][a-z-]*)", line):
            wrong += [line] if made[1] not in targets() else []
        if said := re.match(r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?fingerpost ([a-z]+)\b", line):
            wrong += [line] if said[1] not in commands() else []

    assert wrong == []


def test_readme_says_the_two_commands():
    said = [line for line in typed(ROOT / "README.md") if line.startswith(("make ", "git clone"))]

    assert "make run" in said
    assert {"make test", "make check"} <= set(said)


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in DOCUMENTS:
        targets_of = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(path))
        broken += [
            f"{name_of(path)}: {target}" for target in targets_of
            if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists()
        ]  # fmt: skip

    assert broken == []


def test_every_command_is_explained_to_operators():
    manual = text_of(ROOT / "docs" / "operations.md")

    assert [name for name in sorted(commands()) if f"fingerpost {name}" not in manual] == []


def test_every_target_says_what_it_does():
    lines = re.findall(r"^[a-z][a-z-]*:.*$", text_of(ROOT / "Makefile"), re.M)

    assert [line for line in lines if not re.search(r" ## \S", line)] == []


def test_decisions_have_numbers_of_their_own():
    numbers = [path.name[:4] for path in DECISIONS]

    assert numbers == sorted(set(numbers))
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name) for path in DECISIONS)


PROMISED = "architecture operations security privacy accessibility adding-a-feature performance licences"


@pytest.mark.parametrize("name", PROMISED.split())
def test_the_promised_documents_exist(name):
    assert (ROOT / "docs" / f"{name}.md").is_file()


def test_decisions_are_written_down():
    assert DECISIONS
