"""Holding a sentence to the words of its source."""

from quotelock.agreement import differences
from quotelock.difference import Difference
from quotelock.locking import closest, digest_of, found_again, holds
from quotelock.sentences import Sentence, sentences

__all__ = ["Difference", "Sentence", "closest", "differences", "digest_of", "found_again", "holds", "sentences"]
