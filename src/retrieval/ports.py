"""What every index promises. Adapters keep these promises; one suite of tests checks them all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

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

    def outdated(self) -> bool:
        """Whether another recipe made what is held. Then only a rebuild can be written to."""

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
        text: str,
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


class RankedGroups(Protocol):
    """Groups in an order that words and meaning made together, best first, as columns side by side."""

    @property
    def groups(self) -> Sequence[str]:
        """The groups, each once."""

    @property
    def scores(self) -> Sequence[float]:
        """What they are ordered by."""

    @property
    def documents(self) -> Sequence[str]:
        """The document of each that meaning found; empty if only words found the group."""

    @property
    def kinds(self) -> Sequence[str]:
        """The kind of each; empty if only words found the group."""


@runtime_checkable
class MeaningRanking(Protocol):
    """A search by meaning that also knows best how to join its hits with those of words."""

    def rank(
        self,
        text: str,
        words: Sequence[tuple[str, float]] | None,
        *,
        tokens: frozenset[str],
        filters: Mapping[str, frozenset[str]] | None,
        years: tuple[int | None, int | None],
        withheld: frozenset[str],
        leading: frozenset[str],
        leave_out: Mapping[str, frozenset[str]] | None,
    ) -> RankedGroups:
        """One order of the groups that words found (with scores, best first) and more by meaning.

        No group of `words` is lost; None means that words are not asked. `leading` come first.
        """


class Encoder(Protocol):
    """Turns texts into vectors of one length, with Euclidean norm 1."""

    name: str
    """Names the model and its recipe; vectors of different names never mix."""
    dimensions: int

    def encode(self, texts: Sequence[str]) -> "object":
        """A float32 array of shape (len(texts), dimensions)."""
