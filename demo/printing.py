"""Documents out of Markdown, as people have them in their folders: PDF, Word and web pages.

Knows headings, paragraphs, bold, lists and tables: as much as the demonstration's own texts use.
"""

import html
import io
import json
import re
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

_PAPER = Path(__file__).parent / "content" / "document.typ.txt"
_MARKED = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|_(.+?)_(?!\w)")

Block = dict[str, Any]


def draw(title: str, text: str, form: str) -> bytes:
    """A document with a title. `form`: pdf, docx or html."""
    return {"pdf": _pdf, "docx": _word, "html": _web_page}[form](title, text)


def blocks_of(text: str) -> list[Block]:
    """Markdown as blocks: heading (with its level), paragraph, bullets, numbers, table (rows, the first its head)."""
    found: list[Block] = []
    for part in re.split(r"\n{2,}", text.strip()):
        for kind, lines in _runs(part.splitlines()):
            found.append(_block(kind, lines))
    return found


def _runs(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Lines of one kind that follow each other."""
    runs: list[tuple[str, list[str]]] = []
    for line in lines:
        kind = _kind(line)
        if runs and runs[-1][0] == kind and kind != "heading":
            runs[-1][1].append(line)
        else:
            runs.append((kind, [line]))
    return runs


def _kind(line: str) -> str:
    for kind, begins in (("heading", r"#+ "), ("bullets", "- "), ("numbers", r"\d+\. "), ("table", r"\|")):
        if re.match(begins, line):
            return kind
    return "paragraph"


def _block(kind: str, lines: list[str]) -> Block:
    if kind == "heading":
        marks, _, words = lines[0].partition(" ")
        return {"kind": kind, "level": len(marks), "text": _pieces(words)}
    if kind == "table":
        rows = [[_pieces(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in lines]
        return {"kind": kind, "rows": [rows[0], *rows[2:]]}
    if kind == "paragraph":
        return {"kind": kind, "text": _pieces(" ".join(lines))}
    return {"kind": kind, "items": [_pieces(re.sub(r"^(- |\d+\. )", "", line)) for line in lines]}


def _pieces(words: str) -> list[dict[str, str]]:
    """Words in pieces, each plain, bold or italic."""
    pieces, at = [], 0
    for found in _MARKED.finditer(words):
        pieces.append({"as": "plain", "text": words[at : found.start()]})
        pieces.append({"as": "bold" if found[1] else "italic", "text": found[1] or found[2] or found[3]})
        at = found.end()
    pieces.append({"as": "plain", "text": words[at:]})
    return [piece for piece in pieces if piece["text"]]


def _pdf(title: str, text: str) -> bytes:
    import typst  # noqa: PLC0415 -- slow import

    data = json.dumps({"title": title, "blocks": blocks_of(text)})
    return bytes(typst.compile(_PAPER.read_bytes(), sys_inputs={"data": data}, pdf_standards=["ua-1"]))


def _word(title: str, text: str) -> bytes:
    import docx  # noqa: PLC0415 -- slow import

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, ""
    document.core_properties.language = "en-GB"
    for block in blocks_of(text):
        if block["kind"] == "heading":
            _write(document.add_heading(level=block["level"]), block["text"])
        elif block["kind"] == "paragraph":
            _write(document.add_paragraph(), block["text"])
        elif block["kind"] == "table":
            _word_table(document, block["rows"])
        else:
            _word_list(document, block)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _word_list(document: Any, block: Block) -> None:
    """Numbers are written out: the library's numbered style would count on from one list to the next."""
    for number, item in enumerate(block["items"], 1):
        if block["kind"] == "bullets":
            _write(document.add_paragraph(style="List Bullet"), item)
        else:
            _write(document.add_paragraph(style="List Paragraph"), [{"as": "plain", "text": f"{number}. "}, *item])


def _word_table(document: Any, rows: list[list[list[dict[str, str]]]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            _write(cell.paragraphs[0], words)


def _write(paragraph: Any, pieces: list[dict[str, str]]) -> None:
    for piece in pieces:
        run = paragraph.add_run(piece["text"])
        run.bold, run.italic = piece["as"] == "bold", piece["as"] == "italic"


def _web_page(title: str, text: str) -> bytes:
    body = MarkdownIt("commonmark").enable("table").render(text)
    head = f'<head><meta charset="utf-8"><title>{html.escape(title)}</title></head>'
    return (f'<!doctype html>\n<html lang="en-GB">\n{head}\n<body>\n{body}</body>\n</html>\n').encode()
