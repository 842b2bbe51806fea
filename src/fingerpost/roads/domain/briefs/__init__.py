"""Briefs: one page that a decision can be made from, each evidential sentence pinned to the words of a source."""
