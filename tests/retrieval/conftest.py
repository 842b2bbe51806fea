from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval.factory import open_index
from retrieval.ports import Index
from retrieval.text.vocabulary import Heading, Vocabulary


@pytest.fixture
def vocabulary() -> Vocabulary:
    made = Vocabulary()
    made.add_synonyms([("blood pressure", "hypertension"), ("medicine", "drug")])
    made.add_abbreviations([("HF", "heart failure"), ("OT", "occupational therapy"), ("OT", "oxytocin")])
    made.add_headings(
        [
            Heading("Hypertension", ("High Blood Pressure",), ("C14.907.489",)),
            Heading("Hypertension, Pulmonary", (), ("C14.907.489.815",)),
            Heading("Esophageal Neoplasms", ("Gullet Cancer",), ("C06.405.249",)),
        ]
    )
    return made


@pytest.fixture
def opener(tmp_path: Path, vocabulary: Vocabulary) -> Iterator[Callable[[str], Index]]:
    """Opens empty indexes of a kind; closes them at the end."""
    opened: list[Index] = []

    def open_one(kind: str) -> Index:
        place = tmp_path / f"index-{len(opened)}"
        opened.append(open_index(f"{kind}:{place if kind == 'tantivy' else ''}", vocabulary=vocabulary, writable=True))
        return opened[-1]

    yield open_one
    for index in opened:
        index.close()


@pytest.fixture(params=["memory", "tantivy"])
def index(request: pytest.FixtureRequest, opener: Callable[[str], Index]) -> Index:
    return opener(request.param)
