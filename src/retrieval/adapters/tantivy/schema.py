"""The fields of a shard, and how an entry fills them.

Text arrives cut and stemmed by our own analyser, so tantivy only splits at spaces. Runs are parted by
a mark that is no word, so that no phrase spans two of them.
"""

import json
import zlib
from importlib.metadata import version

import tantivy

from retrieval import entries
from retrieval.entries import Entry, Run, name_values
from retrieval.text import analyser

LAYOUT = 1
"""Changes when fields or records change: an older generation then cannot even be read."""
BREAK = " ¶ "
_WORDS = "whitespace"
_MAX_RAW = 1_000
_DAYS_FROM = 2**31


def recipe() -> dict[str, str]:
    """What a generation was made with. Two generations agree only if all of it agrees."""
    return {
        "layout": str(LAYOUT),
        "words": f"{analyser.RECIPE}; {entries.RECIPE}",
        "tantivy": version("tantivy"),
    }


def make_schema() -> tantivy.Schema:
    """The schema of both shards."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "group", "kind", "audience", "values", "title_key", "every", "head"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("all", tokenizer_name=_WORDS, index_option="position")
    builder.add_text_field("title", tokenizer_name=_WORDS, index_option="freq")
    builder.add_text_field("exact", tokenizer_name=_WORDS, index_option="position")
    builder.add_text_field("named", tokenizer_name=_WORDS, index_option="position")
    builder.add_text_field("wholes", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("spelt", tokenizer_name=_WORDS, index_option="basic")
    builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("record", "newest", "length", "title_length"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_integer_field("year", fast=True, indexed=True)
    return builder.build()


def check_sizes(entry: Entry) -> None:
    """Refuse keys that are too long to be looked up again."""
    document = entry.document
    keys = (document.id, document.group, document.kind, *document.audience)
    for key in (*keys, *(value for _, value in name_values(entry.values))):
        if len(key) > _MAX_RAW:
            raise ValueError(f"A key or value is longer than {_MAX_RAW} characters: {key[:60]}…")
        key.encode()
    if document.year is not None and abs(document.year) > 99_999:
        raise ValueError(f"{document.year} cannot be a year.")


def to_tantivy(entry: Entry, record: int, sampled: frozenset[str]) -> tantivy.Document:
    """The document as tantivy holds it. `record` is where its record begins, in words of 4 bytes."""
    document = entry.document
    made = tantivy.Document()
    made.add_text("every", "1")
    made.add_text("id", document.id)
    made.add_text("group", document.group)
    made.add_text("kind", document.kind)
    made.add_text("head", "1" if document.id == document.group else "0")
    for token in document.audience:
        made.add_text("audience", token)
    for name, value in name_values(entry.values):
        made.add_text("values", value_key(name, value))
    made.add_text("all", _joined(entry.stems))
    made.add_text("title", " ".join(entry.title_counts.elements()))
    made.add_text("exact", _joined(entry.exact))
    made.add_text("named", _named(entry))
    for name, wholes in entry.wholes.items():
        for value in wholes:
            made.add_text("wholes", whole_key(name, value))
    if entry.as_spelt:
        made.add_text("spelt", " ".join(sorted(entry.as_spelt)))
    if entry.title_key:
        made.add_text("title_key", entry.title_key)
    # The sign before a value keeps tantivy from reading dates and numbers into it.
    facets = {name: ["=" + value for value in given] for name, given in entry.values.items() if name not in sampled}
    made.add_json("facets", json.dumps(facets))
    made.add_unsigned("record", record)
    made.add_unsigned("newest", newest_key(document.day, document.id))
    made.add_unsigned("length", entry.length)
    made.add_unsigned("title_length", entry.title_length)
    if document.year is not None:
        made.add_integer("year", document.year)
    return made


def value_key(name: str, value: str) -> str:
    """How an exact value is filed."""
    return f"{name}={value}"


def whole_key(name: str, value: str) -> str:
    """How a whole field value is filed."""
    return f"{name}={value}"[:_MAX_RAW]


def named_word(name: str, word: str) -> str:
    """How a word of a field is filed."""
    return f"{name}:{word}"


def newest_key(day: int, id_: str) -> int:
    """Sorts by day; documents of one day in a steady order that knows nothing of their place."""
    day = min(max(day, -_DAYS_FROM), _DAYS_FROM - 1)
    return (day + _DAYS_FROM) << 32 | zlib.crc32(id_.encode())


def _joined(runs: list[Run]) -> str:
    return BREAK.join(" ".join(run) for run in runs)


def _named(entry: Entry) -> str:
    return BREAK.join(
        [" ".join([named_word(name, word) for word in run]) for name, runs in entry.named.items() for run in runs]
    )
