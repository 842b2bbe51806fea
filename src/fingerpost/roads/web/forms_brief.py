"""Forms about briefs."""

from collections.abc import Sequence
from typing import Any

from django.forms import CharField, HiddenInput

from fingerpost.library.web.forms_audience import AudienceForm
from fingerpost.roads.domain.briefs import contents, points
from fingerpost.roads.models import BriefVersion, PointKind, Sureness, Verdict
from fingerpost.ui.forms import ChoiceField, DateField, MultipleChoiceField, NHSForm, TextAreaField, TextField

SHOWN_OPTIONS = 3  # empty rows for options at first
OPTION_PARTS = (
    ("name", "Option {n}", ""),
    ("good", "What speaks for option {n}", "What it would bring, and for whom."),
    ("bad", "What speaks against option {n}", "Costs, risks, and what it would take."),
)


class BriefForm(AudienceForm):
    """Everything on the page of a brief but its points. `options`: how many rows for options are drawn."""

    title = TextField(
        label="The question", max_length=contents.LONGEST_TITLE, guarded=True,
        hint="As somebody would ask it who must decide.",
        error_messages={"required": "Write the question that the brief answers"},
    )  # fmt: skip
    verdict = ChoiceField(
        label="What does the evidence come to?", choices=Verdict.choices, required=False, mark_optional=False,
        hint="These are the only phrases we use. “Not enough evidence” is often read as “it does not work”.",
    )  # fmt: skip
    bottom_line = TextAreaField(
        label="Bottom line", required=False, mark_optional=False, rows=3, guarded=True, max_words=contents.MOST_WORDS,
        hint=f"The answer in {contents.MOST_WORDS} words or fewer. Use only numbers that a point below has.",
    )  # fmt: skip
    sureness = ChoiceField(
        label="How sure are you?", choices=Sureness.choices, required=False, mark_optional=False, small=True
    )
    sure_because = TextAreaField(
        label="Why?", required=False, mark_optional=False, rows=3, guarded=True,
        hint="How many studies, how good, and how like our patients and staff.",
    )  # fmt: skip
    unknown = TextAreaField(label="What we do not know", required=False, mark_optional=False, rows=3, guarded=True)
    know_how = TextAreaField(
        label="What we know here", required=False, rows=3, guarded=True,
        hint="Local experience, figures, what patients and staff said.",
    )  # fmt: skip
    searched_on = DateField(label="When was the search done?", required=False, mark_optional=False)
    searched_in = TextField(
        label="Where did you look?", required=False, max_length=500, hint="For example: Fingerpost, PubMed, NICE."
    )
    review_due = DateField(label="When should somebody look at this again?", required=False, mark_optional=False)
    who_to_ask = TextField(label="Who to ask", required=False, max_length=300, guarded=True)
    seen = CharField(widget=HiddenInput, required=False)
    rows = CharField(widget=HiddenInput, required=False)

    def __init__(self, *args: Any, options: int = SHOWN_OPTIONS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.option_rows = min(max(options, 1), contents.MOST_OPTIONS)
        for number in range(1, self.option_rows + 1):
            for key, label, hint in OPTION_PARTS:
                field = TextField if key == "name" else TextAreaField
                more = {} if key == "name" else {"rows": 2}
                self.fields[f"option_{number}_{key}"] = field(
                    label=label.format(n=number), hint=hint, required=False, guarded=True, mark_optional=False, **more
                )  # fmt: skip
        self.fields["see"].label = "Who may see it once you share it?"

    def options(self) -> list[dict[str, str]]:
        """The rows for options as they were typed."""
        return [
            {key: self.cleaned_data.get(f"option_{number}_{key}") or "" for key, _, _ in OPTION_PARTS}
            for number in range(1, self.option_rows + 1)
        ]

    def content(self) -> dict[str, Any]:
        """What was typed, as `writing.save` takes it. Only once the form is valid."""
        said = self.cleaned_data
        kept = {name: said.get(name) or "" for name in (
            "title", "verdict", "bottom_line", "sureness", "sure_because", "unknown", "know_how", "searched_in",
            "who_to_ask",
        )}  # fmt: skip
        audience = said["audience"]
        return kept | {
            "searched_on": said.get("searched_on"), "review_due": said.get("review_due"), "options": self.options(),
            "open_to": audience.open_to, "tokens": audience.tokens,
        }  # fmt: skip


def initial_of(version: BriefVersion) -> dict[str, Any]:
    """What the fields hold for a version, but for who may see it."""
    said: dict[str, Any] = {
        name: getattr(version, name) for name in contents.FIELDS if name not in {"options", "open_to", "tokens"}
    }
    for number, row in enumerate(version.options, 1):
        said |= {f"option_{number}_{key}": row.get(key, "") for key, _, _ in OPTION_PARTS}
    return said | {"seen": str(version.saves)}


class PointForm(NHSForm):
    """One sentence of a brief."""

    text = TextAreaField(
        label="The sentence", rows=3, guarded=True, max_length=contents.LONGEST_POINT,
        hint="One finding, in your own words. Numbers must be those of the source.",
        error_messages={"required": "Write the sentence"},
    )  # fmt: skip
    kind = ChoiceField(
        label="What does it stand on?",
        choices=[
            (PointKind.EVIDENCE, "The words of a source. I will pin it to them."),
            (PointKind.OWN, "What we know ourselves. It has no source, and the brief will say so."),
        ],
        initial=PointKind.EVIDENCE,
    )  # fmt: skip
    seen = CharField(widget=HiddenInput, required=False)


class AcceptForm(NHSForm):
    """That a sentence says what its source says; and, where it differs, why it is right all the same."""

    because = TextAreaField(
        label="Why is it right although it differs?", rows=2, required=False, guarded=True, max_length=500,
        mark_optional=False, hint="For example: rounded; or worked out from the two numbers.",
    )  # fmt: skip
    seen = CharField(widget=HiddenInput, required=False)


class PinForm(NHSForm):
    """The words of one source that a sentence is pinned to. `sentences`: (place, words) pairs to tick."""

    places = MultipleChoiceField(label="Sentences", choices=[], required=False, mark_optional=False)
    words = TextAreaField(
        label="Or copy the exact words here", rows=2, required=False, mark_optional=False,
        hint="Letter by letter as the source has them.", max_length=points.LONGEST_QUOTE,
    )  # fmt: skip

    def __init__(self, *args: Any, sentences: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].choices = list(sentences)

    def clean(self) -> dict[str, Any]:
        """Something must be chosen."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("places") and not said.get("words") and not self.errors:
            self.add_error("places", "Tick the sentences that say it, or copy the exact words")
        return said


class WithdrawForm(NHSForm):
    """Why a brief is taken out of use."""

    because = TextAreaField(
        label="Why should people no longer use this brief?", max_length=500, guarded=True, rows=3,
        error_messages={"required": "Say why"},
    )  # fmt: skip
