"""Forms about reading lists."""

from collections.abc import Sequence
from typing import Any

from fingerpost.library.domain.gathering import collections
from fingerpost.library.domain.own import audiences
from fingerpost.library.models import Collection
from fingerpost.organisations.models import Unit
from fingerpost.ui.forms import CheckboxField, ChoiceField, MultipleChoiceField, NHSForm, TextAreaField, TextField

NEW = "new"


class CollectionForm(NHSForm):
    """A list's own words."""

    title = TextField(
        label="Name of the list", max_length=collections.LONGEST_TITLE, guarded=True,
        hint="What people will find on it. For example: Preventing falls, to read first",
        error_messages={"required": "Give the list a name"},
    )  # fmt: skip
    introduction = TextAreaField(
        label="What it is for", max_length=collections.LONGEST_INTRODUCTION, required=False, guarded=True, rows=4,
        hint="Who should read it, and where to begin.",
    )  # fmt: skip
    may_embed = CheckboxField(
        label="Other websites may show this list", required=False,
        hint="They show only what anyone may see without signing in, and only while the list is open to anyone.",
    )  # fmt: skip


class ShareForm(NHSForm):
    """Who may see a list. `places`: units that can be ticked; `now`: who may see it now."""

    reveals = {"see": {audiences.UNITS: ["see_units", "see_other"], audiences.PEOPLE: ["see_people"]}}

    see = ChoiceField(
        label="Who may see this list?", choices=[], error_messages={"required": "Say who may see the list"},
        hint="Each reader sees only those things on it that they may see anyway.",
    )  # fmt: skip
    see_units = MultipleChoiceField(
        label="Which of yours?", required=False, choices=[], small=True, mark_optional=False
    )
    see_other = TextAreaField(
        label="Other organisations or units", required=False, rows=2,
        hint="Their names or ODS codes, each on a new line.",
    )  # fmt: skip
    see_people = TextAreaField(
        label="Whose names?", required=False, rows=3, mark_optional=False,
        hint="Names of colleagues in your organisation, or their e-mail addresses, each on a new line.",
    )  # fmt: skip

    def __init__(self, *args: Any, places: Sequence[Unit], now: audiences.Audience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["see"].choices = audiences.choices(now)
        self.fields["see_units"].choices = [(str(unit.pk), unit.name) for unit in places]


class PutForm(NHSForm):
    """Which list to put something on, and why it is worth reading."""

    reveals = {"where": {NEW: ["title"]}}

    where = ChoiceField(
        label="Which list?", choices=[], divider_before={NEW: "or"}, error_messages={"required": "Choose a list"}
    )
    title = TextField(
        label="Name of the new list", max_length=collections.LONGEST_TITLE, guarded=True,
        error_messages={"required": "Give the new list a name"},
    )  # fmt: skip
    note = TextField(
        label="Why is it worth reading?", max_length=collections.LONGEST_NOTE, required=False, guarded=True,
        hint="A line that stands beside it on the list.",
    )  # fmt: skip

    def __init__(self, *args: Any, lists: Sequence[Collection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = [*((each.public_id, each.title) for each in lists), (NEW, "A new list")]
        if not lists:
            self.fields["where"].initial = NEW


class EntryForm(NHSForm):
    """What stands beside one thing on a list, and above it."""

    note = TextAreaField(
        label="Your note", max_length=collections.LONGEST_NOTE, required=False, guarded=True, rows=3,
        hint="Why it is worth reading, or what to look for.",
    )  # fmt: skip
    section = TextField(
        label="Heading that it stands under", max_length=collections.LONGEST_HEADING, required=False, guarded=True,
        hint="Things under the same heading stand together. Write a new one, or one that is on the list.",
    )  # fmt: skip


class WithdrawForm(NHSForm):
    """Why a list is taken out of use."""

    because = TextAreaField(
        label="Why should people no longer use this list?", max_length=500, guarded=True, rows=3,
        error_messages={"required": "Say why"},
    )  # fmt: skip
