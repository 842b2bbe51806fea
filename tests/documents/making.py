"""Documents of every kind for tests, made on the spot: sound ones, huge ones, broken ones and traps."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import docx
from PIL import Image

RELATIONS = "word/_rels/document.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def a_pdf(pages: Sequence[str] = ("Bed rails and falls",), *, locked: bool = False, padding: int = 0) -> bytes:
    """A PDF with one line of text on each page. `locked`: behind a password. `padding`: bytes that mean nothing."""
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places: list[int] = []

    def add(body: bytes) -> int:
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % len(places) + body + b"\nendobj\n")
        return len(places)

    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    tree = 2 + 2 * len(pages)  # the number that the page tree will have
    kids = []
    for text in pages:
        words = text.replace("\\", "\\\\").replace("(", r"\(").replace(")", r"\)").encode("latin-1")
        drawn = b"BT /F1 12 Tf 72 720 Td (" + words + b") Tj ET" if words else b""
        content = add(b"<< /Length %d >>\nstream\n" % len(drawn) + drawn + b"\nendstream")
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
                b" /Resources << /Font << /F1 %d 0 R >> >> >>" % (tree, content, font)
            )
        )
    add(b"<< /Type /Pages /Count %d /Kids [" % len(kids) + b" ".join(b"%d 0 R" % kid for kid in kids) + b"] >>")
    root = add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    if padding:
        add(b"<< /Length %d >>\nstream\n" % padding + b"\0" * padding + b"\nendstream")
    lock = b""
    if locked:
        key = b"<" + b"5A" * 32 + b">"
        number = add(b"<< /Filter /Standard /V 1 /R 2 /O " + key + b" /U " + key + b" /P -44 >>")
        lock = b" /Encrypt %d 0 R /ID [<00> <00>]" % number
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, root, lock, start)
    )
    return out.getvalue()


def a_word_file(*paragraphs: str, heading: str = "", table: Iterable[Sequence[str]] = ()) -> bytes:
    """A Word file with a heading, paragraphs and a table."""
    made = docx.Document()
    if heading:
        made.add_heading(heading, 1)
    for text in paragraphs or ("Turn patients every two hours.",):
        made.add_paragraph(text)
    rows = list(table)
    if rows:
        grid = made.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_member(archive: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one more file in it, or with that file replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return out.getvalue()


def with_relation(archive: bytes, kind: str, target: str, mode: str = "External") -> bytes:
    """A Word file that also names something outside: a template, a picture, a link."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        relations = old.read(RELATIONS).decode()
    more = f'<Relationship Id="rId900" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return with_member(archive, RELATIONS, relations.replace("</Relationships>", more).encode())


def a_picture(form: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: object) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode in {"L", "P"} else tuple([120] * len(mode))).save(out, form, **how)
    return out.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    """A file on disk."""
    path = folder / name
    path.write_bytes(content)
    return path
