"""The quick look for a few plain words before each pattern never hides what the pattern would have found."""

import pytest

from bibliography import read
from bibliography.design import _folded, _may_fit
from bibliography.design_rules import RULES
from bibliography.model import Citation
from tests.shared_data import shared_data

DATA = shared_data()
KINDS = ("medline", "exports")
FILES = [path for kind in KINDS for path in sorted((DATA / kind).iterdir())] if DATA else []


def test_every_pattern_for_abstracts_names_the_words_without_which_it_cannot_fit():
    assert [rule.design for rule in RULES if rule.abstract and not rule.abstract_needs] == []
    for rule in RULES:
        for word in (*rule.title_needs, *rule.abstract_needs):
            assert word == word.casefold()


@pytest.mark.skipif(DATA is None, reason="There is no real data beside this checkout.")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_real_title_or_abstract_that_fits_is_passed_over(path):
    for citation in read.read(path):
        if not isinstance(citation, Citation):
            continue
        for rule in RULES:
            if rule.title and not _may_fit(_folded(citation.title), rule.title_needs):
                assert not rule.title.search(citation.title), (rule.design, citation.title)
            if rule.abstract and not _may_fit(_folded(citation.abstract), rule.abstract_needs):
                assert not rule.abstract.search(citation.abstract), (rule.design, citation.title)
