"""What people write about themselves, and to each other."""

from fingerpost.people.domain import enquiries
from fingerpost.people.domain.profiles import LONGEST_TOPIC, MOST_TOPICS
from fingerpost.ui.forms import CheckboxField, NHSForm, TextAreaField, TextField


class ProfileForm(NHSForm):
    """My profile."""

    job = TextField(label="Your job", max_length=150, required=False, autocomplete="organization-title", guarded=True)
    about = TextAreaField(
        label="About you", max_length=1000, required=False, guarded=True,
        hint="What you do, what you worked on before, what you like to share. Nothing about patients.",
    )  # fmt: skip
    topics = TextAreaField(
        label="What could a colleague ask you about?", max_length=MOST_TOPICS * (LONGEST_TOPIC + 2), required=False,
        guarded=True, hint="One thing on each line, in everyday words. For example: night admissions",
    )  # fmt: skip

    def lines(self) -> list[str]:
        """The topics, one from each line."""
        return [line for line in self.cleaned_data["topics"].splitlines() if line.strip()]


class AskForm(NHSForm):
    """What somebody wants to know from a colleague."""

    words = TextAreaField(
        label="What do you want to ask?", max_length=enquiries.LONGEST, guarded=True, rows=6,
        hint="Nothing about a patient. Say what you need it for: it helps them to answer.",
        error_messages={"required": "Write what you want to ask"},
    )  # fmt: skip
    shares = CheckboxField(label="When they answer, show them my e-mail address", required=False)


class AnswerForm(NHSForm):
    """An answer to a colleague."""

    answer = TextAreaField(
        label="Your answer", max_length=enquiries.LONGEST, guarded=True, rows=8,
        error_messages={"required": "Write your answer"},
    )  # fmt: skip
    shares = CheckboxField(label="Show them my e-mail address, so that they can write to me", required=False)


class PassForm(NHSForm):
    """Who could answer instead."""

    name = TextField(
        label="Who could answer this?", max_length=150, spellcheck=False,
        hint="The name of somebody who agreed to be asked, as it stands on their page.",
        error_messages={"required": "Write a name"},
    )  # fmt: skip
