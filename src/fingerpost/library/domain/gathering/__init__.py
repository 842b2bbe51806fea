"""Reading lists, topics, and what can be taken away: citations, print, tables."""
