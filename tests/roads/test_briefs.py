"""A brief is written, pinned word by word to its sources, accepted, shared, checked: and refuses what does not hold."""

from datetime import timedelta

import pytest
from django.db.models import F

from fingerpost.journal.models import Change
from fingerpost.kernel import clock
from fingerpost.kernel.errors import NotAllowed, RuleBroken
from fingerpost.library.domain.own import writing as pages
from fingerpost.library.domain.published.notices import Paper
from fingerpost.library.models import Copy, Item
from fingerpost.organisations.readers import ANYONE, unit_token
from fingerpost.records.models import Link, Relation
from fingerpost.roads.domain.briefs import (
    checking,
    contents,
    locking,
    points,
    printed,
    queries,
    releasing,
    sources,
    writing,
)
from fingerpost.roads.models import Brief, BriefVersion, Pin, Point, PointKind, Stage
from tests.factories import a_paper, reader
from tests.roads.briefing import FIRST, Briefing

pytestmark = pytest.mark.django_db


@pytest.fixture
def briefing() -> Briefing:
    return Briefing()


def shown(briefing: Briefing, brief: Brief, person=None) -> queries.ShownBrief:
    who = reader(person) if person else reader(briefing.ann)
    brief = queries.brief_at(brief.public_id, who)
    return queries.shown(brief, who, queries.version_to_show(brief, who))


def missing(version: BriefVersion) -> list[str]:
    version = BriefVersion.objects.get(pk=version.pk)
    return contents.missing(version, locking.check_points(writing.points_of(version)))


# Writing ------------------------------------------------------------------------------------------


def test_two_people_who_begin_a_brief_for_one_question_write_the_same_one(briefing):
    first = briefing.begun()
    second = writing.begin(briefing.question, by=briefing.bob, reader=reader(briefing.bob))

    assert first.pk == second.pk


def test_somebody_who_does_not_work_on_the_question_cannot_write_its_brief(briefing):
    with pytest.raises(NotAllowed):
        writing.begin(briefing.question, by=briefing.eve, reader=reader(briefing.eve))


def test_a_draft_is_seen_by_those_who_work_on_its_question_and_nobody_else(briefing):
    version = briefing.begun()

    def seen(who):
        return Brief.objects.visible_to(who).filter(pk=version.brief_id).exists()

    assert seen(reader(briefing.ann))
    assert seen(reader(briefing.bob))
    assert not seen(reader(briefing.eve))
    assert not seen(ANYONE)


def test_whoever_saves_second_is_told_and_nothing_is_overwritten(briefing):
    version = briefing.begun()
    writing.save(version, by=briefing.ann, reader=reader(briefing.ann), seen=0, bottom_line="From Ann")

    with pytest.raises(writing.EditedMeanwhile) as told:
        writing.save(version, by=briefing.bob, reader=reader(briefing.bob), seen=0, bottom_line="From Bob")

    assert told.value.version.bottom_line == "From Ann"
    assert "Ann saved this" in str(told.value)


def test_an_empty_brief_says_all_that_is_missing(briefing):
    version = briefing.begun()

    with pytest.raises(releasing.NotReady) as refused:
        releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))

    assert refused.value.missing == missing(version)
    for words in ("bottom line", "how sure", "do not know", "search was done", "look at this again", "3 to 5 points"):
        assert any(words in one for one in refused.value.missing), words


def test_a_bottom_line_of_41_words_is_refused(briefing):
    version = briefing.ready()
    BriefVersion.objects.filter(pk=version.pk).update(bottom_line=" ".join(["word"] * 41))

    assert missing(version) == ["Shorten the bottom line to 40 words. It has 41."]


def test_a_number_in_the_bottom_line_must_be_in_a_point(briefing):
    version = briefing.ready()
    BriefVersion.objects.filter(pk=version.pk).update(bottom_line="Sensors cut falls by 27%.")

    assert [one for one in missing(version) if "27" in one]


def test_a_sixth_point_is_refused(briefing):
    version = briefing.ready()
    points.add(version, "A fifth.", by=briefing.ann, reader=reader(briefing.ann), kind=PointKind.OWN)

    with pytest.raises(RuleBroken, match="5 points at most"):
        points.add(version, "A sixth.", by=briefing.ann, reader=reader(briefing.ann))


def test_little_research_can_be_said_with_one_point_of_our_own(briefing):
    version = briefing.begun()
    points.add(version, "Nobody here has tried it.", by=briefing.ann, reader=reader(briefing.ann), kind=PointKind.OWN)
    words = briefing.words() | {"verdict": "little", "bottom_line": "We found little, and cannot say."}
    writing.save(version, by=briefing.ann, reader=reader(briefing.ann), seen=0, **words)

    assert missing(version) == []


# Pinning and accepting ----------------------------------------------------------------------------


def test_a_point_is_pinned_to_words_with_their_place_and_revision(briefing):
    version = briefing.begun()
    point = points.add(version, FIRST, by=briefing.ann, reader=reader(briefing.ann))
    pin = briefing.pin(
        point, briefing.paper, "Sensors did not reduce falls (5.1 against 5.3 per 1,000 bed days; p = 0.62)."
    )

    text = sources.text_at(briefing.paper, pin.document)
    assert text.text[pin.start : pin.end] == pin.quote
    assert pin.revision == text.revision


def test_a_point_without_a_pin_cannot_be_accepted(briefing):
    point = points.add(briefing.begun(), FIRST, by=briefing.ann, reader=reader(briefing.ann))

    with pytest.raises(RuleBroken, match="not pinned"):
        briefing.accept(point)


def test_a_number_that_differs_needs_a_reason(briefing):
    point = points.add(
        briefing.begun(), "Alarms rang 41 times a day on each ward.", by=briefing.ann, reader=reader(briefing.ann)
    )
    briefing.pin(point, briefing.paper, "Alarms rang 14 times a day on each ward.")

    with pytest.raises(RuleBroken, match="41"):
        briefing.accept(point)

    accepted = briefing.accept(point, because="The authors corrected it in a letter.")
    assert locking.check_points(writing.points_of(accepted.version))[0].problem == ""


def test_the_page_says_what_differs_and_why_the_writer_kept_it(briefing):
    version = briefing.ready()
    point = version.points.first()
    points.change(
        point, "Sensors did not reduce falls: about 5 per 1,000 bed days.", by=briefing.ann, reader=reader(briefing.ann),
        seen=locking.digest_of_acceptance(point),
    )  # fmt: skip
    briefing.accept(point, because="Rounded.")
    writing.save(
        version, by=briefing.ann, reader=reader(briefing.ann), seen=version.saves,
        bottom_line="Sensors did not reduce falls.",
    )  # fmt: skip
    brief = releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))

    first = shown(briefing, brief).points[0].check
    assert first.differences
    assert first.point.differs_because == "Rounded."


def test_the_second_of_two_people_who_accept_is_told_who_did(briefing):
    version = briefing.ready()
    point = version.points.first()

    with pytest.raises(RuleBroken, match="Bob has accepted"):
        points.accept(point, by=briefing.ann, reader=reader(briefing.ann), seen=locking.digest_of_acceptance(point))


def test_whoever_accepts_a_sentence_that_changed_meanwhile_is_shown_the_new_one(briefing):
    version = briefing.ready()
    point = version.points.first()
    before = locking.digest_of_acceptance(point)
    points.change(point, "Sensors did nothing.", by=briefing.ann, reader=reader(briefing.ann), seen=before)

    with pytest.raises(points.ChangedMeanwhile) as told:
        points.accept(point, by=briefing.bob, reader=reader(briefing.bob), seen=before)

    assert told.value.point.text == "Sensors did nothing."


def test_changing_a_sentence_voids_its_acceptance(briefing):
    version = briefing.ready()
    point = version.points.first()
    points.change(
        point,
        FIRST + " So there.",
        by=briefing.ann,
        reader=reader(briefing.ann),
        seen=locking.digest_of_acceptance(point),
    )

    assert missing(version) == ["Point 1: Nobody has accepted it since it was last changed."]


def test_words_that_are_not_in_the_source_cannot_be_pinned_to(briefing):
    point = points.add(briefing.begun(), FIRST, by=briefing.ann, reader=reader(briefing.ann))
    document = sources.texts_of(briefing.paper, reader(briefing.ann))[0].document

    for start, end in ((0, 10_000), (50, 50), (-5, 5), (60, 20)):
        with pytest.raises(RuleBroken):
            points.pin(point, briefing.paper, document, start, end, by=briefing.ann, reader=reader(briefing.ann))


def test_a_source_that_the_writer_cannot_see_cannot_be_pinned_to(briefing):
    point = points.add(briefing.begun(), FIRST, by=briefing.ann, reader=reader(briefing.ann))
    hidden = Item.objects.get(pk=briefing.page.pk)
    hidden.audience.all().delete()

    with pytest.raises(NotAllowed):
        points.pin(point, hidden, "section:text", 0, 20, by=briefing.bob, reader=reader(briefing.bob))


def test_nothing_new_may_rest_on_a_withdrawn_page(briefing):
    point = points.add(briefing.begun(), FIRST, by=briefing.ann, reader=reader(briefing.ann))
    pages.withdraw(Item.objects.get(pk=briefing.page.pk), briefing.ann, "Out of date.")

    with pytest.raises(RuleBroken, match="withdrawn"):
        briefing.pin(point, briefing.page, "A nurse comes within 3 minutes of an alarm.")


# Sharing, and what may not be shared ----------------------------------------------------------------


def test_a_brief_that_is_shared_is_read_by_those_it_names(briefing):
    brief = briefing.released()

    assert Brief.objects.visible_to(reader(briefing.bob)).filter(pk=brief.pk).exists()
    assert not Brief.objects.visible_to(reader(briefing.eve)).filter(pk=brief.pk).exists()
    assert brief.summary == "Sensors did not reduce falls: 5.1 against 5.3 per 1,000 bed days."


def test_sharing_links_the_brief_to_its_question_and_to_each_source(briefing):
    brief = briefing.released()

    links = set(Link.objects.filter(source_id=brief.pk).values_list("relation", "target_id"))
    assert links == {
        (Relation.ANSWERS, briefing.question.pk), (Relation.SUMMARISES, briefing.paper.pk),
        (Relation.SUMMARISES, briefing.page.pk),
    }  # fmt: skip


def mutations():
    """Each way in which a pinned span or a number of a sentence can come to say something else, behind everyone's back."""

    def abstract(briefing, text):
        Copy.objects.filter(paper=briefing.paper).update(abstract=text)

    def in_source(old, new):
        def mutate(briefing, version):
            copy = Copy.objects.get(paper=briefing.paper)
            assert copy.abstract.count(old) == 1
            abstract(briefing, copy.abstract.replace(old, new))

        return mutate

    def in_page(old, new):
        def mutate(briefing, version):
            page = Item.objects.get(pk=briefing.page.pk)
            text = page.sections.get("text") or page.body
            assert text.count(old) == 1
            briefing.rewrite_page(text.replace(old, new))

        return mutate

    def in_sentence(place, old, new):
        def mutate(briefing, version):
            point = version.points.order_by("position")[place]
            assert old in point.text
            Point.objects.filter(pk=point.pk).update(text=point.text.replace(old, new))

        return mutate

    def of_pin(place, **values):
        def mutate(briefing, version):
            Pin.objects.filter(point=version.points.order_by("position")[place]).update(**values)

        return mutate

    return {
        # every number of every sentence
        "5.1 in the sentence": in_sentence(0, "5.1", "5.7"), "5.3 in the sentence": in_sentence(0, "5.3", "3.5"),
        "1,000 in the sentence": in_sentence(0, "1,000", "100"), "14 in the sentence": in_sentence(1, "14", "41"),
        "2 in the sentence": in_sentence(2, "2 of", "3 of"), "12 in the sentence": in_sentence(2, "12", "21"),
        # units, direction, negation
        "unit in the sentence": in_sentence(1, "a day", "an hour"), "not in the sentence": in_sentence(0, "did not reduce", "reduced"),
        "direction in the sentence": in_sentence(0, "reduce", "raise"),
        # every span in its source: a number, a letter, the whole
        "5.1 in the source": in_source("5.1", "5.2"), "p in the source": in_source("0.62", "0.06"),
        "14 in the source": in_source("14", "44"), "a word in the source": in_source("on each ward.", "on some wards."),
        "not in the source": in_source("Sensors did not reduce", "Sensors did reduce"),
        "2 of 12 on the page": in_page("2 of 12", "4 of 12"), "a full stop on the page": in_page("were broken.", "were broken!"),
        "words before the span": in_source("BACKGROUND: ", "CONTEXT OF THIS: "),
        "the source is gone": lambda briefing, version: Copy.objects.filter(paper=briefing.paper).update(abstract=""),
        "the paper is gone": lambda briefing, version: Paper.objects.filter(pk=briefing.paper.pk).delete(),
        # the pin itself
        "start of the pin": of_pin(0, start=1), "end of the pin": of_pin(1, end=F("end") - 1),
        "quote of the pin": of_pin(1, quote="Alarms rang 41 times a day on each ward."),
        "digest of the pin": of_pin(2, digest="0" * 64), "document of the pin": of_pin(2, document="section:changes"),
        "the pin is gone": lambda briefing, version: Pin.objects.filter(point=version.points.first()).delete(),
        # the acceptance
        "the acceptance": lambda briefing, version: Point.objects.filter(pk=version.points.first().pk).update(
            accepted_digest="f" * 64
        ),
        "a reason slipped in": lambda briefing, version: Point.objects.filter(pk=version.points.first().pk).update(
            differs_because="Trust me"
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", list(mutations()))
def test_a_brief_with_anything_altered_is_not_shared(briefing, name):
    version = briefing.ready()
    assert missing(version) == []
    mutations()[name](briefing, version)

    with pytest.raises(releasing.NotReady):
        releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))

    version.refresh_from_db()
    assert version.stage == Stage.DRAFT
    assert not Brief.objects.filter(pk=version.brief_id, state="released").exists()


@pytest.mark.parametrize(
    ("place", "old", "new"), [(0, "5.1", "5.7"), (0, "5.3", "3.5"), (1, "14", "41"), (2, "12", "21")]
)
def test_a_changed_number_cannot_be_accepted_again_without_a_reason(briefing, place, old, new):
    version = briefing.ready()
    point = version.points.order_by("position")[place]
    points.change(
        point, point.text.replace(old, new), by=briefing.ann, reader=reader(briefing.ann),
        seen=locking.digest_of_acceptance(point),
    )  # fmt: skip

    with pytest.raises(RuleBroken, match=new):
        briefing.accept(point)
    with pytest.raises(releasing.NotReady):
        releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))


def test_words_that_moved_in_their_source_can_be_pinned_again(briefing):
    version = briefing.ready()
    briefing.rewrite_page("A new beginning.\n\nMats are checked on each shift, and 2 of 12 were broken.")
    assert missing(version) == ["Point 3: " + locking.HOLD_WORDS[locking.Hold.MOVED]]

    point = version.points.order_by("position")[2]
    points.pin_again(point.pins.get(), by=briefing.ann, reader=reader(briefing.ann))
    briefing.accept(point)

    assert missing(version) == []


def test_a_newer_version_of_the_source_with_the_same_words_in_the_same_place_holds(briefing):
    version = briefing.ready()
    briefing.rewrite_page(
        "A nurse comes within 3 minutes of an alarm.\n\nMats are checked on each shift, and 2 of 12 were broken.\n\nMore."
    )

    assert missing(version) == []
    brief = releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))
    assert shown(briefing, brief).points[2].pins[0].check.revised


def test_a_shared_brief_says_when_its_source_no_longer_says_so(briefing):
    brief = briefing.released()
    assert shown(briefing, brief).broken == ()

    Copy.objects.filter(paper=briefing.paper).update(abstract="Retyped.")

    assert len(shown(briefing, brief).broken) == 2


def test_a_new_version_keeps_what_was_accepted_and_readers_see_the_old_one_meanwhile(briefing):
    brief = briefing.released()
    version = writing.begin_version(brief, by=briefing.bob, reader=reader(briefing.bob))
    writing.save(version, by=briefing.bob, reader=reader(briefing.bob), seen=0, unknown="What it costs.")

    assert missing(version) == []
    assert shown(briefing, brief).version.number == 1
    releasing.release(version, by=briefing.bob, reader=reader(briefing.bob))
    assert shown(briefing, brief).version.number == 2
    assert brief.versions.get(number=1).stage == Stage.REPLACED


def test_an_old_version_for_fewer_people_is_not_read_by_those_who_came_later(briefing):
    brief = briefing.released()
    version = writing.begin_version(brief, by=briefing.ann, reader=reader(briefing.ann))
    writing.save(version, by=briefing.ann, reader=reader(briefing.ann), seen=0, open_to="public", tokens=[])
    releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))
    brief.refresh_from_db()

    assert [one.number for one in queries.versions_seen(brief, reader(briefing.eve))] == [2]
    assert [one.number for one in queries.versions_seen(brief, reader(briefing.ann))] == [2, 1]


def test_words_of_a_source_that_a_reader_may_not_see_are_not_shown_to_them(briefing):
    version = briefing.ready()
    writing.save(version, by=briefing.ann, reader=reader(briefing.ann), seen=version.saves, open_to="public", tokens=[])
    brief = releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))

    for_eve = shown(briefing, brief, briefing.eve)
    third = for_eve.points[2]
    assert third.hidden == 1
    assert third.pins[0].quote == ""
    assert briefing.page.pk not in for_eve.references
    assert shown(briefing, brief, briefing.bob).points[2].pins[0].quote.startswith("Mats are checked")


def test_words_of_a_subscribed_abstract_are_shown_to_its_team_alone(briefing):
    own = a_paper("A subscribed trial", team=briefing.service, route="subscribed", source="ris",
                  abstract="Nurses liked the sensors: 9 of 10 would keep them.")  # fmt: skip
    version = briefing.ready()
    point = version.points.order_by("position")[3]
    points.change(point, "Nurses liked them: 9 of 10 would keep them.", by=briefing.ann, reader=reader(briefing.ann),
                  seen=locking.digest_of_acceptance(point), kind=PointKind.EVIDENCE)  # fmt: skip
    writing.save(version, by=briefing.ann, reader=reader(briefing.ann), seen=version.saves, open_to="public", tokens=[])
    text = sources.texts_of(own, reader(briefing.lib))[0]
    assert sources.texts_of(own, reader(briefing.ann)) == []

    with pytest.raises(NotAllowed):
        points.pin(point, own, text.document, 0, 20, by=briefing.ann, reader=reader(briefing.ann))


# Checking, withdrawing ------------------------------------------------------------------------------


def test_a_brief_says_loudly_that_nobody_checked_it_until_the_library_did(briefing):
    brief = briefing.released()
    assert shown(briefing, brief).label == "Not checked by the library team"

    checking.check(brief, by=briefing.lib, reader=reader(briefing.lib), seen=1, on=clock.today())

    today = clock.today()
    assert shown(briefing, brief).label == f"Checked by Our library on {today.day} {today:%B %Y}"


def test_only_the_library_that_serves_the_organisation_can_check_it(briefing):
    brief = briefing.released()

    with pytest.raises(NotAllowed):
        checking.check(brief, by=briefing.bob, reader=reader(briefing.bob), seen=1)


def test_a_newer_version_is_not_checked_until_somebody_checks_it(briefing):
    brief = briefing.released()
    checking.check(brief, by=briefing.lib, reader=reader(briefing.lib), seen=1)
    version = writing.begin_version(brief, by=briefing.ann, reader=reader(briefing.ann))
    releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))

    assert shown(briefing, brief).label == "Not checked by the library team"
    with pytest.raises(RuleBroken, match="newer version"):
        checking.check(brief, by=briefing.lib, reader=reader(briefing.lib), seen=1)


def test_a_brief_whose_source_changed_cannot_be_called_checked(briefing):
    brief = briefing.released()
    Copy.objects.filter(paper=briefing.paper).update(abstract="Retyped.")

    with pytest.raises(RuleBroken, match="no longer holds"):
        checking.check(brief, by=briefing.lib, reader=reader(briefing.lib), seen=1)


def test_a_withdrawn_brief_stays_and_says_why(briefing):
    brief = briefing.released()
    releasing.withdraw(brief, "The trial was retracted.", by=briefing.ann, reader=reader(briefing.ann))

    found = queries.brief_at(brief.public_id, reader(briefing.bob))
    assert (found.state, found.withdrawn_because) == ("withdrawn", "The trial was retracted.")


def test_everything_that_happens_to_a_brief_is_in_its_history(briefing):
    brief = briefing.released()
    kinds = set(Change.objects.filter(subject=brief.public_id).values_list("kind", flat=True))

    assert {
        "roads.brief_begun", "roads.point_written", "roads.point_pinned", "roads.point_accepted", "roads.brief_saved",
        "roads.brief_released",
    } <= kinds  # fmt: skip


def test_a_brief_costs_the_same_queries_with_one_point_and_with_four(briefing, django_assert_max_num_queries):
    brief = briefing.released()
    who = reader(briefing.bob)
    version = queries.version_to_show(brief, who)

    with django_assert_max_num_queries(21):
        queries.shown(brief, who, version)


def test_the_day_of_the_next_look_must_be_to_come(briefing):
    version = briefing.ready()
    BriefVersion.objects.filter(pk=version.pk).update(review_due=clock.today() - timedelta(days=1))

    assert missing(version) == ["The day of the next look must be after today."]


def test_a_question_that_is_shared_with_more_people_shares_its_brief_with_them(briefing):
    version = briefing.begun()
    briefing.question.audience.create(token=unit_token(briefing.elsewhere.pk))
    releasing.follow_question(briefing.question, by=briefing.ann)

    assert Brief.objects.visible_to(reader(briefing.eve)).filter(pk=version.brief_id).exists()


def test_words_of_a_page_are_shown_as_its_readers_see_them(briefing):
    briefing.rewrite_page("## Mats\n\n- **Checked:** on each shift, and 2 of 12 were broken")
    point = points.add(briefing.begun(), "2 of 12 were broken.", by=briefing.ann, reader=reader(briefing.ann))
    pin = briefing.pin(point, briefing.page, "**Checked:** on each shift, and 2 of 12 were broken")

    assert queries.words_of(pin) == "Checked: on each shift, and 2 of 12 were broken"
    assert sources.text_at(briefing.page, pin.document).text[pin.start : pin.end] == pin.quote


def test_whoever_may_not_read_the_source_cannot_say_that_they_have(briefing):
    point = points.add(briefing.begun(), "2 of 12 mats were broken.", by=briefing.ann, reader=reader(briefing.ann))
    briefing.pin(point, briefing.page, "Mats are checked on each shift, and 2 of 12 were broken.")
    briefing.page.audience.filter(token=unit_token(briefing.trust.pk)).delete()

    with pytest.raises(NotAllowed, match="cannot read"):
        briefing.accept(point)


def test_how_a_sentence_differs_is_not_told_to_whoever_may_not_read_the_source(briefing):
    version = briefing.ready()
    point = version.points.order_by("position")[2]
    points.change(
        point, "On our wards, 3 of 12 mats were broken.", by=briefing.ann, reader=reader(briefing.ann),
        seen=locking.digest_of_acceptance(point),
    )  # fmt: skip
    briefing.accept(point, because="One more broke since.")
    writing.save(version, by=briefing.ann, reader=reader(briefing.ann), seen=version.saves, open_to="public", tokens=[])
    brief = releasing.release(version, by=briefing.ann, reader=reader(briefing.ann))

    assert shown(briefing, brief, briefing.bob).points[2].differences
    for_eve = shown(briefing, brief, briefing.eve)
    assert for_eve.points[2].differences == ()
    assert "2" not in " ".join(printed.printed(for_eve).points[2].warnings)


def test_a_brief_costs_the_same_queries_with_one_paper_and_with_three(briefing):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    version = briefing.begun()
    point = points.add(version, "It helps.", by=briefing.ann, reader=reader(briefing.ann))
    costs = []
    for number in range(3):
        paper = a_paper(f"Paper {number}", abstract="It helps.")
        briefing.pin(point, paper, "It helps.")
        with CaptureQueriesContext(connection) as spent:
            locking.check_points(writing.points_of(version))
        costs.append(len(spent))

    assert costs[0] == costs[2]
