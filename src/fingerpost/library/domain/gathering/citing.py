"""References: how a paper or a page of ours is named in a list, in the Vancouver and the Harvard style.

Vancouver after "Citing Medicine" (National Library of Medicine): six authors, then et al.; year, volume, issue
and pages run together, and the last page is cut to what differs. Harvard after "Cite Them Right": names turned
round, the title in single quotation marks, the journal in italics, whole page numbers.

A journal is named as its source names it: we hold no list of abbreviated titles.
"""

import re
from dataclasses import dataclass
from datetime import date

from bibliography.names import author as read_author
from fingerpost.library.models import Item, Paper
from fingerpost.ui.formats import full_date

MOST_AUTHORS = 6  # Vancouver; Harvard writes out at most three
_WHERE = re.compile(r"(?P<volume>[^(:]*)(?:\((?P<issue>[^)]*)\))?(?::(?P<pages>.*))?")
_RANGE = re.compile(r"(?P<before>[A-Za-z]*)(?P<first>\d+)\s*[-–]\s*(?P<again>[A-Za-z]*)(?P<last>\d+)")
_ENDS = (".", "?", "!")

Pieces = tuple[tuple[str, bool], ...]  # a text, and whether it stands in italics


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference is made of. `publisher`, `updated` and `read_on` are for pages of ours; the rest is for papers.

    `authors` as databases write them: `Smith JA`, or the name of a group.
    """

    title: str
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: int | None = None
    publisher: str = ""
    updated: date | None = None
    address: str = ""
    read_on: date | None = None

    @property
    def is_page(self) -> bool:
        """Whether this is a page of ours rather than something published in a journal."""
        return self.read_on is not None


def of_paper(paper: Paper) -> Reference:
    """The reference of a published paper."""
    found = _WHERE.fullmatch(paper.citation.strip())
    where = {name: (text or "").strip() for name, text in found.groupdict().items()} if found else {}
    return Reference(
        title=paper.title, authors=tuple(paper.authors), journal=paper.journal, year=paper.year, doi=paper.doi,
        pmid=paper.pmid, volume=where.get("volume", ""), issue=where.get("issue", ""), pages=where.get("pages", ""),
    )  # fmt: skip


def of_item(item: Item, *, address: str, read_on: date) -> Reference:
    """The reference of a page of ours, by the unit that answers for it, as it stands at its lasting address."""
    changed = item.changed_at.date()
    return Reference(
        title=item.title, publisher=item.unit.name if item.unit else "", year=changed.year, updated=changed,
        address=address, read_on=read_on,
    )  # fmt: skip


# Vancouver -----------------------------------------------------------------------------------------


def vancouver(reference: Reference) -> str:
    """One reference as NLM writes it: `Smith JA, Jones B. Title. Journal. 2020;12(3):45-7. doi: 10.1/x`."""
    if reference.is_page:
        return _vancouver_page(reference)
    names = list(reference.authors[:MOST_AUTHORS])
    names += ["et al"] if len(reference.authors) > MOST_AUTHORS else []
    where = _run_together(reference)
    numbers = [f"doi: {reference.doi}"] if reference.doi else []
    numbers += [f"PubMed PMID: {reference.pmid}"] if reference.pmid else []
    return " ".join(_ended(part) for part in (", ".join(names), reference.title, reference.journal, where, *numbers)
                    if part)  # fmt: skip


def _vancouver_page(reference: Reference) -> str:
    updated = f"[updated {_year_first(reference.updated)}; cited {_year_first(reference.read_on)}]"
    return " ".join(
        _ended(part)
        for part in (reference.publisher, f"{reference.title.rstrip('.')} [Internet]",
                     f"{reference.year} {updated}", f"Available from: {reference.address}")
        if part
    ).removesuffix(".")  # fmt: skip


def _run_together(reference: Reference) -> str:
    year = str(reference.year) if reference.year else "[date unknown]"
    issue = f"({reference.issue})" if reference.issue else ""
    place = f";{reference.volume}{issue}" if reference.volume or issue else ""
    return f"{year}{place}" + (f":{short_pages(reference.pages)}" if reference.pages else "")


def short_pages(pages: str) -> str:
    """The last page without the figures it shares with the first: 1205-1215 → 1205-15, S12-S18 → S12-8."""
    found = _RANGE.fullmatch(pages.strip())
    if not found:
        return pages.strip()
    first, last = found["first"], _whole_last(found)
    if len(first) == len(last):
        shared = next((at for at in range(len(last)) if first[at] != last[at]), len(last) - 1)
        last = last[shared:]
    return f"{found['before']}{first}-{last}"


def _year_first(day: date | None) -> str:
    return f"{day:%Y %b} {day.day}" if day else ""


# Harvard -------------------------------------------------------------------------------------------


def harvard(reference: Reference) -> Pieces:
    """One reference as Cite Them Right has it, with what stands in italics."""
    year = f" ({reference.year or 'no date'}) "
    if reference.is_page:
        read_on = f" (Accessed: {full_date(reference.read_on)})."
        tail = f". Available at: {reference.address}{read_on}"
        return (
            ((reference.publisher or "No author") + year, False),
            (reference.title.rstrip("."), True),
            (tail, False),
        )
    title = reference.title.removesuffix(".")
    names = _turned_names(reference.authors)
    pieces = [*names, (f"{year}‘{title}’" if names else f"‘{title}’{year.rstrip()}", False)]
    if reference.journal:
        pieces += [(", ", False), (reference.journal, True)]
    return (*pieces, (_ended(_harvard_place(reference)) or ".", False))


def _harvard_place(reference: Reference) -> str:
    issue = f"({reference.issue})" if reference.issue else ""
    volume = f", {reference.volume}{issue}" if reference.volume or issue else ""
    pages = f", {_long_pages(reference.pages)}" if reference.pages else ""
    link = f". Available at: https://doi.org/{reference.doi}" if reference.doi else ""
    return f"{volume}{pages}{link}"


def _turned_names(authors: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Up to three names; of more, the first and et al."""
    names = [_turned(name) for name in authors[:3]]
    if len(authors) > 3:
        return [(f"{names[0]} ", False), ("et al.", True)]
    if len(names) > 1:
        return [(f"{', '.join(names[:-1])} and {names[-1]}", False)]
    return [(name, False) for name in names]


def _turned(name: str) -> str:
    """`Smith JA` → `Smith, J.A.`; a group keeps its name."""
    read = read_author(name)
    if read is None or not read.last or not read.initials:
        return name
    return f"{read.last}, {''.join(f'{letter}.' for letter in read.initials if letter.isalpha())}"


def _long_pages(pages: str) -> str:
    """Whole page numbers: 284-7 → pp. 284–287. A number of an article stays as it is."""
    found = _RANGE.fullmatch(pages.strip())
    if found:
        again = found["again"] or found["before"]
        return f"pp. {found['before']}{found['first']}–{again}{_whole_last(found)}"
    return f"p. {pages.strip()}" if pages.strip().isdigit() else pages.strip()


def _whole_last(found: re.Match[str]) -> str:
    """The last page in full, however short it was written."""
    first, last = found["first"], found["last"]
    return first[: len(first) - len(last)] + last if len(last) < len(first) else last


def as_text(pieces: Pieces) -> str:
    """The words without their italics."""
    return "".join(text for text, _ in pieces)


def _ended(text: str) -> str:
    return text if not text or text.endswith(_ENDS) else f"{text}."
