"""How these tests read files."""

import gzip
import io
from pathlib import Path

from bibliography.model import Citation, Item, Limits, Rejected
from bibliography.read import read

FILES = Path(__file__).parent / "files"


def file(name: str) -> list[Item]:
    return list(read(FILES / name))


def text(content: str | bytes, *, limits: Limits | None = None) -> list[Item]:
    raw = content.encode() if isinstance(content, str) else content
    return list(read(io.BytesIO(raw), limits=limits))


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def citations(items: list[Item]) -> list[Citation]:
    return [item for item in items if isinstance(item, Citation)]


def rejected(items: list[Item]) -> list[Rejected]:
    return [item for item in items if isinstance(item, Rejected)]


def one(content: str | bytes) -> Citation:
    [item] = text(content)
    assert isinstance(item, Citation), item
    return item


def pubmed(*records: str) -> bytes:
    return f"<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>".encode()


def article(pmid: str = "1", title: str = "A title", more: str = "") -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><Article>'
        f"<ArticleTitle>{title}</ArticleTitle>{more}</Article></MedlineCitation></PubmedArticle>\n"
    )


def ris(title: str = "A title", more: str = "") -> str:
    return f"TY  - JOUR\nTI  - {title}\n{more}ER  - \n\n"
