"""What changes to profiles, and to questions between colleagues, are called."""

from fingerpost.records.domain.history import register_words

ASIDE = {
    "people.profile_written": "A profile was written",
    "people.profile_followed": "A profile followed what its person agreed to",
    "people.enquiry_made": "A colleague was asked something",
    "people.enquiry_answered": "A colleague answered",
    "people.enquiry_put_aside": "A question to a colleague was put aside",
    "people.enquiry_passed_on": "A question was passed on to another colleague",
    "people.enquiry_taken_back": "A question to a colleague was taken back",
    "people.enquiry_closed": "A question to a colleague was closed",
}


def register() -> None:
    """Say all of them. They are between people, so no page tells them."""
    register_words(ASIDE, told=False)
