"""Places to search next, set by each organisation. A unit's people meet those of all units above."""

from urllib.parse import quote, urlencode, urlsplit

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations.domain.rules import check_can_administer, signature
from fingerpost.organisations.models import ElsewhereLink, Person, Unit
from fingerpost.organisations.readers import Reader

MOST = 12


@transaction.atomic
def add(unit: Unit, *, name: str, address: str, by: Person | None) -> ElsewhereLink:
    """Offer one more place to search. `{query}` in the address is where the question goes."""
    check_can_administer(by, unit)
    name, address = " ".join(name.split()), address.strip()
    if not name:
        raise RuleBroken("Enter a name for the link.")
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise RuleBroken("The address must start with https://")
    if "{query}" not in address or "{query}" in parts.netloc:
        raise RuleBroken("The address must contain {query} after the name of the site, where the question goes.")
    existing = ElsewhereLink.objects.filter(unit=unit)
    if existing.count() >= MOST:
        raise RuleBroken(f"There are {MOST} links already. Remove one first, so that people can find their way.")
    position = max(existing.values_list("position", flat=True), default=-1) + 1
    link = ElsewhereLink.objects.create(unit=unit, name=name, address=address, position=position)
    stream.record(
        "organisations.elsewhere_link_added", subject=unit.public_id, by=signature(by),
        detail={"name": name, "address": address},
    )  # fmt: skip
    return link


@transaction.atomic
def remove(link: ElsewhereLink, *, by: Person | None) -> None:
    """Offer this place no longer."""
    check_can_administer(by, link.unit)
    stream.record(
        "organisations.elsewhere_link_removed", subject=link.unit.public_id, by=signature(by),
        detail={"name": link.name, "address": link.address},
    )  # fmt: skip
    link.delete()


def links_for(reader: Reader) -> list[ElsewhereLink]:
    """The places to search next for this reader, those of their nearest unit first. One query."""
    if not reader.units:
        return []
    place = {unit: number for number, unit in enumerate(reader.path)}
    rows = ElsewhereLink.objects.filter(unit__in=reader.units)
    return sorted(rows, key=lambda row: (place.get(row.unit_id, len(place)), row.position, row.name))


def full_text_link_for(reader: Reader) -> str:
    """Where full text leads for this reader: the address of their nearest unit that set one, or ''. One query."""
    if not reader.path:
        return ""
    rows = dict(Unit.objects.filter(pk__in=reader.path).exclude(full_text_link="").values_list("pk", "full_text_link"))
    return next((rows[unit] for unit in reader.path if unit in rows), "")


def full_text_address(resolver: str, pmid: int | None, doi: str) -> str:
    """Where to read it: through the organisation's own link, else the DOI, else PubMed."""
    if resolver and (doi or pmid):
        openurl = urlencode({"rft_id": f"info:doi/{doi}" if doi else f"info:pmid/{pmid}"})
        if "{doi}" in resolver and not doi:
            return resolver.replace("{doi}", str(pmid)) if "libkey" in resolver else _own_place(pmid, doi)
        return (
            resolver.replace("{doi}", quote(doi, safe="/"))
            .replace("{pmid}", str(pmid or ""))
            .replace("{openurl}", openurl)
        )
    return _own_place(pmid, doi)


def _own_place(pmid: int | None, doi: str) -> str:
    if doi:
        return f"https://doi.org/{quote(doi, safe='/')}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else ""
