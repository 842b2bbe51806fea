"""The tree of units, library services and whom they serve, and each organisation's own words."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from tree_queries.models import TreeNode

from fingerpost.kernel.ids import new_id


class UnitKind(models.TextChoices):
    """Where in the tree a unit stands."""

    SYSTEM = "system", "Integrated care system"
    ORGANISATION = "organisation", "Organisation"
    DEPARTMENT = "department", "Department"
    TEAM = "team", "Team"
    LIBRARY_SERVICE = "library-service", "Library and knowledge service"


class Sector(models.TextChoices):
    """What kind of care an organisation gives."""

    SYSTEM = "system", "System"
    BOARD = "board", "Care board"
    ACUTE = "acute", "Acute hospital"
    MENTAL_HEALTH = "mental-health", "Mental health"
    COMMUNITY = "community", "Community"
    PRIMARY_CARE = "primary-care", "Primary care"
    HOSPICE = "hospice", "Hospice"
    OTHER = "other", "Other"


class Unit(TreeNode):
    """A system, organisation, department, team or library service.

    A unit is never deleted: it closes, and may name the unit that took over from it. An ODS code
    belongs to one unit for ever.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=UnitKind)
    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    ods_code = models.CharField(max_length=12, unique=True, null=True, blank=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")
    # Where "full text" goes for this organisation's people: {doi}, {pmid} and {openurl} are filled in.
    full_text_link = models.CharField(max_length=500, blank=True)
    library_email = models.EmailField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="unit_is_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(name="unit_is_not_its_own_successor", condition=~Q(successor=F("id"))),
            models.CheckConstraint(
                name="unit_with_successor_is_closed", condition=Q(successor__isnull=True) | Q(closed_on__isnull=False)
            ),
            models.CheckConstraint(
                name="unit_closes_after_it_opens",
                condition=Q(opened_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(name="unit_ods_code_is_null_not_empty", condition=~Q(ods_code="")),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Words for agreements."""

    def on(self, day: date) -> "AgreementQuerySet":
        """Those in force on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Agreement(models.Model):
    """A library service serves an organisation, from one date to another."""

    service = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="serves")
    organisation = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="served_by")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    desk_email = models.EmailField(blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(fields=["service", "organisation", "starts_on"], name="agreement_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.service} serves {self.organisation}"


class LocalWord(models.Model):
    """What one organisation calls something on its own pages."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="local_words")
    key = models.CharField(max_length=60)
    words = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="local_word_once_a_unit")]

    def __str__(self) -> str:
        return f"{self.key}: {self.words}"


class ElsewhereLink(models.Model):
    """A place to search next, set by an organisation; `{query}` in the address is filled in."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="elsewhere_links")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=500)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                name="elsewhere_link_is_https", condition=Q(address__startswith="https://", address__contains="{query}")
            ),
        ]

    def __str__(self) -> str:
        return self.name
