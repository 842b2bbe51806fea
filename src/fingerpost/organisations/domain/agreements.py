"""Which library service serves which organisation, and so who serves this reader."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.organisations import lineage
from fingerpost.organisations.domain.rules import check_can_administer, signature
from fingerpost.organisations.models import Agreement, Person, Unit, UnitKind
from fingerpost.organisations.readers import Reader


@dataclass(frozen=True, slots=True)
class Serving:
    """A service that serves somebody, for which of their units, and where its desk is written to."""

    service: Unit
    organisation_id: int
    desk_email: str


@transaction.atomic
def agree(
    service: Unit,
    organisation: Unit,
    *,
    by: Person | None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    desk_email: str = "",
) -> Agreement:
    """A service serves an organisation between two days, both included.

    The organisation's side must say so: from that day the service's specialists see what its
    people send to the library.
    """
    check_can_administer(by, organisation)
    starts = starts_on or clock.today()
    if service.kind != UnitKind.LIBRARY_SERVICE:
        raise RuleBroken(f"{service} is not a library and knowledge service.")
    if organisation.kind not in {UnitKind.ORGANISATION, UnitKind.SYSTEM}:
        raise RuleBroken("A service serves a whole organisation or a whole system.")
    if ends_on and ends_on < starts:
        raise RuleBroken("The last day must not be before the first day.")
    for unit in (service, organisation):
        if unit.closed_on and unit.closed_on <= starts:
            raise RuleBroken(f"{unit} closed on {unit.closed_on:%-d %B %Y}.")
    overlap = Q(ends_on__isnull=True) | Q(ends_on__gte=starts)
    if ends_on:
        overlap &= Q(starts_on__lte=ends_on)
    if Agreement.objects.filter(overlap, service=service, organisation=organisation).exists():
        raise RuleBroken(f"{service} already serves {organisation} at that time.")
    agreement = Agreement.objects.create(
        service=service, organisation=organisation, starts_on=starts, ends_on=ends_on, desk_email=desk_email
    )
    _record("organisations.agreement_started", agreement, by)
    return agreement


@transaction.atomic
def end(agreement: Agreement, *, by: Person | None, last_day: date | None = None) -> None:
    """End an agreement after `last_day`; without one it ends at once. Either side may end it."""
    try:
        check_can_administer(by, agreement.organisation)
    except NotAllowed:
        check_can_administer(by, agreement.service)
    last = last_day or clock.today() - timedelta(days=1)
    if agreement.ends_on and agreement.ends_on <= last:
        raise RuleBroken("This has already ended, or will have by then.")
    agreement.ends_on = last
    _record("organisations.agreement_ended", agreement, by)
    if last < agreement.starts_on:
        agreement.delete()
    else:
        agreement.save(update_fields=["ends_on"])


def services_for(reader: Reader) -> list[Serving]:
    """The open services that serve this reader's organisations today, nearest organisation first.

    An agreement made by a unit that closed counts for the unit that took over, on both sides.
    At most four queries.
    """
    if not reader.units:
        return []
    today = clock.today()
    reach = lineage.before(reader.units, today)
    agreements = list(Agreement.objects.filter(organisation__in=reach).on(today).order_by("starts_on", "pk"))
    if not agreements:
        return []
    line = lineage.above({row.service_id for row in agreements} | {row.organisation_id for row in agreements}, today)
    services = Unit.objects.in_bulk({line.current(row.service_id) for row in agreements})
    order = {unit: place for place, unit in enumerate((*reader.path, *sorted(reader.units - set(reader.path))))}
    found: dict[int, tuple[int, Serving]] = {}
    for row in agreements:
        service, organisation = line.current(row.service_id), line.current(row.organisation_id)
        if line.places[service].closed:
            continue
        distance = min(order.get(unit, len(order)) for unit in line.heirs(row.organisation_id))
        desk = row.desk_email or services[service].library_email
        if service not in found or distance < found[service][0]:
            found[service] = (distance, Serving(services[service], organisation, desk))
    return [serving for _, serving in sorted(found.values(), key=lambda pair: (pair[0], pair[1].service.name))]


def _record(kind: str, agreement: Agreement, by: Person | None) -> None:
    stream.record(
        kind, subject=agreement.organisation.public_id, by=signature(by),
        detail={
            "service": agreement.service.public_id, "starts_on": agreement.starts_on.isoformat(),
            "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else "",
        },
    )  # fmt: skip
