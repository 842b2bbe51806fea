"""Holding a sentence to the words of its source."""
