"""What the parts of the loader share: the day, and units and people by the names that content gives them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from demo.reading import rows
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import person_token, unit_token


@dataclass
class World:
    """The demonstration being built, as of one day."""

    today: date

    def ago(self, days: int) -> date:
        """The day that many days before today."""
        return self.today - timedelta(days=days)

    def noon(self, days_ago: int) -> datetime:
        """Noon of the day that many days before today."""
        return datetime.combine(self.ago(days_ago), time(12), tzinfo=UTC)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Every unit by its slug."""
        return {unit.slug: unit for unit in Unit.objects.all()}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody by their name in people.csv or leavers.csv."""
        by_email = {person.email: person for person in Person.objects.all()}
        return {row["slug"]: by_email[row["email"]] for name in ("people.csv", "leavers.csv") for row in rows(name)}

    def audience(self, said: str) -> tuple[str, list[str]]:
        """`public`, `signed-in`, `owner` or `units:a,b` as open_to and tokens; those of its people come on top."""
        if said.startswith("units:"):
            return "", [unit_token(self.units[slug.strip()].pk) for slug in said.removeprefix("units:").split(",")]
        return {"public": ("public", []), "signed-in": ("all", []), "owner": ("", [])}[said]

    def tokens_of(self, *people: Person | None) -> list[str]:
        """The tokens by which these people themselves see a page."""
        return sorted({person_token(person.pk) for person in people if person})
