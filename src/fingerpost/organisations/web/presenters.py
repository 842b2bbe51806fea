"""Turns answers about privacy into what the page says."""

from dataclasses import dataclass

from fingerpost.organisations.domain.consent import PURPOSES, Purpose, answers_of
from fingerpost.organisations.models import Consent, Person


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose, with the person's answer and all answers before it."""

    purpose: Purpose
    history: list[Consent]

    @property
    def agreed(self) -> bool:
        """Whether the newest answer is a yes that counts."""
        newest = self.history[0] if self.history else None
        return bool(newest and newest.agreed and newest.wording_version >= self.purpose.holds_from)

    @property
    def must_ask_again(self) -> bool:
        """They said yes, but to words that no longer hold."""
        return bool(self.history and self.history[0].agreed and not self.agreed)

    @property
    def state(self) -> tuple[str, str]:
        """The answer in words, with the colour of its dot."""
        if self.agreed:
            return ("You said yes", "good")
        if self.must_ask_again:
            return ("We changed what this means. Please answer again", "watch")
        return ("You said no", "quiet") if self.history else ("You have not said yes", "quiet")


def choices_of(person: Person) -> list[Choice]:
    """Every purpose, in order. One query."""
    answers = answers_of(person)
    return [Choice(purpose, answers[key]) for key, purpose in PURPOSES.items()]
