"""Names that stay with a thing for ever, wherever its page moves to."""

from urllib.parse import urlsplit

from django.conf import settings

from fingerpost.records.models import Record

# RFC 4151: a day on which the host was ours. It must never change, or readers take everything for new.
_SINCE = "2026"


def host() -> str:
    """The host that people type, in small letters."""
    return (urlsplit(settings.FINGERPOST_ADDRESS).hostname or "localhost").lower()


def address_of(record: Record) -> str:
    """The whole address that leads to a thing of any kind (`hub:record`)."""
    return f"{settings.FINGERPOST_ADDRESS.rstrip('/')}/things/{record.public_id}/"


def tag_of(record: Record) -> str:
    """Its name in feeds: `tag:library.example.nhs.uk,2026:01j…`."""
    return f"tag:{host()},{_SINCE}:{record.public_id}"


def oai_of(record: Record) -> str:
    """Its name for library catalogues: `oai:library.example.nhs.uk:01j…`."""
    return f"oai:{host()}:{record.public_id}"
