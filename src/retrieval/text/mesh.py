"""Reads the files in which the National Library of Medicine publishes MeSH.

Three forms: the descriptor XML (`desc2026.xml`), the ASCII file (`d2026.bin`) and the tree file
(`mtrees2026.bin`, headings and tree numbers without entry terms). Each may be gzipped. All are read
as a stream, so memory stays flat, and XML entities and outside files are never followed.
"""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from lxml import etree

from retrieval.text.vocabulary import Heading


class MeshProblem(ValueError):
    """The file is not MeSH in a form that we read."""


def read_mesh(path: Path) -> Iterator[Heading]:
    """Headings of any of the three forms, told apart by how the file begins."""
    with _open(path) as source:
        start = source.read(400).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<"):
        return read_descriptor_xml(path)
    if start.startswith(b"*NEWRECORD"):
        return read_ascii(path)
    if b";" in start.split(b"\n", 1)[0]:
        return read_trees(path)
    raise MeshProblem(f"{path.name} does not look like a MeSH file.")


def read_descriptor_xml(path: Path) -> Iterator[Heading]:
    """Headings from `DescriptorRecordSet` XML."""
    with _open(path) as source:
        records = etree.iterparse(
            source,
            tag="DescriptorRecord",
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        try:
            for _, record in records:
                name = record.findtext("DescriptorName/String")
                if name and name.strip():
                    yield Heading(
                        name.strip(),
                        _texts(record.iterfind("ConceptList/Concept/TermList/Term/String"), name),
                        _texts(record.iterfind("TreeNumberList/TreeNumber")),
                    )
                record.clear()
                while record.getprevious() is not None:
                    del record.getparent()[0]
        except etree.XMLSyntaxError as problem:
            raise MeshProblem(f"{path.name} is broken: {problem.msg}") from problem


def read_ascii(path: Path) -> Iterator[Heading]:
    """Headings from the ASCII form: MH (name), ENTRY and PRINT ENTRY (other names), MN (trees)."""
    name = ""
    entries: list[str] = []
    trees: list[str] = []
    for line in _lines(path):
        if line.startswith("*NEWRECORD"):
            if name:
                yield Heading(name, tuple(dict.fromkeys(entries)), tuple(trees))
            name, entries, trees = "", [], []
            continue
        tag, separator, value = line.partition(" = ")
        if not separator:
            continue
        match tag.strip():
            case "MH":
                name = value.strip()
            case "ENTRY" | "PRINT ENTRY":
                entries.append(value.split("|")[0].strip())
            case "MN":
                trees.append(value.strip())
    if name:
        yield Heading(name, tuple(dict.fromkeys(entries)), tuple(trees))


def read_trees(path: Path) -> Iterator[Heading]:
    """One heading per line, `heading;tree number`. A heading in several places comes several times."""
    for line in _lines(path):
        name, separator, tree = line.rpartition(";")
        if separator and name.strip() and tree.strip():
            yield Heading(name.strip(), (), (tree.strip(),))


def _texts(elements: Iterable["etree._Element"], besides: str = "") -> tuple[str, ...]:
    texts = ((element.text or "").strip() for element in elements)
    return tuple(dict.fromkeys(text for text in texts if text and text != besides.strip()))


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _lines(path: Path) -> Iterator[str]:
    with _open(path) as source:
        for line in source:
            yield line.decode("utf-8", errors="replace").rstrip("\r\n")
