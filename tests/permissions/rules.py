"""Who may use each address: the table that the product is held to.

One line an address: who may look at it (GET) and who may send something to it (POST), first in their
own organisation, then in somebody else's. `NEVER` in the column of a method means that the address
does not know it. Whoever is not named meets the sign-in page (strangers) or "page not found" (everyone
else). An address without a line here fails the test: decide who may, then write it down.
"""

from dataclasses import dataclass

STRANGER, MEMBER, SPECIALIST, MANAGER = "stranger", "member", "specialist", "service manager"
EXECUTIVE, CHAMPION, ADMINISTRATOR, NATIONAL = "executive", "champion", "administrator", "national viewer"
ROLES = (STRANGER, MEMBER, SPECIALIST, MANAGER, EXECUTIVE, CHAMPION, ADMINISTRATOR, NATIONAL)

Who = frozenset[str]
NEVER: Who | None = None
NOBODY: Who = frozenset()
ANYONE: Who = frozenset(ROLES)
SIGNED_IN: Who = ANYONE - {STRANGER}
LIBRARY: Who = frozenset({SPECIALIST, MANAGER})
BRINGERS: Who = LIBRARY | {ADMINISTRATOR}
ADMIN: Who = frozenset({ADMINISTRATOR})


@dataclass(frozen=True)
class Rule:
    """Who may GET and POST, where the thing behind the address is one's own organisation's and where it is not."""

    get: Who | None
    post: Who | None
    get_elsewhere: Who | None
    post_elsewhere: Who | None


def same(get: Who | None, post: Who | None) -> Rule:
    """Nothing behind this address belongs to an organisation."""
    return Rule(get, post, get, post)


def own(get: Who | None, post: Who | None) -> Rule:
    """Nobody of another organisation may."""
    return Rule(get, post, None if get is None else NOBODY, None if post is None else NOBODY)


RULES: dict[str, Rule] = {
    # Asking
    "hub:home": same(ANYONE, NEVER),
    "hub:home_actions": same(SIGNED_IN, NEVER),
    "hub:search": same(ANYONE, NEVER),
    "hub:suggest": same(ANYONE, NEVER),
    "hub:help": same(ANYONE, NEVER),
    "hub:accessibility": same(ANYONE, NEVER),
    "hub:healthz": same(ANYONE, NEVER),
    "hub:readyz": same(ANYONE, NEVER),
    "hub:operations": same(ADMIN, NEVER),
    "hub:record": own(SIGNED_IN, NEVER),  # an item shared with the whole organisation
    "hub:connections": own(SIGNED_IN, NEVER),
    "hub:use_said": own(NEVER, BRINGERS),  # by those who may edit that item
    # The library
    "library:paper": same(ANYONE, NEVER),  # a paper's facts are open
    "library:item": own(SIGNED_IN, NEVER),
    "library:shelf": same(ANYONE, NEVER),
    "library:item_add": same(SIGNED_IN, NEVER),
    "library:item_write": same(SIGNED_IN, SIGNED_IN),
    "library:draft_open": own(NEVER, BRINGERS),  # that item, by those who look after it
    "library:draft": own(BRINGERS, BRINGERS),
    "library:draft_read": own(BRINGERS, BRINGERS),
    "library:item_withdraw": own(BRINGERS, BRINGERS),
    "library:version_list": own(SIGNED_IN, NEVER),
    "library:version_compare": own(SIGNED_IN, NEVER),
    "library:version": own(SIGNED_IN, NEVER),  # its first version, shared with the whole organisation
    "library:version_restore": own(NEVER, BRINGERS),
    "library:asked_of_me": same(SIGNED_IN, NEVER),
    "library:asked_answer": own(NEVER, NOBODY),  # what a colleague is asked
    "library:ways_set": own(ADMIN, ADMIN),
    "library:file": own(SIGNED_IN, NEVER),  # attached to that item
    "library:shelf_download": same(SIGNED_IN, NEVER),
    "library:feed": same(ANYONE, NEVER),
    "library:topic_list": same(ANYONE, NEVER),
    "library:topic": own(SIGNED_IN, NEVER),  # the topic of that item
    "library:collection_list": same(ANYONE, NEVER),
    "library:collection_begin": same(SIGNED_IN, SIGNED_IN),
    "library:collection_put": own(SIGNED_IN, SIGNED_IN),  # that item, on a list of one's own
    "library:collection": own(SIGNED_IN, NEVER),  # a colleague's list, shared with the organisation
    "library:collection_export": own(SIGNED_IN, NEVER),
    "library:collection_embed": same(ANYONE, NEVER),  # one that is open to anyone and may be framed
    "library:collection_edit": own(BRINGERS, BRINGERS),
    "library:collection_share": own(BRINGERS, BRINGERS),
    "library:collection_withdraw": own(BRINGERS, BRINGERS),
    "library:entry_edit": own(BRINGERS, BRINGERS),
    "library:entry_move": own(NEVER, BRINGERS),
    "library:entry_take_out": own(NEVER, BRINGERS),
    "library:flag": own(SIGNED_IN, SIGNED_IN),  # what looks wrong on that item
    "library:my_flags": same(SIGNED_IN, NEVER),
    "library:flag_answer": own(BRINGERS, BRINGERS),  # what somebody said of that item
    "library:review_queue": same(SIGNED_IN, NEVER),  # each finds only what they may review
    "library:review_one": own(BRINGERS, BRINGERS),
    "library:beside": own(BRINGERS, BRINGERS),
    "library:health_list": same(SIGNED_IN, NEVER),
    "library:health": own(SIGNED_IN, NEVER),
    "library:health_hand_over": own(NEVER, BRINGERS),
    "library:filling_list": same(BRINGERS, NEVER),
    "library:filling_new": same(BRINGERS, BRINGERS),
    "library:filling": own(BRINGERS, NEVER),
    "library:filling_match": own(BRINGERS, BRINGERS),
    "library:filling_run": own(NEVER, BRINGERS),
    "library:filling_stop": own(NEVER, BRINGERS),
    "library:filling_undo": own(BRINGERS, BRINGERS),
    "library:filling_row": own(BRINGERS, BRINGERS),
    "library:held_list": same(SIGNED_IN, NEVER),  # each finds only what they may see
    "library:held_check": own(NEVER, BRINGERS),  # the address of that item
    "library:held_confirm": own(NEVER, BRINGERS),
    "library:import_list": same(BRINGERS, NEVER),
    "library:import_upload": same(BRINGERS, BRINGERS),
    "library:import_outside": same(BRINGERS, BRINGERS),
    "library:import": own(LIBRARY, NEVER),
    "library:import_stop": own(NEVER, LIBRARY),
    "library:reject_mend": own(LIBRARY, LIBRARY),
    # Questions: a colleague's, which they asked the library team about
    "roads:question_list": same(SIGNED_IN, NEVER),
    "roads:question_keep": same(SIGNED_IN, SIGNED_IN),
    "roads:question": own(LIBRARY, LIBRARY),
    "roads:question_seen": own(NEVER, LIBRARY),
    "roads:question_close": own(NEVER, LIBRARY),  # they see it; only the asker's press does anything
    "roads:question_reopen": own(NEVER, LIBRARY),
    "roads:question_take_over": own(NEVER, LIBRARY),
    "roads:question_share": own(NOBODY, NOBODY),
    "roads:question_change": own(NOBODY, NOBODY),
    "roads:kept_put": own(SIGNED_IN, SIGNED_IN),  # an item shared with the organisation, for a question of one's own
    "roads:kept_add": own(NEVER, LIBRARY),
    "roads:kept_edit": own(LIBRARY, LIBRARY),  # what the colleague added
    "roads:kept_drop": own(LIBRARY, LIBRARY),
    "roads:kept_take_up": own(NEVER, LIBRARY),
    # Decisions: one of a colleague, shared with the organisation, whom an action of it is for
    "decisions:decision_list": same(ANYONE, NEVER),
    "decisions:decision_record": same(SIGNED_IN, SIGNED_IN),
    "decisions:decision": own(SIGNED_IN, NEVER),
    "decisions:decision_export": own(SIGNED_IN, NEVER),
    "decisions:decision_road": own(SIGNED_IN, NEVER),
    "decisions:decision_withdraw": own(ADMIN, ADMIN),
    "decisions:decision_look_again": own(ADMIN, ADMIN),
    "decisions:decision_disclosure": own(ADMIN, ADMIN),
    "decisions:action_done": own(ADMIN, ADMIN),
    # A colleague's draft, which waits for another colleague
    "decisions:decision_edit": own(NOBODY, NOBODY),
    "decisions:decision_give_up": own(NOBODY, NOBODY),
    "decisions:decision_send": own(NEVER, NOBODY),
    "decisions:decision_confirm": own(NOBODY, NOBODY),
    # Briefs: one that is shared with the organisation, and the draft of another that the library team works on
    "roads:brief": own(SIGNED_IN, NEVER),
    "roads:brief_export": own(SIGNED_IN, NEVER),
    "roads:brief_version_list": own(SIGNED_IN, NEVER),
    "roads:brief_version": own(SIGNED_IN, NEVER),
    "roads:brief_check": own(NEVER, LIBRARY),
    "roads:brief_withdraw": own(BRINGERS, BRINGERS),
    "roads:brief_begin": own(NEVER, LIBRARY),
    "roads:brief_open": own(NEVER, LIBRARY),
    "roads:brief_draft": own(LIBRARY, NEVER),
    "roads:brief_write": own(LIBRARY, LIBRARY),
    "roads:brief_release": own(NEVER, LIBRARY),
    "roads:brief_give_up": own(NEVER, LIBRARY),
    "roads:point_add": own(LIBRARY, LIBRARY),
    "roads:point": own(LIBRARY, LIBRARY),
    "roads:point_move": own(NEVER, LIBRARY),
    "roads:point_remove": own(NEVER, LIBRARY),
    "roads:pin": own(LIBRARY, LIBRARY),
    "roads:pin_change": own(NEVER, LIBRARY),
    # People
    "people:profile": same(SIGNED_IN, NEVER),  # somebody who agreed to be found by all who sign in
    "people:profile_edit": same(SIGNED_IN, SIGNED_IN),
    "people:enquiry_list": same(SIGNED_IN, NEVER),
    "people:enquiry_ask": same(SIGNED_IN, SIGNED_IN),  # somebody who agreed to be asked
    "people:enquiry": own(NOBODY, NOBODY),  # between two others
    "people:enquiry_put_aside": own(NEVER, NOBODY),
    "people:enquiry_take_back": own(NEVER, NOBODY),
    "people:enquiry_pass": own(NOBODY, NOBODY),
    "hub:unit": same(SIGNED_IN, NEVER),
    # Oneself
    "organisations:account": same(SIGNED_IN, SIGNED_IN),
    "organisations:account_leave": same(SIGNED_IN, SIGNED_IN),
    "organisations:membership_leave": own(NEVER, NOBODY),  # a colleague's; everyone may leave by themselves
    "organisations:privacy": same(ANYONE, NEVER),
    "organisations:privacy_mine": same(SIGNED_IN, NEVER),
    "organisations:privacy_download": same(SIGNED_IN, NEVER),
    "organisations:hide": same(NEVER, SIGNED_IN),
    "organisations:consent_say": same(NEVER, SIGNED_IN),
    # Looking after an organisation
    "organisations:organisation_list": same(ADMIN, NEVER),
    "organisations:organisation_show": own(ADMIN, ADMIN),
    "organisations:unit_list": own(ADMIN, ADMIN),
    "organisations:unit_close": own(ADMIN, ADMIN),
    "organisations:people_list": own(ADMIN, ADMIN),
    "organisations:membership_change": own(ADMIN, ADMIN),
    "organisations:membership_end": own(NEVER, ADMIN),
    "organisations:agreement_list": own(ADMIN, ADMIN),
    "organisations:agreement_end": own(ADMIN, ADMIN),
    "organisations:word_list": own(ADMIN, ADMIN),
    "organisations:link_list": own(ADMIN, ADMIN),
    "organisations:link_remove": own(NEVER, ADMIN),
    "organisations:full_text_set": own(NEVER, ADMIN),
    # E-mails to a colleague
    "notifications:outbox_list": same(ADMIN, NEVER),
    "notifications:outbox_show": own(ADMIN, ADMIN),
    # The preview of the design, where the operator turned it on
    "ui:preview": same(ANYONE, NEVER),
    "ui:alone": same(ANYONE, NEVER),
    "ui:form": same(ANYONE, ANYONE),
    "ui:error": same(ANYONE, NEVER),
}

# Sign-in. The library behind it leads whoever has no business on a page to another page, so these only
# say who may reach them at all.
RULES |= {
    "account_login": same(ANYONE, ANYONE),
    "account_logout": same(ANYONE, ANYONE),
    "account_inactive": same(ANYONE, NEVER),
    "account_signup": same(ANYONE, ANYONE),
    "account_reauthenticate": same(SIGNED_IN, SIGNED_IN),
    "account_email": same(SIGNED_IN, SIGNED_IN),
    "account_email_verification_sent": same(ANYONE, NEVER),
    "account_confirm_email": same(ANYONE, ANYONE),
    "account_change_password": same(SIGNED_IN, SIGNED_IN),
    "account_set_password": same(SIGNED_IN, SIGNED_IN),
    "account_reset_password": same(ANYONE, ANYONE),
    "account_reset_password_done": same(ANYONE, NEVER),
    "account_reset_password_from_key": same(ANYONE, ANYONE),
    "account_reset_password_from_key_done": same(ANYONE, NEVER),
    "mfa_index": same(SIGNED_IN, NEVER),
    "mfa_authenticate": same(ANYONE, ANYONE),
    "mfa_reauthenticate": same(SIGNED_IN, SIGNED_IN),
    "mfa_activate_totp": same(SIGNED_IN, SIGNED_IN),
    "mfa_deactivate_totp": same(SIGNED_IN, SIGNED_IN),
    "mfa_view_recovery_codes": same(SIGNED_IN, SIGNED_IN),
    "mfa_generate_recovery_codes": same(SIGNED_IN, SIGNED_IN),
    "mfa_download_recovery_codes": same(SIGNED_IN, SIGNED_IN),
    "socialaccount_login_cancelled": same(ANYONE, NEVER),
    "socialaccount_login_error": same(ANYONE, NEVER),
    "socialaccount_signup": same(ANYONE, ANYONE),
    "socialaccount_connections": same(SIGNED_IN, SIGNED_IN),
    "openid_connect_login": same(ANYONE, ANYONE),
    "openid_connect_callback": same(ANYONE, ANYONE),
}

# Pages that only serve somebody half-way through signing in, or that a second step stands before: for
# others they are not there, which is right too.
MAY_BE_ABSENT = {
    "account_signup", "account_set_password", "account_confirm_email", "mfa_authenticate", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "openid_connect_login", "openid_connect_callback", "socialaccount_signup", "ui:error",
}  # fmt: skip
# A GET here writes the session, and must: the secret offered for a second step, and the state of a
# sign-in by work account, are kept there until the answer comes.
WRITES_ITS_SESSION = {"mfa_activate_totp", "openid_connect_login"}
