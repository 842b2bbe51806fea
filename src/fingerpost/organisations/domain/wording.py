"""Each organisation's own words. A unit inherits those of the nearest unit above that says something."""

from dataclasses import dataclass

from django.db import transaction

from fingerpost.journal.domain import stream
from fingerpost.kernel import clock
from fingerpost.kernel.errors import RuleBroken
from fingerpost.organisations import lineage
from fingerpost.organisations.domain.rules import check_can_administer, signature
from fingerpost.organisations.models import LocalWord, Person, Unit
from fingerpost.organisations.readers import Reader
from fingerpost.ui.wording import DEFAULT_WORDS, problems_in


@dataclass(frozen=True, slots=True)
class WordInUse:
    """One word as a unit's people meet it. `own` is what the unit itself says, empty if it inherits."""

    key: str
    default: str
    own: str
    inherited: str
    inherited_from: str

    @property
    def shown(self) -> str:
        """What pages say."""
        return self.own or self.inherited or self.default


@transaction.atomic
def say(unit: Unit, key: str, words: str, *, by: Person | None) -> None:
    """From now on the unit's pages say these words. Empty words take them back: it inherits again."""
    check_can_administer(by, unit)
    words = " ".join(words.split())
    if words and (problems := problems_in({key: words})):
        raise RuleBroken(f"{problems[0]}.")
    before = LocalWord.objects.filter(unit=unit, key=key).values_list("words", flat=True).first() or ""
    if words == before:
        return
    if words:
        LocalWord.objects.update_or_create(unit=unit, key=key, defaults={"words": words})
    else:
        LocalWord.objects.filter(unit=unit, key=key).delete()
    stream.record(
        "organisations.local_word_set", subject=unit.public_id, by=signature(by),
        detail={"key": key, "before": before, "after": words},
    )  # fmt: skip


@transaction.atomic
def say_all(unit: Unit, own: dict[str, str], *, by: Person | None) -> None:
    """Set many words at once, all or none. Only what differs from before is written down."""
    before = dict(LocalWord.objects.filter(unit=unit).values_list("key", "words"))
    for key, words in own.items():
        if " ".join(words.split()) != before.get(key, ""):
            say(unit, key, words, by=by)


def words_for(reader: Reader) -> dict[str, str]:
    """The words this reader's pages use in place of the defaults. One query (none for strangers)."""
    return {key: words for key, (words, _) in _nearest(reader.path).items()}


def words_in_use(unit: Unit) -> list[WordInUse]:
    """Every word that can be changed, with what this unit's people meet and why. Three queries."""
    path = lineage.above([unit.pk], clock.today()).path(unit.pk)
    own = dict(LocalWord.objects.filter(unit=unit).values_list("key", "words"))
    others = _nearest(path[1:])
    return [
        WordInUse(key, default, own.get(key, ""), *others.get(key, ("", ""))) for key, default in DEFAULT_WORDS.items()
    ]


def _nearest(path: list[int] | tuple[int, ...]) -> dict[str, tuple[str, str]]:
    """key → (words, name of the unit that says so), from the unit that comes first in the path."""
    if not path:
        return {}
    place = {unit: number for number, unit in enumerate(path)}
    rows = LocalWord.objects.filter(unit__in=path, key__in=DEFAULT_WORDS).select_related("unit")
    found: dict[str, tuple[str, str]] = {}
    for row in sorted(rows, key=lambda row: place[row.unit_id]):
        found.setdefault(row.key, (row.words, str(row.unit)))
    return found
