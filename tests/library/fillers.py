"""Archives and tables for the tests of filling the shelf."""

import csv
import io
import stat
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fingerpost.jobs.domain import work
from fingerpost.library.domain.fillings import filling
from fingerpost.library.models import Filling
from fingerpost.organisations.models import Role
from tests.factories import a_person, a_service, a_team, a_unit


def a_place() -> SimpleNamespace:
    """A trust with a ward, somebody of its library, an administrator and an owner of documents."""
    trust = a_unit("Northvale Trust")
    service = a_service("Northvale Library", trust)
    ward = a_team(trust, "Ward 4")
    return SimpleNamespace(
        trust=trust, ward=ward, service=service, rajesh=a_person("Rajesh Pillai", service, role=Role.SPECIALIST),
        amina=a_person("Amina Yusuf", ward), ellen=a_person("Ellen Prosser", trust, role=Role.ADMINISTRATOR),
        outsider=a_person("Olive Far", a_unit("Southmere Trust")),
    )  # fmt: skip


def an_archive(path: Path, files: Mapping[str, bytes | str]) -> Path:
    """A ZIP of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def a_link_in(path: Path, name: str, target: str) -> Path:
    """A ZIP with a link to another place in it."""
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, target)
    return path


def a_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A table as CSV, the first row its headings."""
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=delimiter).writerows(rows)
    return held.getvalue().encode(encoding)


def looked_through(path: Path, place: Any, *, by: Any = None, **more: Any) -> Filling:
    """A filling whose files are kept, waiting for its columns to be matched."""
    begun = filling.begin(path, unit=place.trust, by=by or place.rajesh, **more)
    work.run_until_idle("default")
    begun.refresh_from_db()
    return begun


def tried(path: Path, place: Any, *, columns: dict[str, str] | None = None, **defaults: Any) -> Filling:
    """A filling that was tried out, with the guesses of the product unless told."""
    one = looked_through(path, place)
    defaults = {"kind": "policy", "audience": "organisation", "as": "shelf", "strays": "take"} | defaults
    defaults.setdefault("dates", one.defaults.get("dates", "dmy"))
    filling.match(one, one.columns if columns is None else columns, defaults, by=place.rajesh)
    work.run_until_idle("default")
    one.refresh_from_db()
    return one


def put_on_the_shelf(one: Filling, place: Any) -> Filling:
    """The same, run to its end."""
    filling.run(one, by=place.rajesh)
    work.run_until_idle("default")
    one.refresh_from_db()
    return one


def told(one: Filling) -> dict[str, tuple[str, str]]:
    """State and reason of each row, by its file or the title it has in the table."""
    return {
        row.file_name or next(iter(row.cells["table"].values())): (row.state, row.reason)
        for row in one.rows.order_by("position")
    }
