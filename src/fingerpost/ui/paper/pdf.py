"""Accessible PDF files (PDF/UA-1) from our templates. The words come as JSON: nothing in them is read as a command.

Fonts are those that come with Typst, so that a page looks the same on every machine. They have Latin, Greek and
Cyrillic letters. PDF/UA refuses a letter without a shape; so each letter that none of them has is drawn as a box, and
the paper says so (`data.letters_missing`): better than no paper, and nobody takes it for the whole.
"""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

BOX = "□"
_MISSING = re.compile(r'the text [`"\']+(?P<text>.*?)[`"\']+ could not be displayed', re.DOTALL)
_MOST_SCRIPTS = 40


def as_pdf(template: Path, words: dict[str, Any]) -> bytes:
    """The PDF that a template makes of these words, always the same bytes for the same words."""
    import typst  # noqa: PLC0415 -- slow import

    source, said, missing = template.read_bytes(), json.dumps(words, ensure_ascii=False), False
    for _ in range(_MOST_SCRIPTS):
        data = json.dumps(json.loads(said) | {"letters_missing": missing})
        try:
            drawn = typst.compile(
                source, format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"], sys_inputs={"data": data}
            )
        except typst.TypstError as problem:
            found = _MISSING.search(str(problem))
            boxed = _without(said, found["text"]) if found else said
            if boxed == said:
                raise
            said, missing = boxed, True
        else:
            return bytes(drawn)
    raise ValueError("There are too many scripts in one text.")


def _without(said: str, text: str) -> str:
    """The words with a box for each letter of the scripts that `text` is in; plain ASCII stays."""
    scripts = {_script(letter) for letter in text if not letter.isascii()}
    return "".join(BOX if not letter.isascii() and _script(letter) in scripts else letter for letter in said)


def _script(letter: str) -> str:
    """The script of a letter: the first word of its Unicode name (HIRAGANA, DEVANAGARI, CJK), or the letter itself."""
    name = unicodedata.name(letter, "")
    script = name.split(" ")[0].split("-")[0]
    return script if script and unicodedata.category(letter)[0] in "LMN" else letter
