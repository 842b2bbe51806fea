"""E-mail on its way out, kept for a few days where it can be read."""

from django.db import models
from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id


class Message(models.Model):
    """One e-mail, in plain text. By default it only lies here; with a mail server set, a worker sends it.

    `secret`: it carries a link that opens somebody's account.
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    from_address = models.CharField(max_length=200)
    secret = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"], name="message_to_send", condition=Q(sent_at__isnull=True, given_up_at__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="message_is_not_sent_and_given_up", condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Address(models.Model):
    """One address that a message goes to."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="addresses")
    address = models.EmailField()

    class Meta:
        indexes = [models.Index(fields=["address"], name="message_by_address")]
        constraints = [models.UniqueConstraint(fields=["message", "address"], name="message_address_once")]

    def __str__(self) -> str:
        return self.address
