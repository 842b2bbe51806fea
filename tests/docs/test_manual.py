"""The manual says what the product does: settings, purposes, paths, places on a page."""

import re
from pathlib import Path

import pytest

from tests.architecture.repository import PRODUCT, ROOT, files, name_of, text_of
from tests.architecture.test_settings import settings_read

DOCUMENTS = [path for path in files(".md") if path.parent == ROOT or "docs" in path.relative_to(ROOT).parts]
GUIDES = [path for path in DOCUMENTS if path.parent.name == "user"]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
MANUAL = text_of(ROOT / "docs" / "operations.md")
EXAMPLE = text_of(ROOT / ".env.example")
# Words for us, not for the people who use the product.
INSIDE = r"\b(records?|tokens?|facets?|streams?|quarantined?|deltas?|harvest(?:ed|s)?|query|queries|metadata)\b"
# To record a decision is what people call it, and what the button says.
BUTTON = r"\brecord(?= an? (?:new )?decision)"
NAMED = re.compile(r"`((?:[a-z_]+/)+[A-Za-z0-9_.-]*|[a-z_]+\.(?:py|jinja|toml|css))`")


def anchors(path: Path) -> set[str]:
    """The places on a page that a link can name: its headings, as code hosts write them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text_of(path), flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def places() -> list[Path]:
    """Folders from which documents name files."""
    return [ROOT, ROOT / "src", PRODUCT, *PRODUCT.glob("*/")]


def test_the_example_names_every_setting():
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.M))

    assert named == settings_read()


def test_every_setting_in_the_example_is_explained_above_it():
    above, silent = "", []
    for line in EXAMPLE.splitlines():
        setting = re.match(r"#?[A-Z][A-Z0-9_]+=", line)
        if setting and not above:
            silent.append(line)
        above = line if line.strip() else ""

    assert silent == []


def test_every_setting_has_its_row_with_default_and_meaning():
    rows = dict(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \| (.+) \|$", MANUAL, re.M))

    assert set(rows) == settings_read()
    assert [name for name, rest in rows.items() if not all(cell.strip() for cell in rest.split(" | "))] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_to_a_place_on_a_page_find_it(path):
    lost = []
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", text_of(path)):
        there = path if not target else path.parent / target
        if not re.match(r"[a-z]+:", target) and (not there.is_file() or anchor not in anchors(there)):
            lost.append(f"{target}#{anchor}")

    assert lost == []


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path not in GUIDES], ids=name_of)
def test_files_that_a_document_names_are_there(path):
    made_later = {
        "imports/",
        "mesh/",
        "files/",
        "index/",
        "meaning/",
        "model/",
        "static/",
        "var/",
        "shared/data",
        "pages/",
    }
    gone = [
        name for name in NAMED.findall(text_of(path))
        if name not in made_later and not any((place / name).exists() for place in places())
        and not list((ROOT / "src").rglob(name)) and not list((ROOT / "tests").rglob(name))
    ]  # fmt: skip

    assert gone == []


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_a_decision_has_its_number_and_says_when_to_think_again(path):
    text = text_of(path)

    assert text.startswith(f"# {path.name[:4]}. ")
    assert re.findall(r"^\*\*(.+?)\.\*\*", text, re.M) == [
        "Context", "Decision", "Consequences", "When to reconsider",
    ]  # fmt: skip


def test_every_decision_is_in_the_list_by_its_title():
    listed = text_of(ROOT / "docs" / "decisions.md")

    for path in DECISIONS:
        title = text_of(path).splitlines()[0].removeprefix("# ")
        assert f"- [{title}](adr/{path.name})" in listed


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_guides_use_no_inside_words(path):
    said = re.sub(r"`[^`]*`", "", text_of(path))
    assert re.findall(INSIDE, re.sub(BUTTON, "", said, flags=re.I), re.I) == []


@pytest.mark.parametrize("path", GUIDES, ids=name_of)
def test_guides_are_written_in_short_sentences(path):
    prose = re.sub(r"[*`#|]|\(.*?\)", "", re.sub(r"^\|.*$", "", text_of(path), flags=re.M))
    sentences = [said for said in re.split(r"(?<=[.?!:;])\s+|\n\s*\n|\n\s*[-\d]", prose) if said.strip()]
    words = [len(said.split()) for said in sentences]

    assert sum(words) / len(words) < 13
    assert max(words) <= 32


def test_the_privacy_document_names_every_purpose_that_people_are_asked_about():
    from fingerpost.organisations.domain.consent import PURPOSES

    section = text_of(ROOT / "docs" / "privacy.md").split("## Consent")[1].split("\n## ")[0].lower()

    assert [purpose.title for purpose in PURPOSES.values() if purpose.title.lower() not in section] == []


def test_the_privacy_guide_names_every_purpose_as_the_page_does():
    from fingerpost.organisations.domain.consent import PURPOSES

    guide = text_of(ROOT / "docs" / "user" / "my-privacy.md")

    assert [purpose.title for purpose in PURPOSES.values() if f"**{purpose.title}**" not in guide] == []


def test_the_administrators_guide_names_every_role():
    from fingerpost.organisations.models import Role

    guide = text_of(ROOT / "docs" / "user" / "your-organisation.md").lower()

    assert [label for label in Role.labels if f"| {label.lower()} |" not in guide] == []


def test_hazards_are_numbered_without_gaps_and_each_has_a_control():
    rows = re.findall(r"^\| (H\d+) \|(.+)\|$", text_of(ROOT / "docs" / "privacy.md"), re.M)

    assert [number for number, _ in rows] == [f"H{number}" for number in range(1, len(rows) + 1)]
    assert [number for number, rest in rows if len(rest.split("|")) != 5 or not rest.split("|")[3].strip()] == []


def test_the_safety_documents_say_that_nobody_has_reviewed_them():
    said = " ".join(text_of(ROOT / "docs" / "privacy.md").split())

    assert "no Clinical Safety Officer has reviewed" in said
    assert "No Clinical Safety Officer has reviewed this scope" in said


def test_the_accessibility_document_admits_what_the_statement_admits():
    statement = text_of(PRODUCT / "hub" / "jinja2" / "hub" / "accessibility.jinja").lower()
    document = text_of(ROOT / "docs" / "accessibility.md").lower()

    for said in ("version 2.2", "level aa", "disabled people", "audited", "320 pixels", "javascript off", "keyboard"):
        assert said in statement, said
        assert said in document, said
