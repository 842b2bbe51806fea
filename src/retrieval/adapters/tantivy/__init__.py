"""The embedded index: tantivy for words, a file of records beside it for what scoring needs."""
