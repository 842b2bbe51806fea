"""The health system itself: units, people, library services, and those who have left."""

from demo.reading import rows
from demo.world import World
from fingerpost.organisations.domain import accounts, agreements, consent, links, memberships, units, wording
from fingerpost.organisations.models import Membership, Person, Unit
from fingerpost.people.domain import profiles

PASSWORD = "learn-before-during-after"  # noqa: S105 -- printed at every start of a demonstration
ELSEWHERE = [
    ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/?term={query}"),
    ("Europe PMC", "https://europepmc.org/search?query={query}"),
    ("NICE", "https://www.nice.org.uk/search?q={query}"),
]


def found_units(world: World) -> None:
    """The tree of units."""
    made: dict[str, Unit] = {}
    for row in rows("units.csv"):
        made[row["slug"]] = units.found(
            row["name"], kind=row["kind"], parent=made.get(row["parent"]), slug=row["slug"], sector=row["sector"],
            ods_code=row["ods_code"] or None, short_name=row["short_name"], opened_on=world.ago(3000), by=None,
        )  # fmt: skip


def open_accounts(world: World) -> None:
    """People, their jobs, and what they agreed to show."""
    for row in rows("people.csv"):
        person = _account(row)
        memberships.join(person, world.units[row["unit"]], role=row["role"], starts_on=world.ago(700), by=None)
        for other in filter(None, row["other_units"].split(";")):
            slug, _, days = other.partition("@")
            first, _, last = days.partition("..")
            memberships.join(
                person, world.units[slug], starts_on=world.ago(int(first)), by=None,
                ends_on=world.ago(int(last)) if last else None,
            )  # fmt: skip
        _profile(person, row)
    for row in rows("leavers.csv"):
        starts = world.ago(int(row["joined_days_ago"]))
        memberships.join(_account(row), world.units[row["unit"]], starts_on=starts, by=None)
    _one_password()


def say_goodbye(world: World) -> None:
    """Those who have left leave. Their pages stay, and nobody looks after them; one had their account erased."""
    leavers = list(rows("leavers.csv"))
    for row in leavers:
        membership = Membership.objects.select_related("person", "unit").get(person=world.people[row["slug"]])
        memberships.leave(membership, by=None, last_day=world.ago(int(row["left_days_ago"])))
    longest_gone = world.people[max(leavers, key=lambda row: int(row["left_days_ago"]))["slug"]]
    accounts.leave(longest_gone, by=longest_gone)


def agree_services(world: World) -> None:
    """Whom each library service serves, and where each organisation sends people next."""
    for row in rows("agreements.csv"):
        until = int(row["until_days_ahead"]) if row["until_days_ahead"] else None
        agreements.agree(
            world.units[row["service"]], world.units[row["serves"]], starts_on=world.ago(int(row["from_days_ago"])),
            ends_on=world.ago(-until) if until is not None else None, desk_email=row["desk_email"], by=None,
        )  # fmt: skip
    for slug in ("wrh", "tmh", "wch", "pch", "ahh", "wt-icb"):
        for name, address in ELSEWHERE:
            links.add(world.units[slug], name=name, address=address, by=None)
    units.set_full_text_link(world.units["wrh"], "https://libkey.io/{doi}", by=None)
    wording.say(world.units["tmh"], "library_team", "knowledge team", by=None)


def _account(row: dict[str, str]) -> Person:
    return accounts.open_account(
        row["email"], row["name"], by=None, password=None, confirmed=True, is_demonstration=True
    )


def _profile(person: Person, row: dict[str, str]) -> None:
    person.pronouns = row["pronouns"]
    person.save(update_fields=["pronouns"])
    asks = [ask.strip() for ask in row["asks"].split(";") if ask.strip()]
    profiles.write(person, job=row["job"], about="", topics=asks, by=person)
    if row["agrees_to_be_asked"] == "yes":
        for purpose in (consent.PROFILE, consent.ASKED, consent.NAMED):
            consent.say(person, purpose, True, by=person)


def _one_password() -> None:
    """Hash the shared password once: 120 slow hashes would keep a newcomer waiting."""
    first = Person.objects.order_by("pk").first()
    if first:
        first.set_password(PASSWORD)
        Person.objects.filter(is_demonstration=True).update(password=first.password)
