"""Nothing is lost by being forgotten: every table and every field is carried, or left out for a reason."""

from django.apps import apps

from fingerpost.config.carrying.tables import BY_NAME, CARRIED, LEFT_OUT

SECRETS = {"password", "key", "token", "token_secret", "secret", "session_key", "session_data"}


def every_model():
    return {model._meta.label for model in apps.get_models(include_auto_created=True)}


def test_every_table_is_carried_or_left_out_for_a_reason():
    said = set(BY_NAME) | set(LEFT_OUT)

    assert every_model() - said == set(), "Say in config/carrying/tables.py whether these are carried."
    assert said - every_model() == set()


def test_no_table_is_both_carried_and_left_out():
    assert set(BY_NAME) & set(LEFT_OUT) == set()
    assert len(BY_NAME) == len(CARRIED)


def test_every_field_of_a_carried_table_is_carried_or_left_out_for_a_reason():
    for table in CARRIED:
        own = {field.name for field in table.model._meta.local_concrete_fields}
        left = {one.field for one in table.without}

        assert left <= own, table.name
        assert {field.name for field in table.fields} == own - left


def test_every_reason_is_a_sentence():
    reasons = [*LEFT_OUT.values(), *(one.because for table in CARRIED for one in table.without)]

    assert [reason for reason in reasons if len(reason) < 8 or not reason.endswith(".")] == []


def test_no_secret_is_carried():
    carried = {(table.name, field.name) for table in CARRIED for field in table.fields}

    # Neither opens anything: the key of a local word is which word it is, a token of an audience who may see.
    harmless = {("organisations.LocalWord", "key"), ("records.Audience", "token")}
    assert {(name, field) for name, field in carried if field in SECRETS} == harmless


def test_what_opens_accounts_is_left_out():
    assert {
        "mfa.Authenticator", "sessions.Session", "account.EmailConfirmation", "socialaccount.SocialToken",
        "socialaccount.SocialApp", "notifications.Message",
    } <= set(LEFT_OUT)  # fmt: skip


def test_what_a_row_points_at_is_carried_too():
    lost = [
        f"{table.name}.{field.name}"
        for table in CARRIED for field in table.fields
        if field.is_relation and field.related_model._meta.label not in BY_NAME
    ]  # fmt: skip

    assert lost == []
