"""What every index promises, whoever keeps it."""

import pytest

from retrieval.model import Document, Query
from retrieval.ports import Index
from tests.retrieval.collection import EVERYTHING, PUBLIC, RESTRICTED, WARD, found, groups


@pytest.fixture
def full(index: Index) -> Index:
    index.replace(EVERYTHING)
    return index


def ask(index: Index, text: str, **more: object) -> set[str]:
    return set(groups(index.search(Query(text, mode="words", limit=50, **more))))


# Who may see what


def test_the_public_sees_only_what_is_open(full):
    assert ask(full, "falls form socks zanzibarine") == {"p2", "g2"}


def test_a_member_also_sees_what_is_theirs(full):
    assert ask(full, "falls form socks zanzibarine", tokens=WARD) == {"p2", "g2", "l1", "s1"}


def test_a_reader_without_any_token_sees_nothing(full):
    assert ask(full, "falls", tokens=frozenset()) == set()


def test_a_token_other_than_public_opens_only_what_names_it(full):
    assert ask(full, "falls", tokens=frozenset({"unit:1"})) == {"l1", "p2"}


def test_a_narrowed_audience_holds_at_once(full):
    secret = Document("g2", "guideline", "Falls on the ward", "After a fall.", audience=frozenset({"unit:9"}))

    full.replace([secret])

    assert ask(full, "ward", tokens=WARD) == {"l1"}
    assert ask(full, "ward", tokens=PUBLIC | {"unit:9"}) == {"g2"}


def test_a_widened_audience_holds_at_once(full):
    full.replace([Document("l2", "policy", "Zanzibarine pathway", "For all.")])

    assert ask(full, "zanzibarine") == {"l2"}


def test_withheld_groups_are_not_shown_counted_or_suggested(full):
    page = full.search(Query("falls", facets=("kind",), withheld=frozenset({"g2"}), mode="words"))

    assert groups(page) == ["p2"]
    assert (page.total, page.facets["kind"]) == (1, (("paper", 1),))
    assert not any("ward" in text.lower() for text in full.suggest("fal", Query(withheld=frozenset({"g2"}))))


@pytest.mark.parametrize("text", ["falls", "heart failure", "ward OR fall*", "", "excersise"])
def test_what_is_withheld_leaves_no_trace_even_in_scores(full, opener, text):
    without = opener("memory" if type(full).__name__ == "MemoryIndex" else "tantivy")
    without.replace([document for document in EVERYTHING if document.group not in ("g2", "l1")])
    ask_for = {"tokens": WARD, "facets": ("kind", "type", "mesh"), "mode": "words"}

    page = full.search(Query(text, withheld=frozenset({"g2", "l1"}), **ask_for))
    expected = without.search(Query(text, **ask_for))

    assert (page.hits, page.total, page.facets) == (expected.hits, expected.total, expected.facets)


@pytest.mark.parametrize("text", ["falls", "heart failure", "zanzibarine", "ward NOT failure"])
def test_what_was_open_and_is_hidden_now_leaves_no_trace_in_scores(full, opener, text):
    hidden = [Document(d.id, d.kind, d.title, d.text, audience=frozenset({"unit:9"})) for d in EVERYTHING[3:5]]
    without = opener("memory" if type(full).__name__ == "MemoryIndex" else "tantivy")
    without.replace([document for document in EVERYTHING if document.id not in ("g1", "g2")])

    full.replace(hidden)

    page, expected = (each.search(Query(text, tokens=WARD, mode="words")) for each in (full, without))
    assert (page.hits, page.total) == (expected.hits, expected.total)


# Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("oesophagus", {"p1"}),
        ("esophageal", {"p1"}),
        ("What should I do about a fall?", {"p2", "g2"}),
        ("IL6", {"p1"}),
        ("il-6", {"p1"}),
        ("beta-blocker", {"p1", "g1"}),
        ("betablockers", {"p1"}),
        ("preeclampsia", {"p3"}),
        ("pre-eclampsia", {"p3"}),
        ("75 mg", {"p3"}),
        ("o'brien", {"p1"}),
        ("LANCET", {"p1"}),
        ("nothingness", set()),
    ],
)
def test_bare_words_find(full, text, expected):
    assert ask(full, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"heart failure"', {"p2", "g1"}),
        ('"failure heart"', set()),
        ('"failure of the heart"', {"p2"}),
        ('"beta blockers"', {"p1", "g1"}),
        ('"il-6 were"', {"p1"}),
        ('"people exercise"', set()),
        ("heart AND exercise", {"p2"}),
        ("heart failure NOT exercise", {"g1"}),
        ("oesophagus OR aspirin", {"p1", "p3"}),
        ("(oesophagus OR aspirin) AND surgery", {"p1"}),
        ("NOT heart", {"p1", "p3", "g2"}),
        ("heart AND NOT (exercise OR diuretics)", set()),
        ("title:falls", {"p2", "g2"}),
        ("title:heart", {"g1"}),
        ('title:"blood pressure"', {"p3"}),
        ("author:smith", {"p1"}),
        ("author:o'brien", {"p1"}),
        ("author:exercise", set()),
        ("journal:lancet", {"p1"}),
        ("mesh:Hypertension", {"p2"}),
        ('mesh:"gullet cancer"', {"p1"}),
        ("mesh:falls", {"p2"}),
        ("year:2015..2019", {"p1", "p3"}),
        ("year:2021 AND falls", {"p2"}),
        ("falls year:2020..", {"p2"}),
        ("oesoph*", {"p1"}),
        ("author:smi*", {"p1"}),
        ("title:prevent*", {"p2"}),
        ('"heart fail*"', {"p2", "g1"}),
        ("excercise AND falls", set()),
    ],
)
def test_questions_with_operators_mean_exactly_what_they_say(full, text, expected):
    page = full.search(Query(text, limit=50))

    assert set(groups(page)) == expected
    assert page.total == len(expected)
    assert page.corrections == ()


def test_a_boolean_question_is_not_widened_by_synonyms(full):
    assert ask(full, "hypertension") == {"p2", "p3"}
    assert ask(full, "title:hypertension OR aspirin AND hypertension") == set()


def test_an_abbreviation_finds_its_long_form_and_says_so(full):
    page = full.search(Query("HF", mode="words"))

    assert set(groups(page)) == {"p2", "g1"}
    assert ("synonym", "HF", "heart failure") in [(r.how, r.asked, r.found) for r in page.hits[0].reasons]


def test_an_entry_term_finds_by_heading_and_says_so(full):
    page = full.search(Query("gullet cancer", mode="words"))

    assert [(r.how, r.found) for r in page.hits[0].reasons][-1] == ("heading", "Esophageal Neoplasms")


def test_the_best_match_comes_first(full):
    assert groups(full.search(Query("heart failure", mode="words")))[0] == "g1"


# Typing mistakes and nearby words


def test_a_typing_mistake_is_corrected_and_said(full):
    page = full.search(Query("excercise", mode="words"))

    assert groups(page) == ["p2"]
    assert page.corrections == (("excercise", "exercise"),)
    assert page.hits[0].reasons[0].how == "spelling"


@pytest.mark.parametrize(
    ("typed", "held", "corrected"),
    [
        ("violence", "virulence", False), ("shadowing", "showing", False), ("diarrea", "diarrhoea", True),
        ("resucitation", "resuscitation", True), ("haemorage", "haemorrhage", True), ("pnuemonia", "pneumonia", True),
    ],
)  # fmt: skip
def test_two_slips_are_mended_only_where_the_frame_of_the_word_stays(index, typed, held, corrected):
    index.replace([Document("d", "paper", f"About {held} on wards")])

    page = index.search(Query(typed, mode="words"))

    assert (groups(page), bool(page.corrections)) == ((["d"], True) if corrected else ([], False))


def test_a_word_that_this_reader_can_find_is_left_alone(full):
    assert full.search(Query("socks", tokens=WARD, mode="words")).corrections == ()


def test_corrections_come_only_from_what_the_reader_may_see(full):
    assert full.search(Query("zanzibarin", tokens=WARD, mode="words")).corrections == ()
    corrected = full.search(Query("zanzibarin", tokens=PUBLIC | {"unit:2"}, mode="words"))
    assert corrected.corrections == () or corrected.corrections[0][1] == "zanzibarine"
    assert groups(corrected) == ["l2"]


def test_nothing_found_offers_near_words_that_are_visible(full):
    page = full.search(Query("exercises AND diuretix", mode="words"))

    assert page.total == 0
    assert "diuretics" in page.near_words
    assert full.search(Query("title:zanzibarinx", mode="words")).near_words == ()


# Suggestions


def test_suggestions_are_words_and_titles_that_begin_so(full):
    assert full.suggest("fal", Query())[0] in ("fall", "falls")
    assert "Falls on the ward" in full.suggest("fal", Query())
    assert "oesophageal" in full.suggest("oesoph", Query())


def test_suggestions_never_come_from_what_the_reader_may_not_see(full):
    assert full.suggest("zanz", Query(tokens=WARD)) == ()
    assert "Zanzibarine pathway" in full.suggest("zanz", Query(tokens=frozenset({"public", "unit:2"})))


# Filters, years, counts


def test_filters_take_any_value_of_a_name_and_all_names(full):
    both = {"type": frozenset({"review", "guideline"}), "kind": frozenset({"paper"})}

    assert ask(full, "falls heart", filters={"type": both["type"]}) == {"p2", "g1"}
    assert ask(full, "falls heart", filters=both) == {"p2"}


def test_a_year_range_leaves_out_what_has_no_year(full):
    assert ask(full, "falls", years=(2000, None)) == {"p2"}
    assert ask(full, "falls", years=(None, None)) == {"p2", "g2"}


def test_values_to_leave_out_are_left_out_of_hits_and_counts(full):
    page = full.search(Query("falls", leave_out={"kind": frozenset({"paper"})}, facets=("kind",), mode="words"))

    assert (groups(page), page.facets["kind"]) == (["g2"], (("guideline", 1),))


def test_counts_are_of_groups_that_match(full):
    page = full.search(Query("falls", tokens=WARD, facets=("kind", "type"), mode="words"))

    assert page.total == 3
    assert dict(page.facets["kind"]) == {"paper": 1, "guideline": 1, "policy": 1}
    assert dict(page.facets["type"]) == {"review": 1, "trial": 1, "local": 1}


def test_a_filter_does_not_narrow_its_own_counts(full):
    page = full.search(Query("falls", filters={"kind": frozenset({"paper"})}, facets=("kind", "type"), mode="words"))

    assert dict(page.facets["kind"]) == {"paper": 1, "guideline": 1}
    assert dict(page.facets["type"]) == {"review": 1, "trial": 1}


def test_headings_are_counted_over_the_best_hits(full):
    page = full.search(Query("falls cancer", facets=("mesh",), mode="words"))

    assert dict(page.facets["mesh"]) == {
        "Esophageal Neoplasms": 1, "Accidental Falls": 1, "Hypertension, Pulmonary": 1,
    }  # fmt: skip
    assert page.sampled == frozenset()


# Groups, order, pages


def test_documents_of_one_group_are_one_hit_and_show_the_best_visible_one(full):
    page = full.search(Query("tai chi fractures falls", tokens=WARD, mode="words"))

    assert groups(page).count("p2") == 1
    assert next(hit for hit in page.hits if hit.group == "p2").document == "p2-abstract"
    assert found(full.search(Query("fractures OR exercise", mode="words"))) == {"p2"}


def test_newest_first_when_asked(full):
    page = full.search(Query("falls", tokens=WARD, order="newest"))

    assert groups(page) == ["l1", "g2", "p2"]


def test_equal_scores_go_by_day_and_then_by_id(index):
    same = [Document(f"d{n}", "paper", "Sepsis", "Sepsis care.", day=day) for n, day in enumerate([5, 9, 5, 7])]
    index.replace(reversed(same))

    assert groups(index.search(Query("sepsis", mode="words"))) == ["d1", "d3", "d0", "d2"]


def test_no_question_lists_everything_newest_first(full):
    page = full.search(Query(""))

    assert groups(page) == ["g1", "g2", "p2", "p1", "p3"]
    assert page.total == 5


def test_no_kind_fills_more_than_half_of_the_first_ten(index):
    papers = [Document(f"p{n:02}", "paper", "Sepsis", "sepsis " * (n + 1)) for n in range(12)]
    others = [Document(f"x{n}", kind, "Care", "A word on sepsis " + "and other things " * 30)
              for n, kind in enumerate(["story", "policy", "story"])]  # fmt: skip
    index.replace(papers + others)

    kinds = [hit.kind for hit in index.search(Query("sepsis", mode="words")).hits]

    assert kinds[:5] + kinds[8:] == ["paper"] * 7
    assert sorted(kinds[5:8]) == ["policy", "story", "story"]


def test_pages_follow_on_without_gaps_or_repeats(index):
    index.replace(
        Document(f"p{n:03}", "paper" if n % 7 else "story", "Sepsis", "sepsis " * (n % 5 + 1)) for n in range(60)
    )
    whole = groups(index.search(Query("sepsis", mode="words", limit=60)))

    pages = [groups(index.search(Query("sepsis", mode="words", offset=at))) for at in range(0, 60, 10)]

    assert [group for page in pages for group in page] == whole
    assert len(set(whole)) == 60


# Writing


def test_replacing_overwrites_and_removing_forgets(full):
    full.replace([Document("p3", "paper", "Iron", "Iron tablets.")])
    full.remove(["p1", "never-there"])
    full.remove_groups(["p2"])

    assert ask(full, "aspirin oesophagus exercise fractures", tokens=WARD) == set()
    assert ask(full, "iron") == {"p3"}
    assert set(full.ids()) == {"p3", "g1", "g2", "l1", "l2", "s1"}
    assert full.count() == 6


def test_the_last_of_two_documents_with_one_id_wins(index):
    index.replace([Document("a", "paper", "First"), Document("a", "paper", "Second")])

    assert (ask(index, "first"), ask(index, "second"), index.count()) == (set(), {"a"}, 1)


def test_groups_are_replaced_in_one_step(full):
    full.replace_groups(["p2", "l1"], [Document("p2", "paper", "Falls anew", "Falls.", audience=frozenset({"unit:1"}))])

    assert ask(full, "falls", tokens=WARD) == {"p2", "g2"}
    assert ask(full, "falls") == {"g2"}
    assert "p2-abstract" not in set(full.ids())


def test_a_document_that_cannot_be_filed_is_refused_and_nothing_is_half_written(full):
    before = set(full.ids())

    with pytest.raises(ValueError, match="field name"):
        full.replace([Document("n1", "paper", "New"), Document("n2", "paper", "Bad", exact={"a b": ("x",)})])

    assert set(full.ids()) == before


# Generations


def test_a_rebuild_answers_only_when_finished(full):
    before = full.generation()
    rebuild = full.begin_rebuild()
    rebuild.replace([RESTRICTED[0], Document("new", "paper", "Falls in new light")])

    assert ask(full, "falls") == {"p2", "g2"}
    rebuild.finish()

    assert ask(full, "falls", tokens=WARD) == {"new", "l1"}
    assert full.generation() != before


def test_what_is_written_during_a_rebuild_is_in_both_and_wins(full):
    rebuild = full.begin_rebuild()
    rebuild.replace([Document("p1", "paper", "Old words", "stale"), Document("gone", "paper", "Stale too")])
    full.replace([Document("p1", "paper", "Fresh words"), Document("p9", "paper", "Fresh words")])
    full.remove(["gone"])
    full.remove_groups(["p2"])
    rebuild.replace([Document("p1", "paper", "Old words", "stale"), Document("gone", "paper", "Stale too"),
                     Document("p2", "paper", "Stale group")])  # fmt: skip

    assert ask(full, "fresh") == {"p1", "p9"}
    rebuild.finish()

    assert (ask(full, "fresh"), ask(full, "stale")) == ({"p1", "p9"}, set())


def test_a_write_that_is_refused_during_a_rebuild_takes_nothing_from_it(full):
    rebuild = full.begin_rebuild()
    rebuild.replace([Document("new", "paper", "Falls anew")])

    with pytest.raises(ValueError, match="field name"):
        full.replace([Document("p1", "paper", "Falls"), Document("n2", "paper", "Bad", exact={"a b": ("x",)})])
    rebuild.replace([Document("p1", "paper", "Falls as before")])
    rebuild.finish()

    assert ask(full, "falls") == {"new", "p1"}


def test_an_abandoned_rebuild_leaves_no_trace(full):
    rebuild = full.begin_rebuild()
    rebuild.replace([Document("new", "paper", "Falls")])
    rebuild.abandon()

    assert ask(full, "falls") == {"p2", "g2"}
    with pytest.raises(RuntimeError):
        rebuild.finish()


# Bad input


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("word " * 10_000, None),
        (" ".join(f"word{n}" for n in range(10_000)), "query-too-long"),
        ("falls " * 200_000, "query-too-long"),
        ('"falls on', "unbalanced-quotes"),
        ("((falls AND (ward", "unbalanced-brackets"),
        ("falls)) AND ward", "unbalanced-brackets"),
        ("AND OR NOT", "stray-operator"),
        ("falls AND", "stray-operator"),
        ("* ? !", "no-words"),
        ("a*", "wildcard-too-short"),
        ("year:soon falls", "bad-year"),
        ("<script>alert('falls')</script>", None),
        ("fa\u202ells \x00\x1b[31m \ud800", None),
        ("NOT " * 5_000 + "falls", None),
        ("(" * 9_000 + "falls" + ")" * 9_000, None),
        ("x" * 1_000_000, "query-too-long"),
        ("title:title:title:", None),
        ("mesh:* OR author:\"\"", None),
    ],
)  # fmt: skip
def test_bad_input_has_a_best_reading_and_never_fails(full, text, note):
    page = full.search(Query(text, tokens=WARD, facets=("kind", "mesh"), mode="words"))

    assert note is None or note in page.notes
    assert full.suggest(text, Query(tokens=WARD)) is not None


def test_hidden_characters_do_not_hide_a_word(full):
    assert ask(full, "fa\u00adlls\u200b") == {"p2", "g2"}


def test_a_hostile_document_is_held_and_shown_clean(index):
    index.replace([
        Document("x", "paper", "T" * 1_000_000, "sepsis \x00\u202e<script> \ud800 " + "long " * 200_000),
        Document("y", "paper", "", ""),
    ])  # fmt: skip

    [hit] = index.search(Query("sepsis", mode="words")).hits

    text = "".join(span.text for span in hit.snippet)
    assert text.startswith("sepsis <script>")
    assert len(text) <= 240
    assert index.count() == 2


# Snippets


def test_the_snippet_is_the_best_piece_with_marks_on_whole_words(index):
    index.replace(
        [Document("a", "paper", "Care", "Nothing here. " * 40 + "Tumours of the oesophagus are rare. " + "More. " * 90)]
    )

    [hit] = index.search(Query("esophagus tumor", mode="words")).hits

    shown = "".join(span.text for span in hit.snippet)
    assert [span.text for span in hit.snippet if span.match] == ["Tumours", "oesophagus"]
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 240


def test_a_snippet_shows_the_visible_document_only(full):
    page = full.search(Query("exercise tai chi", mode="words"))

    assert "Tai chi" not in "".join(span.text for hit in page.hits for span in hit.snippet)


def test_without_snippets_none_are_made(full):
    assert full.search(Query("falls", snippets=False, mode="words")).hits[0].snippet == ()


# Pages of a file beside their item


def test_the_pages_of_a_file_are_one_answer_with_the_facets_of_each_counted_once(index):
    def piece(id_: str, group: str, kind: str, language: str) -> Document:
        return Document(id_, kind, "Turning", "Turn patients.", group=group, exact={"language": (language,)})

    index.replace(
        [
            piece("a", "a", "policy", "en"), *(piece(f"a~f1p{page}", "a", "policy", "en") for page in range(40)),
            piece("b", "b", "policy", "en"), *(piece(f"b~f2p{page}", "b", "policy", "cy") for page in range(3)),
            piece("c", "c", "guideline", "en"),
        ]
    )  # fmt: skip

    page = index.search(Query("turning patients", facets=("kind", "language"), mode="words"))

    assert (set(groups(page)), page.total) == ({"a", "b", "c"}, 3)
    assert page.facets == {"kind": (("policy", 2), ("guideline", 1)), "language": (("en", 3), ("cy", 1))}
