"""Holds each record to the limits on its texts, wherever it came from."""

from bibliography.model import Limits, Unreadable


def title(text: str, most: Limits, *, pmid: str = "") -> str:
    """The title as it is. Raises Unreadable when there is none or it cannot be a title."""
    if not text:
        number = f" Its PubMed number is {pmid}, so it can be fetched from PubMed." if pmid else ""
        raise Unreadable(f"This entry has no title.{number}")
    if len(text) > most.title_characters:
        raise Unreadable(
            f"The title is {len(text):,} characters long. The most we take is "
            f"{most.title_characters:,}: another text may have got into its place."
        )
    return text


def abstract(text: str, most: Limits) -> tuple[str, tuple[str, ...]]:
    """The abstract, cut at a word if it is too long, and a note that says so."""
    if len(text) <= most.abstract_characters:
        return text, ()
    cut = text[: most.abstract_characters].rsplit(" ", 1)[0]
    return cut, (f"The abstract was {len(text):,} characters long; only the first {len(cut):,} were kept.",)
