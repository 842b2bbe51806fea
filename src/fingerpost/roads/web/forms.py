"""Forms about questions."""

from django.forms import CharField, HiddenInput

from fingerpost.ui.forms import DateField, NHSForm, TextAreaField


class KeepForm(NHSForm):
    """A question to keep."""

    text = TextAreaField(
        label="Your question", hint="Do not name a patient or give a number that belongs to one.", guarded=True, rows=3,
        error_messages={"required": "Write your question"},
    )  # fmt: skip
    nothing_found = CharField(required=False, widget=HiddenInput, max_length=3)


class AskLibraryForm(NHSForm):
    """What the library team needs to know besides the question."""

    needed_by = DateField(label="When do you need it by?", hint="You can leave this empty.", required=False)
    why = TextAreaField(
        label="What will you use it for?", hint="This helps the team to send what fits. You can leave it empty.",
        required=False, guarded=True, rows=3,
    )  # fmt: skip


class AnswerForm(NHSForm):
    """The library team's answer."""

    answer = TextAreaField(label="Your answer", guarded=True, rows=10, error_messages={"required": "Write an answer"})
