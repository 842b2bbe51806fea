"""Reads what libraries export: PubMed, RIS, EndNote, BibTeX, CSV. Says what kind of study it is.

Plain Python. It knows nothing of Django or of where a citation will be kept. Start with `model.py`
(the nouns), then `read.py` (a file becomes citations), `identity.py` (are two of them one work?),
`design.py` (what kind of study is it?) and `sources.py` (PubMed and Europe PMC over the internet).
"""
