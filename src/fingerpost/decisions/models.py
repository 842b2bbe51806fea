"""What was decided, on what it rests, who decided and who disagreed, and what follows from it."""

from django.db import models
from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.organisations.models import Person
from fingerpost.records.models import Record
from fingerpost.roads.models import KnowledgeKind, Question


class Confirmation(models.TextChoices):
    """How far a decision is from being one: until it is confirmed it is somebody's account of it."""

    DRAFT = "draft", "Draft"
    WAITING = "waiting", "Waiting to be confirmed"
    CONFIRMED = "confirmed", "Confirmed"


class Decision(Record):
    """A decision as it was made. A draft until the decider or the meeting's secretary confirms it.

    The unit (from Record) is whose decision it is: a board, a ward. `decider` is the one who decided, or who
    chaired the meeting that did; `decided_by` names in words who decided ("The falls group, chaired by the chief
    nurse"). `open_to` and `tokens` say who shall see it once it is confirmed; before that its writer, decider and
    secretary do.
    """

    answers = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )  # fmt: skip
    what = models.TextField()  # what was decided
    because = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=300, blank=True)
    meeting = models.CharField(max_length=200, blank=True)
    decider = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    secretary = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmation = models.CharField(max_length=10, choices=Confirmation, default=Confirmation.DRAFT)
    sent_back_because = models.CharField(max_length=500, blank=True)
    confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    shared_open_to = models.CharField(max_length=6, blank=True)
    shared_tokens = models.JSONField(default=list)
    withdrawn_because = models.CharField(max_length=500, blank=True)
    saves = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="decision_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="decision_confirmed_has_a_time",
                condition=(Q(confirmation="confirmed") & Q(confirmed_at__isnull=False))
                | (~Q(confirmation="confirmed") & Q(confirmed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="decision_confirmed_has_a_day",
                condition=~Q(confirmation="confirmed") | Q(decided_on__isnull=False),
            ),
        ]


class Option(models.Model):
    """One thing that could have been done: the one that was chosen, or one that was not and why."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=300)
    chosen = models.BooleanField(default=False)
    because = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(name="option_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class Basis(models.Model):
    """One thing a decision rests on: something in the library (also a link in the graph), or words of its own.

    `considered` says that it was weighed and not relied on.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="bases")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=KnowledgeKind)
    target = models.ForeignKey(Record, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField(blank=True)
    figure = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    considered = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "target"], condition=Q(target__isnull=False), name="basis_once_a_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.decision_id}"


class Dissent(models.Model):
    """Somebody disagreed: by role, never by name; or it is said only that somebody did."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="dissents")
    position = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(max_length=150, blank=True)  # empty: withheld
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.role or "withheld"


class Assumption(models.Model):
    """Something taken to be true. If it proves false, the decision should be looked at again."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="assumptions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(name="assumption_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text


class Action(models.Model):
    """What somebody will do by when. `owner_words` names the owner where it is no one person with an account."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="actions")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owner_words = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_words = models.CharField(max_length=500, blank=True)
    done_noted_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(name="action_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text
