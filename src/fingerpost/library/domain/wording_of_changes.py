"""What the changes of this area are called, on the history of a page and where people read what is held about them."""

from collections.abc import Mapping
from typing import Any

from fingerpost.records.domain.history import register_words

WORDS = {
    "library.paper_added": "Came into the library",
    "library.paper_deleted": "Removed by PubMed",
    "library.paper_retracted": "Marked as retracted",
    "library.paper_concern_raised": "Marked with its journal's concern",
    "library.paper_corrected": "Marked as corrected",
    "library.item_added": "Added",
    "library.item_changed": "Changed",
    "library.item_reviewed": "Reviewed by {who}",
    "library.file_attached": "A file was added",
    "library.file_detached": "A file was taken off",
    "library.file_renamed": "A file was given another name",
    "library.address_confirmed": "Its address was found to be right",
    "library.collection_begun": "Begun",
    "library.collection_described": "Its name, description or look was changed",
    "library.collection_ordered": "Put in another order",
}
# What a search for broken addresses found, by itself.
FOUND = {
    "library.address_reached": "Its address could be reached again",
    "library.address_changed": "What stands at its address changed",
    "library.address_gone": "Nothing stands at its address any longer",
    "library.address_unreached": "Its address could not be reached",
}
UPDATED = {"library.paper_updated": "Brought up to date"}
# Told to nobody on a page: drafts are their writers' own, and what somebody said of a page is theirs.
ASIDE = {
    "library.item_begun": "A page was begun",
    "library.item_handed_over": "A page was handed to another owner",
    "library.draft_begun": "A new version was begun",
    "library.draft_saved": "A draft was saved",
    "library.draft_restored": "An earlier version was taken up again",
    "library.draft_submitted": "A draft was sent for review",
    "library.draft_sent_back": "A draft was sent back to its writer",
    "library.draft_given_up": "A draft was given up",
    "library.who_to_ask_put_forward": "Somebody was put forward as a person to ask",
    "library.who_to_ask_agreed": "Somebody agreed to be a person to ask",
    "library.who_to_ask_declined": "Somebody said no to being a person to ask",
    "library.who_to_ask_removed": "Somebody was taken off as a person to ask",
    "library.flagged": "Somebody said that a page looks wrong, or that it helped",
    "library.doubt_told": "Those who look after a page were told that a reader doubts it",
    "library.flag_answered": "What a reader said of a page was answered",
    "library.review_found_wrong": "A page was looked at and needs work",
    "library.collection_put": "Something was put on a reading list",
    "library.collection_taken_out": "Something was taken off a reading list",
    "library.collection_annotated": "A note on a reading list was changed",
    "library.collection_forgotten": "A reading list was given up",
    "library.import_started": "Papers began to be brought in",
    "library.import_finished": "Papers were brought in",
    "library.rejected_mended": "A paper that could not be brought in was mended",
    "library.filling_begun": "A folder was brought for the shelf",
    "library.filling_matched": "It was said what stands where in a folder's list",
    "library.filling_run": "A folder was put on the shelf",
    "library.filling_finished": "A folder stands on the shelf",
    "library.filling_given_up": "A folder was given up",
    "library.filling_taken_back": "A folder was taken off the shelf again",
    "library.ways_set": "It was set how pages are checked here",
}


def register() -> None:
    """Say all of them."""
    register_words(WORDS)
    register_words(FOUND, named=False)
    register_words(UPDATED, told=_changed_a_fact)
    register_words(ASIDE, told=False)


def _changed_a_fact(detail: Mapping[str, Any]) -> bool:
    """An update that changed no fact of a paper only tells that some team brought in a copy of its own."""
    return bool(detail.get("fields"))
