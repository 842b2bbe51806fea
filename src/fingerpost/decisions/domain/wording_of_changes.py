"""What the changes of this area are called in plain words, on the page of a decision and to those they are about."""

from fingerpost.journal.domain.wording import register_words

WORDS = {
    "decisions.begun": "Written down as a draft",
    "decisions.saved": "The draft was changed",
    "decisions.sent": "Sent to be confirmed",
    "decisions.sent_back": "Sent back to its writer",
    "decisions.confirmed": "Confirmed",
    "decisions.withdrawn": "The decision no longer holds",
    "decisions.still_holds": "Looked at again: it still holds",
    "decisions.action_done": "An action was marked as done",
    "decisions.action_not_done": "An action is to be done after all",
    "decisions.handed_over": "Everything about it was gathered for disclosure",
}
ASIDE = {"decisions.given_up": "A draft of a decision was thrown away"}


def register() -> None:
    """Say what this area's own changes are called."""
    register_words(WORDS)
    register_words(ASIDE, told=False)
