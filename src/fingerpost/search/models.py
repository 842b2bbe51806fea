"""What the index still has to learn, and what it must not show meanwhile."""

from django.db import models

from fingerpost.kernel import clock


class Pending(models.Model):
    """A record whose place in the index is out of date. No foreign key: the record may be gone."""

    record_id = models.BigIntegerField(unique=True)
    since = models.DateTimeField(default=clock.now)
    turn = models.PositiveIntegerField(default=1)  # moves on when the record changes again meanwhile

    def __str__(self) -> str:
        return str(self.record_id)


class Withheld(models.Model):
    """A record whose audience narrowed: left out of every answer until it is indexed anew."""

    record_id = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.record_id)
