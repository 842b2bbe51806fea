"""A trust, its library, a question with things kept for it, and a brief that is nearly done: for tests of briefs."""

from datetime import timedelta

from fingerpost.kernel import clock
from fingerpost.library.domain.own import writing as pages
from fingerpost.library.models import Item, ItemKind, Paper
from fingerpost.organisations.models import Role
from fingerpost.organisations.readers import unit_token
from fingerpost.roads.domain import kept, questions
from fingerpost.roads.domain.briefs import locking, points, releasing, sources, writing
from fingerpost.roads.models import Brief, BriefVersion, Pin, Point, PointKind, Question
from tests.factories import a_paper, a_person, a_service, a_unit, an_agreement, an_item, reader

ABSTRACT = (
    "BACKGROUND: Falls are common in hospital. RESULTS: Sensors did not reduce falls (5.1 against 5.3 per 1,000 bed "
    "days; p = 0.62). Alarms rang 14 times a day on each ward. CONCLUSION: Sensors did not prevent falls."
)
PRACTICE = "A nurse comes within 3 minutes of an alarm.\n\nMats are checked on each shift, and 2 of 12 were broken."
FIRST = "Sensors did not reduce falls: 5.1 against 5.3 per 1,000 bed days."
SECOND = "Alarms rang 14 times a day on each ward."
THIRD = "On our wards, 2 of 12 mats were broken."
OWN = "Night staff say that the alarms wake people."


class Briefing:
    """Ann asks, Bob works on it with her, Lib is of the library that serves their trust; Eve works elsewhere."""

    def __init__(self) -> None:
        self.trust, self.elsewhere = a_unit("Our trust"), a_unit("Another trust")
        self.service = a_service("Our library")
        an_agreement(self.service, self.trust)
        self.ann, self.bob = a_person("Ann", self.trust), a_person("Bob", self.trust)
        self.lib = a_person("Lib", self.service, role=Role.SPECIALIST)
        self.eve = a_person("Eve", self.elsewhere)
        self.paper: Paper = a_paper("Bed sensors: a trial", abstract=ABSTRACT)
        self.page: Item = an_item(
            "Bed and chair sensors here", PRACTICE, unit=self.trust, kind=ItemKind.GUIDELINE,
            tokens=[unit_token(self.trust.pk)], owner=self.ann,
        )  # fmt: skip
        self.question: Question = questions.keep("Should we buy bed sensors?", by=self.ann)
        questions.share(self.question, by=self.ann, reader=reader(self.ann), units=[self.trust])
        for target in (self.paper, self.page):
            kept.keep(self.question, target, by=self.ann, reader=reader(self.ann))

    def begun(self) -> BriefVersion:
        """A draft with nothing in it."""
        return writing.begin(self.question, by=self.ann, reader=reader(self.ann))

    def pin(self, point: Point, source: Paper | Item, quote: str) -> Pin:
        """Pin a point to these very words of a source."""
        place = next(
            (text.document, text.text.index(quote))
            for text in sources.texts_of(source, reader(self.ann))
            if quote in text.text
        )
        document, start = place
        return points.pin(point, source, document, start, start + len(quote), by=self.ann, reader=reader(self.ann))

    def accept(self, point: Point, because: str = "") -> Point:
        """Bob reads both and accepts."""
        seen = locking.digest_of_acceptance(Point.objects.get(pk=point.pk))
        return points.accept(point, by=self.bob, reader=reader(self.bob), seen=seen, because=because)

    def point(self, version: BriefVersion, text: str, source: Paper | Item, quote: str) -> Point:
        """A point that is pinned and accepted."""
        made = points.add(version, text, by=self.ann, reader=reader(self.ann))
        self.pin(made, source, quote)
        return self.accept(made)

    def ready(self) -> BriefVersion:
        """A draft that can be shared: three pinned points and one of our own."""
        version = self.begun()
        quote = "Sensors did not reduce falls (5.1 against 5.3 per 1,000 bed days; p = 0.62)."
        self.point(version, FIRST, self.paper, quote)
        self.point(version, SECOND, self.paper, "Alarms rang 14 times a day on each ward.")
        self.point(version, THIRD, self.page, "Mats are checked on each shift, and 2 of 12 were broken.")
        points.add(version, OWN, by=self.ann, reader=reader(self.ann), kind=PointKind.OWN)
        return writing.save(version, by=self.ann, reader=reader(self.ann), seen=version.saves, **self.words())

    def words(self) -> dict[str, object]:
        """Everything on the page but its points."""
        return {
            "verdict": "no-benefit", "bottom_line": "Sensors did not reduce falls: 5.1 against 5.3 per 1,000 bed days.",
            "sureness": "fairly", "sure_because": "One large trial on wards like ours.",
            "unknown": "Whether they help people with delirium.", "searched_on": clock.today() - timedelta(days=3),
            "searched_in": "Fingerpost and PubMed", "review_due": clock.today() + timedelta(days=365),
            "tokens": [unit_token(self.trust.pk)],
        }  # fmt: skip

    def released(self) -> Brief:
        """A brief that the trust can read."""
        return releasing.release(self.ready(), by=self.ann, reader=reader(self.ann))

    def rewrite_page(self, text: str) -> None:
        """A new version of the page of our own."""
        revision = pages.draft_of(Item.objects.get(pk=self.page.pk), self.ann)
        pages.save(revision, by=self.ann, seen=revision.saves, sections={"text": text})
        pages.release(revision, self.ann, reviewed=False)
