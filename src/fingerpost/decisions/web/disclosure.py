"""The page on which somebody gathers everything about a decision, and says line by line what is withheld."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from fingerpost.decisions.domain import rules
from fingerpost.decisions.domain.disclosure.files import OTHER, REASONS, Withheld, hand_over
from fingerpost.decisions.domain.disclosure.lines import Line, gather
from fingerpost.decisions.models import Confirmation
from fingerpost.ui.forms import NHSForm, SelectField, TextField, invalid
from fingerpost.ui.web.downloads import file_response

GIVE = "give"


class WithholdForm(NHSForm):
    """For each line: whether it is given, and if not, why."""

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            choices = [(GIVE, "Give it"), *((key, f"Withhold: {said.lower()}") for key, said in REASONS.items())]
            self.fields[f"why-{line.key}"] = SelectField(
                label="Give this line?", choices=choices, required=False, initial=GIVE, mark_optional=False
            )
            self.fields[f"words-{line.key}"] = TextField(
                label="If another reason: which?", required=False, max_length=300, guarded=True, mark_optional=False
            )

    def clean(self) -> dict[str, Any]:
        """Another reason needs its words."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.lines:
            if said.get(f"why-{line.key}") == OTHER and not said.get(f"words-{line.key}"):
                self.add_error(f"words-{line.key}", f"Say why “{line.label[:60]}” is withheld")
        return said

    @property
    def parts(self) -> list[tuple[str, list[tuple[Line, Any, Any]]]]:
        """The lines of each part, with their two fields."""
        drawn = [(line, self[f"why-{line.key}"], self[f"words-{line.key}"]) for line in self.lines]
        return [(part, list(rows)) for part, rows in groupby(drawn, key=lambda row: row[0].part)]

    def withheld(self) -> dict[str, Withheld]:
        """What is not given, by line."""
        said = self.cleaned_data
        return {
            line.key: Withheld(said[f"why-{line.key}"], said[f"words-{line.key}"])
            for line in self.lines
            if said.get(f"why-{line.key}") not in {GIVE, "", None}
        }


@login_required
@require_http_methods(["GET", "POST"])
def decision_disclosure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose what is withheld and why; then one file."""
    row = get_object_or_404(rules.rows().visible_to(request.reader), public_id=public_id)  # type: ignore[attr-defined]
    if row.confirmation != Confirmation.CONFIRMED or not rules.may_hand_over(request.reader, row):
        raise Http404
    made = gather(row, request.reader)
    form = WithholdForm(request.POST if request.method == "POST" else None, lines=made.lines)
    page = {
        "page_title": "Hand over everything about this decision", "decision": row, "form": form, "unseen": made.unseen,
        "count": len(made.lines),
    }  # fmt: skip
    if request.method == "GET":
        return render(request, "decisions/decision_disclosure.jinja", page)
    if not form.is_valid():
        return invalid(request, "decisions/decision_disclosure.jinja", page)
    content = hand_over(row, form.withheld(), by=request.user, reader=request.reader)
    return file_response(content, f"disclosure {row.title}", "zip")
