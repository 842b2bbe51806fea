"""Accessible PDF files (PDF/UA-1) from our templates. The words come as JSON: nothing in them is read as a command."""

import json
from pathlib import Path
from typing import Any


def as_pdf(template: Path, words: dict[str, Any]) -> bytes:
    """The PDF that a Typst template makes of these words, always the same bytes for the same words.

    Fonts are those that come with Typst, so that a page looks the same on every machine.
    """
    import typst  # noqa: PLC0415 -- slow import

    drawn = typst.compile(
        template.read_bytes(), format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(words)},
    )  # fmt: skip
    return bytes(drawn)
