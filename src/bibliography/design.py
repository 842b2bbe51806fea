"""What kind of study a paper reports, by rules that can be read and checked.

Three kinds of sign, the surest first: what PubMed or the database lists as publication type, the words of the
title, the words of the abstract, and last the subject headings. Nothing is learned or weighed: the first rule
that fits names the design, and `because` says which sign it was. Where no sign is clear the answer is
"unclear", never a guess.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bibliography.design_names import TYPES, WEAK_TYPES, WORDS_OF_DESIGNS, DesignName
from bibliography.design_rules import ANIMAL_WORDS, HUMAN_WORDS, NEVER_AFTER, RULES, Rule
from bibliography.model import Citation


@dataclass(frozen=True, slots=True)
class Design:
    """The design's name (a key of `WORDS_OF_DESIGNS`) and, in words, what made us say so."""

    name: DesignName
    because: str


_COCHRANE: Final = ("cochrane database", "the cochrane database")
_PROTOCOLS: Final = tuple(rule for rule in RULES if rule.design == "protocol")
_OUTRANKING: Final = tuple(rule for rule in RULES if rule.outranks_types)
# Designs that stay what they are when the subjects are animals.
_ABOUT_ANYTHING: Final = frozenset(
    {
        "systematic review",
        "meta-analysis",
        "scoping review",
        "guideline",
        "narrative review",
        "opinion",
        "notice",
        "protocol",
        "economic evaluation",
    }
)


def study_design(citation: Citation) -> Design:
    """The design of the study that a citation reports."""
    types = {one.lower(): one for one in citation.publication_types}
    notice = _by_type(types, only="notice")
    if notice:
        return notice
    found = _protocol(citation, types) or _by_words_that_outrank(citation) or _by_type(types) or _by_words(citation)
    animals = _animals(citation)
    if animals and (found is None or found.name not in _ABOUT_ANYTHING):
        return animals
    return (
        found
        or _by_weak_type(types)
        or Design("unclear", "Neither the publication type nor the words say what kind of study this is.")
    )


def quality_words(citation: Citation) -> tuple[str, ...]:
    """Short plain words for a reader: warnings first, then the kind of study."""
    kinds = {link.kind for link in citation.links}
    types = {one.lower() for one in citation.publication_types}
    words = []
    if "retraction_in" in kinds or "retracted publication" in types:
        words.append("Retracted: do not rely on it")
    elif "partial_retraction_in" in kinds:
        words.append("Partly retracted")
    if "expression_of_concern_in" in kinds:
        words.append("The journal has raised a concern")
    if "erratum_in" in kinds:
        words.append("Has a correction")
    if "update_in" in kinds:
        words.append("There is a newer version")
    if "preprint" in types:
        words.append("Preprint: not yet checked by peers")
    if types & {"conference abstract", "meeting abstract"}:
        words.append("Conference abstract")
    return (*words, WORDS_OF_DESIGNS[study_design(citation).name])


def _by_type(types: dict[str, str], only: str = "") -> Design | None:
    for kind, name in TYPES:
        if kind in types and (not only or name == only):
            return Design(name, f"It is listed as “{types[kind]}”.")
    return None


def _by_weak_type(types: dict[str, str]) -> Design | None:
    for kind, name in WEAK_TYPES:
        if kind in types:
            return Design(name, f"It is listed as “{types[kind]}” and its words name no other kind.")
    return None


def _protocol(citation: Citation, types: dict[str, str]) -> Design | None:
    """A plan for a study reads like the study, so it is looked for first."""
    if "clinical trial protocol" in types:
        return Design("protocol", f"It is listed as “{types['clinical trial protocol']}”.")
    return _from_rules(citation, _PROTOCOLS)


def _by_words_that_outrank(citation: Citation) -> Design | None:
    """A title that names a review or an economic study says more than "Randomized Controlled Trial" does.

    Not so for a comment or an editorial, whose title repeats that of the paper it is about.
    """
    if {"comment", "editorial", "news"} & {one.lower() for one in citation.publication_types}:
        return None
    if citation.journal.lower().startswith(_COCHRANE) and not citation.title.lower().endswith("(protocol)"):
        return Design("systematic review", "It is in the Cochrane Database of Systematic Reviews.")
    return _from_rules(citation, _OUTRANKING)


def _by_words(citation: Citation) -> Design | None:
    return _from_rules(citation, RULES)


def _from_rules(citation: Citation, rules: tuple[Rule, ...]) -> Design | None:
    """The first rule that fits the title, else the first that fits the abstract, else the headings."""
    title, abstract = _folded(citation.title), _folded(citation.abstract)
    for rule in rules:
        if (
            rule.title is not None
            and _may_fit(title, rule.title_needs)
            and (found := rule.title.search(citation.title))
            and not _is_about(citation.title, found.start())
        ):
            return Design(rule.design, f"The title says “{found[0].strip()}”.")
    for rule in rules if abstract else ():
        if (
            rule.abstract is not None
            and _may_fit(abstract, rule.abstract_needs)
            and (found := rule.abstract.search(citation.abstract))
        ):
            return Design(rule.design, f"The abstract says “{found[0].strip()[:80]}”.")
    headings = {heading.descriptor.lower(): heading.descriptor for heading in citation.mesh}
    for rule in rules if headings else ():
        for name in rule.headings:
            if name in headings:
                return Design(rule.design, f"Its subject headings include “{headings[name]}”.")
    return None


@lru_cache(maxsize=4)
def _folded(text: str) -> str:
    """Small letters. One citation asks three times for the same two texts."""
    return text.casefold()


def _may_fit(folded: str, needs: tuple[str, ...]) -> bool:
    """Whether a text has one of the words without which no pattern of its rule fits."""
    return not needs or any(map(folded.__contains__, needs))


def _is_about(title: str, at: int) -> bool:
    """Whether the words before say that the paper is about such studies: "quality of randomised trials"."""
    return bool(NEVER_AFTER.search(title[:at]))


def _animals(citation: Citation) -> Design | None:
    """Animals without people, by MeSH if it is there, else by the title."""
    headings = {heading.descriptor.lower() for heading in citation.mesh}
    if headings & {"humans", "animals"}:
        if "humans" in headings:
            return None
        return Design("animal or laboratory study", "Its subject headings include “Animals” and not “Humans”.")
    found = ANIMAL_WORDS.search(citation.title)
    if found and not HUMAN_WORDS.search(citation.title) and not HUMAN_WORDS.search(citation.abstract[:1500]):
        return Design("animal or laboratory study", f"The title says “{found[0]}” and nothing is said of patients.")
    return None
