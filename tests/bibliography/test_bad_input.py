import csv
import gzip
import io
import time
import zlib
from pathlib import Path

import pytest

from bibliography.design import study_design
from bibliography.model import Citation, Limits, Rejected
from bibliography.read import UnknownFormat, read
from tests.bibliography.reading import article, citations, one, packed, pubmed, rejected, ris, text


def test_a_broken_record_in_the_middle_of_a_gz_harms_no_other() -> None:
    broken = article("2", "Broken").replace("</ArticleTitle>", "")
    items = text(packed(pubmed(article("1"), broken, article("3"))))
    assert [item.pmid for item in citations(items)] == ["1", "3"]
    [refused] = rejected(items)
    assert refused.position == 2
    assert refused.title_hint == "Broken"
    assert "tags of this entry do not match" in refused.reason
    assert "<PMID" in refused.excerpt


def test_a_record_that_is_never_closed_is_rejected_and_the_next_is_read() -> None:
    items = text(pubmed(article("1").replace("</PubmedArticle>", ""), article("2")))
    assert [type(item).__name__ for item in items] == ["Rejected", "Citation"]


def test_a_record_whose_start_is_misspelt_is_accounted_for() -> None:
    items = text(pubmed(article("1"), article("2").replace("<PubmedArticle>", "<PubmdArticle>"), article("3")))
    assert [type(item).__name__ for item in items] == ["Citation", "Rejected", "Citation"]


def test_a_file_that_stops_inside_a_record_says_so() -> None:
    items = text(pubmed(article("1"), article("2"))[:-60])
    assert rejected(items)[0].reason == "The file stops in the middle of this entry."


@pytest.mark.parametrize(
    "whole",
    [
        pubmed(*(article(str(n), f"Title {n}") for n in range(1, 400))),
        "".join(ris(f"Title {n}") for n in range(400)).encode(),
    ],
)
def test_a_gz_cut_short_keeps_what_came_before_and_says_where(whole: bytes) -> None:
    items = text(packed(whole)[:-200])
    assert isinstance(items[-1], Rejected)
    assert "stops before its end" in items[-1].reason
    assert f"{len(items) - 1:,} entries before this point were read" in items[-1].reason
    assert [item.title for item in citations(items)] == [item.title for item in citations(text(whole))][
        : len(items) - 1
    ]


def test_a_gz_damaged_inside_keeps_what_came_before() -> None:
    raw = bytearray(
        packed(
            b"".join(
                zlib.crc32(bytes([n % 256])).to_bytes(4, "big").hex().encode() + ris(f"Title {n}").encode()
                for n in range(9000)
            )
        )
    )
    raw[len(raw) // 2 : len(raw) // 2 + 40] = b"\xff" * 40
    items = text(bytes(raw))
    assert isinstance(items[0], Citation)
    assert isinstance(items[-1], Rejected)
    assert "damaged" in items[-1].reason


def test_several_gz_files_joined_are_read_as_one() -> None:
    assert len(text(packed(ris("One").encode()) + packed(ris("Two").encode()))) == 2


def test_an_entity_bomb_expands_into_nothing() -> None:
    bomb = (
        "<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'>"
        + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
        + "]>"
    )
    [item] = text(bomb.encode() + pubmed(article(title="&j;")))
    assert isinstance(item, Rejected)
    assert "entity" in item.reason


def test_an_external_entity_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    for system in (secret.as_uri(), "http://127.0.0.1:9/x"):
        items = text(f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{system}">]>'.encode() + pubmed(article(title="&leak;")))
        assert [type(item) for item in items] == [Rejected]
        assert "the secret" not in repr(items)


def test_a_zip_bomb_is_stopped() -> None:
    bomb = gzip.compress(ris().encode() + b"\n" * 200_000_000, compresslevel=9)
    items = text(bomb)
    assert isinstance(items[0], Citation)
    assert "far more than its size allows" in items[-1].reason
    assert len(items) == 2


def test_a_file_that_unpacks_beyond_the_limit_is_stopped() -> None:
    raw = packed("".join(ris(f"Title {n}") for n in range(50_000)).encode())
    assert "far more" in text(raw, limits=Limits(unpacked_bytes=500_000))[-1].reason


def test_latin_1_bytes_in_a_file_that_says_utf_8_are_read_and_that_is_said() -> None:
    found = one(ris("Séance", "AU  - Müller, J.\n").encode("latin-1"))
    assert (found.title, found.authors[0].last) == ("Séance", "Müller")
    assert "encoding" in found.mended[0]
    xml = b'<?xml version="1.0" encoding="UTF-8"?>' + pubmed(article(title="S\u00e9ance")).decode().encode("latin-1")
    [item] = text(xml)
    assert isinstance(item, Citation)
    assert item.title == "Séance"
    assert item.mended


def test_only_the_lines_in_the_wrong_encoding_are_turned() -> None:
    raw = "TY  - JOUR\nTI  - Größe\n".encode() + "AU  - Müller, J.\nER  - \n".encode("cp1252")
    assert (one(raw).title, one(raw).authors[0].last) == ("Größe", "Müller")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_files_in_other_unicode_forms_are_read(encoding: str) -> None:
    assert one(ris("Größe und Gewicht").encode(encoding)).title == "Größe und Gewicht"


def test_xml_in_utf_16_is_read() -> None:
    xml = '<?xml version="1.0" encoding="UTF-16"?>' + pubmed(article(title="Größe")).decode()
    assert one(xml.encode("utf-16")).title == "Größe"


@pytest.mark.parametrize("content", [b"", b"  \r\n\t", packed(b"")])
def test_an_empty_file_says_that_it_is_empty(content: bytes) -> None:
    with pytest.raises(UnknownFormat, match="is empty"):
        text(content)


def test_a_folder_says_that_it_is_one(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="is a folder"):
        read(tmp_path)


def test_a_pdf_renamed_is_known_for_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "export.ris"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\n")
    with pytest.raises(UnknownFormat, match=r"“export\.ris” cannot be read\. This is a PDF"):
        read(path)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04rest",
        packed(packed(b"x")),
        b"<html><body>hello</body></html>",
        b"just some words\nand more",
        b"a,b,c\n1,2,3\n",
        b"\x00\x01\x02\x03" * 50,
    ],
)
def test_other_files_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(UnknownFormat, match=r"^This file .*\.$"):
        text(content)


@pytest.mark.parametrize(
    "content",
    [
        ris("x" * 1_000_000),
        pubmed(article(title="x" * 1_000_000)),
        "@article{a, title={" + "x" * 1_000_000 + "}, year={2001}}",
        "<records><record><titles><title>" + "x" * 1_000_000 + "</title></titles></record></records>",
        "PMID- 5\nTI  - " + "x" * 1_000_000 + "\n",
    ],
)
def test_a_title_of_a_million_characters_is_rejected_with_its_length(content: str | bytes) -> None:
    [item] = text(content)
    assert isinstance(item, Rejected)
    assert "1,000,000 characters" in item.reason
    assert len(item.excerpt) <= 4000


def test_a_cell_of_a_million_characters_is_rejected_and_the_next_row_is_read() -> None:
    items = text("title,year\n" + "x" * 1_000_000 + ",2001\nGood,2002\n")
    assert "cell of this row is longer" in rejected(items)[0].reason
    assert [item.title for item in citations(items)] == ["Good"]


def test_a_long_cell_is_rejected_even_where_another_part_of_the_process_lets_python_read_longer_ones() -> None:
    csv.field_size_limit(10_000_000)
    items = text("title,year\n" + "x" * 1_000_000 + ",2001\nGood,2002\n")
    assert "cell of this row is longer" in rejected(items)[0].reason
    assert [item.title for item in citations(items)] == ["Good"]


def test_an_abstract_beyond_the_limit_is_cut_and_that_is_said() -> None:
    [found] = citations(text(ris(more="AB  - " + "word " * 50 + "\n"), limits=Limits(abstract_characters=60)))
    assert len(found.abstract) <= 60
    assert found.mended == ("The abstract was 249 characters long; only the first 59 were kept.",)


@pytest.mark.parametrize(
    "content",
    [
        ris("Before") + ris(more="AB  - " + "x" * 3_000_000 + "\n") + ris("After"),
        pubmed(
            article("1", "Before"),
            article("2", "y", f"<Abstract><AbstractText>{'x' * 3_000_000}</AbstractText></Abstract>"),
            article("3", "After"),
        ),
        "@article{a, title={Before}}\n@article{b, title={y},\n abstract={"
        + "x" * 3_000_000
        + "}}\n@article{c, title={After}}",
        "PMID- 1\nTI  - Before\n\nPMID- 2\nTI  - y\nAB  - " + "x" * 3_000_000 + "\n\nPMID- 3\nTI  - After\n",
    ],
)
def test_a_record_beyond_the_limit_is_rejected_and_its_neighbours_are_read(content: str | bytes) -> None:
    items = text(content, limits=Limits(record_bytes=1_000_000))
    assert [item.title for item in citations(items)] == ["Before", "After"]
    assert "bigger than" in rejected(items)[0].reason


def test_control_characters_and_nulls_never_reach_a_title() -> None:
    assert one(ris("A\x00 wa\x07rd\x1b[31m")).title == "A ward[31m"
    [found] = citations(text(pubmed(article(title="A \x07ward\x00"))))
    assert found.title == "A ward"
    assert found.mended == ("Characters that are not text were taken out.",)
    assert one("title,year\nA \x00ward,2001\n").title == "A ward"


def test_right_to_left_overrides_and_other_invisible_marks_are_stripped() -> None:
    assert one(ris("Safe \u202egnp.exe\u202c\u200b\u2066 name\ufeff")).title == "Safe gnp.exe name"
    [found] = citations(text(pubmed(article(title="Safe &#x202E;gnp.exe"))))
    assert found.title == "Safe gnp.exe"


def test_arabic_and_hebrew_titles_stay_as_they_are() -> None:
    assert one(ris("العناية بالمرضى")).title == "العناية بالمرضى"


def test_script_in_every_field_is_kept_as_text() -> None:
    bad = "<script>alert(1)</script>"
    tags = [
        "AU",
        "AB",
        "T2",
        "JA",
        "VL",
        "IS",
        "SP",
        "KW",
        "PB",
        "LA",
        "M3",
        "DB",
        "AN",
        "DA",
        "SN",
        "DO",
        "N1",
        "UR",
        "C2",
    ]
    found = one(ris(bad, "".join(f"{tag}  - {bad}\n" for tag in tags)))
    assert found.title == bad
    assert (found.abstract, found.journal, found.volume, found.keywords) == (bad, bad, bad, (bad,))
    assert found.urls == ()
    assert found.doi == ""
    assert found.pmid == ""


def test_only_web_addresses_are_kept_as_links() -> None:
    found = one(
        ris(
            more="UR  - javascript:alert(1)\nUR  - data:text/html,x\nUR  - file:///etc/passwd\nUR  - https://example.com/a\n"
        )
    )
    assert found.urls == ("https://example.com/a",)


def test_a_formula_in_a_cell_stays_words() -> None:
    assert one("title,year\n\"=cmd|'/C calc'!A0\",2001\n").title == "=cmd|'/C calc'!A0"


def test_duplicate_records_in_a_file_are_all_given() -> None:
    assert len(citations(text(ris("Same") * 3))) == 3
    assert len(citations(text("@article{a, title={Same}}\n" * 3))) == 3


@pytest.mark.parametrize("ends", ["\r", "\r\n", "\n"])
def test_any_line_ends_do(ends: str) -> None:
    whole = (ris("One", "AB  - First.\nSecond.\n") + ris("Two")).replace("\n", ends)
    assert [item.title for item in citations(text(whole))] == ["One", "Two"]
    assert citations(text(whole))[0].abstract == "First.\n\nSecond."
    assert [item.title for item in citations(text(f"title,year{ends}One,2001{ends}Two,2002{ends}"))] == ["One", "Two"]
    assert one(f"PMID- 1{ends}TI  - One{ends}      goes on{ends}").title == "One goes on"


def test_a_quotation_mark_never_closed_costs_one_row() -> None:
    items = text('title,year\nOne,2001\n"Two,2002\nThree,2003\nFour,2004\n')
    assert [item.title for item in citations(items)] == ["One", "Three", "Four"]
    assert "never closed" in rejected(items)[0].reason


def test_a_row_with_too_many_cells_is_rejected() -> None:
    items = text("title,year\nOne,2001,extra,cells\nTwo,2002\n")
    assert "This row has 4 cells" in rejected(items)[0].reason
    assert [item.title for item in citations(items)] == ["Two"]


def test_xml_nested_without_end_is_rejected() -> None:
    deep = "<i>" * 5000 + "x" + "</i>" * 5000
    items = text(pubmed(article("1", deep), article("2")))
    assert [type(item).__name__ for item in items] == ["Rejected", "Citation"]


def test_html_names_of_letters_in_xml_are_understood() -> None:
    assert one(pubmed(article(title="Caf&eacute;&nbsp;care"))).title == "Café care"


def test_an_open_file_need_not_be_seekable() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self, content: bytes) -> None:
            self.content = io.BytesIO(content)

        def read(self, size: int = -1) -> bytes:
            return self.content.read(min(size, 7) if size > 0 else size)

    assert [item.title for item in citations(list(read(Pipe(packed(ris("One").encode())))))] == ["One"]  # type: ignore[arg-type]


def test_a_missing_file_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.ris")


@pytest.mark.parametrize(
    "content",
    [
        ris(more="AU  - " + ";" * 3_000_000 + "\n"),
        ris(more="AU  - " + " " * 3_000_000 + "x\n"),
        ris(more="DO  - 10.1000/" + ")" * 3_000_000 + "\n"),
        ris(more="AB  - x" + "\nx" * 500_000 + "\n"),
        "PMID- 5\nTI  - A title\nAB  - x" + "\n      x" * 500_000 + "\n",
        "@article{a, title={A title}, author={" + " " * 3_000_000 + "x}}",
        "@article{a, title={A title}, abstract={" + "\\'e$x$" * 300_000 + "}}",
        "\n" * 200_000 + ris(),
        pubmed(article(more="<Abstract><AbstractText>" + "gold standard " * 50_000 + "</AbstractText></Abstract>")),
    ],
)
def test_texts_made_to_be_slow_are_read_in_seconds(content: str | bytes) -> None:
    started = time.monotonic()
    for item in text(content):
        if isinstance(item, Citation):
            study_design(item)
    assert time.monotonic() - started < 10
