"""Turns an answer into the words, links and counts that the page shows."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse

from fingerpost.hub.web.asking import Asked
from fingerpost.organisations.domain import links
from fingerpost.organisations.readers import Reader
from fingerpost.records.models import Record
from fingerpost.search import registry
from fingerpost.search.domain.find import DEEPEST, PAGE, Answer, Found
from retrieval.model import Reason, Span

FILTER_NAMES = {
    "kind": "Kind", "design": "Kind of study", "type": "Publication type", "language": "Language", "mesh": "Subject heading",
}  # fmt: skip
LANGUAGES = {
    "en": "English", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pt": "Portuguese",
    "pl": "Polish", "ja": "Japanese", "zh": "Chinese", "ru": "Russian", "cy": "Welsh", "da": "Danish", "sv": "Swedish",
    "no": "Norwegian", "tr": "Turkish", "ko": "Korean", "cs": "Czech", "hu": "Hungarian", "fi": "Finnish",
}  # fmt: skip
SHOWN_VALUES = 8
NOTES = {
    "meaning-unavailable": "Answers match your words only. Searching by meaning is not working at the moment.",
    "query-too-long": "Your question is very long. We used the first part of it.",
    "unbalanced-quotes": "A quotation mark has no partner, so we read it as an ordinary word.",
    "unbalanced-brackets": "A bracket has no partner, so we left the brackets out.",
    "nothing-to-search": "There are no words here that we can look for.",
}


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit as the page shows it."""

    title: str
    href: str
    kind: str
    kind_name: str
    byline: str
    date: Any
    quality: str
    quality_because: str
    snippet: tuple[Span, ...]
    why: str
    notes: tuple[tuple[str, str], ...]
    full_text: str
    reviewed_on: Any
    review_due: Any
    owner: str
    used_in: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FilterValue:
    """One value that can be chosen or taken off."""

    words: str
    count: int | None
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One group of values."""

    name: str
    words: str
    values: tuple[FilterValue, ...]
    note: str


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The whole page."""

    total: int
    hits: tuple[HitView, ...]
    applies_here: tuple[HitView, ...]
    people: tuple[Found, ...]
    filters: tuple[Filter, ...]
    corrections: tuple[tuple[str, str], ...]
    near_words: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]
    previous: str
    following: str
    first_number: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        return not self.hits

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
        hits=tuple(hit_view(one, resolver) for one in reply.found),
        applies_here=tuple(hit_view(one, resolver) for one in reply.applies_here),
        people=reply.people,
        filters=tuple(_filters(reply, asked)),
        corrections=reply.page.corrections,
        near_words=tuple((word, asked.address(text=word)) for word in reply.page.near_words),
        notes=tuple(NOTES[note] for note in reply.page.notes if note in NOTES),
        elsewhere=tuple((link.name, link.address.replace("{query}", quote(asked.text))) for link in links.links_for(reader)),
        previous=asked.address(number=asked.number - 1) if asked.number > 1 else "",
        following=asked.address(number=asked.number + 1) if more else "",
        first_number=asked.offset + 1,
    )


def _meaning_goes_on(reply: Answer) -> bool:
    """Hits by meaning are not counted, so a full page of them may have another behind it."""
    return any(one.hit.by_meaning_only for one in reply.found)


def hit_view(one: Found, resolver: str) -> HitView:
    """One hit in words."""
    shown = one.shown
    return HitView(
        title=one.record.title, href=shown.get("href", ""), kind=one.record.kind,
        kind_name=registry.kind_name(one.record.kind), byline=shown.get("byline", ""), date=shown.get("date", ""),
        quality=shown.get("quality", ""), quality_because=shown.get("quality_because", ""), snippet=one.hit.snippet,
        why=why(one.hit.reasons, one.hit.by_meaning_only), notes=tuple(shown.get("notes", ())),
        full_text=full_text(resolver, shown.get("pmid"), shown.get("doi") or ""), owner=str(one.record.unit or ""),
        reviewed_on=shown.get("reviewed_on"), review_due=shown.get("review_due"),
        used_in=tuple(
            (registry.kind_name(used.kind), used.title, href) for used in one.used_in if (href := _href(used))
        ),
    )  # fmt: skip


def _href(record: Record) -> str:
    return reverse("hub:record", args=[record.public_id])


def full_text(resolver: str, pmid: int | None, doi: str) -> str:
    """Where to read it: through the organisation's own link, else the DOI, else PubMed."""
    if resolver and (doi or pmid):
        openurl = urlencode({"rft_id": f"info:doi/{doi}" if doi else f"info:pmid/{pmid}"})
        if "{doi}" in resolver and not doi:
            return resolver.replace("{doi}", str(pmid)) if "libkey" in resolver else _own_place(pmid, doi)
        return (
            resolver.replace("{doi}", quote(doi, safe="/")).replace("{pmid}", str(pmid or "")).replace("{openurl}", openurl)
        )
    return _own_place(pmid, doi)


def _own_place(pmid: int | None, doi: str) -> str:
    if doi:
        return f"https://doi.org/{quote(doi, safe='/')}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else ""


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


def _filters(reply: Answer, asked: Asked) -> list[Filter]:
    """The filter groups: chosen values first, then the commonest."""
    groups = []
    for name, words in FILTER_NAMES.items():
        counted = dict(reply.page.facets.get(name, ()))
        chosen = asked.filters.get(name, ())
        values = [
            FilterValue(_value_words(name, value), counted.get(value), asked.without_value(name, value), True)
            for value in chosen
        ]
        values += [
            FilterValue(_value_words(name, value), count, asked.with_value(name, value), False)
            for value, count in list(counted.items())[: SHOWN_VALUES + len(chosen)]
            if value not in chosen and count and value not in {"person", "question"}
        ][:SHOWN_VALUES]
        if values and (len(values) > 1 or chosen):
            note = "Counted over the best 1,000" if name in reply.page.sampled else ""
            groups.append(Filter(name, words, tuple(values), note))
    return groups


def _value_words(name: str, value: str) -> str:
    if name == "kind":
        return registry.kinds()[value].plural if value in registry.kinds() else value
    if name == "language":
        return LANGUAGES.get(value, value)
    return value
