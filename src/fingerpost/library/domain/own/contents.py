"""What a version says: cleaned as it comes in, and checked before it is shared."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import slugify

from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.domain.own.kinds import BY_KEY, body_of
from fingerpost.library.models import Item, Revision, Stage
from fingerpost.organisations.models import Unit
from fingerpost.records.models import OpenTo

LONGEST_TITLE = 300
LONGEST_SECTION = 100_000
MOST_TOPICS, LONGEST_TOPIC = 12, 80
# The fields of a version that people write. `what_changed` is about the version itself, not the item.
WRITTEN = (
    "title", "summary", "sections", "topics", "mesh", "address", "held_by", "applies_to", "files", "open_to", "tokens",
    "review_due", "what_changed",
)  # fmt: skip
_SILENT_PICTURE = re.compile(r"!\[\s*\]\(")
_TOKEN = re.compile(r"(unit|person|service|oversight):\d+|role:[a-z-]+@\d+")


def write_into(revision: Revision, content: dict[str, Any]) -> None:
    """Set fields of a version, cleaned. RuleBroken for what can be kept in no version; what is missing may wait."""
    for name, value in content.items():
        if name not in WRITTEN:
            raise TypeError(f"A version has no {name}.")
        setattr(revision, name, clean(name, value))
    unknown = set(revision.sections) - {section.key for section in BY_KEY[revision.item.kind].sections} - {"text"}
    if unknown:
        raise RuleBroken("This kind of page has no such part.")
    if revision.held_by and not revision.address:
        raise RuleBroken("Give the address of the controlled copy.")


def check_complete(revision: Revision) -> None:
    """Raise RuleBroken, in words for whoever writes, unless the version may be shown to others."""
    kind = BY_KEY[revision.item.kind]
    if kind.needs_address and not revision.address:
        raise RuleBroken("Give the address of the page that this is about.")
    has_other_text = bool(revision.sections.get("text") or revision.files or revision.held_by)
    missing = [
        section.heading or "the text"
        for section in kind.sections
        if section.required and not revision.sections.get(section.key) and not has_other_text
    ]
    if missing:
        raise RuleBroken(f"Before this is shared, write: {', '.join(missing)}.")
    if any(_SILENT_PICTURE.search(text) for text in revision.sections.values()):
        raise RuleBroken("Say in words what each picture shows, between the square brackets before its name.")


def of_item(item: Item) -> dict[str, Any]:
    """What an item says now, as a version of it would hold it. Five queries.

    Read from the item, not from its last version: files may have been attached since. Those who may
    always see it (author, owner and keepers) are not written into a version. `alt` is what a picture shows, in words.
    """
    own = {f"person:{pk}" for pk in item.parts.filter(role="author").values_list("person_id", flat=True)}
    own |= {f"person:{item.owner_id}"} if item.owner_id else set()
    last = item.revisions.filter(stage=Stage.RELEASED).values_list("files", flat=True).first() or []
    said = {each["file"]: each.get("alt", "") for each in last}
    tokens = set(item.audience.values_list("token", flat=True)) if item.released_at else set()
    tokens = {token for token in tokens if not rules.is_keepers(token)}
    return {
        "title": item.title[:LONGEST_TITLE], "summary": item.summary,
        # An item that came as one text, without the parts of its kind's form.
        "sections": dict(item.sections) or ({"text": item.body} if item.body else {}),
        "topics": list(item.topics), "mesh": list(item.mesh), "address": item.address, "held_by": item.held_by,
        "applies_to": list(item.applies_to.order_by("pk").values_list("pk", flat=True)),
        "files": [
            {"file": each.file.public_id, "name": each.name, "alt": said.get(each.file.public_id, "")}
            for each in item.attachments.select_related("file")
        ],
        "open_to": item.open_to, "tokens": sorted(tokens - own),
    }  # fmt: skip


def whole_text(kind: str, sections: dict[str, str]) -> str:
    """All parts in the order of the form; a text that came without the form's parts stands first."""
    loose = "" if any(section.key == "text" for section in BY_KEY[kind].sections) else sections.get("text", "").strip()
    return "\n\n".join(text for text in (loose, body_of(kind, sections)) if text)


def topic_slug(name: str) -> str:
    """A topic in an address; letters of other scripts stay."""
    return (slugify(name) or slugify(name, allow_unicode=True))[:LONGEST_TOPIC]


def clean(name: str, value: Any) -> Any:
    """One field as a version holds it; RuleBroken, in words, if it can be held in none."""
    return _CLEAN[name](value) if name in _CLEAN else value


# Cleaning ------------------------------------------------------------------------------------------


def _title(value: str) -> str:
    title = " ".join(value.split())
    if not title:
        raise RuleBroken("Give it a title.")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(f"The title must be {LONGEST_TITLE} characters or fewer.")
    return title


def _sections(value: dict[str, str]) -> dict[str, str]:
    kept = {key: text.strip() for key, text in value.items() if text and text.strip()}
    if any(len(text) > LONGEST_SECTION for text in kept.values()):
        raise RuleBroken(
            f"One part of a page can be {LONGEST_SECTION:,} characters at most. Attach the rest as a file."
        )
    return kept


def _topics(value: Iterable[str]) -> list[str]:
    by_slug = {topic_slug(name): name for name in (" ".join(each.split()) for each in value) if topic_slug(name)}
    if len(by_slug) > MOST_TOPICS:
        raise RuleBroken(f"Name at most {MOST_TOPICS} topics.")
    if any(len(name) > LONGEST_TOPIC for name in by_slug.values()):
        raise RuleBroken(f"Say each topic in at most {LONGEST_TOPIC} letters.")
    return list(by_slug.values())


def _address(value: str) -> str:
    address = value.strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in {"http", "https"}
        or not parts.netloc
        or len(address) > 1000
        or any(map(str.isspace, address))
    ):
        raise RuleBroken("Give a whole address that begins with https://, like https://www.nice.org.uk/guidance/ng249")
    return address


def _units(value: Iterable[Unit | int]) -> list[int]:
    return sorted({unit if isinstance(unit, int) else unit.pk for unit in value})


def _tokens(value: Iterable[str]) -> list[str]:
    tokens = sorted(set(value))
    if any(not _TOKEN.fullmatch(token) for token in tokens):
        raise RuleBroken("Say who may see this.")
    return tokens


def _open_to(value: str) -> str:
    return str(OpenTo(value))


def _due(value: date | None) -> date | None:
    if value and value <= clock.today():
        raise RuleBroken("The next review must be after today.")
    return value


_CLEAN: dict[str, Any] = {
    "title": _title, "summary": lambda value: " ".join(value.split()), "sections": _sections, "topics": _topics,
    "mesh": lambda value: list(dict.fromkeys(each.strip() for each in value if each.strip()))[:30],
    "address": _address, "held_by": lambda value: value.strip()[:120], "applies_to": _units, "files": list,
    "open_to": _open_to, "tokens": _tokens, "review_due": _due, "what_changed": lambda value: value.strip()[:300],
}  # fmt: skip
