"""What a person agreed to show of themselves, and what one colleague asks another."""

from django.db import models
from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id
from fingerpost.organisations.models import Person
from fingerpost.records.models import Record


class Profile(Record):
    """A person, as far as they agreed to be found.

    `topics` is what they know about, in their own words. `asks` is what others see of it: empty until
    the person agrees to be asked.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="profile")
    job = models.CharField(max_length=150, blank=True)
    about = models.TextField(blank=True)
    topics = models.JSONField(default=list)
    asks = models.JSONField(default=list)


class EnquiryState(models.TextChoices):
    """Where an enquiry stands. Whoever asked sees only whether there is an answer."""

    WAITING = "waiting", "Waiting for an answer"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Put aside"
    CLOSED = "closed", "The person who was asked has left"
    TAKEN_BACK = "taken-back", "Taken back by the person who asked"


class Enquiry(models.Model):
    """What one person asks another through the product. The two alone read it.

    Neither sees the other's e-mail address unless its owner ticked so: `asker_shares`, `answerer_shares`.
    `passed_by` handed it to whoever is asked now.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    asker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enquiries_made")
    asked = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enquiries_met")
    passed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    about = models.ForeignKey(Record, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField()
    asked_at = models.DateTimeField(default=clock.now)
    asker_shares = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=EnquiryState, default=EnquiryState.WAITING)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answerer_shares = models.BooleanField(default=False)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["asked", "state"], name="enquiry_of_asked"),
            models.Index(fields=["asker", "-asked_at"], name="enquiry_of_asker"),
        ]
        constraints = [
            models.CheckConstraint(
                name="enquiry_answered_has_a_time", condition=~Q(state="answered") | Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(name="enquiry_asks_somebody_else", condition=~Q(asker=models.F("asked"))),
            models.CheckConstraint(name="enquiry_asks_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.public_id
