"""A policy office's folder as a ZIP: three documents of three kinds, and a table of which one row names no file."""

import csv
import io
import zipfile
from pathlib import Path

from tests.documents.making import a_pdf, a_word_file

HEADINGS = ["Document title", "File", "Type", "Owner", "Next review date", "Who can see it"]
OWNER = "amina.yusuf@wenlow.example"


def a_folder(path: Path, about: str) -> Path:
    """The ZIP at `path`. `about` stands in each title and text, so that several folders in one library differ."""
    due = "31/03/2031"
    rows = [
        HEADINGS,
        [f"Visits at night: {about}", "visits.docx", "Policy", OWNER, due, "All staff"],
        [f"Lost hearing aids: {about}", "hearing aids.pdf", "Policy", OWNER, due, "All staff"],
        [f"Quiet hours: {about}", "quiet.html", "SOP", OWNER, due, "All staff"],
        [f"Mislaid: {about}", "mislaid.pdf", "Policy", OWNER, due, "All staff"],
    ]
    table = io.StringIO(newline="")
    csv.writer(table).writerows(rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("policies.csv", table.getvalue())
        packed.writestr(
            "visits.docx", a_word_file(f"One visitor may stay at night: {about}.", heading="Visits at night")
        )
        packed.writestr("hearing aids.pdf", a_pdf(["Keep aids in the blue box", f"Look in the linen: {about}"]))
        packed.writestr("quiet.html", f"<h1>Quiet hours</h1><p>Lights are low from ten at night: {about}.</p>")
    return path
