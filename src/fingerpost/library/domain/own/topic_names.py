"""One name for one topic: "Fall" and "falls" are one to whoever looks for them, and so are "e-mail" and "email".

Only plurals, capitals, accents, hyphens and spaces are folded. Words that merely share a stem, such as
"translator" and "translation", are two topics.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from fingerpost.library.domain.own import contents
from fingerpost.library.models import Item, ItemTopic
from fingerpost.organisations.models import Person
from fingerpost.organisations.readers import Reader, reader_for
from fingerpost.records.models import State
from retrieval.text import analyser

_BETWEEN = re.compile(r"[\s\-\u2010-\u2015.]+")
_POSSESSIVE = re.compile(r"['’](s\b)?")
_SHORTEST = 3  # letters before a plural's ending
_LONGEST_ACRONYM = 4


def key_of(name: str) -> str:
    """The same for names that are twins."""
    words = _BETWEEN.split(_POSSESSIVE.sub("", name).strip())
    return "".join(_singular(word) for word in words)


def settled(content: dict[str, Any], by: Person | None) -> dict[str, Any]:
    """What somebody writes, its topics under the names that they have here already. At most six queries."""
    if by is None or not content.get("topics"):
        return content
    return content | {"topics": folded(contents.clean("topics", content["topics"]), reader_for(by))}


def folded(names: Iterable[str], reader: Reader) -> list[str]:
    """Each topic once, under the name of its most used twin on pages that this reader may see. One query."""
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(key_of(name), name)
    used = _used_near(wanted.values(), reader) if wanted else {}
    return [_best(name, used.get(key, {})) for key, name in wanted.items()]


def renamed(typed: Iterable[str], kept: Iterable[str]) -> list[tuple[str, str]]:
    """Topics that somebody typed, each with the other name under which it is kept."""
    names = {key_of(name): name for name in kept}
    return [(name, names[key_of(name)]) for name in typed if names.get(key_of(name), name) != name]


def _best(name: str, used: dict[str, int]) -> str:
    """The most used of these names; of two that are used alike, the one that was typed."""
    return max(sorted({name, *used}), key=lambda each: (used.get(each, 0), each == name))


def _used_near(names: Iterable[str], reader: Reader) -> dict[str, dict[str, int]]:
    """How often each name is used that may be a twin of one of these, by their key.

    Twins begin with the same letters, but for a hyphen among them: so few rows of the index are read.
    """
    near = Q()
    for start in {start for name in names for start in _starts(contents.topic_slug(name))}:
        near |= Q(slug__gte=start, slug__lt=start + "\U0010ffff")
    seen = Item.objects.visible_to(reader).filter(state=State.RELEASED, pk=OuterRef("item_id"))
    rows = ItemTopic.objects.filter(near, Exists(seen)).order_by().values_list("name").annotate(Count("pk"))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, many in rows:
        found[key_of(name)][name] = many
    return found


def _starts(slug: str) -> set[str]:
    """How a slug can begin that belongs to a twin of this one."""
    plain = slug.replace("-", "")
    return {slug[:3], plain[:3], f"{plain[:1]}-{plain[1:2]}", f"{plain[:2]}-"}


def _singular(word: str) -> str:
    """A word folded, without the ending of its plural. A key, not a word: "niches" and "niche" meet in "nich"."""
    plain = analyser.fold(word)
    if (word.isupper() and len(word) <= _LONGEST_ACRONYM) or len(plain) <= _SHORTEST:  # AIDS is no plural of AID
        return plain
    one = plain.removesuffix("s") if not plain.endswith(("ss", "us", "is")) else plain
    if one.endswith("ie"):
        one = one.removesuffix("ie") + "y"
    elif one.endswith(("she", "sse", "xe")) or (one.endswith("che") and not one.endswith("ache")):
        one = one.removesuffix("e")
    # "news" is no plural of "new": their stems say so.
    return one if analyser.stem(one) == analyser.stem(plain) else plain
