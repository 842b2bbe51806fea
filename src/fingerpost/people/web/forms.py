"""What people write about themselves."""

from fingerpost.people.domain.profiles import LONGEST_TOPIC, MOST_TOPICS
from fingerpost.ui.forms import NHSForm, TextAreaField, TextField


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
