"""The part of a form that says who may see something: the same five choices wherever something is shared."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own import audiences
from fingerpost.library.web.forms_item import lines, person_lines
from fingerpost.organisations.models import Person, Unit, UnitKind
from fingerpost.organisations.readers import Reader
from fingerpost.ui.forms import ChoiceField, MultipleChoiceField, NHSForm, TextAreaField

FIELDS = ("see", "see_units", "see_other", "see_people")
MOST_PLACES = 100


class AudienceForm(NHSForm):
    """Who may see it. `places`: units that can be ticked; `before`: who may see it now; `known`: people it names now.

    A valid form has `cleaned_data["audience"]`, an `audiences.Audience`.
    """

    reveals = {"see": {audiences.UNITS: ["see_units", "see_other"], audiences.PEOPLE: ["see_people"]}}

    see = ChoiceField(label="Who may see it?", choices=[], error_messages={"required": "Say who may see it"})
    see_units = MultipleChoiceField(
        label="Which of yours?", required=False, choices=[], small=True, mark_optional=False
    )  # fmt: skip
    see_other = TextAreaField(
        label="Other organisations or units", required=False, rows=2,
        hint="Their names or ODS codes, each on a new line.",
    )  # fmt: skip
    see_people = TextAreaField(
        label="Whose names?", required=False, rows=3, mark_optional=False,
        hint="Names of colleagues in your organisation, or their e-mail addresses, each on a new line.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, reader: Reader, places: Sequence[Unit], before: audiences.Audience | None = None,
        known: Sequence[Person] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.reader, self.before, self.known = reader, before, list(known)
        self.fields["see"].choices = audiences.choices(before)
        self.fields["see_units"].choices = [(str(unit.pk), unit.name) for unit in places]

    def clean(self) -> dict[str, Any]:
        """Turns the choice into an audience; what is wrong with it stands at the choice."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("see"):
            try:
                said["audience"] = audiences.from_choice(
                    said["see"], reader=self.reader, before=self.before, known=self.known,
                    units=[int(pk) for pk in said.get("see_units") or ()], other=lines(said.get("see_other")),
                    people=lines(said.get("see_people")),
                )  # fmt: skip
            except RuleBroken as problem:
                self.add_error("see", ValidationError(str(problem)))
        return said


def places_of(reader: Reader, also: Iterable[int] = ()) -> list[Unit]:
    """Units to tick: the reader's own and all above, those they look after, and those named already. One query."""
    ids = reader.units | reader.desk_for | reader.administers | set(also)
    order = {pk: place for place, pk in enumerate(reader.path)}
    found = Unit.objects.filter(pk__in=ids).order_by("name")[:MOST_PLACES]
    return sorted(found, key=lambda unit: (order.get(unit.pk, len(order)), unit.kind != UnitKind.ORGANISATION))


def filled_with(audience: audiences.Audience, places: Sequence[Unit]) -> tuple[dict[str, Any], list[Person]]:
    """What the fields hold for an audience, and the people it names. Two queries."""
    units, people = audiences.names_of(audience)
    own = {unit.pk for unit in places}
    return {
        "see": audience.choice,
        "see_units": [str(unit.pk) for unit in units if unit.pk in own],
        "see_other": "\n".join(unit.name for unit in units if unit.pk not in own),
        "see_people": person_lines(people),
    }, people
