"""Finds out what a document is by its content, and reads its text page by page. Knows nothing of Django.

`sniffing.sniff` says what a file is or why it is refused, `pool.Readers` reads files in processes of their
own, `reading` in this one, `pictures.safe_picture` writes a picture anew.
"""

from documents.model import CannotRead, Cut, Found, Limits, Refused
from documents.pictures import safe_picture
from documents.pool import Done, Readers
from documents.reading import read_document, read_pages
from documents.sniffing import sniff

__all__ = [
    "CannotRead", "Cut", "Done", "Found", "Limits", "Readers", "Refused", "read_document", "read_pages",
    "safe_picture", "sniff",
]  # fmt: skip
