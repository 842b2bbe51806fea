"""Turns an answer into the words, links and counts that the page shows."""

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

from fingerpost.hub.web.asking import Asked
from fingerpost.library.domain.gathering.collections import LISTED
from fingerpost.organisations.domain import links
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Record
from fingerpost.roads.domain.kept import KINDS
from fingerpost.roads.domain.questions import LONGEST
from fingerpost.search import registry
from fingerpost.search.domain.find import BESIDE, DEEPEST, PAGE, Answer, Found
from fingerpost.ui.formats import date_words, sentence
from retrieval.model import Reason, Span

FILTER_NAMES = {
    "kind": "Kind",
    "design": "Kind of study",
    "type": "Publication type",
    "language": "Language",
    "mesh": "Subject heading",
}
LANGUAGES = {
    "en": "English",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
    "pl": "Polish",
    "ja": "Japanese",
    "zh": "Chinese",
    "ru": "Russian",
    "cy": "Welsh",
    "da": "Danish",
    "sv": "Swedish",
    "no": "Norwegian",
    "tr": "Turkish",
    "ko": "Korean",
    "cs": "Czech",
    "hu": "Hungarian",
    "fi": "Finnish",
}
SHOWN_VALUES = 8
PAGES = {
    "paper": "library:paper", "policy": "library:item", "guideline": "library:item", "know-how": "library:item",
    "note": "library:item", "data-set": "library:item", "lesson": "library:item", "story": "library:item",
    "link": "library:item", "collection": "library:collection", "person": "people:profile",
    "question": "roads:question", "brief": "roads:brief", "decision": "decisions:decision",
}  # fmt: skip
CHIPS = {"paper": "evidence", "note": "brief"}  # the colours of kinds whose own name has none
NOTES = {
    "meaning-unavailable": "Answers match your words only. Searching by meaning is not working at the moment.",
    "query-too-long": "Your question is very long. We used the first part of it.",
    "unbalanced-quotes": "A quotation mark has no partner, so we read it as an ordinary word.",
    "unbalanced-brackets": "A bracket has no partner, so we left the brackets out.",
    "stray-operator": "AND, OR or NOT stood where it could join nothing, so we left it out.",
    "no-words": "There are no words here that we can look for.",
    "wildcard-too-short": "Write at least two letters before a star.",
    "bad-year": "We could not read the year. Write it like year:2015..2020.",
    "index-outdated": "The search is being brought up to date. Some answers may be missing for a while.",
}


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit as the page shows it."""

    title: str
    href: str
    kind: str
    kind_name: str
    state: tuple[str, str] | None
    facts: tuple[str, ...]
    snippet: tuple[Span, ...]
    why: str
    links: tuple[tuple[str, str], ...]
    used_in: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One value that can be ticked."""

    value: str
    text: str
    checked: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """One group of values, as the filter form draws it."""

    name: str
    legend: str
    options: tuple[FilterOption, ...]
    note: str
    open: bool


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The whole page."""

    total: int
    hits: tuple[HitView, ...]
    applies_here: tuple[HitView, ...]
    people: tuple[Found, ...]
    filters: tuple[FilterGroup, ...]
    chosen: tuple[tuple[str, str], ...]
    corrections: tuple[tuple[str, str], ...]
    near_words: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]
    previous: str
    following: str
    first_number: int
    number: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        return not self.hits

    @property
    def has_no_words(self) -> bool:
        """Whether nothing holds a word of the question, though some may be close in meaning."""
        return self.total == 0

    @property
    def only_by_meaning(self) -> bool:
        """Whether there are hits although no word of the question was found."""
        return bool(self.hits) and self.total == 0


def answer_page(reply: Answer, asked: Asked, reader: Reader) -> AnswerPage:
    """Everything the template needs. Two queries for the organisation's links."""
    resolver = links.full_text_link_for(reader)
    last = asked.offset + len(reply.page.hits)
    more = len(reply.page.hits) == PAGE and last < DEEPEST and (last < reply.page.total or _meaning_goes_on(reply))
    return AnswerPage(
        total=reply.page.total,
        hits=tuple(hit_view(one, resolver, reader.signed_in, asked.text) for one in reply.found),
        applies_here=tuple(
            replace(hit_view(one, resolver, reader.signed_in, asked.text), snippet=_summary(one))
            for one in reply.applies_here
        ),
        # Nobody needs to be told to ask themselves.
        people=tuple(one for one in reply.people if not one.shown.get("own")),
        filters=tuple(_filters(reply, asked)),
        chosen=tuple(_chosen(asked)),
        corrections=reply.page.corrections,
        near_words=tuple((word, asked.address(text=word)) for word in reply.page.near_words),
        notes=tuple(NOTES[note] for note in reply.page.notes if note in NOTES and not _was_chosen(note)),
        elsewhere=tuple(
            (link.name, link.address.replace("{query}", quote(asked.text))) for link in links.links_for(reader)
        ),
        previous=asked.address(number=asked.number - 1) if asked.number > 1 else "",
        following=asked.address(number=asked.number + 1) if more else "",
        first_number=asked.offset + 1,
        number=asked.number,
    )


def _was_chosen(note: str) -> bool:
    """Whether somebody switched this off on purpose: then nothing is amiss that a reader should know."""
    return note == "meaning-unavailable" and not settings.FINGERPOST_MEANING


def _meaning_goes_on(reply: Answer) -> bool:
    """Hits by meaning are not counted, so a full page of them may have another behind it."""
    return any(one.hit.by_meaning_only for one in reply.found)


def hit_view(one: Found, resolver: str, signed_in: bool = False, asked: str = "") -> HitView:
    """One hit in words: what it is, whose, how old, when a person last reviewed it, and why it is here."""
    shown, record = one.shown, one.record
    full = links.full_text_address(resolver, shown.get("pmid"), shown.get("doi") or "")
    date = shown.get("date", "")
    facts = [
        sentence(shown.get("quality", "")) if shown.get("quality") != "unclear" else "",
        shown.get("byline", ""),
        date if isinstance(date, str) else f"released {date_words(date)}" if date else "",
        _reviewed(one),
    ]
    notes = tuple(shown.get("notes", ()))
    return HitView(
        title=record.title,
        href=shown.get("href", ""),
        kind=CHIPS.get(record.kind, record.kind),
        kind_name=registry.kind_name(record.kind),
        state=(notes[0][1], notes[0][0]) if notes else None,
        facts=tuple(fact for fact in facts if fact),
        snippet=one.hit.snippet,
        why=why(one.hit.reasons, one.hit.by_meaning_only),
        links=(
            ((("Full text", full),) if full else ())
            + _place_found(one)
            + (_to_a_question(record, asked) + _to_a_list(record) if signed_in else ())
        ),
        used_in=tuple((registry.kind_name(used.kind), used.title, place_of(used)) for used in one.used_in),
    )


def _reviewed(one: Found) -> str:
    """When a person last reviewed it; empty for what is not reviewed here, such as a paper."""
    if "reviewed_on" not in one.shown:
        return ""
    day = one.shown["reviewed_on"]
    return f"reviewed by a person {date_words(day)}" if day else "not yet reviewed by a person"


def _to_a_question(record: Record, asked: str) -> tuple[tuple[str, str], ...]:
    """The way to keep it for a question, with the words that found it."""
    if record.kind not in KINDS:
        return ()
    words = f"?{urlencode({'q': asked[:LONGEST]})}" if asked else ""
    return (("Keep for a question", reverse("roads:kept_put", args=[record.public_id]) + words),)


def _to_a_list(record: Record) -> tuple[tuple[str, str], ...]:
    """The way to put it on a reading list, for what can stand on one."""
    if record.kind not in LISTED:
        return ()
    return (("Put on a reading list", reverse("library:collection_put", args=[record.public_id])),)


def _place_found(one: Found) -> tuple[tuple[str, str], ...]:
    """The page of a file that has the words, if it was that, and not only the title, which answered."""
    has_words = one.hit.by_meaning_only or any(span.match for span in one.hit.snippet)
    return (one.shown["place"],) if has_words and "place" in one.shown else ()


def _summary(one: Found) -> tuple[Span, ...]:
    """What a local item lets people do, in its owner's words, where it says so."""
    return (Span(one.shown["summary"]),) if one.shown.get("summary") else one.hit.snippet


def place_of(record: Record) -> str:
    """The page of a thing of any kind."""
    return reverse(PAGES[record.kind], args=[record.public_id])


def why(reasons: tuple[Reason, ...], by_meaning_only: bool) -> str:
    """Why a hit is in the list, as one plain sentence."""
    if by_meaning_only:
        return "Close in meaning; it uses other words"
    words = [reason.asked for reason in reasons if reason.how in {"words", "field"}]
    also = [
        f"“{reason.found}” for “{reason.asked}”"
        for reason in reasons
        if reason.how in {"synonym", "spelling", "heading"} and reason.found and reason.found != reason.asked
    ]
    parts = []
    if words:
        parts.append("has " + _list([f"“{word}”" for word in dict.fromkeys(words)][:6]))
    if also:
        parts.append("uses " + _list(list(dict.fromkeys(also))[:4]))
    if any(reason.how == "meaning" for reason in reasons):
        parts.append("is close in meaning")
    sentence = ", and ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def _list(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _filters(reply: Answer, asked: Asked) -> list[FilterGroup]:
    """The filter groups: ticked values first, then the commonest."""
    groups = []
    for name, legend in FILTER_NAMES.items():
        counted = dict(reply.page.facets.get(name, ()))
        ticked = asked.filters.get(name, ())
        others = [value for value, count in counted.items() if count and value not in ticked and value not in BESIDE]
        options = [
            FilterOption(value, _value_words(name, value), value in ticked, counted.get(value, 0))
            for value in (*ticked, *others[:SHOWN_VALUES])
        ]
        if len(options) > 1 or ticked:
            note = "Counted over the best 1,000 answers." if name in reply.page.sampled else ""
            groups.append(FilterGroup(name, legend, tuple(options), note, name == "kind" or bool(ticked)))
    return groups


def _chosen(asked: Asked) -> list[tuple[str, str]]:
    """Each filter in force, in words, with the address without it."""
    found = [
        (_value_words(name, value), asked.without_value(name, value))
        for name, values in asked.filters.items()
        for value in values
    ]
    first, last = asked.years
    if first or last:
        words = f"{first} to {last}" if first and last else f"From {first}" if first else f"Up to {last}"
        found.append((words, asked.address(years=(None, None))))
    return found


def _value_words(name: str, value: str) -> str:
    if name == "kind":
        return registry.kinds()[value].plural if value in registry.kinds() else value
    if name == "language":
        return LANGUAGES.get(value, value)
    return value
