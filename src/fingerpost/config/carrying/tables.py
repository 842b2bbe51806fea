"""What an export carries, table by table, and what it leaves out and why.

Every model of the product stands in one of the two lists, and every field of a carried table is
carried or named here as left out: a test holds us to it, so that nothing is lost by being forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db.models import Field, Model


def _nothing() -> None:
    return None


def _no_words() -> str:
    return ""


def _no_password() -> str:
    """What Django keeps where somebody has no password: they set one by e-mail."""
    return str(make_password(None))


@dataclass(frozen=True, slots=True)
class Without:
    """A field that stays behind: why, and what stands there after a restore."""

    field: str
    because: str
    instead: Callable[[], Any] = _nothing


@dataclass(frozen=True)
class Table:
    """One table that is carried. `settle` changes a row on its way out, and must not mind doing it twice."""

    name: str  # the model: "organisations.Person"
    without: tuple[Without, ...] = ()
    settle: Callable[[dict[str, Any]], None] | None = None

    @cached_property
    def model(self) -> type[Model]:
        """The model of the table."""
        return apps.get_model(self.name)

    @cached_property
    def fields(self) -> list["Field[Any, Any]"]:
        """The columns that are carried. A kind of record has its own here; what all share is in records.Record."""
        left = {one.field for one in self.without}
        return [field for field in self.model._meta.local_concrete_fields if field.name not in left]

    @property
    def file(self) -> str:
        """Where its rows stand in an export."""
        return f"tables/{self.model._meta.db_table}.jsonl"


def _stop_filling(row: dict[str, Any]) -> None:
    """What was under way needs files that stay behind; what it put on the shelf is carried."""
    if row["state"] not in {"done", "stopped"}:
        row["state"] = "stopped"
        row["reason"] = "This was not finished when the library was moved here. Send the documents again."


_JOB = "Work under way stays where it is."
_PATH = "It names a place on the machine that the export was made on."

CARRIED: tuple[Table, ...] = (
    Table("organisations.Unit"),
    Table("organisations.Agreement"),
    Table("organisations.LocalWord"),
    Table("organisations.ElsewhereLink"),
    Table("organisations.Person", (Without("password", "Nobody's password travels.", _no_password),)),
    Table("organisations.Membership"),
    Table("organisations.Consent"),
    Table("account.EmailAddress"),
    Table("socialaccount.SocialAccount"),
    Table("journal.Change"),
    Table("journal.Cursor"),
    Table("files.StoredFile"),
    Table("files.FilePage"),
    Table("records.Record"),
    Table("records.Audience"),
    Table("records.Link"),
    Table("records.Part"),
    Table("library.Import", (Without("job", _JOB), Without("path", _PATH, _no_words))),
    Table("library.Rejected"),
    Table("library.Paper"),
    Table("library.Copy"),
    Table("library.Notice"),
    Table("library.TakenBack"),
    Table("library.Item"),
    Table("library.Item_applies_to"),
    Table("library.ItemTopic"),
    Table("library.Attachment"),
    Table(
        "library.Revision",
        (
            Without("editing_by", "Who has a draft open at this moment is not kept."),
            Without("editing_at", "Who has a draft open at this moment is not kept."),
        ),
    ),
    Table("library.Ways"),
    Table("library.Flag"),
    Table("library.ReadCount"),
    Table("library.Nudge"),
    Table("library.Collection"),
    Table("library.CollectionEntry"),
    Table("library.Filling", (Without("job", _JOB), Without("path", _PATH, _no_words)), _stop_filling),
    Table("library.FillingRow"),
    Table("roads.Question"),
    Table("roads.Kept"),
    Table("roads.Look"),
    Table("roads.Brief"),
    Table("roads.BriefVersion"),
    Table("roads.Point"),
    Table("roads.Pin"),
    Table("decisions.Decision"),
    Table("decisions.Option"),
    Table("decisions.Basis"),
    Table("decisions.Dissent"),
    Table("decisions.Assumption"),
    Table("decisions.Action"),
    Table("people.Profile"),
    Table("people.Enquiry"),
)

LEFT_OUT: dict[str, str] = {
    "account.EmailConfirmation": "Links that open accounts. They run out in days.",
    "auth.Group": "Not used: who may do what stands in memberships.",
    "auth.Group_permissions": "Not used.",
    "auth.Permission": "Made by the program in every home.",
    "contenttypes.ContentType": "Made by the program in every home.",
    "jobs.Job": "How far long work is, and its leases. Forgotten after ninety days; what it made is carried.",
    "jobs.WorkerBeat": "Signs of life of processes.",
    "library.PaperRow": "The same table as library.Paper.",
    "mfa.Authenticator": "Secrets of the second step. People set it up again.",
    "notifications.Address": "Goes with the e-mails.",
    "notifications.Message": "E-mails of seven days. Some open accounts, and none may be sent twice.",
    "search.Pending": "What the index has still to learn. The index is built anew.",
    "search.Withheld": "What the index must not show meanwhile. The index is built anew.",
    "sessions.Session": "Who is signed in.",
    "socialaccount.SocialApp": "Holds the secret of the sign-in service. It is a setting.",
    "socialaccount.SocialToken": "Keys of the sign-in service.",
}

BY_NAME: dict[str, Table] = {table.name: table for table in CARRIED}
