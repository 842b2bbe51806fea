"""What each kind of change is called in plain words. An area registers the words of its own kinds when it starts.

Everyone reads words, never the name of a kind: on the history of a page, and where a person reads what is held about
them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one kind: a short sentence without its full stop, of the page or of the person it happened to.

    `told` says whether readers of a page are told; it is given the detail of a change. `named` says
    whether they are told who did it, where that person agreed.
    """

    words: str
    told: Callable[[Mapping[str, Any]], bool]
    named: bool


_wordings: dict[str, Wording] = {}


def register_words(
    words: Mapping[str, str], *, told: bool | Callable[[Mapping[str, Any]], bool] = True, named: bool = True
) -> None:
    """Add the words of some kinds: {"library.item_added": "Added"}. "{who}" stands for whoever did it.

    Not `told`: they are for those alone who read what is held about them. Not `named`: nobody is told who did it.
    """
    asked = told if callable(told) else (lambda _, answer=told: answer)
    _wordings.update({kind: Wording(said, asked, named) for kind, said in words.items()})


def wordings() -> Mapping[str, Wording]:
    """All that are registered, by kind."""
    return _wordings


def words_of(kind: str) -> str:
    """The words of a kind on their own. One that no code knows any longer goes by its own name, made readable."""
    if kind in _wordings:
        return _wordings[kind].words.replace("{who}", "a person")
    name = kind.rpartition(".")[2].replace("_", " ")
    return name[:1].upper() + name[1:]
