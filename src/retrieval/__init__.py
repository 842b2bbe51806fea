"""The engine that finds things: words, meaning, filters and who may see what.

Plain Python. It knows nothing of Django, pages or people; a caller gives it documents and the
audience tokens of a reader. Start with `model.py` (the nouns), then `ports.py` (what an index
promises), then `service.py` (how one question becomes one list).
"""
