"""A file is kept once, however often it is attached, under the name of its own content."""

from django.db import models
from django.db.models import Q

from fingerpost.kernel import clock
from fingerpost.kernel.ids import new_id


class FileKind(models.TextChoices):
    """What a file proved to be when its content was looked at; its name has no say."""

    PDF = "pdf", "PDF"
    WORD = "word", "Word"
    WEB_PAGE = "web-page", "Web page"
    TEXT = "text", "Plain text"
    PICTURE = "picture", "Picture"


class Reading(models.TextChoices):
    """How far the text of a file has been read."""

    WAITING = "waiting", "Waiting to be read"
    READ = "read", "Its text can be searched"
    NO_TEXT = "no-text", "It holds no text that we can read"
    REFUSED = "refused", "It could not be read"


class StoredFile(models.Model):
    """One file as it was given to us, byte for byte (a picture: as we wrote it anew)."""

    public_id = models.CharField(max_length=26, unique=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=FileKind)
    media_type = models.CharField(max_length=80)
    reading = models.CharField(max_length=10, choices=Reading, default=Reading.WAITING)
    reason = models.CharField(max_length=300, blank=True)  # why it could not be read, in plain words
    pages = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="file_refused_says_why", condition=~Q(reading="refused") | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["reading", "id"], name="file_by_reading")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class FilePage(models.Model):
    """The text of one page. Files without pages have one."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="file_page_once")]

    def __str__(self) -> str:
        return f"page {self.number} of {self.file_id}"
