"""What people fill in about themselves and about the units they look after."""

from datetime import date
from typing import Any

from fingerpost.organisations.domain.wording import WordInUse
from fingerpost.organisations.models import Role, Sector, Unit, UnitKind
from fingerpost.ui.forms import CheckboxField, ChoiceField, DateField, EmailField, NHSForm, SelectField, TextField
from fingerpost.ui.wording import LONGEST

_DAY_HINT = "For example, 31 3 2027"


class DetailsForm(NHSForm):
    """My name and pronouns."""

    name = TextField(label="Your name", max_length=150, autocomplete="name")
    pronouns = TextField(label="Your pronouns", max_length=40, required=False, width=10, hint="For example, she/her")


class LeaveForm(NHSForm):
    """Leave the site for good."""

    sure = CheckboxField(label="Yes, close my account and forget my name")


class UnitForm(NHSForm):
    """A new unit."""

    name = TextField(label="Name", max_length=200)
    short_name = TextField(label="Short name", max_length=80, required=False, hint="For places with little room")
    kind = ChoiceField(
        label="What is it?",
        choices=[choice for choice in UnitKind.choices if choice[0] != UnitKind.SYSTEM],
        error_messages={"required": "Select what it is"},
    )
    sector = SelectField(
        label="What kind of care does it give?", required=False,
        choices=[("", "It is part of something larger"), *Sector.choices],
    )  # fmt: skip
    ods_code = TextField(
        label="ODS code", max_length=12, required=False, width=10, spellcheck=False, hint="If it has one, like R0A"
    )


class RenameForm(NHSForm):
    """Another name."""

    name = TextField(label="Name", max_length=200)
    short_name = TextField(label="Short name", max_length=80, required=False, hint="For places with little room")


class CloseForm(NHSForm):
    """Close a unit; if another takes over, say which."""

    on = DateField(label="From which day is it closed?", hint=_DAY_HINT)
    successor = SelectField(label="Which unit takes over?", required=False)

    def __init__(self, *args: Any, heirs: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heirs = {unit.slug: unit for unit in heirs}
        self.fields["successor"].choices = [("", "None"), *((slug, unit.name) for slug, unit in self.heirs.items())]

    def clean_successor(self) -> Unit | None:
        """The unit itself."""
        return self.heirs.get(self.cleaned_data["successor"])


class PersonForm(NHSForm):
    """Put somebody in a unit."""

    email = EmailField(label="Work e-mail address")
    name = TextField(label="Name", max_length=150, required=False, hint="Only needed if they have no account yet")
    role = SelectField(label="Role", choices=Role.choices, initial=Role.MEMBER)


class RoleForm(NHSForm):
    """Another role from today."""

    role = SelectField(label="New role", choices=Role.choices)


class EndForm(NHSForm):
    """The last day of something."""

    last_day = DateField(label="Last day", required=False, hint=f"Leave empty to end it now. {_DAY_HINT}")


class AgreementForm(NHSForm):
    """A library service that serves us."""

    service = SelectField(label="Library service")
    starts_on = DateField(label="First day", required=False, hint=f"Leave empty for today. {_DAY_HINT}")
    ends_on = DateField(label="Last day", required=False, hint="Leave empty if no end is agreed")
    desk_email = EmailField(label="E-mail address for questions from your people", required=False)

    def __init__(self, *args: Any, services: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {unit.slug: unit for unit in services}
        names = [(slug, unit.name) for slug, unit in self.services.items()]
        self.fields["service"].choices = [("", "Choose one"), *names]

    def clean_service(self) -> Unit | None:
        """The service itself."""
        return self.services.get(self.cleaned_data["service"])

    def dates(self) -> dict[str, date | None]:
        """First and last day."""
        return {name: self.cleaned_data[name] for name in ("starts_on", "ends_on")}


class LinkForm(NHSForm):
    """A place to search next."""

    name = TextField(label="Name of the place", max_length=80)
    address = TextField(
        label="Address of a search there", max_length=500, inputmode="url", spellcheck=False,
        hint="Search for something there, copy the address, and put {query} where the words of your search stand. "
        "It must start with https://",
    )  # fmt: skip


class FullTextForm(NHSForm):
    """Where full text leads."""

    link = TextField(
        label="Address of your full-text service", max_length=500, required=False, inputmode="url", spellcheck=False,
        hint="It must start with https:// and contain {doi}, {pmid} or {openurl}, like "
        "https://libkey.io/libraries/123/{doi}",
    )  # fmt: skip


class WordsForm(NHSForm):
    """An organisation's own words: one box for each word that can be changed."""

    def __init__(self, *args: Any, words: list[WordInUse], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for word in words:
            above = f" {word.inherited_from} says “{word.inherited}”." if word.inherited else ""
            self.fields[word.key] = TextField(
                label=f"Instead of “{word.default}”", max_length=LONGEST, required=False, initial=word.own, width=20,
                hint=above.strip(), mark_optional=False,
            )  # fmt: skip
