"""People, the units they belong to, what they may do there, and what they agreed to."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id
from fingerpost.organisations.models.units import Unit


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an e-mail address is kept in lower case, so that it is one person's whatever its capitals."""

    def create_user(self, email: str, name: str = "", password: str | None = None, **more: Any) -> "Person":
        """A new person. Without a password they can only come in by their work account."""
        person = self.model(email=email.strip().lower(), name=name.strip(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str | None) -> "Person":
        """Sign-in finds people by e-mail address."""
        return self.get(email=(email or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody with an account. What others see of them is their profile, as they agreed."""

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    pronouns = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now)
    hidden_from_results = models.BooleanField(default=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_email_is_lower_case", condition=Q(email=models.functions.Lower("email"))
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name others know them by."""
        return self.name


class Role(models.TextChoices):
    """What somebody does in a unit."""

    MEMBER = "member", "Member"
    SPECIALIST = "knowledge-specialist", "Knowledge specialist"
    SERVICE_MANAGER = "service-manager", "Library service manager"
    EXECUTIVE = "executive", "Executive"
    CHAMPION = "champion", "Champion"
    ADMINISTRATOR = "organisation-administrator", "Organisation administrator"
    NATIONAL_VIEWER = "national-viewer", "National viewer"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Words for memberships."""

    def on(self, day: date) -> "MembershipQuerySet":
        """Those that hold on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Membership(models.Model):
    """A person is in a unit, in a role, from one date to another. Several may hold at once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role, default=Role.MEMBER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Given by the work account's directory, which may also take it away.
    from_directory = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(fields=["person", "unit", "role", "starts_on"], name="membership_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.unit}"


class Consent(models.Model):
    """What a person said about one purpose, in which wording, and when. The newest row holds."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    wording_version = models.PositiveSmallIntegerField()
    agreed = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "purpose", "-at"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.purpose}: {'yes' if self.agreed else 'no'}"
