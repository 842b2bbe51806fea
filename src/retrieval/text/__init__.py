"""Words: cutting, stemming, spelling, questions, vocabularies and snippets."""
