"""The words of the interface that an organisation may change.

Plain English by default. Whoever knows the reader's organisation (ui does not) hands its own words over
for the length of a request:

    with use_words({"library_team": "evidence service"}):
        ...

and every template that says `{{ words("library_team") }}` says theirs.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

DEFAULT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        # The subject itself.
        "knowledge_mobilisation": "sharing what we know",
        "evidence": "evidence",
        "know_how": "know-how",
        "lesson": "lesson",
        "lessons": "lessons",
        "story": "story",
        "stories": "stories",
        "policy": "local policy",
        "policies": "local policies",
        "guideline": "guideline",
        "guidelines": "guidelines",
        # Asking and answering.
        "question": "question",
        "questions": "questions",
        "answer": "answer",
        "answers": "answers",
        "brief": "brief",
        "briefs": "briefs",
        "decision": "decision",
        "decisions": "decisions",
        "search": "search",
        "evidence_request": "question for the library team",
        # Who helps.
        "library_team": "library team",
        "library_service": "library service",
        "librarian": "librarian",
        "knowledge_specialist": "knowledge specialist",
        "champion": "champion",
        "expert": "person who knows",
        "experts": "people who know",
        # Where people belong.
        "organisation": "organisation",
        "organisations": "organisations",
        "department": "department",
        "team": "team",
        "teams": "teams",
        "system": "health and care system",
        "community": "community",
        "communities": "communities",
        "colleague": "colleague",
        "colleagues": "colleagues",
    }
)

# A word that a page must fit on one line of a narrow phone, with room for its sentence.
LONGEST = 60

_own: ContextVar[Mapping[str, str]] = ContextVar("own_words", default=MappingProxyType({}))


class UnknownWord(KeyError):
    """A template or an organisation named a word that is not in the list."""


def words(key: str) -> str:
    """The reader's organisation's word for `key`, else the default. Raises UnknownWord."""
    if key not in DEFAULT_WORDS:
        raise UnknownWord(key)
    return _own.get().get(key) or DEFAULT_WORDS[key]


@contextmanager
def use_words(own: Mapping[str, str]) -> Iterator[None]:
    """Say these words, where given, until the block ends. Keys that no page uses are left alone."""
    before = _own.set(MappingProxyType(dict(own)))
    try:
        yield
    finally:
        _own.reset(before)


def problems_in(own: Mapping[str, str]) -> list[str]:
    """What is wrong with an organisation's list, in words for the person who typed it; empty when all is well."""
    problems = []
    for key, word in own.items():
        if key not in DEFAULT_WORDS:
            problems.append(f"“{key}” is not a word that can be changed")
        elif not word.strip():
            problems.append(f"Enter a word for “{DEFAULT_WORDS[key]}”, or leave it out")
        elif len(word) > LONGEST:
            problems.append(f"The word for “{DEFAULT_WORDS[key]}” must be {LONGEST} characters or fewer")
    return problems
