"""Files of an item: attached and taken off, read for their text, shown to those who may see the item."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max, TextField
from django.db.models.functions import Cast

from fingerpost.files.domain import reading
from fingerpost.files.models import FileKind, StoredFile
from fingerpost.journal.domain import stream
from fingerpost.kernel.errors import RuleBroken
from fingerpost.library.domain import rules
from fingerpost.library.domain.own.kinds import BY_KEY
from fingerpost.library.domain.published.imports import file_name
from fingerpost.library.models import Attachment, Item, Revision
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader, reader_for
from fingerpost.records.domain import sharing, watchers

MOST_FILES = 20
SLICE_SECONDS = 5.0
# How the name of a file must end, so that a computer opens it as what it is. The first is put where none fits.
_ENDINGS = {
    FileKind.PDF: (".pdf",),
    FileKind.WORD: (".docx", ".dotx"),
    FileKind.WEB_PAGE: (".html", ".htm"),
    FileKind.TEXT: (".txt", ".md", ".markdown", ".csv"),
}
_PICTURE_ENDINGS = {"image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}


@transaction.atomic
def attach(item: Item, stored: StoredFile, name: str, *, by: Person | None) -> Attachment:
    """Add a kept file to an item, last; under a new name if it is there already. RuleBroken, NotAllowed."""
    _check_may_change(item, by)
    if not BY_KEY[item.kind].takes_files:
        raise RuleBroken("This kind of page takes no files.")
    shown = shown_name(stored, name)
    held = Attachment.objects.select_for_update().filter(item=item)
    there = held.filter(file=stored).first()
    if there:
        if there.name != shown:
            there.name = shown
            there.save(update_fields=["name"])
            _changed(item, stored, "library.file_renamed", shown, by)
        return there
    if held.count() >= MOST_FILES:
        raise RuleBroken(f"A page can have {MOST_FILES} files at most.")
    last = held.aggregate(last=Max("position"))["last"]
    made = Attachment.objects.create(item=item, file=stored, name=shown, position=0 if last is None else last + 1)
    _changed(item, stored, "library.file_attached", shown, by)
    return made


@transaction.atomic
def detach(item: Item, stored: StoredFile, *, by: Person | None) -> None:
    """Take a file off an item. The file itself is kept: earlier versions name it."""
    _check_may_change(item, by)
    for there in Attachment.objects.filter(item=item, file=stored):
        there.delete()
        _changed(item, stored, "library.file_detached", there.name, by)


@transaction.atomic
def set_files(item: Item, listed: Iterable[Mapping[str, str]], *, by: Person | None) -> list[Attachment]:
    """Make an item's files those of a version: `{"file": public id, "name": shown name}`, in that order.

    Files that are not kept (any more) are left out. Raises RuleBroken, NotAllowed.
    """
    wanted = {each["file"]: each["name"] for each in listed}
    files = {stored.public_id: stored for stored in StoredFile.objects.filter(public_id__in=wanted)}
    for there in Attachment.objects.filter(item=item).select_related("file"):
        if there.file.public_id not in wanted:
            detach(item, there.file, by=by)
    made = [attach(item, files[public_id], name, by=by) for public_id, name in wanted.items() if public_id in files]
    for position, each in enumerate(made):
        if each.position != position:
            each.position = position
            each.save(update_fields=["position"])
    return made


def shown_name(stored: StoredFile, name: str) -> str:
    """The name under which a file is offered: its sender's, ending as its content demands."""
    tidy = file_name(name)
    endings = _PICTURE_ENDINGS.get(stored.media_type) or _ENDINGS.get(FileKind(stored.kind), ("",))
    if Path(tidy).suffix.lower() not in endings:
        stem = Path(tidy).stem if stored.kind == FileKind.PICTURE else tidy
        tidy = f"{stem}{endings[0]}"
    return tidy if len(tidy) <= 200 else tidy[: 200 - len(endings[0])] + endings[0]


def read_waiting(seconds: float = SLICE_SECONDS) -> int:
    """Read the text of waiting files for about so long; how many came to their end. Items become findable by them."""
    return reading.read_waiting(seconds, finished=_renew)


def read_duty() -> bool:
    """A standing duty of the default worker: one slice of reading. Whether there was anything to read."""
    return read_waiting() > 0 or reading.is_reading()


def name_for(stored: StoredFile, reader: Reader) -> str | None:
    """The name under which this reader may have a file; None if they may not have it.

    They may if they see an item it is attached to, or may edit one that any version of lists it. What is
    held elsewhere has its one controlled copy there, so its readers are not given another. At most seven queries.
    """
    attached = list(Attachment.objects.filter(file=stored).select_related("item").order_by("id")[:500])
    shown = {each.item_id: each.name for each in attached if not each.item.is_held_elsewhere}
    seen = Item.objects.recheck(reader, shown).order_by("pk").values_list("pk", flat=True).first()
    if seen is not None:
        return shown[seen]
    return _name_for_editors(stored, reader, {each.item_id: each.name for each in attached})


def _name_for_editors(stored: StoredFile, reader: Reader, names: dict[int, str]) -> str | None:
    if not reader.signed_in:
        return None
    versions = Revision.objects.annotate(listed=Cast("files", TextField())).filter(listed__contains=stored.public_id)
    for item, files in versions.order_by("item_id", "number").values_list("item_id", "files")[:500]:
        for each in files:
            if each.get("file") == stored.public_id:
                names[item] = str(each.get("name", ""))
    edited = Item.objects.filter(rules.editable_by(reader), pk__in=names).order_by("-pk").values_list("pk", flat=True)
    first = edited.first()
    return None if first is None else shown_name(stored, names[first])


def _renew(stored: StoredFile) -> None:
    """Have the items of a file indexed anew."""
    watchers.changed(Attachment.objects.filter(file=stored).values_list("item_id", flat=True))


def _check_may_change(item: Item, by: Person | None) -> None:
    if by is not None:
        rules.check_may_edit(reader_for(by), item)


def _changed(item: Item, stored: StoredFile, kind: str, name: str, by: Person | None) -> None:
    detail: dict[str, Any] = {"file": stored.public_id, "sha256": stored.sha256}
    stream.record(kind, subject=item.public_id, by=sharing.actor(by), detail=detail, personal={"name": name})
    watchers.changed([item.pk])
