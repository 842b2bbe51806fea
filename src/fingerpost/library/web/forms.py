"""Forms of the library."""

from typing import Any

from fingerpost.library.domain.published.outside import NAMES
from fingerpost.organisations.models import Unit
from fingerpost.ui.forms import ChoiceField, FileField, NHSForm, SelectField, TextAreaField


class _TeamForm(NHSForm):
    """A form that is sent in the name of one of the person's teams."""

    def __init__(self, *args: Any, teams: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = teams
        self.fields["team"].choices = [(str(unit.pk), unit.name) for unit in teams]

    def chosen_team(self) -> Unit | None:
        """The chosen team."""
        return next((unit for unit in self.teams if str(unit.pk) == self.cleaned_data["team"]), None)


class UploadForm(_TeamForm):
    """A file of published papers."""

    file = FileField(
        label="File",
        hint="PubMed XML, NBIB, RIS, EndNote XML, BibTeX or CSV. It may be packed with gzip (.gz).",
        error_messages={"required": "Choose a file", "empty": "This file is empty"},
    )
    route = ChoiceField(
        label="How did the abstracts reach you?",
        hint=(
            "Abstracts from a database you pay for stay with your team. "
            "Titles, authors and journals can be seen by anyone."
        ),
        choices=[
            ("auto", "Not sure: go by the database each one names"),
            ("open", "They are free for anyone to read, such as PubMed"),
            ("subscribed", "From a database our library pays for, such as Embase or CINAHL"),
        ],
        initial="auto",
        error_messages={"required": "Say how the abstracts reached you"},
    )
    team = SelectField(label="Team", error_messages={"required": "Choose a team"}, choices=[])


class OutsideForm(_TeamForm):
    """A search of PubMed or Europe PMC."""

    source = ChoiceField(
        label="Where", choices=list(NAMES.items()), initial="pubmed", error_messages={"required": "Choose where"}
    )
    question = TextAreaField(
        label="Search, or PMIDs",
        hint="Write a search as you would there, or a list of PMIDs with spaces between them.",
        guarded=True,
        error_messages={"required": "Write a search or a list of PMIDs"},
    )
    team = SelectField(label="Team", error_messages={"required": "Choose a team"}, choices=[])


class MendForm(NHSForm):
    """A rejected piece, as text to mend."""

    text = TextAreaField(
        label="What the file said", hint="Mend the mistake and try again.", rows=14,
        error_messages={"required": "There is nothing here to try"},
    )  # fmt: skip
