"""What every index promises. Adapters keep these promises; one suite of tests checks them all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from retrieval.model import Document, Page, Query


class Index(Protocol):
    """Membership, permissions and features are promised; equal scores are not."""

    def replace(self, documents: Iterable[Document]) -> None:
        """Add these documents, or overwrite those with the same id. Durable when it returns."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these documents. Ids that are not there are no error."""

    def remove_groups(self, groups: Iterable[str]) -> None:
        """Forget every document of these groups."""

    def replace_groups(self, groups: Iterable[str], documents: Iterable[Document]) -> None:
        """In one durable step: forget every document of these groups, then hold these documents."""

    def search(self, query: Query) -> Page:
        """Best first. Only documents whose audience meets the query's tokens have any effect."""

    def suggest(self, prefix: str, query: Query, *, limit: int = 8) -> tuple[str, ...]:
        """Words and titles that begin so, from open documents and from what this reader may see."""

    def ids(self) -> Iterator[str]:
        """Every document id held, in no order: lets a caller compare the index with its source."""

    def count(self) -> int:
        """How many documents are held."""

    def generation(self) -> str:
        """The name of the generation that answers now."""

    def begin_rebuild(self) -> "Rebuild":
        """Start a new generation beside the one that answers; writes go to both until it ends."""

    def close(self) -> None:
        """Let go of files and locks."""


class Rebuild(Protocol):
    """A generation being built. Nothing reads it until `finish`."""

    def replace(self, documents: Iterable[Document]) -> None:
        """Add documents to the new generation only."""

    def finish(self) -> None:
        """Write the manifest and switch. Until then a crash leaves the old generation answering."""

    def abandon(self) -> None:
        """Throw the new generation away."""


class MeaningSearch(Protocol):
    """Finds documents by what they mean. Heeds permissions and filters itself, before its best k."""

    def search(
        self,
        query_text: str,
        tokens: frozenset[str],
        filters: Mapping[str, frozenset[str]],
        years: tuple[int | None, int | None],
        withheld: frozenset[str],
        k: int,
    ) -> Sequence[tuple[str, str, str, float]]:
        """At most `k` of (document id, group, kind, score), best first, ties in a steady order.

        What the reader may not see must not move anything: neither order nor membership.
        """

    def replace(self, documents: Iterable[Document]) -> None:
        """Add these documents, or overwrite those with the same id."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these documents."""


class Encoder(Protocol):
    """Turns texts into vectors of one length, with Euclidean norm 1."""

    name: str
    """Names the model and its recipe; vectors of different names never mix."""
    dimensions: int

    def encode(self, texts: Sequence[str]) -> "object":
        """A float32 array of shape (len(texts), dimensions)."""
