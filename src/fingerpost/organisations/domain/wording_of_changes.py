"""What changes to accounts, units and agreements are called, where people read what is held about them."""

from fingerpost.journal.domain.wording import register_words

WORDS = {
    "organisations.account_opened": "An account was opened",
    "organisations.account_left": "An account was closed by its owner",
    "organisations.details_changed": "Name or pronouns were changed",
    "organisations.email_changed": "The e-mail address was changed",
    "organisations.password_changed": "The password was changed",
    "organisations.password_reset": "A new password was set by e-mail",
    "organisations.second_step_added": "A second step was added to signing in",
    "organisations.second_step_removed": "A second step was taken out of signing in",
    "organisations.consent_given": "Agreed to something",
    "organisations.consent_withdrawn": "Said no to something",
    "organisations.person_hidden": "Hidden from results",
    "organisations.person_shown": "Shown in results again",
    "organisations.membership_started": "Joined a unit",
    "organisations.membership_ended": "Left a unit",
    "organisations.unit_founded": "A unit was opened",
    "organisations.unit_updated": "Facts about a unit were changed",
    "organisations.unit_renamed": "A unit was given another name",
    "organisations.unit_moved": "A unit was moved",
    "organisations.unit_merged": "A unit was merged into another",
    "organisations.unit_closed": "A unit was closed",
    "organisations.full_text_link_set": "A link to full texts was set",
    "organisations.elsewhere_link_added": "A link to other searches was added",
    "organisations.elsewhere_link_removed": "A link to other searches was removed",
    "organisations.local_word_set": "A local word was set",
    "organisations.agreement_started": "A library service began to serve an organisation",
    "organisations.agreement_ended": "A library service stopped serving an organisation",
}
# Of the area of messages, which has no words of its own to say.
MESSAGES = {"notifications.secret_read": "An administrator read a message that opens an account"}


def register() -> None:
    """Say all of them. None is about a page."""
    register_words(WORDS | MESSAGES, told=False)
