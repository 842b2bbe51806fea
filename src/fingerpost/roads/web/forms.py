"""Forms about questions, and about what is kept for them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, HiddenInput

from fingerpost.kernel import clock
from fingerpost.library.domain.own import audiences
from fingerpost.library.web.forms_audience import FIELDS, AudienceForm
from fingerpost.roads.domain import kept, questions
from fingerpost.roads.models import KnowledgeKind, Question
from fingerpost.ui.forms import ChoiceField, DateField, NHSForm, TextAreaField, TextField

NEW = "new"
# Who works on a question is always named: it is nobody's to open to all.
CHOICES = ((audiences.ME, "Only me"), (audiences.UNITS, "These units"), (audiences.PEOPLE, "Named people"))
OWN_KINDS = (
    (KnowledgeKind.KNOW_HOW, "How to do it"),
    (KnowledgeKind.LESSONS, "Something that happened here, and what we learned"),
    (KnowledgeKind.JUDGEMENT, "What I think, from experience"),
)  # fmt: skip
WHY = {
    "label": "Why does it matter?", "hint": "For example: what goes wrong now, and for whom.",
    "required": False, "guarded": True, "rows": 4, "max_length": questions.LONGEST_WHY,
}  # fmt: skip
DECIDE_BY = {
    "label": "When must it be decided?",
    "hint": "For example, 31 3 2027.",
    "required": False,
}


class SeeForm(AudienceForm):
    """Who may see a question and work on it. It is shared with units and people, never with all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        see = self.fields["see"]
        see.label = "Who may see it and work on it?"
        see.help_text = "They can keep things for it too. Each sees only those things that they may see anyway."
        mixed = self.before is not None and self.before.choice == audiences.AS_IT_IS
        see.choices = [*([(audiences.AS_IT_IS, "The same units and people as now")] if mixed else []), *CHOICES]


class KeepForm(SeeForm):
    """A question to save."""

    field_order = ("text", "why", "decide_by", *FIELDS)

    text = TextAreaField(
        label="Your question", hint="Do not name a patient or give a number that belongs to one.", guarded=True, rows=3,
        error_messages={"required": "Write your question"},
    )  # fmt: skip
    why = TextAreaField(**WHY)
    decide_by = DateField(**DECIDE_BY, earliest=clock.today)
    nothing_found = CharField(required=False, widget=HiddenInput, max_length=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever sends no choice, as a form of one button does, keeps it to themselves.
        self.fields["see"].required, self.fields["see"].initial = False, audiences.ME
        self.fields["see"].mark_optional = False


class ChangeForm(NHSForm):
    """Why a question matters, and when it must be decided."""

    why = TextAreaField(**WHY)
    decide_by = DateField(**DECIDE_BY)

    def clean_decide_by(self) -> date | None:
        """A day that has passed may stay; a new one lies ahead."""
        day: date | None = self.cleaned_data["decide_by"]
        if day and day < clock.today() and day != self.initial.get("decide_by"):
            raise ValidationError("The day has passed. Choose a day from today on")
        return day


class AskLibraryForm(NHSForm):
    """What the library team needs to know besides the question."""

    needed_by = DateField(label="When do you need it by?", hint="You can leave this empty.", required=False)
    why = TextAreaField(
        label="What will you use it for?", hint="This helps the team to send what fits. You can leave it empty.",
        required=False, guarded=True, rows=3, max_length=questions.LONGEST_WHY,
    )  # fmt: skip


class AnswerForm(NHSForm):
    """The library team's answer."""

    answer = TextAreaField(label="Your answer", guarded=True, rows=10, error_messages={"required": "Write an answer"})


# What is kept ---------------------------------------------------------------------------------------


class PutForm(NHSForm):
    """Which question to keep something for, and why. `asks_kind`: whether it could be any kind of knowledge."""

    reveals = {"where": {NEW: ["text"]}}

    where = ChoiceField(
        label="Which question?", choices=[], divider_before={NEW: "or"},
        error_messages={"required": "Choose a question"},
    )  # fmt: skip
    text = TextAreaField(
        label="Your question", guarded=True, rows=2, error_messages={"required": "Write your question"},
        hint="Only you will see it, until you share it. Do not name a patient or give a number that belongs to one.",
    )  # fmt: skip
    kind = ChoiceField(label="What kind of knowledge does it hold?", choices=KnowledgeKind.choices, required=False)
    words = TextAreaField(
        label="Your note", guarded=True, rows=3, required=False, max_length=kept.LONGEST_WORDS,
        hint="What it adds, or what to look at in it.",
    )  # fmt: skip

    def __init__(self, *args: Any, listed: Sequence[Question], asks_kind: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = [*((one.public_id, one.title) for one in listed), (NEW, "A new question")]
        if not listed:
            self.fields["where"].initial = NEW
        if not asks_kind:
            del self.fields["kind"]


class OwnForm(NHSForm):
    """What we know ourselves."""

    kind = ChoiceField(label="What is it?", choices=OWN_KINDS, error_messages={"required": "Say what it is"})
    words = TextAreaField(
        label="What do you know?", guarded=True, rows=4, max_length=kept.LONGEST_WORDS,
        error_messages={"required": "Write what you know"},
    )  # fmt: skip
    source = TextField(
        label="How do you know it?", guarded=True, required=False, max_length=kept.LONGEST_SOURCE,
        hint="For example: 12 years on this ward.",
    )  # fmt: skip


class FigureForm(NHSForm):
    """A local figure."""

    figure = TextField(
        label="The figure", guarded=True, max_length=kept.LONGEST_FIGURE,
        hint="For example: 6.2 for every 1,000 bed days", error_messages={"required": "Give the figure"},
    )  # fmt: skip
    words = TextAreaField(
        label="What does it count?", guarded=True, rows=2, max_length=kept.LONGEST_WORDS,
        hint="For example: falls on Ward 9, April to September 2026", error_messages={"required": "Say what it counts"},
    )  # fmt: skip
    source = TextField(
        label="Where is it from?", guarded=True, max_length=kept.LONGEST_SOURCE,
        hint="For example: our incident system", error_messages={"required": "Say where it is from"},
    )  # fmt: skip


class VoicesForm(NHSForm):
    """What patients and staff said."""

    words = TextAreaField(
        label="What did they say?", guarded=True, rows=4, max_length=kept.LONGEST_WORDS,
        hint="Nothing that could tell who they are.", error_messages={"required": "Write what they said"},
    )  # fmt: skip
    source = TextField(
        label="How did you gather it?", guarded=True, max_length=kept.LONGEST_SOURCE,
        hint="For example: 14 feedback cards in May 2026", error_messages={"required": "Say how you gathered it"},
    )  # fmt: skip


ADD_FORMS: dict[str, type[NHSForm]] = {"own": OwnForm, "figure": FigureForm, "voices": VoicesForm}
EDIT_FORMS = {KnowledgeKind.DATA: FigureForm, KnowledgeKind.VOICES: VoicesForm}


class NoteForm(NHSForm):
    """The note on one thing."""

    words = TextAreaField(
        label="Your note", guarded=True, rows=4, required=False, max_length=kept.LONGEST_WORDS,
        hint="What it adds, or what to look at in it.",
    )  # fmt: skip


class DropForm(NHSForm):
    """Why something is dropped."""

    because = TextAreaField(
        label="Why do you drop it?", guarded=True, rows=3, max_length=kept.LONGEST_REASON,
        hint="It stays on the page, folded away, with this reason.", error_messages={"required": "Say why you drop it"},
    )  # fmt: skip
