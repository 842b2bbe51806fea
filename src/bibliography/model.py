"""The nouns of a bibliography. Frozen, so that a citation stays what the file said."""

from dataclasses import dataclass
from typing import Literal

Format = Literal["pubmed-xml", "nbib", "ris", "endnote-xml", "bibtex", "csv", "europe-pmc"]

LinkKind = Literal[
    "retraction_in",
    "retraction_of",
    "partial_retraction_in",
    "partial_retraction_of",
    "retracted_republished_in",
    "retracted_republished_from",
    "expression_of_concern_in",
    "expression_of_concern_for",
    "erratum_in",
    "erratum_for",
    "update_in",
    "update_of",
    "corrected_republished_in",
    "corrected_republished_from",
    "republished_in",
    "republished_from",
    "comment_in",
    "comment_on",
    "reprint_in",
    "reprint_of",
    "original_report_in",
    "patient_summary_in",
    "dataset_described_in",
    "dataset_described_on",
]


@dataclass(frozen=True, slots=True)
class Author:
    """One author: a person (`last`, `fore`, `initials`) or a group (`collective`)."""

    last: str = ""
    fore: str = ""
    initials: str = ""
    collective: str = ""
    orcid: str = ""

    def __str__(self) -> str:
        """The name as it stands in a list of references: `Smith JA`, or the group's name."""
        return self.collective or f"{self.last} {self.initials}".strip()


@dataclass(frozen=True, slots=True)
class Identifier:
    """Another number of the same work: `scheme` is pmcid, pii, isbn, scopus, wos, trial …"""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A subheading of a subject heading: `drug therapy` in Asthma/drug therapy."""

    name: str
    ui: str = ""
    major: bool = False


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """One subject heading. `major` is true if the heading or one of its qualifiers is starred."""

    descriptor: str
    ui: str = ""
    major: bool = False
    qualifiers: tuple[Qualifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """`given` is what the file said (`ger`, `German`); `code` is two letters, or three, or empty."""

    given: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class CitationLink:
    """Another publication that changes how this one should be read, by PMID, DOI or only in words."""

    kind: LinkKind
    pmid: str = ""
    doi: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """What one record of a file says about one published work.

    `position` counts the items of the file from 1; `read(..., start=position)` goes on after it.
    `doi` is lower-case and bare (`10.1000/x`). `year` is a whole number or None; `date` is what the
    file said. `abstract` holds paragraphs parted by an empty line, labelled parts as `METHODS: …`.
    `status` is MEDLINE's. `database` and `accession` name the database it was exported from and its
    number there. `mended` are plain sentences about what had to be put right to read it.
    """

    source: Format
    position: int
    title: str
    pmid: str = ""
    version: int = 1
    doi: str = ""
    identifiers: tuple[Identifier, ...] = ()
    original_title: str = ""
    authors: tuple[Author, ...] = ()
    journal: str = ""
    journal_abbreviation: str = ""
    issns: tuple[str, ...] = ()
    year: int | None = None
    date: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    abstract: str = ""
    copyright: str = ""
    mesh: tuple[MeshHeading, ...] = ()
    keywords: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    country: str = ""
    status: str = ""
    urls: tuple[str, ...] = ()
    links: tuple[CitationLink, ...] = ()
    publisher: str = ""
    database: str = ""
    accession: str = ""
    mended: tuple[str, ...] = ()

    @property
    def issn(self) -> str:
        """The first ISSN, or nothing."""
        return self.issns[0] if self.issns else ""


@dataclass(frozen=True, slots=True)
class Deletion:
    """PubMed has withdrawn this number: the record should go."""

    pmid: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be taken.

    `reason` is for a librarian to read. `excerpt` is the raw piece, at most 4,000 characters; when
    it holds the whole record, it can be mended and given to `read` again.
    """

    position: int
    title_hint: str
    reason: str
    excerpt: str = ""


Item = Citation | Deletion | Rejected


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost us. All sizes in bytes unless named otherwise.

    `unpacked_bytes` and `expansion` (times the packed size, looked at after the first 16 MB) stop a
    small .gz that opens into something vast. A record over `record_bytes` or a title over
    `title_characters` is rejected; an abstract over `abstract_characters` is cut and that is said.
    """

    unpacked_bytes: int = 4 * 1024**3
    expansion: int = 150
    record_bytes: int = 8 * 1024**2
    title_characters: int = 5_000
    abstract_characters: int = 100_000


class UnknownFormat(ValueError):
    """Not a file of citations that we can read. The message is a sentence for the person."""


class Unreadable(ValueError):
    """One record that cannot be taken. The message is a sentence for a librarian."""
