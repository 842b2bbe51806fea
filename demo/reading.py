"""The demonstration's content as it stands in its files."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent / "content"
# Folders of pages that are released (or were), in the order in which they are added.
SHELVES = ("local", "knowhow", "notes", "lessons", "stories", "data", "links", "elsewhere")

Facts = dict[str, Any]

# Which heading of a page goes into which part of its kind's form. What is not named keeps its heading and goes
# into the one text of the page. Two headings in one part become headings inside it.
_PARTS: dict[str, dict[str, str]] = {
    "know-how": {
        "Purpose": "purpose", "Where this fits": "scope", "Steps": "steps", "Traps": "traps",
        "Who to ask": "contacts", "Links": "links",
    },
    "note": {
        "Question": "question", "Design": "found", "Size": "found", "What they found": "found",
        "Worth knowing": "caution",
    },
    "guideline": {"What this rests on": "rests_on"},
    "lesson": {"What happened": "happened", "What we learned": "learned", "What is different now": "different"},
    "story": {
        "What was the problem?": "problem", "What did you do?": "did", "What difference did it make?": "difference",
        "What would you tell others?": "advice",
    },
    "data-set": {
        "What it holds": "counts", "Where it comes from": "made", "How to read it": "careful", "How to get it": "get",
    },
    "link": {"Why it is useful": "why"},
}  # fmt: skip


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, by their headings."""
    with (CONTENT / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def lines(name: str) -> Iterator[Facts]:
    """The lines of a JSON lines file."""
    with (CONTENT / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def pages(folder: str) -> Iterator[tuple[Facts, str]]:
    """Front matter and body of each Markdown file in a folder, in the order of their names."""
    for path in sorted((CONTENT / folder).glob("*.md")):
        _, facts, body = path.read_text(encoding="utf-8").split("---\n", 2)
        yield yaml.load(facts, _LOADER), body.strip()  # noqa: S506 -- the safe loader, in C where there is one


def sections_of(kind: str, body: str) -> dict[str, str]:
    """The parts of a page's form, out of its text. No word is lost; a heading that the form gives itself goes."""
    before, *parts = re.split(r"(?m)^## (.+)\n", body)
    known = _PARTS.get(kind, {})
    named = [(heading.strip(), text.strip()) for heading, text in zip(parts[::2], parts[1::2], strict=True)]
    shared = {key for key in known.values() if sum(known.get(heading) == key for heading, _ in named) > 1}
    found: dict[str, list[str]] = {"text": [before.strip()]} if before.strip() else {}
    for heading, text in named:
        key = known.get(heading, "text")
        mark = "" if key in known.values() and key not in shared else "### " if key in shared else "## "
        found.setdefault(key, []).append(f"{mark}{heading}\n\n{text}" if mark else text)
    return {key: "\n\n".join(texts) for key, texts in found.items()}


def changed(facts: Facts, body: str, changes: list[dict[str, str]]) -> str:
    """A page's text with `now` replaced by `then`. Raises ValueError where `now` is not there exactly once."""
    for change in changes:
        if body.count(change["now"]) != 1:
            raise ValueError(f"{facts['slug']} does not say this once: {change['now'][:60]}")
        body = body.replace(change["now"], change["then"])
    return body


# The loader written in C reads the demonstration's 190 files in a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
