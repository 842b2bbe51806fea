"""The form of an item: short at first, the rest folded away. One class for every kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, HiddenInput

from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain.own import audiences, contents
from fingerpost.library.domain.own.kinds import BY_KEY, Section
from fingerpost.library.domain.own.who_to_ask import colleagues
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import Reader
from fingerpost.ui.forms import (
    CheckboxField,
    ChoiceField,
    DateField,
    FileField,
    MarkdownField,
    MultipleChoiceField,
    NHSForm,
    SelectField,
    TextAreaField,
    TextField,
)

LONG_PICTURES = 500


class ItemForm(NHSForm):
    """Title, the parts of its kind, who may see it; and under "More" all else.

    `units`: those in whose name a new page can be written; none when the page is there already.
    `places`: units that can be ticked. `attached`: its files. `sharing`: whether it must be complete.
    """

    reveals = {"see": {audiences.UNITS: ["see_units", "see_other"], audiences.PEOPLE: ["see_people"]}}

    title = TextField(
        label="Title", max_length=contents.LONGEST_TITLE, guarded=True, error_messages={"required": "Give it a title"}
    )
    see = ChoiceField(label="Who may see it?", choices=[], error_messages={"required": "Say who may see it"})
    see_units = MultipleChoiceField(
        label="Which of yours?", required=False, choices=[], small=True, mark_optional=False,
        hint="Your library team and administrators can see the page too, to keep it in order.",
    )  # fmt: skip
    see_other = TextAreaField(
        label="Other organisations or units", required=False, rows=2,
        hint="Their names or ODS codes, each on a new line.",
    )  # fmt: skip
    see_people = TextAreaField(
        label="Whose names?", required=False, rows=3, mark_optional=False,
        hint="Names of colleagues in your organisation, or their e-mail addresses, each on a new line.",
    )  # fmt: skip
    summary = TextField(
        label="In one line",
        required=False,
        max_length=300,
        guarded=True,
        hint="What somebody sees in a list of answers.",
    )
    topics = TextAreaField(
        label="Topics",
        required=False,
        rows=3,
        guarded=True,
        hint="Words that people would look under, each on a new line.",
    )
    more_topics = MultipleChoiceField(
        label="Topics that others use, found in your text", required=False, choices=[], small=True, mark_optional=False
    )
    mesh = TextAreaField(
        label="Subject headings (MeSH)",
        required=False,
        rows=3,
        hint="Each on a new line. You can leave these to your library team.",
    )
    more_mesh = MultipleChoiceField(
        label="Subject headings found in your text", required=False, choices=[], small=True, mark_optional=False
    )
    applies_to = MultipleChoiceField(
        label="Where does it apply?", required=False, choices=[], small=True,
        hint="If you tick none, it applies to the people of the unit that owns it.",
    )  # fmt: skip
    who_to_ask = TextAreaField(
        label="Who to ask", required=False, rows=3,
        hint="Colleagues by name, each on a new line. We ask them first. Nobody sees a name before that person agrees.",
    )  # fmt: skip
    owner = TextField(
        label="Owner",
        required=False,
        hint="The colleague who keeps it true, by name. If you leave this empty, it is you.",
    )
    review_due = DateField(label="Next review", required=False)
    file = FileField(label="Add a file or picture", required=False, hint="PDF, Word, web page, plain text or picture.")
    picture_alt = TextField(
        label="If it is a picture: what does it show?", required=False, max_length=LONG_PICTURES, guarded=True,
        hint="For people who cannot see it.",
    )  # fmt: skip
    drop_files = MultipleChoiceField(label="Take off", required=False, choices=[], small=True, mark_optional=False)
    address = TextField(label="Address", required=False, max_length=1000, inputmode="url", spellcheck=False)
    held_by = TextField(
        label="Held in", required=False, max_length=120,
        hint="If the one controlled copy lives in another system, name the system. Then our page leads there.",
    )  # fmt: skip
    what_changed = TextField(label="What did you change?", required=False, max_length=300, guarded=True)
    checked = CheckboxField(
        label="I have read the whole page, and it is right today", required=False,
        hint="Tick this only if you have. When you share the page, it counts as a review.",
    )  # fmt: skip
    version = CharField(widget=HiddenInput, required=False)
    seen = CharField(widget=HiddenInput, required=False)
    written_by = CharField(widget=HiddenInput, required=False)

    def __init__(
        self, *args: Any, kind: str, reader: Reader, places: list[Unit], units: list[Unit] | None = None,
        attached: Sequence[Mapping[str, str]] = (), audience: audiences.Audience | None = None,
        known: Sequence[Person] = (), sharing: bool = False, months: int = 0, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind, self.reader, self.places, self.units = BY_KEY[kind], reader, places, units
        self.audience, self.attached, self.known = audience, list(attached), list(known)
        self.sharing = sharing
        self._set_sections()
        self._set_choices()
        self.fields["title"].help_text = self.kind.title_hint
        months = months or self.kind.review_months
        self.fields["review_due"].help_text = f"If you leave this empty: {months} months after it is reviewed."
        if self.kind.needs_address:
            self.fields["address"].required, self.fields["address"].mark_optional = sharing, False
            self.fields["address"].label = "Address of the page"

    # Fields ------------------------------------------------------------------------------------

    def _set_sections(self) -> None:
        for section in self.sections:
            self.fields[f"section_{section.key}"] = MarkdownField(
                label=section.heading or "The text", hint=section.hint, rows=section.rows, guarded=True,
                required=False, mark_optional=not section.required,
            )  # fmt: skip

    @property
    def sections(self) -> list[Section]:
        """The parts of the form; a text that came without them has a box of its own."""
        loose = Section(
            "text", "The text so far", "It came as one text. You can part it among the boxes below.", 12, True
        )
        has_own = any(section.key == "text" for section in self.kind.sections)
        return [*([loose] if self.initial.get("section_text") and not has_own else []), *self.kind.sections]

    def _set_choices(self) -> None:
        places = [(str(unit.pk), unit.name) for unit in self.places]
        self.fields["see"].choices = audiences.choices(self.audience)
        self.fields["see_units"].choices = places
        self.fields["applies_to"].choices = places
        self.fields["drop_files"].choices = [(each["file"], each["name"]) for each in self.attached]
        for name in ("more_topics", "more_mesh"):
            said = self.data.getlist(self.add_prefix(name)) if self.is_bound else []
            self.fields[name].choices = [(each, each) for each in said]
        if self.units:
            self.fields["unit"] = SelectField(
                label="Whose page is it?", choices=[(str(unit.pk), unit.name) for unit in self.units],
                hint="The unit that answers for it.",
            )  # fmt: skip

    @property
    def main(self) -> list[str]:
        """Names of the fields that everybody sees at once."""
        first = ["address"] if self.kind.needs_address else []
        return ["title", *first, *(f"section_{one.key}" for one in self.sections if one.required), "see"]

    @property
    def more(self) -> list[str]:
        """Names of the fields of the text that are folded away."""
        sections = [f"section_{one.key}" for one in self.kind.sections if not one.required]
        elsewhere = [] if self.kind.needs_address else ["held_by", "address"]
        unit = ["unit"] if "unit" in self.fields else []
        return ["summary", *sections, *unit, "applies_to", "who_to_ask", "owner", "review_due", *elsewhere]

    def suggest(self, topics: tuple[str, ...], mesh: tuple[str, ...]) -> None:
        """Offer these to be ticked, without those that are there already."""
        for name, found in (("more_topics", topics), ("more_mesh", mesh)):
            here = {line.strip().lower() for line in str(self.initial.get(name.removeprefix("more_"), "")).split("\n")}
            self.fields[name].choices = [(each, each) for each in found if each.lower() not in here]

    @property
    def has_error_in_more(self) -> bool:
        """Whether the folded part must stand open."""
        return any(name not in self.main for name in self.errors) if self.is_bound else False

    @property
    def has_words_in_more(self) -> bool:
        """Whether something stands in the folded part that whoever edits should see at once."""
        names = [*self.more, "topics", "mesh"]
        said = [name for name in names if name not in {"owner", "unit"} and self.initial.get(name)]
        return bool(said or self.attached)

    # Checking ----------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Turns what was typed into what a version holds; each problem stands at its own field."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self._try("see", self._clean_audience, said)
        self._try("who_to_ask", self._clean_who_to_ask, said)
        self._try("owner", self._clean_owner, said)
        self._try("address", self._clean_address, said)
        self._try("topics", self._clean_topics, said)
        if self.sharing:
            self._check_complete(said)
        if said.get("file") and is_picture(said["file"].name) and not said.get("picture_alt"):
            self.add_error("picture_alt", "Say what the picture shows, and choose the picture again")
        if said.get("held_by") and not said.get("address") and "address" not in self.errors:
            self.add_error("address", "Give the address of the controlled copy")
        return said

    def _check_complete(self, said: dict[str, Any]) -> None:
        """What readers need is there: each main part, or the whole in a file, in one text or in another system."""
        whole = self.kept_files() or said.get("file") or said.get("held_by") or said.get("section_text")
        for section in self.kind.sections:
            name = f"section_{section.key}"
            if section.required and not whole and name not in self.errors and not said.get(name):
                self.add_error(name, f"Write something under “{section.heading or 'The text'}”")

    def _try(self, field: str, check: Any, said: dict[str, Any]) -> None:
        try:
            check(said)
        except RuleBroken as problem:
            self.add_error(field, ValidationError(str(problem)))

    def _clean_audience(self, said: dict[str, Any]) -> None:
        if said.get("see"):
            said["audience"] = audiences.from_choice(
                said["see"], reader=self.reader, before=self.audience, known=self.known,
                units=[int(pk) for pk in said.get("see_units") or ()], other=lines(said.get("see_other")),
                people=lines(said.get("see_people")),
            )  # fmt: skip

    def _clean_who_to_ask(self, said: dict[str, Any]) -> None:
        said["asked"] = colleagues(lines(said.get("who_to_ask")), self.reader, self.known)

    def _clean_owner(self, said: dict[str, Any]) -> None:
        found = colleagues([said["owner"]], self.reader, self.known) if said.get("owner") else []
        said["owner_person"] = found[0] if found else None

    def _clean_address(self, said: dict[str, Any]) -> None:
        said["address"] = contents.clean("address", said.get("address") or "")

    def _clean_topics(self, said: dict[str, Any]) -> None:
        said["topic_list"] = contents.clean("topics", [*lines(said.get("topics")), *(said.get("more_topics") or ())])

    def content(self) -> dict[str, Any]:
        """What was typed, as `writing.begin` and `writing.save` take it. Only once the form is valid."""
        said = self.cleaned_data
        sections = {one.key: said.get(f"section_{one.key}") or "" for one in self.sections}
        audience = said["audience"]
        return {
            "title": said["title"], "summary": said["summary"], "sections": sections, "topics": said["topic_list"],
            "mesh": [*lines(said["mesh"]), *said["more_mesh"]], "address": said["address"], "held_by": said["held_by"],
            "applies_to": [int(pk) for pk in said["applies_to"]], "open_to": audience.open_to,
            "tokens": audience.tokens, "review_due": said["review_due"], "what_changed": said["what_changed"],
            "who_to_ask": said["asked"], "owner": said["owner_person"],
        }  # fmt: skip

    def kept_files(self) -> list[Mapping[str, str]]:
        """What stays attached."""
        gone = set(self.cleaned_data.get("drop_files") or ())
        return [each for each in self.attached if each["file"] not in gone]

    def chosen_unit(self) -> Unit:
        """The unit of a new page."""
        return next(unit for unit in self.units or () if str(unit.pk) == self.cleaned_data["unit"])


def lines(text: str | None) -> list[str]:
    """The lines of a box that has one thing on each."""
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def is_picture(name: str) -> bool:
    """Whether a file's name promises a picture. Its content is looked at when it is kept."""
    return name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic"))


def person_lines(people: list[Person]) -> str:
    """People as the box of names takes them back: two of one name by their addresses."""
    names = [person.name for person in people]
    return "\n".join(person.email if names.count(person.name) > 1 else person.name for person in people)
