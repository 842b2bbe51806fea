"""Lets what is near to the reader stand higher: their own organisation's policy before a paper from afar.

A preference, not a filter: a favoured document rises by how well it matches, measured against the
best word match of the whole list. One that shares only a common word with the question gains nothing.
"""

from collections.abc import Sequence

from retrieval.mixing import FUSION_K, Listed
from retrieval.shelf import Candidate

DEPTH = 50
"""Favoured documents looked at."""
WEIGHT = 0.5
"""What a perfect favoured match gains, as a share of the first place's rank score."""
LEAST = 0.3
"""How well a favoured document must match, as a share of the best word match. Both were chosen on the
practice questions of the demonstration (`python -m benchmarks.local_questions --set practice`)."""


def favour(listed: Sequence[Listed], favoured: Sequence[Candidate], best: float) -> list[Listed]:
    """The list in its new order. `favoured`: the best of them by words; `best`: the best word score of all."""
    gains: dict[str, float] = {}
    known = {each.group for each in listed}
    added = []
    for place, each in enumerate(favoured, start=1):
        share = each.score / best if best > 0 else 0.0
        if share < LEAST or each.group in gains:
            continue
        gains[each.group] = WEIGHT * min(share, 1.0) / (FUSION_K + place)
        if each.group not in known:
            added.append(Listed(each.group, each.id, each.kind, each.score, each.day))
    if not gains:
        return list(listed)
    scored = [
        (1 / (FUSION_K + place) + gains.get(each.group, 0.0), -place, each)
        for place, each in enumerate([*listed, *added], start=1)
    ]
    scored.sort(key=lambda row: (-row[0], -row[1]))
    return [each._replace(score=score) for score, _, each in scored]
