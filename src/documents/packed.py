"""Looks through a Word file before anything opens it: it is an archive, and can hold more than words.

Refused are macros (in any part, whatever the file is called), parts that are fetched from elsewhere when
the file is opened (a template, a picture, a frame), ActiveX, and archives that unpack to far more than
their size allows. A hyperlink is none of these: it does nothing until somebody follows it.
"""

import zipfile
import zlib
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from lxml import etree

from documents.model import MEGABYTE, Refused

MOST_MEMBERS = 10_000
MOST_UNPACKED = 1_000 * MEGABYTE  # of all that is in it, pictures too
MOST_XML = 100 * MEGABYTE  # of one part of its text
MOST_RATIO = 200  # how often smaller packing makes real text; bombs reach 1,000
_SMALL = MEGABYTE  # below this no ratio does harm
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OTHERS = (
    ("xl/", "This is an Excel file."),
    ("ppt/", "This is a PowerPoint file."),
    ("META-INF/manifest.xml", "This is an OpenDocument file."),
)
_BOMB = "This file unpacks to far more than its size allows, so we did not open it."
_BROKEN = "This Word file is damaged. Open it in Word, save it anew, and try again."
_MACROS = "This Word file holds macros, which are small programs. Save it without them, or as PDF, and try again."
_PDF_HELPS = "Save it as PDF and try again."
_ARCHIVE = "This is an archive of files. Unpack it and attach the files one by one."


def look_through(path: Path) -> Refused | None:
    """Why an archive is not taken as a Word file; None if it may be."""
    try:
        with ZipFile(path) as archive:
            return _refused(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        return Refused(_BROKEN)


def _refused(archive: ZipFile) -> Refused | None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        told = next((said for start, said in _OTHERS if any(name.startswith(start) for name in names)), "")
        return Refused(
            f"{told} {_PDF_HELPS}"
            if told
            else "This is an archive of files. Unpack it and attach the files one by one."
        )
    if len(members) > MOST_MEMBERS or _is_bomb(members):
        return Refused(_BOMB)
    if any(member.flag_bits & 0x1 for member in members):
        return Refused("This file is protected by a password. Take the password off, save it, and try again.")
    lower = [name.lower() for name in names]
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in lower):
        return Refused(_MACROS)
    if any(name.startswith("word/activex/") for name in lower):
        return Refused(f"This Word file holds buttons or boxes that run a program (ActiveX). {_PDF_HELPS}")
    if b"macroenabled" in archive.read("[Content_Types].xml").lower():
        return Refused(_MACROS)
    return _hidden_in_xml(archive, members) or _fetched(archive, names)


def _is_bomb(members: list[ZipInfo]) -> bool:
    """By what the archive says of its members. What it says is held to when they are read: `zipfile` reads no more."""
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        return True
    return any(
        member.file_size > _SMALL
        and (member.file_size > MOST_RATIO * max(member.compress_size, 1) or _is_large_xml(member))
        for member in members
    )


def _is_large_xml(member: ZipInfo) -> bool:
    return member.filename.lower().endswith((".xml", ".rels")) and member.file_size > MOST_XML


def _hidden_in_xml(archive: ZipFile, members: list[ZipInfo]) -> Refused | None:
    """Word writes no document type: whoever does wants a parser to open or to multiply something."""
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            with archive.open(member) as part:
                head = part.read(2_048)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                return Refused(_BROKEN)
    return None


def _fetched(archive: ZipFile, names: list[str]) -> Refused | None:
    """The first thing that the file would fetch from elsewhere, in words."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for name in names:
        if not name.lower().endswith(".rels"):
            continue
        try:
            relations = etree.fromstring(archive.read(name), parser)
        except etree.XMLSyntaxError:
            return Refused(_BROKEN)
        for relation in relations.iter(_RELATION):
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            if str(relation.get("TargetMode", "")).lower() == "external" and kind != "hyperlink":
                return Refused(_said(kind))
    return None


def _said(kind: str) -> str:
    if kind == "attachedTemplate":
        return (
            f"This Word file uses a template that is kept somewhere else, and would fetch it when opened. {_PDF_HELPS}"
        )
    what = "a picture" if kind == "image" else "something"
    return f"This Word file fetches {what} from somewhere else when it is opened. {_PDF_HELPS}"
