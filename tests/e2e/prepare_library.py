"""What stands in the addresses of the library's pages: lists, flags, health, folders brought in, colleagues asked."""

from pathlib import Path

from fingerpost.jobs.domain import work
from fingerpost.library.domain.fillings import filling
from fingerpost.library.domain.gathering import collections
from fingerpost.library.domain.trust import flags
from fingerpost.library.models import Filling, Item, Paper, RowState
from fingerpost.organisations.models import Person, Unit
from fingerpost.organisations.readers import reader_for
from fingerpost.people.domain import enquiries
from tests.e2e.folder import a_folder

Addresses = dict[str, dict[str, object]]


def things(item: Item, paper: Paper, *, member: Person, specialist: Person, folder: Path) -> Addresses:
    """What stands in each address, by its name. `item` belongs where both work; `folder` is a place for files."""
    at, trust = {"public_id": item.public_id}, {"slug": item.unit.slug}
    return {
        "hub:unit": trust, "library:flag": at, "library:review_one": at, "library:beside": at,
        "library:health": trust, "library:topic": {"slug": item.topic_rows.all()[0].slug},
        "library:flag_answer": {"public_id": a_doubt(item, member)}, "library:collection_put": at,
        **reading_lists(item, paper, specialist), **folders(specialist, trust["slug"], folder),
        **asked(member, specialist),
    }  # fmt: skip


def a_doubt(item: Item, by: Person) -> str:
    """A reader says that a page looks wrong."""
    return str(flags.flag(item, "wrong", by, "The bell is on the other side now.").public_id)


def reading_lists(item: Item, paper: Paper, by: Person) -> Addresses:
    """A list that anyone may see and other websites may show, with a page and a paper under headings."""
    made = collections.begin("Falls at night, to read first", by=by, introduction="For new staff.\n\nBegin at the top.")
    collections.describe(made, by=by, title=made.title, introduction=made.introduction, may_embed=True)
    entry = collections.put(made, item, by=by, note="What we do here.", section="At home")
    collections.put(made, paper, by=by, section="From research")
    collections.release(made, by=by, open_to="public")
    here = {"public_id": made.public_id}
    names = ("collection", "collection_edit", "collection_share", "collection_withdraw", "collection_embed")
    return {"library:entry_edit": here | {"pk": entry.pk}} | {f"library:{name}": here for name in names}


def folders(by: Person, slug: str, folder: Path) -> Addresses:
    """A folder that was tried out, with one row that is not taken."""
    one = looked_through(by, slug, a_folder(folder / "tried.zip", "as tried"))
    defaults = {
        "kind": "policy", "audience": "organisation", "as": "shelf", "strays": "take", "dates": "dmy", "owner": "",
        "review_due": "", "held_by": "", "words": {},
    }  # fmt: skip
    filling.match(one, one.columns, defaults, by=by)
    work.run_until_idle("default")
    here = {"public_id": one.public_id}
    broken = one.rows.get(state=RowState.REJECTED)
    return {"library:filling_row": here | {"position": broken.position}} | {
        f"library:{name}": here for name in ("filling", "filling_match", "filling_undo")
    }


def looked_through(by: Person, slug: str, path: Path) -> Filling:
    """A folder of which somebody must say what its table means."""
    one = filling.begin(path, unit=Unit.objects.get(slug=slug), by=by)
    work.run_until_idle("default")
    one.refresh_from_db()
    return one


def asked(member: Person, specialist: Person) -> Addresses:
    """The member asks the specialist, who has not answered."""
    assert enquiries.may_be_asked(specialist, reader_for(member))
    made = enquiries.ask(specialist, "Where do I find the bell at night?", by=member)
    here = {"public_id": made.public_id}
    return {
        "people:enquiry_ask": {"public_id": specialist.public_id}, "people:enquiry": here, "people:enquiry_pass": here,
    }  # fmt: skip


def states(item: Item, *, specialist: Person, member: Person, folder: Path) -> dict[str, str]:
    """Pages in another state than their address alone shows: what they are → the id in their address."""
    matching = looked_through(specialist, item.unit.slug, a_folder(folder / "matching.zip", "as matched"))
    empty = collections.begin("Nothing on it yet", by=member)
    gone = collections.begin("No longer kept", by=specialist)
    collections.release(gone, by=specialist, open_to="all")
    collections.withdraw(gone, by=specialist, because="The ward has moved.")
    seen = Item.objects.visible_to(reader_for(member)).filter(state="released")
    older = seen.filter(revisions__number=2, revisions__stage="released")[0]
    answered = enquiries.ask(specialist, "Who rings the bell?", by=member)
    enquiries.answer(answered, "Whoever is awake.", by=specialist, shares=True)
    return {
        "matching": matching.public_id,
        "empty list": empty.public_id,
        "withdrawn list": gone.public_id,
        "held elsewhere": seen.exclude(held_by="")[0].public_id,
        "link": seen.filter(kind="link")[0].public_id,
        "answered enquiry": answered.public_id,
        "versions": older.public_id,
    }
