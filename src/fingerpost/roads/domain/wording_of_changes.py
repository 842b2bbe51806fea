"""What the changes of this area are called, on the history of a page and where people read what is held about them."""

from fingerpost.records.domain.history import register_words

WORDS = {
    "roads.question_kept": "Saved as a question",
    "roads.question_changed": "Why it matters, or when it must be decided, was changed",
    "roads.question_shared": "Shared with others who work on it",
    "roads.question_taken_over": "Taken over from somebody who left",
    "roads.library_asked": "The library team was asked",
    "roads.question_answered": "Answered",
    "roads.question_closed": "Closed",
    "roads.question_reopened": "Opened again",
    "roads.kept": "Something was kept for it",
    "roads.kept_changed": "What was written about something kept was changed",
    "roads.dropped": "Something kept for it was dropped",
    "roads.taken_up_again": "Something dropped was taken up again",
    "roads.brief_begun": "Begun",
    "roads.brief_version_begun": "A new version was begun",
    "roads.brief_released": "Shared",
    "roads.brief_checked": "Checked by {who} of the library team",
    "roads.brief_check_taken_back": "The library team's check was taken back",
    "roads.brief_withdrawn": "Withdrawn by its writers",
}
# Told to nobody on a page: how a draft came to be is its writers' own.
ASIDE = {
    "roads.brief_saved": "A draft of a brief was saved",
    "roads.brief_given_up": "A draft of a brief was given up",
    "roads.point_written": "A point of a brief was written",
    "roads.point_changed": "A point of a brief was changed",
    "roads.point_moved": "A point of a brief was moved",
    "roads.point_removed": "A point of a brief was taken out",
    "roads.point_pinned": "A point of a brief was tied to a quotation",
    "roads.point_unpinned": "A point of a brief was untied from a quotation",
    "roads.point_accepted": "A point of a brief was read beside its source and accepted",
}


def register() -> None:
    """Say all of them."""
    register_words(WORDS)
    register_words(ASIDE, told=False)
